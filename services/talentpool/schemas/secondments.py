"""Taken and answered: secondments (挂职、跟岗)."""

from __future__ import annotations

from servicekit import forms
from servicekit.forms import (
    AHEAD,
    among,
    among_ids,
    among_keys,
    among_persons,
    choice,
    day,
    given,
    other,
    synthetic,
    text,
    wanted,
    words,
)
from servicekit.lifecycle import Words
from servicekit.schema import PageQuery, Schema, fields, validate
from services.talentpool.schemas.papers import classification
from services.talentpool.vocabulary.divisions import Divisions
from services.talentpool.vocabulary.secondments import Direction, Kind, Side, State

KEY = 60
REGIONS: Words = ("registry.region", Divisions())
"""What a region is called: the city's own divisions by the roster's dictionary, the country's by the standard."""


_REGION = "地区（GB/T 2260）"


class PlanSecondment(Schema):
    """Plan a secondment; it begins and ends by itself."""

    kind = choice(Kind, "种类（挂职、跟岗、到一线）", required=True)
    direction = choice(Direction, "方向（派出、派入、市内）", required=True)
    cadre_id = other("干部")
    guest_code = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(
            r"^[A-Za-z0-9-]{1,40}\Z", error="bad-code|编号由字母、数字和短横线组成|Letters, digits and dashes"
        ),
        metadata={"zh": "外来人员编号（不在名册）"},
    )
    host_unit_id = other("本市接收单位")
    host = words("外部接收地或来源地（字典“talentpool.hosts”）", KEY)
    region = forms.region(_REGION, load_default=None, allow_none=True)
    begins = day("起", AHEAD, required=True)
    ends = day("止", AHEAD, required=True)
    basis = text("依据", 500, required=True)
    duty = words("挂任职务或跟岗岗位")
    mentor_id = other("接收单位导师（名册内）")
    host_mentor = words("接收地导师（名册外）", 100)
    programme_id = other("所属培养项目")
    synthetic = synthetic()


class SecondmentOf(Schema):
    secondment_id = wanted("挂职或跟岗")


class ExtendSecondment(SecondmentOf):
    """A later last day."""

    ends = day("延至", AHEAD, required=True)
    basis = text("依据", 1000, required=True)


class EndSecondment(SecondmentOf):
    """End it early, or cancel it before it has begun."""

    decided_by = text("具名负责人", 100, required=True)
    basis = text("书面依据", 1000, required=True)


class ResumeSecondment(EndSecondment):
    """Let a secondment go on that was ended early by mistake."""


class DecideRestriction(EndSecondment):
    """What follows from a restriction that holds during the secondment."""

    go_on = fields.Boolean(required=True, metadata={"zh": "继续"})


class ChangeMentor(SecondmentOf):
    """Another mentor at the host."""

    mentor_id = other("接收单位导师（名册内）")
    host_mentor = words("接收地导师（名册外）", 100)


class ReportSecondment(SecondmentOf):
    """What the seconded cadre reports."""

    text = text("工作小结", 4000, required=True)
    classification = classification()


class EvaluateSecondment(SecondmentOf):
    """What a side finds."""

    side = choice(Side, "评价方（接收单位、组织部门）", required=True)
    evaluated_by = text("评价人", 100, required=True)
    grade = text("等次（字典“talentpool.secondment_grades”）", KEY, required=True)
    text = text("评价", 4000, required=True)
    classification = classification()


class ListSecondments(PageQuery):
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（派出或接收）")
    host = among_keys("外部接收地或来源地", KEY)
    region = fields.AnyOf(forms.region(_REGION))
    kind = among(Kind, "种类")
    direction = among(Direction, "方向")
    state = among(State, "状态")
    programme_id = among_ids("所属培养项目")
    undecided = fields.Boolean(load_default=None, metadata={"zh": "影响期待人工决定"})
    begins_from = day("起始不早于", load_default=None)
    begins_to = day("起始不晚于", load_default=None)


