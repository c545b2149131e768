"""Rows of the destruction (销毁) of what is kept of somebody."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PERSON
from services.registry.operations import disposals

# fmt: off
ROWS: list[Route] = [
    Route.get("/cadres/{cadre_id}/retention", disposals.FORESEE_DISPOSAL, right="registry.disposals.read",
        zh="查看保存期限与可销毁内容", en="Until when what is kept of a cadre is, and what would be destroyed today",
        **PERSON),
    Route.post("/cadres/{cadre_id}/disposals", disposals.PROPOSE_DISPOSAL, right="registry.disposals.propose",
        location="/v1/disposals/{id}", zh="申请销毁信息", en="Propose to destroy what is kept of a cadre",
        example={"reason": "离岗已满保存期限（演示）"}, **PERSON),
    Route.get("/disposals", disposals.LIST_DISPOSALS, right="registry.disposals.read", zh="查询销毁申请",
        en="List proposals to destroy", **PERSON),
    Route.get("/disposals/{disposal_id}", disposals.GET_DISPOSAL, right="registry.disposals.read",
        zh="查看销毁申请", en="Read a proposal to destroy", **PERSON),
    Route.post("/disposals/{disposal_id}/decision", disposals.DECIDE_DISPOSAL, right="registry.disposals.decide",
        status=200, zh="审批销毁申请", en="Decide on a proposal to destroy",
        example={"decision": "approved", "basis": "保存期限已满，核对无误（演示）"}, **PERSON),
    Route.post("/disposals/{disposal_id}/withdrawal", disposals.WITHDRAW_DISPOSAL, right="registry.disposals.propose",
        status=200, zh="撤回销毁申请", en="Withdraw a proposal of one's own", **PERSON),
]
