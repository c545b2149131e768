"""Rows of alerts (预警)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PERSON, PLAIN
from servicekit.schema import page_of
from services.registry.schemas.alerts import AlertOut, ListAlerts, SweepAlerts, Swept

ROWS: list[Route] = [
    Route.get(
        "/alerts",
        "registry.list_alerts",
        query=ListAlerts,
        answer=page_of(AlertOut),
        right="registry.alerts.read",
        zh="查询预警",
        en="List alerts",
        **PERSON,
    ),
    Route.post(
        "/alerts/sweeps",
        "registry.sweep_alerts",
        body=SweepAlerts,
        answer=Swept,
        right="registry.alerts.sweep",
        status=200,
        zh="立即检查预警",
        en="Bring alerts in step with today",
        **PLAIN,
    ),
]
