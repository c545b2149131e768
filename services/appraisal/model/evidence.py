"""Evidence (研判素材): what happened to a cadre or a team, as one number each, kept for ever and never changed.

A later row with the same source, reference and dimension takes the place of an earlier one, and a row without a value
takes it out of counting; both rows stay. The rows of one subject are numbered, so that an index can say exactly which
it has seen: "the first 17". That, and nothing about clocks, is what makes an index computable again years later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from services.appraisal.vocabulary.evidence import SubjectKind

GRADE_VALUES = {
    "excellent": Decimal(3),
    "competent": Decimal(2),
    "basically_competent": Decimal(1),
    "incompetent": Decimal(0),
}
"""The grades of an annual assessment (优秀、称职、基本称职、不称职, 公务员法 art. 38) in order; no grade, no number."""


@dataclass
class Evidence:
    """One row. `number` counts the rows of the subject from 1; `known_at` never falls along it."""

    id: str
    source: str
    reference: str
    subject_kind: SubjectKind
    subject_id: str
    unit_ids: list[str]
    value: Decimal | None
    happened_on: date
    number: int
    known_at: datetime
    dimension: str | None = None
    excluded_by: str | None = None
    """The decision on tolerance (三个区分开来) that took the earlier row out of counting."""
    basis: str | None = None
    decided_by: str | None = None
    last_on: date | None = None
    """The last day on which it counts: that of a result's validity. None: no such day."""
    sequence: int = 0
    """The sequence of the event that told of it; older news that comes later changes nothing."""
    synthetic: bool = False
    version: int = 0


@dataclass
class Seat:
    """Since when a cadre is in the leadership team of a unit; in none where `team_id` is None."""

    since: date
    team_id: str | None


@dataclass
class Subject:
    """Somebody of whom there is an index: how many rows of evidence there are, and whether the index is behind them.

    Adding evidence loads and saves this, so two that add at once are put in an order.
    """

    id: str
    kind: SubjectKind
    subject_id: str
    unit_ids: list[str] = field(default_factory=list)
    rows: int = 0
    known_at: datetime | None = None
    active: bool = True
    dirty: bool = True
    computed_on: date | None = None
    team_id: str | None = None
    """The unit in whose leadership team a cadre is."""
    seats: list[Seat] = field(default_factory=list)
    """In whose teams a cadre was, earliest first, as the roster has it now; empty where it was never told."""
    roster_sequence: int = -1
    annual_grades: list[str] = field(default_factory=list)
    """The annual grades that are evidence already, as `year:grade`."""
    synthetic: bool = False
    version: int = 0


def sit(subject: Subject, team_id: str | None, since: date) -> None:
    """Take in whose team a cadre is in since a day; what was thought to hold from that day on is put right by it."""
    subject.seats = [seat for seat in subject.seats if seat.since < since]
    if not subject.seats or subject.seats[-1].team_id != team_id:
        subject.seats.append(Seat(since, team_id))
    subject.team_id = team_id


def team_on(subject: Subject, day: date) -> str | None:
    """In whose team a cadre was on a day."""
    if not subject.seats:
        return subject.team_id
    return next((seat.team_id for seat in reversed(subject.seats) if seat.since <= day), None)


def subject_key(kind: str, subject_id: str) -> str:
    """The id of a subject's document."""
    return f"{kind}.{subject_id}"


NEGATIVE = (
    "supervision.restriction",
    "supervision.accountability",
    "supervision.result",
    "appraisal.deed.negative",
    "appraisal.political.negative",
)
"""Sources of what counts against a cadre: only that can be taken out by a decision on tolerance (三个区分开来)."""


def latest(rows: Iterable[Evidence]) -> dict[tuple[str, str, str, str | None], Evidence]:
    """The newest row of each thing, by subject, source, reference and dimension."""
    found: dict[tuple[str, str, str, str | None], Evidence] = {}
    for row in sorted(rows, key=lambda one: one.number):
        found[row.subject_id, row.source, row.reference, row.dimension] = row
    return found


def counting(rows: Iterable[Evidence], as_of: date) -> list[Evidence]:
    """The rows that count on a day: the last of each thing, unless it was taken out, and nothing that came later or was
    over by then."""
    return [
        row
        for row in latest(rows).values()
        if row.value is not None and row.happened_on <= as_of and (row.last_on is None or as_of <= row.last_on)
    ]


def known_rows(rows: Iterable[Evidence], known_at: datetime) -> int:
    """How many rows were known at an instant."""
    return max((row.number for row in rows if row.known_at <= known_at), default=0)
