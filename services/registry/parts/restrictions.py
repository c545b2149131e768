"""What supervision tells of effect periods (影响期) is kept in the cadre's file, so that no promotion passes one by."""

from __future__ import annotations

from datetime import date, timedelta

from servicekit import clock
from servicekit.calls import on
from servicekit.events import Received, keep_newest
from servicekit.work import UnitOfWork
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.model.person import Cadre, Restriction, Voided, valid
from services.registry.parts.common import Part, settle_cadres
from services.registry.store.cadres import CADRES

_FOLLOWS = ("punished_until", "political_status")
"""What of a file follows from the book."""


class Restrictions(Part):
    """Follows supervision's book of restrictions."""

    @on("supervision", "restriction.*.v1", handler="restrictions", batch=50)
    def keep_restrictions(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the newest state of each; older news that comes late changes nothing."""
        cadres = work.load_many(CADRES, [event.data["cadre_id"] for event in received])
        changed: dict[str, Cadre] = {}
        before = {cadre.id: [getattr(cadre, name) for name in _FOLLOWS] for cadre in cadres.values()}
        for event in received:
            cadre = cadres.get(event.data["cadre_id"])
            if cadre is not None and keep_newest(cadre.restrictions, told := _told(event)):
                _settle_entry(cadre, told, event)
                changed[cadre.id] = cadre
        settle_cadres(work, list(changed.values()))
        for cadre in changed.values():
            followed = zip(_FOLLOWS, before[cadre.id], strict=True)
            if other := [name for name, was in followed if getattr(cadre, name) != was]:
                work.tell(CADRE_CHANGED, cadre, changed=other)


def _told(event: Received) -> Restriction:
    """The restriction as an event tells it. One that is ended holds no more on the day on which it was lifted."""
    data = event.data
    ends = date.fromisoformat(data["ends"]) if data["ends"] else None
    until = ends + timedelta(days=1) if ends else None
    if data["state"] == "ended":
        told_on = clock.day_of(event.time)
        until = min(until or told_on, told_on)
    return Restriction(
        id=data["restriction_id"],
        effects=tuple(data["effects"]),
        begins=date.fromisoformat(data["begins"]),
        until=until,
        sequence=event.sequence,
        annulled=data["state"] == "annulled",
        entry=data.get("source_id") if data.get("source") == "registry" else None,
        kind=data["kind"],
    )


def _settle_entry(cadre: Cadre, told: Restriction, event: Received) -> None:
    """What the book has entered for a punishment of the file holds for the file too: its end, or that it never was."""
    punishment = next((one for one in valid(cadre.punishments) if one.entry == told.entry), None)
    if punishment is None:
        return
    if told.annulled:
        punishment.void = Voided(by="supervision", basis="影响期已撤销", at=event.time)
    elif told.until is not None:
        punishment.until = told.until
