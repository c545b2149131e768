"""Rows of alerts (预警)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PERSON, PLAIN
from services.registry.operations import alerts

# fmt: off
ROWS: list[Route] = [
    Route.get("/alerts", alerts.LIST_ALERTS, right="registry.alerts.read", zh="查询预警", en="List alerts", **PERSON),
    Route.post("/alerts/{alert_id}/handling", alerts.HANDLE_ALERT, right="registry.alerts.handle", status=200,
        zh="处理预警", en="Mark an alert as handled, with what was done", example={"note": "已列入换届方案（演示）"},
        **PERSON),
    Route.post("/alerts/{alert_id}/handling/withdrawal", alerts.PUT_ALERT_BACK, right="registry.alerts.handle",
        status=200, zh="撤销误标的预警处理", en="Take back that an alert was marked as handled",
        example={"correction": "误标为已处理（演示）"}, **PERSON),
    Route.post("/alerts/sweeps", alerts.SWEEP_ALERTS, right="registry.alerts.sweep", status=200, zh="立即检查预警",
        en="Bring alerts in step with today", **PLAIN),
]
