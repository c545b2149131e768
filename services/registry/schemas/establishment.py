"""What is asked and answered about establishment (编制)."""

from __future__ import annotations

from servicekit import standards
from servicekit.schema import Id, Schema, fields
from services.registry.schemas.units import HeadcountSchema


class EstablishmentOf(Schema):
    """Of which unit, and whether those below it too."""

    unit_id = Id(metadata={"zh": "单位"})
    below = fields.Bool(load_default=True, metadata={"zh": "含下级单位"})


class LevelCountOut(Schema):
    """A post level's posts and people."""

    post_level = fields.String(
        required=True, allow_none=True, metadata={"zh": "职务层次", "words": standards.POST_LEVELS}
    )
    posts = fields.Int(required=True, metadata={"zh": "设置职位"})
    held = fields.Int(required=True, metadata={"zh": "已任职位"})
    vacant = fields.Int(required=True, metadata={"zh": "空缺职位"})
    serving = fields.Int(required=True, metadata={"zh": "该层次在职人数"})


class EstablishmentTotalOut(Schema):
    """The sum of the units."""

    approved = fields.Nested(HeadcountSchema, required=True, allow_none=True, metadata={"zh": "核定职数"})
    filled = fields.Nested(HeadcountSchema, required=True, metadata={"zh": "实配"})
    vacant = fields.Nested(HeadcountSchema, required=True, metadata={"zh": "空缺"})
    over = fields.Nested(HeadcountSchema, required=True, metadata={"zh": "超配"})
    levels = fields.List(fields.Nested(LevelCountOut), required=True, metadata={"zh": "按职务层次"})


class EstablishmentRowOut(EstablishmentTotalOut):
    """A unit's line."""

    unit_id = fields.String(required=True, metadata={"zh": "单位"})


class EstablishmentOut(Schema):
    """The sheet: the unit, then those below it in the city's own order, and their sum."""

    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    items = fields.List(fields.Nested(EstablishmentRowOut), required=True, metadata={"zh": "各单位"})
    total = fields.Nested(EstablishmentTotalOut, required=True, metadata={"zh": "合计"})
    more = fields.Bool(required=True, metadata={"zh": "单位过多，未全部列出，合计只含所列"})