class BalanceOf(Schema):
    region = forms.region(_REGION, required=True)
    begins_from = day("起始不早于", load_default=None)
    begins_to = day("起始不晚于", load_default=None)


class BalanceOut(Schema):
    """How many went out to a region and came in from it, by state."""

    region = given("地区", REGIONS)
    out = fields.Dict(metadata={"zh": "派出，按状态", "words": State})
    coming = fields.Dict(metadata={"zh": "派入，按状态", "words": State})
    difference = fields.Integer(metadata={"zh": "派出减派入（不含取消）"})


class ExtensionOut(Schema):
    at = fields.DateTime()
    by = given("经办")
    basis = given("依据")
    before = fields.Date(metadata={"zh": "原定止期"})
    ends = fields.Date(metadata={"zh": "延至"})


class ReportOut(Schema):
    on = fields.Date(metadata={"zh": "日期"})
    by = given("提交人")
    text = given("工作小结")
    classification = given("密级")


class EvaluationOut(Schema):
    side = given("评价方", Side)
    on = fields.Date(metadata={"zh": "日期"})
    by = given("经办")
    evaluated_by = given("评价人")
    grade = given("等次", "talentpool.secondment_grades")
    text = given("评价", allow_none=True)
    classification = given("密级")


class DecisionOut(Schema):
    at = fields.DateTime()
    by = given("经办")
    decided_by = given("具名负责人")
    go_on = fields.Boolean(metadata={"zh": "继续"})
    basis = given("依据")


class SecondmentRow(Schema):
    """A secondment in a list."""

    id = given("标识")
    version = fields.Integer()
    kind = given("种类")
    direction = given("方向")
    cadre_id = given("干部", allow_none=True)
    guest_code = given("外来人员编号", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    host_unit_id = given("本市接收单位", allow_none=True)
    host = given("外部接收地或来源地", allow_none=True)
    region = given("地区", REGIONS)
    begins = fields.Date(metadata={"zh": "起"})
    ends = fields.Date(metadata={"zh": "止"})
    duty = given("挂任职务或跟岗岗位", allow_none=True)
    mentor_id = given("接收单位导师", allow_none=True)
    programme_id = given("所属培养项目", allow_none=True)
    state = given("状态")
    restricted = fields.Boolean(metadata={"zh": "处于影响期"})
    undecided = fields.Boolean(metadata={"zh": "影响期待人工决定"})
    report_due_on = fields.Date(allow_none=True, metadata={"zh": "下次小结期限"})
    reports_missed = fields.Integer(metadata={"zh": "未按期小结次数"})
    synthetic = fields.Boolean()


class ResumptionOut(Schema):
    """That an early end was a mistake (更正), and what had been entered of it."""

    at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    by = given("更正账号")
    decided_by = given("具名负责人")
    basis = given("更正依据")
    ended_on = fields.Date(allow_none=True, metadata={"zh": "原结束日期"})
    ended_by = given("原结束决定人", allow_none=True)
    end_reason = given("原结束原因", allow_none=True)


class SecondmentOut(SecondmentRow):
    """A secondment (挂职、跟岗、到一线)."""

    basis = given("依据")
    host_mentor = given("接收地导师", allow_none=True)
    extensions = fields.List(fields.Nested(ExtensionOut), metadata={"zh": "延期"})
    reports = fields.List(fields.Nested(ReportOut), metadata={"zh": "工作小结"})
    evaluations = fields.List(fields.Nested(EvaluationOut), metadata={"zh": "评价"})
    decisions = fields.List(fields.Nested(DecisionOut), metadata={"zh": "影响期的人工决定"})
    ended_on = fields.Date(allow_none=True, metadata={"zh": "结束日期"})
    ended_by = given("结束决定人", allow_none=True)
    end_reason = given("结束原因", allow_none=True)
    resumptions = fields.List(fields.Nested(ResumptionOut), metadata={"zh": "误结束后的恢复"})
