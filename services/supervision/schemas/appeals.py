"""Taken and answered: appeals (申诉) against restrictions and letters."""

from __future__ import annotations

from servicekit.forms import (
    AHEAD,
    PeriodQuery,
    among,
    among_ids,
    among_persons,
    choice,
    day,
    given,
    synthetic,
    text,
    wanted,
    words,
)
from servicekit.schema import Schema, fields
from servicekit.schemas import timeline
from services.supervision.schemas.joint import state_of
from services.supervision.schemas.rectification import classification
from services.supervision.vocabulary.appeals import LIFE, Against, Outcome, State


class LodgeAppeal(Schema):
    """Ask that something be looked at again."""

    against = choice(Against, "申诉对象（影响期、函件）", required=True)
    subject_id = wanted("影响期或函件")
    grounds = text("理由", 4000, required=True)
    classification = classification()
    late_basis = words("逾期受理依据（管理员填写）", 500)
    synthetic = synthetic()


class AppealOf(Schema):
    appeal_id = wanted("申诉")


class DecideAppeal(Schema):
    """Decide an appeal; a changed restriction has a new, earlier end."""

    appeal_id = wanted("申诉")
    outcome = choice(Outcome, "决定", required=True)
    basis = text("依据", 500, required=True)
    new_ends = day("新的结束日期", AHEAD, load_default=None, allow_none=True)


class CorrectAppeal(DecideAppeal):
    """How an appeal was decided in fact, and why the entry is put right."""

    correction = text("更正依据", 500, required=True)


class ListAppeals(PeriodQuery):
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位及下级")
    subject_id = among_ids("影响期或函件")
    against = among(Against, "申诉对象")
    state = state_of(State)
    overdue = fields.Boolean(load_default=None, metadata={"zh": "逾期未决"})


class AppealLine(Schema):
    """An appeal in a list, without its grounds."""

    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    against = given("申诉对象")
    subject_id = given("影响期或函件")
    classification = given("密级")
    state = given("状态")
    lodged_on = fields.Date(metadata={"zh": "提出日期"})
    due_on = fields.Date(metadata={"zh": "决定期限"})
    overdue = fields.Boolean(metadata={"zh": "逾期未决"})
    outcome = given("决定", allow_none=True)
    new_ends = fields.Date(allow_none=True, metadata={"zh": "新的结束日期"})
    decided_on = fields.Date(allow_none=True, metadata={"zh": "决定日期"})
    died_on = fields.Date(allow_none=True, metadata={"zh": "去世日期；申诉不因此终止，近亲属可代为进行"})
    synthetic = fields.Boolean()


class EarlierDecisionOut(Schema):
    """A decision that was put right."""

    outcome = given("原决定", Outcome, allow_none=True)
    new_ends = fields.Date(allow_none=True, metadata={"zh": "原新结束日期"})
    basis = given("原决定依据", allow_none=True)
    decided_by = given("原决定人", allow_none=True)
    decided_on = fields.Date(allow_none=True, metadata={"zh": "原决定日期"})
    corrected_at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    corrected_by = given("更正账号")
    correction = given("更正依据")


class AppealOut(AppealLine):
    """An appeal (申诉)."""

    grounds = given("理由")
    lodged_by = given("提出账号")
    late_basis = given("逾期受理依据", allow_none=True)
    decided_by = given("决定人", allow_none=True)
    decided_basis = given("决定依据", allow_none=True)
    superseded = fields.List(fields.Nested(EarlierDecisionOut), metadata={"zh": "更正前的决定"})
    timeline = timeline(LIFE, notes=Outcome)
