"""Taken and answered: restrictions (影响期), standing and clearance."""

from __future__ import annotations

from servicekit.forms import (
    AHEAD,
    PeriodQuery,
    among,
    among_ids,
    among_keys,
    among_persons,
    day,
    given,
    synthetic,
    text,
    wanted,
)
from servicekit.schema import Schema, fields
from servicekit.schemas import OverrideOut
from services.supervision.vocabulary.standing import Source, State


class PeriodOverride(Schema):
    """Who answers for another period than the kind's (合并计算、另有规定), and on which written basis."""

    by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class ImposeRestriction(Schema):
    """A restriction of a cadre; without an end it ends by its kind's period. Another end wants an override."""

    cadre_id = wanted("干部")
    kind = text("种类", 60, required=True, metadata={"example": "warning", "words": "supervision.restriction_kinds"})
    begins = day("开始日期", AHEAD, required=True)
    ends = day("结束日期", AHEAD, load_default=None, allow_none=True)
    override = fields.Nested(PeriodOverride, load_default=None, allow_none=True, metadata={"zh": "另定期间的依据"})
    basis = text("依据", 500, required=True, metadata={"example": "纪律处分决定书（演示）"})
    synthetic = synthetic()


class RestrictionOf(Schema):
    restriction_id = wanted("影响期")


class CloseRestriction(Schema):
    """Why a restriction is lifted or annulled."""

    restriction_id = wanted("影响期")
    basis = text("依据", 500, required=True, metadata={"example": "复核决定（演示）"})


class ListRestrictions(PeriodQuery):
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位及下级")
    state = among(State, "状态")
    kind = among_keys("种类", 60)
    source = among(Source, "来源")


class OriginOut(Schema):
    """Where the same decision was entered too."""

    source = given("来源", Source)
    source_id = given("来源的标识；监督环节登记的为空", allow_none=True)


class RestrictionOut(Schema):
    """A restriction (影响期)."""

    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    kind = given("种类", "supervision.restriction_kinds")
    effects = fields.List(fields.String(), metadata={"zh": "所限制的事项", "words": "supervision.restriction_effects"})
    begins = fields.Date(metadata={"zh": "开始日期"})
    ends = fields.Date(allow_none=True, metadata={"zh": "结束日期"})
    override = fields.Nested(OverrideOut, allow_none=True, metadata={"zh": "另定期间的依据"})
    basis = given("依据")
    state = given("状态")
    source = given("来源")
    source_id = given("来源的标识：档案处分条目、问责、查核或联议事项", allow_none=True)
    joined = fields.List(fields.Nested(OriginOut), metadata={"zh": "同一决定的其他来源"})
    imposed_by = given("登记人")
    imposed_at = fields.DateTime(metadata={"zh": "登记时间"})
    closed_by = given("解除或撤销人", allow_none=True)
    closed_basis = given("解除或撤销依据", allow_none=True)
    died_on = fields.Date(allow_none=True, metadata={"zh": "去世日期；影响期随之终止"})
    synthetic = fields.Boolean()


class StandingOf(Schema):
    cadre_id = wanted("干部")


class InForceOut(Schema):
    restriction_id = given("影响期")
    effects = fields.List(fields.String(), metadata={"zh": "所限制的事项", "words": "supervision.restriction_effects"})
    begins = fields.Date(metadata={"zh": "开始日期"})


class StandingOut(Schema):
    """What holds against a cadre now (现时状态)."""

    cadre_id = given("干部")
    version = fields.Integer()
    restricted = fields.Boolean(metadata={"zh": "处于影响期"})
    effects = fields.List(fields.String(), metadata={"zh": "所限制的事项", "words": "supervision.restriction_effects"})
    in_force = fields.List(fields.Nested(InForceOut), metadata={"zh": "生效中的影响期"})
