"""Answered: how something was put right (更正)."""

from __future__ import annotations

from servicekit.forms import given
from servicekit.schema import Schema, fields


class RevisionOut(Schema):
    """How something was put right (更正)."""

    at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    by = given("更正账号")
    basis = given("依据")
    before = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"zh": "更正前"})
    after = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"zh": "更正后"})
