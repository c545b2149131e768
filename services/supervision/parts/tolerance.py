"""Decisions on tolerance (容错认定) as incentive tells them, kept for whoever concludes about the same cadre."""

from __future__ import annotations

from typing import Any

from servicekit.calls import on
from servicekit.events import Received
from servicekit.roster import newest
from servicekit.work import UnitOfWork
from services.supervision.model.tolerance import Tolerance
from services.supervision.parts.again import decided_otherwise
from services.supervision.store.tolerance import TOLERANCES

_TOLD = ("cadre_id", "state", "distinction", "matter_id", "outcome", "effects", "synthetic")


class Tolerances:
    """Follows incentive's book of tolerance."""

    @on("incentive", "tolerance.*.v1", handler="tolerances", batch=100)
    def keep_tolerances(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the newest state of each application; older news that comes late changes nothing. What was put right or
        decided otherwise on appeal opens again the vettings that were passed because of what was decided before."""
        told: list[tuple[Received, dict[str, Any]]] = [
            (event, {name: event.data.get(name) for name in _TOLD}) for event in newest(received)
        ]
        known = work.load_many(TOLERANCES, (event.subject for event, _ in told))
        work.keep_latest(TOLERANCES, *((event.subject, event.sequence, state) for event, state in told))
        changed = {
            event.subject: Tolerance(event.subject, sequence=event.sequence, **state)
            for event, state in told
            if event.subject in known and event.sequence > known[event.subject].sequence
        }
        decided_otherwise(work, {id: one for id, one in changed.items() if one.matter_id and one.decided})
