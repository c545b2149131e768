"""Honourable retirement (荣誉退休)."""

from __future__ import annotations

from typing import Any

from gateway.route import Route, Scope
from servicekit.schema import page_of
from services.incentive.errors import retirement as errors
from services.incentive.schemas import retirement

_C = "/incentive/retirement-ceremonies"
_ONE = f"{_C}/{{ceremony_id}}"
_PLAIN: dict[str, Any] = {"scope": Scope.NONE, "tag": "incentive"}

ROWS: list[Route] = [
    Route.post(
        _C,
        "incentive.plan_ceremony",
        body=retirement.PlanCeremony,
        answer=retirement.CeremonyOut,
        right="incentive.ceremonies.manage",
        zh="计划荣誉退休仪式",
        en="Plan a ceremony of honourable retirement",
        problems=[errors.NotAnHonouree, errors.HonouredBefore],
        example={
            "title": "（示例）荣誉退休仪式",
            "planned_on": "2026-12-10",
            "place": "（示例）",
            "honouree_ids": ["cad-01"],
            "synthetic": True,
        },
        **_PLAIN,
    ),
    Route.get(
        _C,
        "incentive.list_ceremonies",
        query=retirement.ListCeremonies,
        answer=page_of(retirement.CeremonyOut),
        right="incentive.ceremonies.read",
        zh="查询荣誉退休仪式",
        en="Ceremonies of honourable retirement",
        **_PLAIN,
    ),
    Route.get(
        _ONE,
        "incentive.get_ceremony",
        query=retirement.CeremonyOf,
        answer=retirement.CeremonyOut,
        right="incentive.ceremonies.read",
        zh="荣誉退休仪式详情",
        en="One ceremony",
        problems=[errors.NoCeremony],
        **_PLAIN,
    ),
    Route.get(
        "/incentive/retirement-honourees",
        "incentive.list_honourees",
        query=retirement.ListHonourees,
        answer=page_of(retirement.HonoureeOut),
        right="incentive.ceremonies.read",
        scope=Scope.PERSON,
        tag="incentive",
        zh="查询荣休干部",
        en="Retired city-managed cadres",
    ),
    Route.post(
        f"{_ONE}/holding",
        "incentive.hold_ceremony",
        body=retirement.HoldCeremony,
        answer=retirement.CeremonyOut,
        status=200,
        right="incentive.ceremonies.manage",
        zh="记录仪式已举行",
        en="Record that a ceremony was held",
        problems=[errors.NoCeremony, errors.CeremonySettled],
        **_PLAIN,
    ),
    Route.post(
        f"{_ONE}/cancellation",
        "incentive.cancel_ceremony",
        body=retirement.CancelCeremony,
        answer=retirement.CeremonyOut,
        status=200,
        right="incentive.ceremonies.manage",
        zh="取消仪式",
        en="Cancel a ceremony",
        problems=[errors.NoCeremony, errors.CeremonySettled],
        example={"reason": "（示例）改期"},
        **_PLAIN,
    ),
]
