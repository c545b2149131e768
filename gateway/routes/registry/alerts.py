"""Rows of alerts (预警)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PERSON, PLAIN
from services.registry.operations import alerts, policies

# fmt: off
ROWS: list[Route] = [
    Route.get("/alerts", policies.LIST_ALERTS, right="registry.alerts.read", zh="查询预警", en="List alerts", **PERSON),
    Route.post("/alerts/sweeps", alerts.SWEEP_ALERTS, right="registry.alerts.sweep", status=200, zh="立即检查预警",
        en="Bring alerts in step with today", **PLAIN),
]
