"""Notices (告知), reviews (复核) and complaints (申诉)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.appraisal.operations import notices

_N = "/appraisal/notices"
_ONE = f"{_N}/{{notice_id}}"
_GROUNDS = {"grounds": "（示例）对结果的意见", "classification": "internal"}
_DECIDED = {"outcome": "upheld", "decided_by": "（示例）决定人", "basis": "（示例）复核情况"}

# fmt: off
ROWS: list[Route] = [
    Route.post("/appraisal/appraisals/{appraisal_id}/notice", notices.DELIVER_NOTICE, right="appraisal.notices.deliver",
        zh="告知考察结果", en="Tell a cadre the result", location=f"{_N}/{{id}}",
        example={"text": "（示例）考察结果告知", "classification": "internal"}, scope=Scope.PERSON),
    Route.get(_N, notices.LIST_NOTICES, right="appraisal.notices.read", zh="查询考察结果告知", en="Notices of results",
        scope=Scope.PERSON),
    Route.get(_ONE, notices.GET_NOTICE, right="appraisal.notices.read", zh="告知书详情", en="One notice",
        scope=Scope.PERSON),
    Route.post(f"{_ONE}/acknowledgement", notices.ACKNOWLEDGE_NOTICE, status=200, right="appraisal.notices.acknowledge",
        zh="签收告知书", en="Acknowledge a notice", example={}, scope=Scope.PERSON),
    Route.post(f"{_ONE}/annulment", notices.ANNUL_NOTICE, status=200, right="appraisal.notices.deliver",
        zh="撤销误登的告知或签收：原件保留，考察回到结论已确认",
        en="Annul a notice that was entered or acknowledged by mistake; it stays readable",
        example={"basis": "（示例）告知对象有误"}, scope=Scope.PERSON),
    Route.post(f"{_ONE}/review", notices.ASK_REVIEW, status=200, right="appraisal.reviews.ask", zh="申请复核",
        en="Ask for a review", example=_GROUNDS, scope=Scope.PERSON),
    Route.post(f"{_ONE}/review/withdrawal", notices.WITHDRAW_REVIEW, status=200, right="appraisal.reviews.ask",
        zh="撤回复核申请", en="Take the request for a review back", scope=Scope.PERSON),
    Route.post(f"{_ONE}/review/decision", notices.DECIDE_REVIEW, status=200, right="appraisal.reviews.decide",
        zh="作出复核决定", en="Decide a review", example=_DECIDED, scope=Scope.PERSON),
    Route.post(f"{_ONE}/complaint", notices.LODGE_COMPLAINT, status=200, right="appraisal.reviews.ask", zh="提出申诉",
        en="Lodge a complaint", example=_GROUNDS, scope=Scope.PERSON),
    Route.post(f"{_ONE}/complaint/decision", notices.DECIDE_COMPLAINT, status=200, right="appraisal.reviews.decide",
        zh="作出申诉处理决定", en="Decide a complaint", example=_DECIDED, scope=Scope.PERSON),
    Route.post(f"{_ONE}/decision-correction", notices.REOPEN_DECISION, status=200, right="appraisal.reviews.decide",
        zh="更正误登的复核或申诉决定：保留原决定，重新待决",
        en="Put right a decision of a review or a complaint that was entered wrongly; another account decides anew",
        example={"basis": "（示例）决定录入有误"}, scope=Scope.PERSON),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "appraisal-notices",
        notices.IMPORT_NOTICES,
        right="appraisal.notices.deliver",
        zh="考察结果告知",
        en="Notices of appraisals' results",
    )
]
