"""Taken and answered: selected graduates (选调生)."""

from __future__ import annotations

from servicekit.forms import (
    PAST,
    among,
    among_ids,
    among_keys,
    among_numbers,
    among_persons,
    choice,
    day,
    given,
    text,
    wanted,
    whole,
    words,
)
from servicekit.lifecycle import Joined
from servicekit.schema import PageQuery, PartialDate, Schema, fields
from servicekit.schemas import OverrideOut
from services.talentpool.schemas.papers import classification
from services.talentpool.vocabulary.graduate_timeline import MOMENTS
from services.talentpool.vocabulary.graduates import END_REASONS, PromotionKind, State
from services.talentpool.vocabulary.promotions import SOURCES

DUTIES = {"interview": "年度谈话", "assessment": "年度考核"}
"""What may be overdue, each of a year: `interview:2025`."""
KEY = 60


class GraduateOf(Schema):
    graduate_id = wanted("选调生")


class ListGraduates(PageQuery):
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位")
    year = among_numbers("选调年度", 1980, 2200)
    stage = among_keys("阶段", KEY)
    promoted = fields.Boolean(load_default=None, metadata={"zh": "已提拔"})
    key_training = fields.Boolean(load_default=None, metadata={"zh": "重点培养对象"})
    overdue = fields.Boolean(load_default=None, metadata={"zh": "有逾期未办的谈话或考核"})
    state = among(State, "状态")
    mentor_id = among_ids("导师")


class AssignMentor(GraduateOf):
    """A mentor; a former one ends with it, for the reason given."""

    mentor_id = wanted("导师")
    since = day("担任导师之日，补录时填写", PAST, load_default=None, allow_none=True)
    reason = text("更换原因", 500, load_default=None, allow_none=True)


class EndMentor(GraduateOf):
    """The mentor has the graduate no longer."""

    until = day("终止之日，补录时填写", PAST, load_default=None, allow_none=True)
    reason = text("原因", 500, required=True)


class HoldInterview(GraduateOf):
    """The interview of the year in which it is held, or of an earlier one that it makes up for."""

    on = day("谈话日期", PAST, required=True)
    year = whole("所属年度（补谈时填写，缺省为谈话日期所在年度）", 1980, 2200, load_default=None, allow_none=True)
    interviewed_by = text("谈话人", 100, required=True)
    classification = classification()
    correction = words("更正理由（更正当年已有记录时填写）", 500)
    text = text("谈话情况", 4000, required=True)


class AssessGraduate(GraduateOf):
    """The assessment of a year."""

    year = whole("考核年度", 1980, 2200, required=True)
    assessed_by = text("考核人", 100, required=True)
    grade = text("等次（字典“talentpool.graduate_grades”）", KEY, required=True)
    classification = classification()
    correction = words("更正理由（更正当年已有记录时填写）", 500)
    text = text("考核情况", 4000, required=True)


class InterviewRow(Schema):
    """A row of an import: the interview of a year, by the cadre."""

    cadre_id = wanted("干部")
    on = day("谈话日期", PAST, required=True)
    year = whole("所属年度（补谈时填写，缺省为谈话日期所在年度）", 1980, 2200, load_default=None, allow_none=True)
    interviewed_by = text("谈话人", 100, required=True)
    classification = classification()
    text = text("谈话情况", 4000, required=True)


class AssessmentRow(Schema):
    """A row of an import: the assessment of a year, by the cadre."""

    cadre_id = wanted("干部")
    year = whole("考核年度", 1980, 2200, required=True)
    assessed_by = text("考核人", 100, required=True)
    grade = text("等次（字典“talentpool.graduate_grades”）", KEY, required=True)
    classification = classification()
    text = text("考核情况", 4000, required=True)


class OverrideIn(Schema):
    """A failed check is set aside by a named person with a written basis."""

    by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class ChangeList(GraduateOf):
    """Onto the key-training list, or off it."""

    listed = fields.Boolean(required=True, metadata={"zh": "列入"})
    reason = text("理由", 500, required=True)
    override = fields.Nested(OverrideIn, load_default=None, allow_none=True, metadata={"zh": "越过检查"})


class RecordPromotion(GraduateOf):
    """An earlier promotion that the roster does not show, with the document."""

    kind = choice(PromotionKind, "种类（职务层次、职级）", required=True)
    to = text("层次（GB/T 12407）或职级", 40, required=True)
    on = PartialDate(required=True, metadata={"zh": "时间"})
    document = text("依据文件", 500, required=True)
    classification = classification()


class WithdrawPromotion(GraduateOf):
    """A promotion that was recorded wrongly counts no longer."""

    kind = choice(PromotionKind, "种类（职务层次、职级）", required=True)
    to = text("层次（GB/T 12407）或职级", 40, required=True)
    reason = text("撤销理由", 500, required=True)


