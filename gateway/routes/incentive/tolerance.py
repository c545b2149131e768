"""Tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from typing import Any

from gateway.route import Route, Scope
from servicekit.errors import UnknownCadre
from servicekit.schema import page_of
from services.incentive.errors import tolerance as errors
from services.incentive.schemas import tolerance

_T = "/incentive/tolerance-applications"
_A = f"{_T}/{{application_id}}"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "incentive"}

ROWS: list[Route] = [
    Route.get(
        _T,
        "incentive.list_tolerance",
        query=tolerance.ListApplications,
        answer=page_of(tolerance.ApplicationLine),
        right="incentive.tolerance.read",
        zh="查询容错申请",
        en="Applications for tolerance",
        **_PERSON,
    ),
    Route.get(
        _A,
        "incentive.get_tolerance",
        query=tolerance.ApplicationOf,
        answer=tolerance.ApplicationOut,
        right="incentive.tolerance.read",
        zh="容错申请详情",
        en="One application for tolerance",
        problems=[errors.NoApplication],
        **_PERSON,
    ),
    Route.post(
        _T,
        "incentive.apply_for_tolerance",
        body=tolerance.ApplyForTolerance,
        answer=tolerance.ApplicationOut,
        status=201,
        right="incentive.tolerance.apply",
        zh="申请容错",
        en="Apply for tolerance",
        problems=[UnknownCadre, errors.UnknownFactor, errors.ApplicationKnown],
        example={
            "cadre_id": "cad-01",
            "matter_reference": "（示例）1号",
            "distinction": "exploration",
            "facts": "（示例）",
            "synthetic": True,
        },
        **_PERSON,
    ),
    Route.post(
        f"{_A}/acceptance",
        "incentive.accept_tolerance",
        body=tolerance.ApplicationOf,
        answer=tolerance.ApplicationOut,
        status=200,
        right="incentive.tolerance.decide",
        zh="受理容错申请",
        en="Accept an application",
        problems=[errors.NoApplication, errors.ToleranceNotInThisState],
        **_PERSON,
    ),
    Route.post(
        f"{_A}/rejection",
        "incentive.reject_tolerance",
        body=tolerance.RejectApplication,
        answer=tolerance.ApplicationOut,
        status=200,
        right="incentive.tolerance.decide",
        zh="不予受理容错申请",
        en="Reject an application",
        problems=[errors.NoApplication, errors.ToleranceNotInThisState],
        example={"reasons": "（示例）"},
        **_PERSON,
    ),
    Route.post(
        f"{_A}/withdrawal",
        "incentive.withdraw_tolerance",
        body=tolerance.ApplicationOf,
        answer=tolerance.ApplicationOut,
        status=200,
        right="incentive.tolerance.apply",
        zh="撤回容错申请",
        en="Withdraw an application",
        problems=[errors.NoApplication, errors.ToleranceNotInThisState],
        **_PERSON,
    ),
    Route.post(
        f"{_A}/opinions",
        "incentive.opine_on_tolerance",
        body=tolerance.GiveOpinion,
        answer=tolerance.ApplicationOut,
        status=200,
        right="incentive.tolerance.decide",
        zh="登记单位意见",
        en="Keep an agency's opinion",
        problems=[errors.NoApplication, errors.ToleranceNotInThisState, errors.UnknownFactor],
        example={"agency": "organisation", "outcome": "tolerated", "text": "（示例）"},
        **_PERSON,
    ),
    Route.post(
        f"{_A}/decision",
        "incentive.decide_tolerance",
        body=tolerance.DecideApplication,
        answer=tolerance.ApplicationOut,
        status=200,
        right="incentive.tolerance.decide",
        zh="认定或复核容错",
        en="Decide, or decide the appeal",
        problems=[errors.NoApplication, errors.ToleranceNotInThisState, errors.TooFewOpinions],
        example={
            "outcome": "tolerated",
            "effects": ["assessment"],
            "decided_by": "（示例）负责人",
            "reasons": "（示例）",
        },
        **_PERSON,
    ),
    Route.post(
        f"{_A}/appeal",
        "incentive.appeal_tolerance",
        body=tolerance.AppealDecision,
        answer=tolerance.ApplicationOut,
        status=200,
        right="incentive.tolerance.apply",
        zh="申请复核容错认定",
        en="Appeal a decision",
        problems=[errors.NoApplication, errors.ToleranceNotInThisState, errors.AppealTooLate],
        example={"appeal": "（示例）"},
        **_PERSON,
    ),
]
