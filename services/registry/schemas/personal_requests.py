"""What somebody asks about what is kept of them (个人信息权利申请), from outside."""

from __future__ import annotations

from servicekit.forms import PAST, PeriodQuery, among, among_persons, choice, day, entry, given, other
from servicekit.schema import Id, Schema, fields
from servicekit.schemas import stated, timeline
from services.registry.schemas.common import text
from services.registry.vocabulary.personal_requests import LIFE, RequestKind, RequestOutcome, RequestState

GROUNDS = "registry.refusal_ground"


class AskPersonalRequest(Schema):
    """The cadre, or an officer who enters what came on paper, asks about what is kept of them."""

    cadre_id = Id(metadata={"zh": "干部"})
    kind = choice(RequestKind, "申请事项", required=True)
    about = text("申请内容", 2000, required=True, least=2)
    asked_on = day("收到日期；本人提出的即为今日", PAST, load_default=None, allow_none=True)
    on_paper = fields.Bool(load_default=False, metadata={"zh": "书面或口头提出，由经办人补记"})
    correction_id = other("所引更正申请；申请更正、补充的")


class AnswerPersonalRequest(Schema):
    """Answer a request; a refusal, wholly or in part, names its legal ground."""

    request_id = Id(metadata={"zh": "申请"})
    outcome = choice(RequestOutcome, "答复", required=True)
    answer = text("答复内容", 4000, required=True, least=2)
    ground = entry(GROUNDS, "不予同意的法律依据", load_default=None, allow_none=True)
    answered_on = day("答复日期；空则为今日", PAST, load_default=None, allow_none=True)
    correction_id = other("据以办理的更正申请；空则为申请时所引的")


class CorrectPersonalAnswer(AnswerPersonalRequest):
    """What the answer is in fact, and why it is put right."""

    answered_on = day("答复日期；空则为今日，书面申请的为原答复日期", PAST, load_default=None, allow_none=True)
    correction = text("更正依据", 1000, required=True, least=2)


class AcknowledgePersonalAnswer(Schema):
    """The person knows the answer: today, or as an officer enters it the day on which it was handed over."""

    request_id = Id(metadata={"zh": "申请"})
    on = day("告知日期；空则为今日", PAST, load_default=None, allow_none=True)


class WithdrawPersonalRequest(Schema):
    """Take a request back."""

    request_id = Id(metadata={"zh": "申请"})
    reason = text("原因", 1000)


class GetPersonalRequest(Schema):
    """Which request."""

    request_id = Id(metadata={"zh": "申请"})


class ListPersonalRequests(PeriodQuery):
    """Requests by cadre, kind, state and whether overdue; the days are those on which they came in."""

    cadre_id = among_persons("干部")
    kind = among(RequestKind, "申请事项")
    state = among(RequestState, "状态")
    overdue = fields.Boolean(load_default=None, metadata={"zh": "逾期"})


class PersonalRequestLine(Schema):
    """A request in a list, without what is asked and answered."""

    id = Id(metadata={"zh": "标识"})
    version = fields.Int(required=True, metadata={"zh": "版本"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    kind = stated(RequestKind, "申请事项")
    asked_on = fields.Date(required=True, metadata={"zh": "收到日期"})
    on_paper = fields.Bool(required=True, metadata={"zh": "书面或口头提出"})
    answer_by = fields.Date(required=True, metadata={"zh": "答复期限"})
    overdue = fields.Bool(required=True, metadata={"zh": "逾期"})
    state = stated(RequestState)
    told_on = fields.Date(required=True, allow_none=True, metadata={"zh": "告知日期"})
    synthetic = fields.Bool(required=True, dump_default=False, metadata={"zh": "虚构数据"})


class ReplyOut(Schema):
    """An answer."""

    outcome = stated(RequestOutcome, "答复")
    text = given("答复内容")
    ground = fields.String(allow_none=True, metadata={"zh": "不予同意的法律依据", "words": GROUNDS})
    answered_by = given("答复账号")
    answered_on = fields.Date(metadata={"zh": "答复日期"})


class SupersededReplyOut(ReplyOut):
    """An answer that was put right."""

    corrected_at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    corrected_by = given("更正账号")
    correction = given("更正依据")


class PersonalRequestOut(PersonalRequestLine):
    """A request of the person (个人信息权利申请)."""

    about = given("申请内容")
    asked_by = given("提出或补记账号")
    correction_id = fields.String(required=True, allow_none=True, metadata={"zh": "更正申请"})
    disposal_id = fields.String(required=True, allow_none=True, metadata={"zh": "销毁申请"})
    reply = fields.Nested(ReplyOut, required=True, allow_none=True, metadata={"zh": "答复"})
    superseded = fields.List(fields.Nested(SupersededReplyOut), metadata={"zh": "更正前的答复"})
    timeline = timeline(LIFE, notes=RequestOutcome)
