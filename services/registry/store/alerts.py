"""Kept: alerts (预警)."""

from __future__ import annotations

from servicekit import queries
from servicekit.store import Collection, Within, index
from services.registry.errors.alerts import UnknownAlert
from services.registry.model.alerts import Alert

ALERTS = Collection(
    "alerts",
    Alert,
    [
        index("subject_id", "rule", "due_on", unique=True),
        index("state", "due_on", "_id"),
        index("unit_ids", "state", "due_on", "_id"),
        index("rule", "state", "due_on", "_id"),
    ],
    UnknownAlert,
    Within("unit_ids", "cadre_id"),
)

ALERT_SORTS = queries.orders("due_on", state="due_on")
