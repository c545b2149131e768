"""Honourable retirement (荣誉退休)."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.incentive.operations import retirement

_C = "/incentive/retirement-ceremonies"
_ONE = f"{_C}/{{ceremony_id}}"

# fmt: off
ROWS: list[Route] = [
    Route.post(_C, retirement.PLAN_CEREMONY, right="incentive.ceremonies.manage", zh="计划荣誉退休仪式",
        en="Plan a ceremony of honourable retirement",
        example={
            "title": "（示例）荣誉退休仪式", "planned_on": "2026-12-10", "place": "（示例）",
            "honouree_ids": ["cad-01"], "synthetic": True,
        }),
    Route.get(_C, retirement.LIST_CEREMONIES, right="incentive.ceremonies.read", zh="查询荣誉退休仪式",
        en="Ceremonies of honourable retirement"),
    Route.get(_ONE, retirement.GET_CEREMONY, right="incentive.ceremonies.read", zh="荣誉退休仪式详情",
        en="One ceremony"),
    Route.get("/incentive/retirement-honourees", retirement.LIST_HONOUREES, right="incentive.ceremonies.read",
        scope=Scope.PERSON, tag="incentive", zh="查询荣休干部", en="Retired city-managed cadres"),
    Route.post(f"{_ONE}/holding", retirement.HOLD_CEREMONY, status=200, right="incentive.ceremonies.manage",
        zh="记录仪式已举行", en="Record that a ceremony was held"),
    Route.post(f"{_ONE}/corrections", retirement.CORRECT_CEREMONY, status=200, right="incentive.ceremonies.manage",
        zh="更正仪式举行登记",
        en="Put a ceremony right that was held: name, day, place, who was honoured",
        example={"held_on": "2026-01-10", "basis": "（示例）以签到表为准"}),
    Route.post(f"{_ONE}/holding-withdrawal", retirement.TAKE_BACK_CEREMONY, status=200,
        right="incentive.ceremonies.manage", zh="撤销仪式举行登记",
        en="Take back that a ceremony was held", example={"basis": "（示例）因故未举行"}),
    Route.post(f"{_ONE}/cancellation", retirement.CANCEL_CEREMONY, status=200, right="incentive.ceremonies.manage",
        zh="取消仪式", en="Cancel a ceremony", example={"reason": "（示例）改期"}),
]
