"""Notices (告知), reviews (复核) and complaints (申诉)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.schema import page_of
from services.appraisal.errors import notices as errors
from services.appraisal.errors.appraisals import ConclusionWorse, NoAppraisal, ScoresWrong
from services.appraisal.errors.common import BadPeriod, StepNotPossible, UnknownEntry
from services.appraisal.schemas import notices

_N = "/appraisal/notices"
_ONE = f"{_N}/{{notice_id}}"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "appraisal"}
_DECISION = [
    errors.NoNotice,
    StepNotPossible,
    errors.NotIndependent,
    errors.RevisionWrong,
    UnknownEntry,
    ScoresWrong,
    ConclusionWorse,
]
_GROUNDS = {"grounds": "（示例）对结果的意见", "classification": "internal"}
_DECIDED = {"outcome": "upheld", "decided_by": "（示例）决定人", "basis": "（示例）复核情况"}

ROWS: list[Route] = [
    Route.post(
        "/appraisal/appraisals/{appraisal_id}/notice",
        "appraisal.deliver_notice",
        body=notices.DeliverNotice,
        answer=notices.NoticeOut,
        right="appraisal.notices.deliver",
        zh="告知考察结果",
        en="Tell a cadre the result",
        problems=[NoAppraisal, StepNotPossible, errors.NobodyToTell, errors.NoticeKnown, BadPeriod],
        location=f"{_N}/{{id}}",
        example={"text": "（示例）考察结果告知", "classification": "internal"},
        **_PERSON,
    ),
    Route.get(
        _N,
        "appraisal.list_notices",
        query=notices.ListNotices,
        answer=page_of(notices.NoticeLine),
        right="appraisal.notices.read",
        zh="查询考察结果告知",
        en="Notices of results",
        **_PERSON,
    ),
    Route.get(
        _ONE,
        "appraisal.get_notice",
        query=notices.NoticeOf,
        answer=notices.NoticeOut,
        right="appraisal.notices.read",
        zh="告知书详情",
        en="One notice",
        problems=[errors.NoNotice],
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/acknowledgement",
        "appraisal.acknowledge_notice",
        body=notices.Acknowledge,
        answer=notices.NoticeOut,
        status=200,
        right="appraisal.notices.acknowledge",
        zh="签收告知书",
        en="Acknowledge a notice",
        problems=[errors.NoNotice, StepNotPossible, BadPeriod],
        example={},
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/review",
        "appraisal.ask_review",
        body=notices.Ask,
        answer=notices.NoticeOut,
        status=200,
        right="appraisal.reviews.ask",
        zh="申请复核",
        en="Ask for a review",
        problems=[errors.NoNotice, StepNotPossible, errors.TooLate],
        example=_GROUNDS,
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/review/withdrawal",
        "appraisal.withdraw_review",
        body=notices.NoticeOf,
        answer=notices.NoticeOut,
        status=200,
        right="appraisal.reviews.ask",
        zh="撤回复核申请",
        en="Take the request for a review back",
        problems=[errors.NoNotice, StepNotPossible],
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/review/decision",
        "appraisal.decide_review",
        body=notices.Decide,
        answer=notices.NoticeOut,
        status=200,
        right="appraisal.reviews.decide",
        zh="作出复核决定",
        en="Decide a review",
        problems=_DECISION,
        example=_DECIDED,
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/complaint",
        "appraisal.lodge_complaint",
        body=notices.Ask,
        answer=notices.NoticeOut,
        status=200,
        right="appraisal.reviews.ask",
        zh="提出申诉",
        en="Lodge a complaint",
        problems=[errors.NoNotice, StepNotPossible, errors.TooLate],
        example=_GROUNDS,
        **_PERSON,
    ),
    Route.post(
        f"{_ONE}/complaint/decision",
        "appraisal.decide_complaint",
        body=notices.Decide,
        answer=notices.NoticeOut,
        status=200,
        right="appraisal.reviews.decide",
        zh="作出申诉处理决定",
        en="Decide a complaint",
        problems=_DECISION,
        example=_DECIDED,
        **_PERSON,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "appraisal-notices",
        "appraisal.import_notices",
        notices.ImportNotice,
        right="appraisal.notices.deliver",
        zh="考察结果告知",
        en="Notices of appraisals' results",
        problems=[NoAppraisal, StepNotPossible, errors.NobodyToTell, BadPeriod],
    ),
]
