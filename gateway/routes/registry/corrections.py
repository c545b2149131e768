"""Rows of corrections (更正)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PERSON
from services.registry.operations import cadres

# fmt: off
ROWS: list[Route] = [
    Route.post("/cadres/{cadre_id}/corrections", cadres.REQUEST_CORRECTION, right="registry.corrections.request",
        location="/v1/corrections/{id}", zh="申请更正信息", en="Ask that a file be corrected",
        example={"changes": {"native_place": "内蒙古包头"}, "reason": "与户籍档案不一致，附复印件"}, **PERSON),
    Route.get("/corrections", cadres.LIST_CORRECTIONS, right="registry.corrections.read", zh="查询更正申请",
        en="List correction requests", **PERSON),
    Route.get("/corrections/{correction_id}", cadres.GET_CORRECTION, right="registry.corrections.read",
        zh="查看更正申请", en="Read a correction request", **PERSON),
    Route.post("/corrections/{correction_id}/decision", cadres.DECIDE_CORRECTION, right="registry.corrections.decide",
        status=200, zh="审批更正申请", en="Decide on a correction request", **PERSON),
    Route.post("/corrections/{correction_id}/withdrawal", cadres.WITHDRAW_CORRECTION,
        right="registry.corrections.request", status=200, zh="撤回更正申请",
        en="Withdraw a correction request of one's own", **PERSON),
]
