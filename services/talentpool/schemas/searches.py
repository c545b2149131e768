"""Taken and answered: combined searches (组合查询)."""

from __future__ import annotations

from typing import Any

from servicekit.errors import with_words
from servicekit.forms import AHEAD, day, given, searched, text, wanted, words
from servicekit.lifecycle import Following, words_of
from servicekit.people import HonourLevel, Role, Status
from servicekit.schema import CursorQuery, PageQuery, Schema, fields, validate
from services.talentpool.vocabulary.access import ORDERS
from services.talentpool.vocabulary.conditions import ANSWERED, FIELD_WORDS, RIGHTS, Op
from services.talentpool.vocabulary.member_life import State

MOST_CONDITIONS = 20
ASKS = RIGHTS
"""The rights that fields need: what a row about candidates asks of its reader."""


class ConditionIn(Schema):
    """A condition (条件). `value` is a whole number, a code, a list of codes, or true or false, as the field needs."""

    field = text("字段", 40, required=True)
    op = text(f"比较：{with_words(words_of(Op))}", 20, required=True)
    value = fields.Raw(required=True, metadata={"zh": "值"})


class ConditionOut(Schema):
    """A condition as it was asked."""

    field = given("字段", FIELD_WORDS)
    op = given("比较", Op)
    value = fields.Raw(metadata={"zh": "值", "words": Following("field", ANSWERED), "called": True})


def some_conditions(zh: str) -> fields.List[Any]:
    """A list of conditions, which may be empty."""
    return fields.List(
        fields.Nested(ConditionIn),
        load_default=list,
        validate=validate.Length(max=MOST_CONDITIONS),
        metadata={"zh": zh},
    )


class MakeSearch(Schema):
    """Search the roster; the search is kept, so that its list can be explained and asked for again."""

    title = words("名称", 100)
    conditions = some_conditions("须全部满足的条件")
    any_of = some_conditions("须至少满足其一的条件")
    cutoff = day("计算年龄、年限的截止日，默认当日", AHEAD, load_default=None, allow_none=True)
    limit = fields.Int(load_default=50, validate=validate.Range(1, 200), metadata={"zh": "首页条数"})


class SearchOf(Schema):
    search_id = wanted("查询")


class SearchResults(CursorQuery):
    search_id = wanted("查询")


class ListSearches(PageQuery):
    q = searched()
    mine = fields.Boolean(load_default=False, metadata={"zh": "仅本人的查询"})


class CandidateOut(Schema):
    """A cadre as a search finds them; a field that the reader has no right for is null."""

    are_people = True
    cadre_id = given("干部")
    unit_id = given("单位", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    status = given("状态", Status, allow_none=True)
    post_level = given("职务层次", allow_none=True)
    rank = given("职级", allow_none=True)
    role = given("成员类别", Role, allow_none=True)
    sex = given("性别", allow_none=True)
    ethnicity = given("民族", allow_none=True)
    birth = given("出生年月", allow_none=True)
    age = fields.Integer(allow_none=True, metadata={"zh": "截止日周岁"})
    level_since = given("任现层次时间", allow_none=True)
    years_at_level = fields.Integer(allow_none=True, metadata={"zh": "任现层次年限"})
    in_post_since = given("任现职时间", allow_none=True)
    years_in_post = fields.Integer(allow_none=True, metadata={"zh": "任现职年限"})
    education_level = given("最高学历", allow_none=True)
    full_time_level = given("全日制学历", allow_none=True)
    selected_graduate_year = fields.Integer(allow_none=True, metadata={"zh": "选调生年度"})
    retires_on = given("到龄年月", allow_none=True)
    excellent_grades = fields.Integer(allow_none=True, metadata={"zh": "近五年优秀次数"})
    index = fields.Float(allow_none=True, metadata={"zh": "担当指数"})
    trainings = fields.Integer(allow_none=True, metadata={"zh": "结业次数"})
    honour = fields.List(fields.String(), allow_none=True, metadata={"zh": "在用荣誉级别", "words": HonourLevel})
    pool_tier = given("年轻干部库层级", allow_none=True)
    pool_state = given("年轻干部库状态", State, allow_none=True)
    on_secondment = fields.Boolean(allow_none=True, metadata={"zh": "正在挂职跟岗"})
    restricted = fields.Boolean(allow_none=True, metadata={"zh": "处于影响期"})
    stopped_by_result = fields.Boolean(allow_none=True, metadata={"zh": "有停止使用的联用成果"})
    warned_by_result = fields.Boolean(allow_none=True, metadata={"zh": "有提示性的联用成果"})
    uncertain = fields.List(
        fields.String(), metadata={"zh": "因日期仅精确到年或月而不能确定的条件（按该期首日计算）", "words": FIELD_WORDS}
    )
    synthetic = fields.Boolean(allow_none=True)


class SearchOut(Schema):
    """A search as it was asked."""

    id = given("标识")
    version = fields.Integer()
    title = given("名称", allow_none=True)
    conditions = fields.List(fields.Nested(ConditionOut), metadata={"zh": "须全部满足的条件"})
    any_of = fields.List(fields.Nested(ConditionOut), metadata={"zh": "须至少满足其一的条件"})
    cutoff = fields.Date(metadata={"zh": "截止日"})
    order = given("结果的次序", ORDERS)
    made_by = given("查询人")
    made_at = fields.DateTime(metadata={"zh": "查询时间"})


class SearchPage(Schema):
    """A search with a page of what it finds now."""

    id = given("标识")
    version = fields.Integer()
    search = fields.Nested(SearchOut)
    items = fields.List(fields.Nested(CandidateOut), required=True)
    next = given("下一页游标", required=True, allow_none=True)


class FieldOut(Schema):
    """A field that conditions can be on."""

    key = given("字段", FIELD_WORDS)
    zh = given("中文")
    en = given("英文")
    ops = fields.List(fields.String(), metadata={"zh": "可用的比较", "words": Op})
    right = given("所需权限")
    allowed = fields.Boolean(metadata={"zh": "本人可用"})


class FieldsOut(Schema):
    """The fields, and the groups of them that make a search narrow enough."""

    items = fields.List(fields.Nested(FieldOut), metadata={"zh": "字段"})
    helpful = fields.List(fields.List(fields.String()), metadata={"zh": "可缩小范围的条件组", "words": FIELD_WORDS})
