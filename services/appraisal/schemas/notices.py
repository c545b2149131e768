"""Taken and answered: notices (告知), reviews (复核) and complaints (申诉)."""

from __future__ import annotations

from servicekit.forms import PAST, PeriodQuery, among_ids, among_persons, choice, day, given, text, wanted, words
from servicekit.schema import Schema, fields
from servicekit.schemas import timeline
from services.appraisal.schemas.appraisals import scores
from services.appraisal.schemas.common import GRADES, classification, state_of
from services.appraisal.vocabulary.notices import LIFE, Outcome, State


class DeliverNotice(Schema):
    """Tell a cadre the result of a concluded appraisal, in writing."""

    appraisal_id = wanted("考察")
    delivered_on = day("告知日期", PAST, load_default=None, allow_none=True)
    classification = classification()
    text = text("告知内容", 4000, required=True)


class ImportNotice(Schema):
    """A notice that was delivered on paper, and acknowledged where a day is given."""

    appraisal_code = text("考察编号", 60, required=True)
    delivered_on = day("告知日期", PAST, load_default=None, allow_none=True)
    acknowledged_on = day("签收日期", PAST, load_default=None, allow_none=True)
    classification = classification()
    text = text("告知内容", 4000, required=True)


class NoticeOf(Schema):
    notice_id = wanted("告知书")


class Acknowledge(NoticeOf):
    """The cadre acknowledges, or an officer records that they did, on a day and with what shows it."""

    on = day("签收日期（经办人代记时填写）", PAST, load_default=None, allow_none=True)
    basis = words("签收依据（经办人代记时填写）", 500)


class AnnulNotice(NoticeOf):
    """A notice that was entered by mistake; it can be delivered anew."""

    basis = text("撤销依据", 500, required=True)


class Ask(NoticeOf):
    """Ask for a review, or lodge a complaint; an officer alone can admit one after its period, with a basis."""

    grounds = text("理由", 4000, required=True)
    classification = classification()
    late_basis = words("逾期受理依据", 500)


class ReopenDecision(NoticeOf):
    """The decision of a review or a complaint that was entered by mistake."""

    basis = text("更正依据", 500, required=True)


class NewConclusion(Schema):
    """The conclusion that takes the place of the one looked at."""

    grade = text("等次（字典“cadre_grades”）", 40, required=True)
    scores = scores()
    findings = text("考察情况", 8000, required=True)
    classification = classification()


class Decide(NoticeOf):
    """Decide what is pending; a changed conclusion comes with the new one."""

    outcome = choice(Outcome, "决定", required=True)
    decided_by = text("决定人", 100, required=True)
    basis = text("依据和理由", 2000, required=True)
    conclusion = fields.Nested(NewConclusion, load_default=None, allow_none=True, metadata={"zh": "新的结论"})


class ListNotices(PeriodQuery):
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位及下级")
    appraisal_id = among_ids("考察")
    state = state_of(State)
    overdue = fields.Boolean(load_default=None, metadata={"zh": "逾期未决定"})
    unacknowledged = fields.Boolean(load_default=None, metadata={"zh": "逾期未签收"})


class NoticeLine(Schema):
    """A notice in a list."""

    id = given("标识")
    version = fields.Integer()
    appraisal_id = given("考察")
    cadre_id = given("干部")
    unit_ids = fields.List(fields.String(), metadata={"zh": "隶属路径"})
    grade = given("等次", GRADES)
    state = given("状态")
    delivered_on = fields.Date(metadata={"zh": "告知日期"})
    acknowledge_by = fields.Date(metadata={"zh": "签收期限"})
    acknowledged_on = fields.Date(allow_none=True, metadata={"zh": "签收日期"})
    unacknowledged = fields.Boolean(metadata={"zh": "逾期未签收"})
    last_day = fields.Date(allow_none=True, metadata={"zh": "可申请复核或申诉的最后一日"})
    overdue = fields.Boolean(metadata={"zh": "逾期未决定"})
    level = fields.Integer(metadata={"zh": "督办级次"})
    synthetic = fields.Boolean()


class RequestOut(Schema):
    """A review or a complaint."""

    grounds = given("理由")
    classification = given("密级")
    asked_on = fields.Date(metadata={"zh": "提出日期"})
    due_on = fields.Date(metadata={"zh": "决定期限"})
    late_basis = given("逾期受理依据", allow_none=True)
    outcome = given("决定", Outcome, allow_none=True)
    decided_by = given("决定人", allow_none=True)
    decided_on = fields.Date(allow_none=True, metadata={"zh": "决定日期"})
    basis = given("依据和理由", allow_none=True)
    set_aside_because = given("更正依据", allow_none=True)


class NoticeOut(NoticeLine):
    """A notice (告知书) with the review and the complaint."""

    text = given("告知内容")
    classification = given("密级")
    review = fields.Nested(RequestOut, allow_none=True, metadata={"zh": "复核"})
    complaint = fields.Nested(RequestOut, allow_none=True, metadata={"zh": "申诉"})
    set_aside = fields.List(fields.Nested(RequestOut), metadata={"zh": "误登后更正的决定"})
    timeline = timeline(LIFE)
