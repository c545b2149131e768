"""Effect periods (影响期) by their days: what is planned for a time is judged by that time."""

from __future__ import annotations

from servicekit.calls import on
from servicekit.events import Received, keep_newest
from servicekit.work import UnitOfWork
from services.talentpool.model.effect_periods import told
from services.talentpool.parts import seconding
from services.talentpool.parts.standing import ensure_standings
from services.talentpool.store.members import STANDINGS


class EffectPeriods:
    """Follows supervision's book of effect periods."""

    @on("supervision", "restriction.*.v1", handler="effect_periods", batch=100)
    def hear_effect_periods(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the newest word of each period with its cadre; a secondment that it touches waits for a decision."""
        standings = ensure_standings(work, (event.data["cadre_id"] for event in received))
        touched = {}
        for event in received:
            standing = standings[event.data["cadre_id"]]
            if keep_newest(standing.periods, told(event.data, event.sequence)):
                touched[standing.id] = work.save(STANDINGS, standing)
        seconding.follow_standings(work, touched)
