"""Taken and answered: tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from servicekit.forms import (
    PAST,
    among,
    among_ids,
    among_persons,
    choice,
    day,
    given,
    listed,
    other,
    synthetic,
    text,
    wanted,
)
from servicekit.people import TOLERANCE_EFFECTS
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import stated, timeline
from services.incentive.schemas.nominations import classification
from services.incentive.vocabulary.tolerance import LIFE, Distinction, Outcome, Stage, State


class ApplyForTolerance(Schema):
    """Apply for tolerance in a matter."""

    cadre_id = wanted("干部")
    matter_reference = text("事项编号", 100, required=True)
    matter_id = other("联议事项")
    distinction = choice(Distinction, "区分情形", required=True)
    facts = text("事实与理由", 5000, required=True)
    applied_on = day("申请日期，补录时填写", PAST, load_default=None, allow_none=True)
    factors = fields.List(text("认定因素", 40), load_default=list, validate=validate.Length(max=20))
    classification = classification(load_default="internal")
    synthetic = synthetic()


class ApplicationOf(Schema):
    application_id = wanted("申请")


class RejectApplication(ApplicationOf):
    reasons = text("理由", 1000, required=True)


class GiveOpinion(ApplicationOf):
    """An agency's opinion."""

    agency = text("单位（字典“incentive.tolerance_agencies”）", 40, required=True)
    outcome = choice(Outcome, "意见", required=True)
    text = text("说明", 2000, required=True)


class DecideApplication(ApplicationOf):
    """Decide, or decide the appeal."""

    outcome = choice(Outcome, "结论", required=True)
    effects = fields.List(
        listed(TOLERANCE_EFFECTS, "适用范围"),
        load_default=list,
        validate=validate.Length(max=len(TOLERANCE_EFFECTS)),
        metadata={"zh": "适用范围"},
    )
    decided_by = text("具名负责人", 100, required=True)
    reasons = text("理由与依据", 2000, required=True)
    decided_on = day("认定日期，补录时填写", PAST, load_default=None, allow_none=True)


class CorrectDecision(DecideApplication):
    """Put right a decision that was entered wrongly."""

    basis = text("更正依据", 500, required=True)


class AppealDecision(ApplicationOf):
    appeal = text("复核理由", 2000, required=True)


class ListApplications(PageQuery):
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位")
    state = among(State, "状态")


class OpinionOut(Schema):
    """What one agency holds."""

    agency = given("单位", "incentive.tolerance_agencies")
    outcome = stated(Outcome, "意见", required=False)
    text = given("说明")
    by = given("经办")
    at = fields.AwareDateTime(metadata={"zh": "时间"})


class DecisionOut(Schema):
    """A decision as it was made."""

    stage = given("认定阶段：初次认定（“first”）、复核认定（“appeal”）、更正（“correction”）", Stage)
    outcome = stated(Outcome, "结论", required=False)
    effects = fields.List(fields.String(), metadata={"zh": "适用范围", "words": TOLERANCE_EFFECTS})
    reasons = given("理由", allow_none=True)
    decided_by = given("具名负责人", allow_none=True)
    decided_on = fields.Date(allow_none=True, metadata={"zh": "认定日期"})
    by = given("登记账号")
    basis = given("更正依据", allow_none=True)


class ApplicationLine(Schema):
    """An application for tolerance (容错申请)."""

    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    matter_reference = given("事项编号")
    matter_id = given("联议事项", allow_none=True)
    distinction = given("区分情形")
    state = given("状态")
    outcome = stated(Outcome, "结论", required=False, allow_none=True)
    effects = fields.List(fields.String(), metadata={"zh": "适用范围", "words": TOLERANCE_EFFECTS})
    due_on = fields.Date(allow_none=True, metadata={"zh": "办理期限"})
    provisional = fields.Boolean(metadata={"zh": "期限暂定"})
    appeal_until = fields.Date(allow_none=True, metadata={"zh": "复核申请期限"})
    escalated = fields.Boolean(metadata={"zh": "已逾期提级"})
    synthetic = fields.Boolean()


class ApplicationOut(ApplicationLine):
    """An application with its facts and opinions."""

    facts = given("事实与理由")
    factors = fields.List(fields.String(), metadata={"zh": "认定因素", "words": "incentive.tolerance_factors"})
    classification = given("密级")
    opinions = fields.List(fields.Nested(OpinionOut), metadata={"zh": "单位意见"})
    earlier_opinions = fields.List(fields.Nested(OpinionOut), metadata={"zh": "单位此前的意见"})
    decisions = fields.List(fields.Nested(DecisionOut), metadata={"zh": "历次认定，以最后一次为准"})
    reasons = given("理由", allow_none=True)
    decided_by = given("具名负责人", allow_none=True)
    decided_on = fields.Date(allow_none=True, metadata={"zh": "认定日期"})
    appeal = given("复核理由", allow_none=True)
    timeline = timeline(LIFE, notes="incentive.tolerance_agencies")
