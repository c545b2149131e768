"""The roster as other services know it (名册副本): cadres and units, fed by thin events, without names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from servicekit.calls import on
from servicekit.errors import NotFound, UnknownCadre, UnknownUnit
from servicekit.events import Received
from servicekit.periods import before, must_live
from servicekit.store import Collection, Document, Entity, Within
from servicekit.work import MOST_FOLLOWED, UnitOfWork

__all__ = [
    "LATER",
    "MOVES",
    "PEOPLE",
    "REPLICAS",
    "SERVING",
    "UNITS",
    "FollowsRoster",
    "Person",
    "Unit",
    "UnknownCadre",
    "UnknownUnit",
    "before",
    "follow",
    "gone",
    "moves",
    "must_live",
    "newest",
    "put_right",
    "set_aside",
]

SERVING, DECEASED = "serving", "deceased"
_PLACED = ("cadre.transferred.v1", "cadre.appointed.v1")
MOVES = (*_PLACED, "cadre.changed.v1")
"""The events of a cadre by which the unit may be another; `moves` picks those that can have changed it."""
LATER = (
    *MOVES,
    "cadre.removed.v1",
    "cadre.promoted.v1",
    "cadre.held.v1",
    "cadre.punished.v1",
    "cadre.retired.v1",
    "cadre.left.v1",
)
"""All events of a cadre but the first, the entry in the roster: for what follows cadres of whom it has something, which
an import of the roster need not wait for."""
_PLACING = frozenset({"moves", "appointments", "unit_id"})
"""What of a file, where it has changed, can have changed the unit."""


@dataclass
class Person:
    """A cadre (干部) as the registry's newest event has told of them."""

    id: str
    unit_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    status: str = SERVING
    status_since: str | None = None
    """To the year, the month or the day; None where nobody has told."""
    post_level: str | None = None
    level_since: str | None = None
    rank: str | None = None
    rank_since: str | None = None
    county_level_or_above: bool = False
    role: str = ""
    post_ids: list[str] = field(default_factory=list)
    in_post_since: str | None = None
    management: str = ""
    sex: str = ""
    birth_year: int = 0
    birth_month: str = ""
    ethnicity: str = ""
    political_status: str = ""
    education_level: str | None = None
    full_time_level: str | None = None
    work_since: str | None = None
    party_since: str | None = None
    basic_level_months: int = 0
    basic_level_since: str | None = None
    annual_grades: list[dict[str, Any]] = field(default_factory=list)
    selected_graduate_year: int | None = None
    retires_on: date | None = None
    synthetic: bool = False
    sequence: int = 0
    version: int = 0

    @property
    def serving(self) -> bool:
        """Whether the cadre is in service: neither retired nor gone."""
        return self.status == SERVING

    def dead_by(self, day: date) -> bool:
        """Whether the cadre had died before a day; a death of which the day is not known was before any."""
        return self.status == DECEASED and before(self.status_since, day)


@dataclass
class Unit:
    """A unit (单位) as the registry's newest event has told of it."""

    id: str
    code: str = ""
    kind: str = ""
    level: str | None = None
    region: str = ""
    parent_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    state: str = "active"
    merged_into: str | None = None
    approved: dict[str, int] | None = None
    synthetic: bool = False
    sequence: int = 0
    version: int = 0


PEOPLE = Collection("people", Person, missing=UnknownCadre, within=Within(cadre="id"))
UNITS = Collection("units", Unit, missing=UnknownUnit, within=Within(cadre=""))
PEOPLE_IN_PATHS, UNITS_IN_PATHS = replace(PEOPLE, missing=NotFound), replace(UNITS, missing=NotFound)
"""The same, named by a path: there an unknown one is something that is not there, in a body it is a wrong field."""
REPLICAS: list[Collection[Any]] = [PEOPLE, UNITS]
"""What a service that follows the roster adds to its collections: found by id, unless it gives them indexes."""


class FollowsRoster:
    """A part of a service that keeps `PEOPLE` and `UNITS`; an older event that comes late changes nothing."""

    @on("registry", "cadre.*.v1", handler="people", batch=200)
    def keep_people(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the replica of the cadres."""
        work.keep_latest(PEOPLE, *((e.subject, e.sequence, _told(Person, e.data)) for e in newest(received)))

    @on("registry", "unit.*.v1", handler="units", batch=200)
    def keep_units(self, received: list[Received], work: UnitOfWork) -> None:
        """Keep the replica of the units."""
        work.keep_latest(UNITS, *((e.subject, e.sequence, _told(Unit, e.data)) for e in newest(received)))


def newest(received: Iterable[Received]) -> Iterator[Received]:
    """Of each subject the newest event that tells its whole state."""
    latest: dict[str, Received] = {}
    for event in received:
        if "unit_ids" in event.data and event.sequence >= latest.get(event.subject, event).sequence:
            latest[event.subject] = event
    yield from latest.values()


def set_aside(event: Received, entry: str | None) -> bool:
    """Whether an entry of the file because of which something was ended has been set aside (作废): it was never so.

    Every event of a cadre names all entries of the career that were set aside, so that the newest alone is enough.
    Who has really left and comes back has an entry that counts as before; what had ended by it stays ended.
    """
    return entry is not None and entry in (event.data.get("set_aside") or ())


def gone(event: Received) -> bool:
    """Whether the cadre does not serve, as the event tells."""
    return bool(event.data.get("status", SERVING) != SERVING)


def moves(received: Iterable[Received]) -> list[Received]:
    """The events by which a cadre may serve elsewhere: transfers, main appointments, and what was set aside or
    corrected of a career."""
    return [e for e in received if e.type in _PLACED or _PLACING & set(e.data.get("changed") or ())]


def put_right(received: Iterable[Received]) -> list[str]:
    """Of which cadres an entry of the career was set aside: what had ended by it may come back."""
    return sorted({event.subject for event in received if event.data.get("set_aside")})


class _Follower(Entity, Protocol):
    """What belongs to the units of whom it is about."""

    unit_ids: list[str]


F = TypeVar("F", bound=_Follower)


def follow(
    received: Iterable[Received],
    work: UnitOfWork,
    collection: Collection[F],
    *,
    about: str = "cadre_id",
    seen: str = "moved",
) -> list[F]:
    """Let what is about cadres who have moved belong to their new units; answers what belongs to others now, saved.

    `about` is the stored field with the cadre, `seen` the one with the sequence number of the newest event that was
    followed: an older one changes nothing.
    """
    moves = {event.subject: event for event in newest(received)}
    older = [{about: id, seen: {"$lt": event.sequence}} for id, event in moves.items()]
    changed = []
    for entity in work.find(collection, {"$or": older}, most=MOST_FOLLOWED) if older else []:
        event = moves[getattr(entity, "id" if about == "_id" else about)]
        unit_ids = list(event.data["unit_ids"])
        setattr(entity, seen, event.sequence)
        if entity.unit_ids != unit_ids:
            entity.unit_ids = unit_ids
            changed.append(entity)
        work.save(collection, entity)
    return changed


def _told(entity: type[Any], data: Mapping[str, Any]) -> Document:
    """The fields of a replica that an event tells; `id` and `sequence` are the event's own."""
    return {known.name: data[known.name] for known in fields(entity) if known.name in data}
