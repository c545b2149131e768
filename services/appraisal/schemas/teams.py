"""Schemas: the analysis of teams (班子分析研判)."""

from __future__ import annotations

from servicekit.forms import given, wanted
from servicekit.people import Role
from servicekit.schema import Schema, fields
from services.appraisal.schemas.common import OF_MODEL, OF_TEAMS
from services.appraisal.vocabulary.teams import UNKNOWN


class TeamOf(Schema):
    unit_id = wanted("单位")


class GroupOut(Schema):
    """How many of a team are alike in something."""

    key = given("分组")
    count = fields.Integer(metadata={"zh": "人数"})
    share = fields.Decimal(metadata={"zh": "占比"})


def _groups(zh: str, standard: str = "") -> fields.List[GroupOut]:
    keys = (standard, {UNKNOWN: "不详"}) if standard else {UNKNOWN: "不详"}
    return fields.List(fields.Nested(GroupOut), metadata={"zh": zh, "words_within": {"key": keys}})


class StructureOut(Schema):
    """What a team is made of."""

    members = fields.Integer(metadata={"zh": "人数"})
    mean_age = fields.Decimal(allow_none=True, metadata={"zh": "平均年龄"})
    age = _groups("年龄段")
    sex = _groups("性别（GB/T 2261.1）", "sex")
    ethnicity = _groups("民族（GB/T 3304）", "ethnicity")
    minority = fields.Integer(metadata={"zh": "少数民族人数"})
    education = _groups("学历（GB/T 4658）", "education_level")
    political_status = _groups("政治面貌（GB/T 4762）", "political_status")
    level_years = _groups("任现职级年限")
    post_years = _groups("任现职年限")
    basic_level_years = _groups("基层工作年限（已结束的经历）")


class EstablishmentOut(Schema):
    """Approved and filled posts."""

    role = given("角色", Role)
    approved = fields.Integer(allow_none=True, metadata={"zh": "核定职数"})
    filled = fields.Integer(metadata={"zh": "实配"})
    vacant = fields.Integer(allow_none=True, metadata={"zh": "空缺"})
    over = fields.Integer(allow_none=True, metadata={"zh": "超配"})


class HorizonOut(Schema):
    """Who retires within so many years."""

    years = fields.Integer(metadata={"zh": "年内"})
    count = fields.Integer(metadata={"zh": "人数"})
    share = fields.Decimal(metadata={"zh": "占比"})
    cadre_ids = fields.List(fields.String(), metadata={"zh": "干部"})


class MemberOut(Schema):
    """A member with their index, where there is one."""

    cadre_id = given("干部")
    role = given("角色", Role)
    age = fields.Integer(allow_none=True, metadata={"zh": "年龄"})
    retires_on = fields.Date(allow_none=True, metadata={"zh": "到龄日期"})
    index_id = given("指数", allow_none=True)
    score = fields.Decimal(allow_none=True, metadata={"zh": "得分"})
    confirmed = fields.Boolean(allow_none=True, metadata={"zh": "已由具名负责人确认"})


class StandingOut(Schema):
    """Where a team stands among units of the same kind."""

    what = given("指标", ({"score": "总分"}, OF_TEAMS))
    value = fields.Decimal(allow_none=True, metadata={"zh": "本班子"})
    peers = fields.Integer(metadata={"zh": "同类班子数（含本班子）"})
    lower = fields.Decimal(allow_none=True, metadata={"zh": "下四分位数"})
    median = fields.Decimal(allow_none=True, metadata={"zh": "中位数"})
    upper = fields.Decimal(allow_none=True, metadata={"zh": "上四分位数"})
    quarter = fields.Integer(allow_none=True, metadata={"zh": "自高到低第几个四分位区间"})
    too_few = fields.Boolean(metadata={"zh": "同类过少，不作比较"})


class TeamIndexOut(Schema):
    """The team's own index."""

    index_id = given("指数")
    model_id = given("模型版本")
    score = fields.Decimal(metadata={"zh": "得分"})
    dimensions = fields.Dict(
        keys=fields.String(), values=fields.Decimal(), metadata={"zh": "各维度得分", "words": OF_MODEL}
    )
    confirmed = fields.Boolean(metadata={"zh": "已由具名负责人确认"})


class AnalysisOut(Schema):
    """A leadership team: its structure, establishment, dimensions, members, horizon, and its like. Advice only."""

    unit_id = given("单位")
    unit_kind = given("单位类别", "registry.unit_kind")
    on = fields.Date(metadata={"zh": "截至"})
    structure = fields.Nested(StructureOut, metadata={"zh": "结构"})
    establishment = fields.List(fields.Nested(EstablishmentOut), metadata={"zh": "职数"})
    horizons = fields.List(fields.Nested(HorizonOut), metadata={"zh": "到龄"})
    index = fields.Nested(TeamIndexOut, allow_none=True, metadata={"zh": "班子指数"})
    members = fields.List(fields.Nested(MemberOut), metadata={"zh": "成员"})
    comparison = fields.List(fields.Nested(StandingOut), metadata={"zh": "与同类单位比较"})
    advice = given("说明")
    synthetic = fields.Boolean()
