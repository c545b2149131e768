"""Tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.incentive.operations import tolerance

_T = "/incentive/tolerance-applications"
_A = f"{_T}/{{application_id}}"

# fmt: off
ROWS: list[Route] = [
    Route.get(_T, tolerance.LIST_TOLERANCE, right="incentive.tolerance.read", zh="查询容错申请",
        en="Applications for tolerance", scope=Scope.PERSON),
    Route.get(_A, tolerance.GET_TOLERANCE, right="incentive.tolerance.read", zh="容错申请详情",
        en="One application for tolerance", scope=Scope.PERSON),
    Route.post(_T, tolerance.APPLY_FOR_TOLERANCE, status=201, right="incentive.tolerance.apply", zh="申请容错",
        en="Apply for tolerance",
        example={
            "cadre_id": "cad-01", "matter_reference": "（示例）1号", "distinction": "exploration", "facts": "（示例）",
            "synthetic": True,
        }, scope=Scope.PERSON),
    Route.post(f"{_A}/acceptance", tolerance.ACCEPT_TOLERANCE, status=200, right="incentive.tolerance.decide",
        zh="受理容错申请", en="Accept an application", scope=Scope.PERSON),
    Route.post(f"{_A}/rejection", tolerance.REJECT_TOLERANCE, status=200, right="incentive.tolerance.decide",
        zh="不予受理容错申请", en="Reject an application", example={"reasons": "（示例）"}, scope=Scope.PERSON),
    Route.post(f"{_A}/withdrawal", tolerance.WITHDRAW_TOLERANCE, status=200, right="incentive.tolerance.apply",
        zh="撤回容错申请", en="Withdraw an application", scope=Scope.PERSON),
    Route.post(f"{_A}/opinions", tolerance.OPINE_ON_TOLERANCE, status=200, right="incentive.tolerance.decide",
        zh="登记单位意见", en="Keep an agency's opinion",
        example={"agency": "organisation", "outcome": "tolerated", "text": "（示例）"}, scope=Scope.PERSON),
    Route.post(f"{_A}/decision", tolerance.DECIDE_TOLERANCE, status=200, right="incentive.tolerance.decide",
        zh="认定或复核容错", en="Decide, or decide the appeal",
        example={
            "outcome": "tolerated", "effects": ["assessment"], "decided_by": "（示例）负责人", "reasons": "（示例）",
        }, scope=Scope.PERSON),
    Route.post(f"{_A}/decision-correction", tolerance.CORRECT_TOLERANCE, status=200,
        right="incentive.tolerance.decide", zh="更正容错认定", en="Put right a decision that was entered wrongly",
        example={
            "outcome": "partly", "effects": ["assessment"], "decided_by": "（示例）负责人", "reasons": "（示例）",
            "basis": "（示例）与会议纪要核对",
        }, scope=Scope.PERSON),
    Route.post(f"{_A}/appeal", tolerance.APPEAL_TOLERANCE, status=200, right="incentive.tolerance.apply",
        zh="申请复核容错认定", en="Appeal a decision", example={"appeal": "（示例）"}, scope=Scope.PERSON),
]
