"""Rows of alerts (预警)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PERSON, PLAIN
from services.registry.operations import alerts

_ALERT = {
    "id": "alt-01", "version": 2, "rule": "over_establishment", "subject_kind": "unit", "subject_id": "unt-07",
    "unit_ids": ["unt-07"], "due_on": "2026-01-05", "text": "领导职数超出核定数：副职超1名", "level": "red",
    "state": "handled", "opened_at": "2026-01-05T01:00:00Z", "closed_at": None, "facts": {"deputy": 1},
    "timeline": [{
        "at": "2026-01-06T01:00:00Z", "by": "acc-03", "what": "handle", "state": "handled",
        "note": "（示例）已列入换届方案", "ignored": False,
    }],
}  # fmt: skip
# fmt: off
ROWS: list[Route] = [
    Route.get("/alerts", alerts.LIST_ALERTS, right="registry.alerts.read", zh="查询预警", en="List alerts",
        answer_example={"items": [_ALERT], "next": None, "total": None}, **PERSON),
    Route.post("/alerts/{alert_id}/handling", alerts.HANDLE_ALERT, right="registry.alerts.handle", status=200,
        zh="处理预警", en="Mark an alert as handled, with what was done", example={"note": "已列入换届方案（演示）"},
        **PERSON),
    Route.post("/alerts/{alert_id}/handling/withdrawal", alerts.PUT_ALERT_BACK, right="registry.alerts.handle",
        status=200, zh="撤销误标的预警处理", en="Take back that an alert was marked as handled",
        example={"correction": "误标为已处理（演示）"}, **PERSON),
    Route.post("/alerts/sweeps", alerts.SWEEP_ALERTS, right="registry.alerts.sweep", status=200, zh="立即检查预警",
        en="Bring alerts in step with today", **PLAIN),
]
