"""Fields that several of the schemas share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow

from servicekit.forms import given
from servicekit.schema import Schema, fields, validate
from services.training.vocabulary.hours import STEP, Category

TOPICS, THEMES = "training.topics", "training.visit_themes"
"""The dictionaries of what is taught in classes, and at teaching points."""
MOST_TOPICS = validate.Length(max=20)
"""Of one class, teacher or material, and themes of one teaching point."""


class HoursField(fields.Float):
    """Hours (学时): a number above zero in steps of 0.5; a text is refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise marshmallow.ValidationError("bad-hours|学时应为数字|Hours are a number")
        if not 0 < value <= 2000 or value % STEP:
            raise marshmallow.ValidationError(
                "bad-hours|学时应大于零且为0.5的倍数|Hours are above zero, in steps of 0.5"
            )
        return float(value)


BY_CATEGORY = {one.name.lower(): one.zh for one in Category}
"""What sums by category are called, by the fields of `Hours`."""


class HoursOut(Schema):
    """Hours by category (分类学时)."""

    theory = fields.Float(metadata={"zh": "理论教育学时"})
    party_spirit = fields.Float(metadata={"zh": "党性教育学时"})
    duty = fields.Float(metadata={"zh": "履职能力学时"})
    other = fields.Float(metadata={"zh": "其他学时"})


class WarningOut(Schema):
    """Advice given with a step that was allowed."""

    code = given("代码")
    zh = given("说明")
    en = given("说明（英文）")
    facts = fields.Dict(metadata={"zh": "数据"})


class RevisionOut(Schema):
    """How something was put right (更正), and what stood there before."""

    at = fields.DateTime(metadata={"zh": "更正时间"})
    by = given("更正账号")
    basis = given("书面依据")
    before = fields.Dict(metadata={"zh": "更正前的值（按字段）"})
