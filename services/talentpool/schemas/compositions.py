"""Asked and answered: the team with the candidate in it."""

from __future__ import annotations

from servicekit.forms import day, given, listed, other, wanted
from servicekit.lifecycle import Words
from servicekit.people import Role
from servicekit.schema import Schema, fields
from services.talentpool.vocabulary.compositions import EDUCATIONS, LATER, LEADING_ROLES, UNKNOWN


class PostComposition(Schema):
    """The team of a post's unit with a candidate in that post."""

    post_id = wanted("职位")
    candidate_id = wanted("人选")
    on = day("计算日，默认当日", load_default=None, allow_none=True)


class UnitComposition(Schema):
    """The team of a unit with a candidate in it."""

    unit_id = wanted("单位")
    candidate_id = wanted("人选")
    post_id = other("职位")
    role = listed(
        {role: Role(role).zh for role in LEADING_ROLES},
        "未指明职位时拟任的成员类别，默认副职（“deputy”）",
        load_default=None,
        allow_none=True,
    )
    on = day("计算日，默认当日", load_default=None, allow_none=True)


class PlacesOut(Schema):
    approved = fields.Integer(allow_none=True, metadata={"zh": "核定职数；未登记时为空"})
    filled = fields.Integer(metadata={"zh": "实配"})
    over = fields.Integer(metadata={"zh": "超配"})
    free = fields.Integer(allow_none=True, metadata={"zh": "空缺"})


def _counts(zh: str, *words: Words) -> fields.Dict:
    codes = (*words, {UNKNOWN: "不详"})
    return fields.Dict(keys=fields.String(), values=fields.Integer(), metadata={"zh": zh, "words": codes})


class StructureOut(Schema):
    """A team's structure."""

    people = fields.Integer(metadata={"zh": "人数"})
    average_age = fields.Decimal(allow_none=True, metadata={"zh": "平均年龄"})
    age_bands = _counts("年龄段")
    sexes = _counts("性别", "sex")
    ethnicities = _counts("民族", "ethnicity")
    minority = fields.Integer(metadata={"zh": "少数民族人数"})
    educations = _counts("学历", EDUCATIONS)
    political_statuses = _counts("政治面貌", "political_status")
    tenures = _counts("任现职年限")
    places = fields.Dict(keys=fields.String(), values=fields.Nested(PlacesOut), metadata={"zh": "职数", "words": Role})
    retiring = _counts("未来五年到龄人数", {LATER: "五年以后"})


class CompositionOut(Schema):
    """A team before and after. Kin and same origin: the registry's team relations for the same candidate."""

    unit_id = given("单位")
    post_id = given("职位", allow_none=True)
    candidate_id = given("人选")
    role = given("拟任成员类别", Role)
    on = fields.Date(metadata={"zh": "计算日"})
    leaving_ids = fields.List(fields.String(), metadata={"zh": "因此离任的现任者"})
    restricted = fields.Boolean(allow_none=True, metadata={"zh": "人选处于影响期"})
    stopped_by_result = fields.Boolean(allow_none=True, metadata={"zh": "人选有停止使用的联用成果"})
    before = fields.Nested(StructureOut, metadata={"zh": "调整前"})
    after = fields.Nested(StructureOut, metadata={"zh": "调整后"})
