"""Taken and answered: joint discussion (问题联议) and shared results (成果联用)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import (
    AHEAD,
    among,
    among_ids,
    among_keys,
    among_persons,
    choice,
    day,
    given,
    ids,
    or_named,
    other,
    searched,
    synthetic,
    text,
    wanted,
    whole,
    words,
)
from servicekit.lifecycle import Following
from servicekit.schema import PageQuery, Schema, fields
from servicekit.schemas import stated, timeline
from services.supervision.schemas.joint import MOST_AGENCIES, PAPER, Term, codes, none_stands_alone, state_of
from services.supervision.schemas.rectification import classification
from services.supervision.schemas.vetting import AskedOut, LookedAtOut
from services.supervision.vocabulary import conferences, information, tasks
from services.supervision.vocabulary.joint import Mechanism
from services.supervision.vocabulary.matters import MATTER_LIFE, RESULT_LIFE, MatterState, ResultState, Severity, View

ALL_RESULTS = "supervision.matters.manage"
"""The right with which all results are read, whatever they are used for, and what was written when they ended."""
RESULT_RIGHTS = {
    use: f"supervision.results.{use}.read" for use in ("appointment", "training", "award", "appraisal", "pool")
}
"""The right with which the results of a use (用途) are read by the officers of that use."""


class RegisterMatter(Schema):
    """Register a matter about a cadre, a unit or both; the lead agency is asked like the members."""

    title = text("事项", required=True)
    source = text("来源（字典“matter_sources”）", 40, required=True)
    severity = choice(Severity, "严重程度", load_default=Severity.GENERAL)
    classification = classification()
    cadre_id = other("干部")
    unit_id = other("单位")
    lead_agency_id = wanted("牵头单位")
    member_ids = ids("成员单位", MOST_AGENCIES, load_default=list)
    synthetic = synthetic()

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        if data["cadre_id"] is None and data["unit_id"] is None:
            raise ValidationError("one-of|至少填写干部或单位之一|Name a cadre or a unit", "cadre_id")


class MatterOf(Schema):
    matter_id = wanted("事项")


class DiscussMatter(Schema):
    """Ask the agencies; without a number of working days the rule's holds."""

    matter_id = wanted("事项")
    working_days = whole("工作日数", 1, 60, load_default=None, allow_none=True)


class GiveOpinion(Schema):
    """An agency's opinion; `replaces` corrects its own earlier one before the conclusion."""

    matter_id = wanted("事项")
    agency_id = other("单位；联络员只有一个成员单位时可不填")
    view = choice(View, "意见（同意、有补充、不同意）", required=True)
    text = text("意见内容", 5000, required=True)
    classification = classification()
    document = words(PAPER, 200)
    replaces = fields.Boolean(load_default=False, metadata={"zh": "更正本单位意见"})


class ConcludeMatter(Schema):
    """Conclude a matter; while opinions are missing it needs a written basis."""

    matter_id = wanted("事项")
    measures = codes("措施（字典“matter_measures”）", required=True)
    text = text("结论", 5000, required=True)
    basis = words("提前形成结论的依据", 500)

    @validates_schema(skip_on_field_errors=True)
    def _none_stands_alone(self, data: dict[str, Any], **_: Any) -> None:
        none_stands_alone(data["measures"], "measures")


class AssignMatterTask(Term):
    """A task of agencies that comes of the conclusion."""

    matter_id = wanted("事项")
    title = text("任务", 1000, required=True)
    agency_ids = ids("责任单位", MOST_AGENCIES, required=True)


class CloseMatter(Schema):
    """Close a matter whose tasks are done."""

    matter_id = wanted("事项")
    note = words("说明", 500)


class ReopenMatter(Schema):
    """Open a matter again."""

    matter_id = wanted("事项")
    basis = text("依据", 500, required=True)


class MergeMatter(Schema):
    """Let a matter go on in another one."""

    matter_id = wanted("事项")
    into_id = wanted("并入的事项")


class WithdrawMatter(Schema):
    """A matter that was registered by mistake; one that is concluded is opened again first."""

    matter_id = wanted("事项")
    basis = text("撤销依据", 500, required=True)


class ListMatters(PageQuery):
    q = searched()
    named = or_named()
    state = state_of(MatterState)
    source = among_keys("来源", 40)
    severity = among(Severity, "严重程度")
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下属）")
    registered_from = day("不早于", load_default=None)
    registered_to = day("不晚于", load_default=None)


class EarlierOpinionOut(Schema):
    """What an agency had said before it said otherwise."""

    view = stated(View, "意见", required=False)
    text = given("意见内容")
    classification = given("密级")
    document = given("来函文号", allow_none=True)
    at = fields.DateTime(metadata={"zh": "时间"})
    by = given("账号")


class OpinionOut(EarlierOpinionOut):
    """What an agency has said."""

    agency_id = given("单位")
    earlier = fields.List(fields.Nested(EarlierOpinionOut), metadata={"zh": "此前的意见"})