class PromotionIn(Schema):
    """An earlier promotion of a selected graduate, by the cadre."""

    cadre_id = wanted("干部")
    kind = choice(PromotionKind, "种类（职务层次、职级）", required=True)
    to = text("层次（GB/T 12407）或职级", 40, required=True, metadata={"words": ("post_level", "rank")})
    on = PartialDate(required=True, metadata={"zh": "时间"})
    document = text("依据文件", 500, required=True)
    classification = classification()


class StageOut(Schema):
    stage = given("阶段", "talentpool.graduate_stages")
    since = fields.Date(metadata={"zh": "起"})


class MentoringOut(Schema):
    mentor_id = given("导师")
    since = fields.Date(metadata={"zh": "起"})
    by = given("经办")
    until = fields.Date(allow_none=True, metadata={"zh": "止"})
    reason = given("原因", allow_none=True)


class InterviewOut(Schema):
    year = fields.Integer(metadata={"zh": "年度"})
    on = fields.Date(metadata={"zh": "日期"})
    by = given("经办")
    interviewed_by = given("谈话人")
    classification = given("密级")
    text = given("谈话情况", allow_none=True)
    correction = given("更正理由", allow_none=True)
    withdrawn = given("撤回理由", allow_none=True)
    withdrawn_by = given("撤回人", allow_none=True)


class AssessmentOut(Schema):
    year = fields.Integer(metadata={"zh": "年度"})
    on = fields.Date(metadata={"zh": "记入日期"})
    by = given("经办")
    assessed_by = given("考核人")
    grade = given("等次", "talentpool.graduate_grades")
    classification = given("密级")
    text = given("考核情况", allow_none=True)
    correction = given("更正理由", allow_none=True)
    withdrawn = given("撤回理由", allow_none=True)
    withdrawn_by = given("撤回人", allow_none=True)


class ListChangeOut(Schema):
    on = fields.Date(metadata={"zh": "日期"})
    by = given("经办")
    listed = fields.Boolean(metadata={"zh": "列入"})
    reason = given("理由")
    override = fields.Nested(OverrideOut, allow_none=True)


class PromotionOut(Schema):
    kind = given("种类", PromotionKind)
    to = given("层次或职级", ("post_level", "rank"))
    on = given("时间", allow_none=True)
    source = given("来源（名册、记录）", SOURCES)
    by = given("经办")
    document = given("依据文件", allow_none=True)
    classification = given("密级", allow_none=True)
    withdrawn = given("撤销理由", allow_none=True)
    withdrawn_by = given("撤销人", allow_none=True)


class MomentOut(Schema):
    on = given("时间")
    what = given("事项", MOMENTS)
    detail = given(
        "内容",
        Joined(("talentpool.graduate_stages", "talentpool.graduate_grades", "post_level", "rank", END_REASONS), " "),
    )


class GraduateRow(Schema):
    """A selected graduate in a list."""

    are_people = True
    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    year = fields.Integer(metadata={"zh": "选调年度"})
    stage = given("阶段", "talentpool.graduate_stages")
    promoted = fields.Boolean(metadata={"zh": "已提拔"})
    promotion_count = fields.Integer(metadata={"zh": "提拔次数"})
    key_training = fields.Boolean(allow_none=True, metadata={"zh": "重点培养对象；不向本人显示"})
    mentor_id = given("导师", allow_none=True)
    overdue = fields.List(fields.String(), metadata={"zh": "逾期未办", "words": Joined(DUTIES, ":")})
    tracked_until = fields.Date(metadata={"zh": "跟踪管理期止"})
    state = given("状态")
    synthetic = fields.Boolean()


class GraduateOut(GraduateRow):
    """A selected graduate (选调生) with all that has happened."""

    entered_on = fields.Date(metadata={"zh": "跟踪管理期起"})
    post_level = given("现职务层次", allow_none=True)
    rank = given("现职级", allow_none=True)
    stages = fields.List(fields.Nested(StageOut), metadata={"zh": "阶段"})
    promotions = fields.List(fields.Nested(PromotionOut), metadata={"zh": "晋升"})
    mentors = fields.List(fields.Nested(MentoringOut), metadata={"zh": "导师"})
    interviews = fields.List(fields.Nested(InterviewOut), metadata={"zh": "年度谈话"})
    assessments = fields.List(fields.Nested(AssessmentOut), metadata={"zh": "年度考核"})
    list_changes = fields.List(fields.Nested(ListChangeOut), metadata={"zh": "重点培养名单变化"})
    ended_on = fields.Date(allow_none=True, metadata={"zh": "结束日期"})
    end_reason = given("结束原因", END_REASONS, allow_none=True)
    timeline = fields.List(fields.Nested(MomentOut), metadata={"zh": "时间线"})
