"""Answered: how outcomes fall on groups (公平性), with the numbers behind each rate."""

from __future__ import annotations

from servicekit.forms import given
from servicekit.schema import Schema, fields
from services.talentpool.vocabulary.fairness import GROUPINGS, GROUPS
from services.talentpool.vocabulary.members import STAGES


class RateOut(Schema):
    """A group's share of one outcome."""

    outcome = given("结果", STAGES)
    count = fields.Integer(allow_none=True, metadata={"zh": "人数；该组人数过少时不显示"})
    rate = fields.Decimal(allow_none=True, metadata={"zh": "比率；该组人数过少时不显示"})
    ratio = fields.Decimal(allow_none=True, metadata={"zh": "与最高组之比；人数过少时不给出"})


class GroupOut(Schema):
    """A group of people and what became of them."""

    by = given("分组依据", GROUPINGS)
    key = given("组", ("sex", "ethnicity", GROUPS))
    people = fields.Integer(metadata={"zh": "人数"})
    outcomes = fields.List(fields.Nested(RateOut), metadata={"zh": "各结果"})
    too_small = fields.Boolean(metadata={"zh": "人数过少，不作比较"})


class FairnessOut(Schema):
    """Outcomes by sex, ethnicity and age band (公平性视图)."""

    people = fields.Integer(metadata={"zh": "人数"})
    outcomes = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"zh": "各结果人数", "words": STAGES}
    )
    groups = fields.List(fields.Nested(GroupOut), metadata={"zh": "各组"})
    smallest_group = fields.Integer(metadata={"zh": "可比较的最少人数"})
