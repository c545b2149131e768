"""Offered: alerts (预警)."""

from __future__ import annotations

from servicekit.operations import COMPUTED, Command, Query
from servicekit.schema import page_of
from services.registry.errors.alerts import AlertNotInThisState, UnknownAlert
from services.registry.schemas import alerts as schemas

# fmt: off
SWEEP_ALERTS = Command(
    "registry.sweep_alerts", schemas.SweepAlerts, schemas.Swept,
    put_right=COMPUTED,
)
HANDLE_ALERT = Command(
    "registry.handle_alert", schemas.HandleAlert, schemas.AlertOut,
    refuses=(UnknownAlert, AlertNotInThisState),
    put_right=("put_alert_back",),
)
PUT_ALERT_BACK = Command(
    "registry.put_alert_back", schemas.PutAlertBack, schemas.AlertOut,
    refuses=(UnknownAlert, AlertNotInThisState),
    put_right=("handle_alert",),
)
LIST_ALERTS = Query("registry.list_alerts", schemas.ListAlerts, page_of(schemas.AlertOut))
