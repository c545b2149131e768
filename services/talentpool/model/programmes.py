"""Programmes (七个一批 培养工程): seats, who takes part, how far they are.

The source names seven programmes and tells the contents of none; so the kinds are a dictionary with example entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from servicekit.errors import field_error
from services.talentpool.errors.programmes import (
    BadProgrammePeriod,
    NoProgress,
    NotTakingPart,
    ProgrammeClosed,
    ProgrammeFull,
    SeatsTaken,
)


class ProgrammeState(StrEnum):
    """Whether a programme takes participants."""

    OPEN = "open"
    CLOSED = "closed"


class ParticipantState(StrEnum):
    """Where a participant stands."""

    ENROLLED = "enrolled"
    COMPLETED = "completed"
    LEFT = "left"


class Step(StrEnum):
    """What moves a participant."""

    ADVANCE = "advance"
    COMPLETE = "complete"
    LEAVE = "leave"


TABLE: Sequence[tuple[ParticipantState, Step, ParticipantState, str]] = (
    (ParticipantState.ENROLLED, Step.ADVANCE, ParticipantState.ENROLLED, "progress does not go back"),
    (ParticipantState.ENROLLED, Step.COMPLETE, ParticipantState.COMPLETED, "a named person with a result"),
    (ParticipantState.ENROLLED, Step.LEAVE, ParticipantState.LEFT, "with a reason; the seat is given back"),
)
"""From, on, to, and what guards the step. The one step of a programme itself is from open to closed."""


@dataclass
class SeatChange:
    """More or fewer seats, by whom and why."""

    on: date
    by: str
    seats: int
    basis: str


@dataclass
class Programme:
    """A programme. `taken` is the guard of its seats: whoever takes or gives back one saves the programme."""

    id: str
    code: str
    title: str
    kind: str
    seats: int
    begins: date
    ends: date
    basis: str
    unit_id: str | None = None
    state: ProgrammeState = ProgrammeState.OPEN
    taken: int = 0
    completed: int = 0
    left: int = 0
    seat_changes: list[SeatChange] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0


@dataclass
class Entry:
    """One line of a participant's history."""

    on: date
    by: str
    step: str
    progress: int
    note: str


@dataclass
class Participant:
    """A cadre in a programme."""

    id: str
    programme_id: str
    kind: str
    cadre_id: str
    unit_ids: list[str]
    enrolled_on: date
    progress: int = 0
    state: ParticipantState = ParticipantState.ENROLLED
    ended_on: date | None = None
    history: list[Entry] = field(default_factory=list)
    roster_sequence: int = -1
    synthetic: bool = False
    version: int = 0


def after(state: ParticipantState, step: Step) -> ParticipantState | None:
    """The state after a step; None where the table does not have it."""
    return next((to for begins, on, to, _ in TABLE if (begins, on) == (state, step)), None)


def check_period(begins: date, ends: date) -> None:
    """Raises BadProgrammePeriod."""
    if ends < begins:
        zh, en = BadProgrammePeriod.zh, BadProgrammePeriod.en
        raise BadProgrammePeriod(errors=[field_error("/ends", "ends-before-begins", zh, en)])


def take_seat(programme: Programme, today: date) -> None:
    """Raises ProgrammeClosed and ProgrammeFull."""
    if programme.state is not ProgrammeState.OPEN or today > programme.ends:
        raise ProgrammeClosed(state=programme.state.value, ends=programme.ends.isoformat())
    if programme.taken >= programme.seats:
        raise ProgrammeFull(seats=programme.seats, taken=programme.taken)
    programme.taken += 1


def change_seats(programme: Programme, change: SeatChange) -> None:
    """Raises ProgrammeClosed and SeatsTaken."""
    if programme.state is not ProgrammeState.OPEN:
        raise ProgrammeClosed(state=programme.state.value)
    if change.seats < programme.taken:
        zh, en = f"已占用 {programme.taken} 个", f"{programme.taken} are taken"
        raise SeatsTaken(zh, en, errors=[field_error("/seats", "seats-taken", zh, en)], taken=programme.taken)
    programme.seats = change.seats
    programme.seat_changes.append(change)


def close(programme: Programme) -> None:
    """Take nobody any more; who takes part goes on. Raises ProgrammeClosed."""
    if programme.state is not ProgrammeState.OPEN:
        raise ProgrammeClosed(state=programme.state.value)
    programme.state = ProgrammeState.CLOSED


def move(programme: Programme, participant: Participant, step: Step, entry: Entry) -> None:
    """A step of a participant, with the programme's counts. Raises NotTakingPart and NoProgress.

    Who completes keeps the seat: seats count those who are or have been trained.
    """
    to = after(participant.state, step)
    if to is None:
        raise NotTakingPart(state=participant.state.value)
    if entry.progress < participant.progress:
        zh, en = f"已记录 {participant.progress}%", f"{participant.progress}% is on record"
        raise NoProgress(zh, en, errors=[field_error("/progress", "no-progress", zh, en)])
    participant.state, participant.progress = to, entry.progress
    participant.history.append(entry)
    if step is Step.COMPLETE:
        programme.completed += 1
    elif step is Step.LEAVE:
        programme.taken -= 1
        programme.left += 1
    if to is not ParticipantState.ENROLLED:
        participant.ended_on = entry.on
