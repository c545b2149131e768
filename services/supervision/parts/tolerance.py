"""Decisions on tolerance (容错认定) as incentive tells them, kept for whoever concludes about the same cadre."""

from __future__ import annotations

from servicekit.calls import on
from servicekit.events import Received
from servicekit.roster import newest
from servicekit.store import keep_latest
from servicekit.work import UnitOfWork
from services.supervision.store.tolerance import TOLERANCES

_TOLD = ("cadre_id", "state", "distinction", "matter_id", "outcome", "effects", "synthetic")


class Tolerances:
    """Follows incentive's book of tolerance."""

    @on("incentive", "tolerance.*.v1", handler="tolerances", batch=100)
    def keep_tolerances(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the newest state of each application; older news that comes late changes nothing."""
        told = ((event, {name: event.data.get(name) for name in _TOLD}) for event in newest(received))
        work.write(TOLERANCES, *(keep_latest(event.subject, event.sequence, state) for event, state in told))
