"""Offered: alerts (预警)."""

from __future__ import annotations

from servicekit.operations import COMPUTED, Command
from services.registry.schemas import alerts as schemas

# fmt: off
SWEEP_ALERTS = Command(
    "registry.sweep_alerts", schemas.SweepAlerts, schemas.Swept,
    put_right=COMPUTED,
)
