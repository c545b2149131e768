"""Taken and answered: shortlists (人岗相适) and the choice from them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import marshmallow

from servicekit.forms import AHEAD, among, among_ids, day, given, synthetic, text, wanted
from servicekit.lifecycle import RULES, Following
from servicekit.people import POST_CONDITIONS
from servicekit.schema import PageQuery, Schema, fields, validate
from services.talentpool.schemas.searches import ConditionOut, some_conditions
from services.talentpool.vocabulary.conditions import FIELD_WORDS, Op
from services.talentpool.vocabulary.fairness import GROUPINGS, GROUPS
from services.talentpool.vocabulary.matches import STAGES, MatchState
from services.talentpool.vocabulary.member_life import State
from services.talentpool.vocabulary.scoring import PREFERENCE_WORDS, Unit, unit_of
from services.talentpool.vocabulary.suitability import RESTRICTION, RESULT, Source

_PLACES = -4


def _few_places(weight: Decimal) -> None:
    exponent = weight.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _PLACES:
        raise marshmallow.ValidationError("too-many-places|最多四位小数|At most four decimal places")


class PreferenceIn(Schema):
    """A preference (优先条件) and its weight; the weights of all add up to 1."""

    key = text("优先条件", 40, required=True)
    weight = fields.Decimal(
        required=True,
        validate=[
            validate.Range(
                Decimal(0), Decimal(1), min_inclusive=False, error="out-of-range|应大于0且不大于1|0 < weight <= 1"
            ),
            _few_places,
        ],
        metadata={"zh": "权重"},
    )


class MakeMatch(Schema):
    """Make a shortlist for a post that is vacant, or falls vacant by a day."""

    post_id = wanted("职位")
    cutoff = day("计算年龄、年限的截止日，默认当日", AHEAD, load_default=None, allow_none=True)
    conditions = some_conditions("职位条件之外的硬性条件")
    preferences = fields.List(
        fields.Nested(PreferenceIn), required=True, validate=validate.Length(1, 20), metadata={"zh": "优先条件"}
    )
    limit = fields.Int(load_default=20, validate=validate.Range(1, 50), metadata={"zh": "名单人数"})
    falling_vacant_on = day("职位将在此日前空出（用于后继安排）", AHEAD, load_default=None, allow_none=True)
    synthetic = synthetic()


class MatchOf(Schema):
    match_id = wanted("人选名单")


class ListMatches(PageQuery):
    post_id = among_ids("职位")
    unit_id = among_ids("单位")
    state = among(MatchState, "状态")


class ConfirmMatch(MatchOf):
    """A named person chooses from a shortlist."""

    cadre_id = wanted("所选干部")
    confirmed_by = text("确认人", 100, required=True)
    reason = text("理由", 1000, required=True)


class TakeBackMatch(MatchOf):
    """Take back a choice that should not have been made."""

    taken_back_by = text("具名负责人", 100, required=True)
    basis = text("撤回依据", 1000, required=True)


class HardOut(ConditionOut):
    """A hard condition: from the post, from whoever asked, or from the platform."""

    key = given("条件号")
    source = given("来源：职位要求（“post”）、选配要求（“wish”）、平台条件（“platform”）", Source)
    zh = given("中文")
    en = given("英文")
    field = given("字段", FIELD_WORDS, allow_none=True)
    op = given("比较", Op, allow_none=True)
    count = fields.Integer(metadata={"zh": "因此未入选的人数"})


class PartOut(Schema):
    """What one preference adds to a score, and what it could add yet."""

    key = given("优先条件", PREFERENCE_WORDS)
    value = fields.Raw(allow_none=True, metadata={"zh": "输入值", "words": State})
    unit = given("输入值的计量单位", Unit, allow_none=True)
    points = fields.Decimal(metadata={"zh": "得分（0至100）"})
    weight = fields.Decimal(metadata={"zh": "权重"})
    adds = fields.Decimal(metadata={"zh": "计入总分"})
    could_add = fields.Decimal(metadata={"zh": "尚可增加"})
    full_at = fields.Raw(allow_none=True, metadata={"zh": "满分所需输入值"})

    @staticmethod
    def told(part: Any) -> dict[str, Any]:
        """A part with what its input is counted in."""
        kept = part if isinstance(part, dict) else vars(part)
        return {**kept, "unit": unit_of(kept["key"])}


class LineOut(Schema):
    """Somebody on a shortlist, with the whole of the score."""

    cadre_id = given("干部")
    rank = fields.Integer(metadata={"zh": "名次；同分同名次"})
    score = fields.Decimal(metadata={"zh": "总分"})
    parts = fields.List(fields.Nested(PartOut), metadata={"zh": "各优先条件"})
    to_next = fields.Decimal(allow_none=True, metadata={"zh": "与前一名的差距"})
    uncertain = fields.List(
        fields.String(), metadata={"zh": "因日期仅精确到年或月而不能确定的条件", "words": FIELD_WORDS}
    )
    suspended = fields.Boolean(metadata={"zh": "因影响期或联用成果暂停"})
    warned = fields.Boolean(allow_none=True, metadata={"zh": "有提示性的联用成果；无权查看时为空"})


class ExcludedOut(Schema):
    """One of the nearest who were left out, by one condition alone."""

    cadre_id = given("干部")
    failed = given("未满足的条件号", {RESTRICTION: "不处于影响期", RESULT: "没有停止使用的联用成果"})
    zh = given("未满足的条件")
    en = given("未满足的条件（英文）")
    score = fields.Decimal(metadata={"zh": "若满足时的总分"})


class ByPersonOut(Schema):
    """What the post asks for and no machine can judge."""

    kind = given("条件类别", "registry.post_condition")
    value = given("要求", Following("kind", POST_CONDITIONS))
    required = fields.Boolean(metadata={"zh": "硬性条件"})


class WeightOut(Schema):
    """A preference as it was weighed."""

    key = given("优先条件", PREFERENCE_WORDS)
    zh = given("中文")
    en = given("英文")
    weight = fields.Decimal(metadata={"zh": "权重"})


class ConfirmationOut(Schema):
    """Who chose whom, and why."""

    cadre_id = given("所选干部")
    by = given("确认人")
    account = given("账户")
    reason = given("理由")
    at = fields.DateTime(metadata={"zh": "时间"})


class TakenBackOut(Schema):
    """A choice that was taken back (撤回确认)."""

    confirmation = fields.Nested(ConfirmationOut, metadata={"zh": "原确认"})
    by = given("具名负责人")
    account = given("账户")
    basis = given("撤回依据")
    at = fields.DateTime(metadata={"zh": "时间"})


class MatchBrief(Schema):
    """A shortlist in a list."""

    id = given("标识")
    version = fields.Integer()
    post_id = given("职位")
    unit_ids = fields.List(fields.String(), metadata={"zh": "职位所在单位路径"})
    cutoff = fields.Date(metadata={"zh": "截止日"})
    made_by = given("生成人")
    made_at = fields.DateTime(metadata={"zh": "生成时间"})
    eligible = fields.Integer(metadata={"zh": "符合硬性条件人数"})
    state = given("状态")
    synthetic = fields.Boolean()


class MatchOut(MatchBrief):
    """A shortlist with everything that it follows from. It is advice: a named person chooses."""

    falling_vacant_on = fields.Date(allow_none=True, metadata={"zh": "职位空出日"})
    considered = fields.Integer(metadata={"zh": "比选范围人数；不含因无权查看的条件未入选的人"})
    conditions = fields.List(fields.Nested(HardOut), metadata={"zh": "硬性条件"})
    preferences = fields.List(fields.Nested(WeightOut), metadata={"zh": "优先条件"})
    by_person = fields.List(fields.Nested(ByPersonOut), metadata={"zh": "须由人判断的要求"})
    rules = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"zh": "所用规则的版本", "words": RULES}
    )
    index_slot = given("所用指数")
    lines = fields.List(fields.Nested(LineOut), metadata={"zh": "名单"})
    tied_at_end = fields.Boolean(metadata={"zh": "名单以外还有与末位同分的人选"})
    excluded = fields.List(fields.Nested(HardOut), metadata={"zh": "未入选的人数及原因，只列有权查看的条件"})
    nearest = fields.List(fields.Nested(ExcludedOut), metadata={"zh": "仅差一项条件的人选"})
    confirmation = fields.Nested(ConfirmationOut, allow_none=True, metadata={"zh": "确认"})
    taken_back = fields.List(fields.Nested(TakenBackOut), metadata={"zh": "已撤回的确认"})


class RateOut(Schema):
    count = fields.Integer(allow_none=True, metadata={"zh": "人数；该组人数过少时不显示"})
    rate = fields.Decimal(allow_none=True, metadata={"zh": "比率；该组人数过少时不显示"})
    ratio = fields.Decimal(allow_none=True, metadata={"zh": "与最高组的比值；人数过少时为空"})


class GroupOut(Schema):
    by = given("分组依据", GROUPINGS)
    key = given("组", ("sex", "ethnicity", GROUPS))
    people = fields.Integer(metadata={"zh": "人数"})
    outcomes = fields.Dict(
        keys=fields.String(), values=fields.Nested(RateOut), metadata={"zh": "各结果", "words": STAGES}
    )
    too_small = fields.Boolean(metadata={"zh": "人数过少，不计比值"})


class FairnessOut(Schema):
    """How those considered, eligible, shortlisted and chosen fall on sexes, ethnicities and age bands."""

    people = fields.Integer(metadata={"zh": "人数"})
    outcomes = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"zh": "各结果人数", "words": STAGES}
    )
    groups = fields.List(fields.Nested(GroupOut), metadata={"zh": "分组"})
    smallest_group = fields.Integer(metadata={"zh": "计比值的最小人数"})
