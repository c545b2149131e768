"""Offered: what somebody asks about what is kept of them (个人信息权利申请), answered in time."""

from __future__ import annotations

from servicekit.errors import DayNotCome, UnknownEntry
from servicekit.operations import SENT, Command, Query
from servicekit.schema import page_of
from services.registry.errors.cadres import UnknownCadre
from services.registry.errors.corrections import UnknownCorrection
from services.registry.errors.disposals import DisposalKnown, StillKept
from services.registry.errors.personal_requests import (
    AnswerCarriedOut,
    CorrectionWaits,
    GroundNeeded,
    NotYourPersonalRequest,
    OutOfTurn,
    OwnRequestIsToday,
    RequestStepNotPossible,
    RequestWaits,
    UnknownPersonalRequest,
)
from services.registry.schemas import personal_requests as schemas

_ANSWERS = (
    UnknownPersonalRequest, RequestStepNotPossible, GroundNeeded, DayNotCome, OutOfTurn, UnknownCorrection,
    CorrectionWaits, UnknownCadre, StillKept, DisposalKnown, UnknownEntry,
)  # fmt: skip

# fmt: off
ASK_PERSONAL_REQUEST = Command(
    "registry.ask_personal_request", schemas.AskPersonalRequest, schemas.PersonalRequestOut,
    refuses=(UnknownCadre, UnknownCorrection, OwnRequestIsToday, DayNotCome, RequestWaits),
    put_right=("withdraw_personal_request", "answer_personal_request"),
)
ANSWER_PERSONAL_REQUEST = Command(
    "registry.answer_personal_request", schemas.AnswerPersonalRequest, schemas.PersonalRequestOut,
    refuses=_ANSWERS,
    put_right=("correct_personal_answer",),
)
CORRECT_PERSONAL_ANSWER = Command(
    "registry.correct_personal_answer", schemas.CorrectPersonalAnswer, schemas.PersonalRequestOut,
    refuses=(*_ANSWERS, AnswerCarriedOut),
    put_right=("correct_personal_answer",),
)
ACKNOWLEDGE_PERSONAL_ANSWER = Command(
    "registry.acknowledge_personal_answer", schemas.AcknowledgePersonalAnswer, schemas.PersonalRequestOut,
    refuses=(UnknownPersonalRequest, RequestStepNotPossible, OwnRequestIsToday, DayNotCome, OutOfTurn),
    put_right=SENT,
)
WITHDRAW_PERSONAL_REQUEST = Command(
    "registry.withdraw_personal_request", schemas.WithdrawPersonalRequest, schemas.PersonalRequestOut,
    refuses=(UnknownPersonalRequest, NotYourPersonalRequest, RequestStepNotPossible),
    put_right=("ask_personal_request",),
)
GET_PERSONAL_REQUEST = Query(
    "registry.get_personal_request", schemas.GetPersonalRequest, schemas.PersonalRequestOut,
    refuses=(UnknownPersonalRequest,),
)
LIST_PERSONAL_REQUESTS = Query(
    "registry.list_personal_requests", schemas.ListPersonalRequests, page_of(schemas.PersonalRequestLine),
)
# fmt: on