class MatterLine(Schema):
    """A matter (联议事项) in a list."""

    id = given("标识")
    version = fields.Integer()
    title = given("事项")
    source = given("来源")
    severity = given("严重程度")
    classification = given("密级")
    cadre_id = given("干部", allow_none=True)
    unit_id = given("单位", allow_none=True)
    lead_agency_id = given("牵头单位")
    asked_ids = fields.List(fields.String(), metadata={"zh": "成员单位"})
    agencies = fields.List(fields.Nested(AskedOut), metadata={"zh": "成员单位名称及是否已提出意见"})
    registered_on = fields.Date(metadata={"zh": "登记日期"})
    state = given("状态")
    round = fields.Integer(metadata={"zh": "轮次"})
    due_on = fields.Date(allow_none=True, metadata={"zh": "意见期限"})
    provisional = fields.Boolean(metadata={"zh": "期限暂定（工作日历未发布）"})
    escalation = fields.Integer(metadata={"zh": "催办级别"})
    concluded_on = fields.Date(allow_none=True, metadata={"zh": "结论日期"})
    open_tasks = fields.Integer(metadata={"zh": "未办结任务数"})
    result_id = given("生效成果", allow_none=True)
    reopenings = fields.Integer(metadata={"zh": "重新启动次数"})
    merged_into = given("并入的事项", allow_none=True)
    synthetic = fields.Boolean()


class MatterOut(MatterLine):
    """A matter with its opinions, conclusion and timeline."""

    opinions = fields.List(fields.Nested(OpinionOut), metadata={"zh": "成员单位意见"})
    measures = fields.List(fields.String(), metadata={"zh": "措施"})
    conclusion = given("结论", allow_none=True)
    conclusion_basis = given("提前形成结论的依据（联络员不可见）", allow_none=True)
    looked_at = fields.List(fields.Nested(LookedAtOut), metadata={"zh": "同一干部的容错认定（联络员不可见）"})
    timeline = timeline(MATTER_LIFE)


class PublishResult(Schema):
    """Publish the result of a concluded matter to those who use it: codes only."""

    matter_id = wanted("事项")
    uses = codes("用途（字典“result_uses”）", required=True)
    result = text("成果（字典“result_codes”）", 40, required=True)
    level = whole("程度（1至5）", 1, 5, load_default=1)
    valid_until = day("有效期至", AHEAD, load_default=None, allow_none=True)


class ResultOf(Schema):
    result_id = wanted("成果")


class WithdrawResult(Schema):
    """Take a published result back."""

    result_id = wanted("成果")
    basis = text("依据", 500, required=True)


class ListResults(PageQuery):
    state = state_of(ResultState)
    use = among_keys("用途", 40)
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下属）")
    published_from = day("不早于", load_default=None)
    published_to = day("不晚于", load_default=None)


class ResultOut(Schema):
    """A published result (联用成果)."""

    id = given("标识")
    version = fields.Integer()
    matter_id = given("事项")
    cadre_id = given("干部", allow_none=True)
    unit_id = given("单位", allow_none=True)
    unit_ids = fields.List(fields.String(), metadata={"zh": "单位及上级"})
    uses = fields.List(fields.String(), metadata={"zh": "用途"})
    result = given("成果")
    level = fields.Integer(metadata={"zh": "程度"})
    stops = fields.List(fields.String(), metadata={"zh": "因此停止办理的用途", "words": "supervision.result_uses"})
    warns = fields.List(
        fields.String(),
        allow_none=True,
        metadata={"zh": "只作提示的用途；为空即全部用途", "words": "supervision.result_uses"},
    )
    published_on = fields.Date(metadata={"zh": "发布日期"})
    valid_until = fields.Date(allow_none=True, metadata={"zh": "有效期至"})
    state = given("状态")
    timeline = timeline(RESULT_LIFE)
    synthetic = fields.Boolean()


class MechanismsWish(Schema):
    """The five mechanisms in a period; without bounds, ever."""

    day_from = day("不早于", load_default=None)
    day_to = day("不晚于", load_default=None)


JOINT_STATES = Following(
    "mechanism",
    {
        Mechanism.CONFERENCE: conferences.State,
        Mechanism.INFORMATION: (information.AgreementState, information.ItemState),
        Mechanism.DISCUSSION: MatterState,
        Mechanism.RESULTS: ResultState,
        Mechanism.ACTION: tasks.State,
    },
)
"""What the states are called of what the five mechanisms have in hand."""


class MechanismOut(Schema):
    code = given("机制", Mechanism)
    zh = given("名称")
    count = fields.Integer(metadata={"zh": "使用次数"})
    last_used_on = fields.Date(allow_none=True, metadata={"zh": "最近使用日期"})


class MechanismsOut(Schema):
    """How often each of the five mechanisms (五联) was used."""

    mechanisms = fields.List(fields.Nested(MechanismOut), metadata={"zh": "五项机制"})
    in_use = fields.Integer(metadata={"zh": "已运用的机制数"})
