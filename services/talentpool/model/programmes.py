"""Programmes (七个一批 培养工程): seats, who takes part, how far they are.

The source names seven programmes and tells the contents of none; so the kinds are a dictionary with example entries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error
from services.talentpool.errors.programmes import (
    NoProgress,
    ProgrammeClosed,
    ProgrammeFull,
    SeatsTaken,
)
from services.talentpool.vocabulary.programmes import (
    LIFE_OF_PARTICIPANT,
    LIFE_OF_PROGRAMME,
    ParticipantState,
    ProgrammeState,
    ProgrammeStep,
    Step,
)

# fmt: on


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
class Progress:
    """A step of a participant, by whom, and how far (in per cent) they were then."""

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
    history: list[Progress] = field(default_factory=list)
    left_by: str | None = None
    """The entry of the cadre's file because of which they take part no longer."""
    roster_sequence: int = -1
    synthetic: bool = False
    version: int = 0


def take_seat(programme: Programme, today: date) -> None:
    """Raises ProgrammeClosed and ProgrammeFull."""
    LIFE_OF_PROGRAMME.must(programme, ProgrammeStep.ENROL, ends=programme.ends.isoformat())
    if today > programme.ends:
        raise ProgrammeClosed(state=programme.state.value, ends=programme.ends.isoformat())
    if programme.taken >= programme.seats:
        raise ProgrammeFull(seats=programme.seats, taken=programme.taken)
    programme.taken += 1


def put_right(programme: Programme, participant: Participant, entry: Progress) -> None:
    """An entry was wrong: the participant takes part, and is as far as `entry` says. Raises ProgrammeFull.

    The entries stay. Who had left takes a seat again.
    """
    if participant.state is ParticipantState.COMPLETED:
        programme.completed -= 1
    elif participant.state is ParticipantState.LEFT:
        if programme.taken >= programme.seats:
            raise ProgrammeFull(seats=programme.seats, taken=programme.taken)
        programme.taken, programme.left = programme.taken + 1, programme.left - 1
    LIFE_OF_PARTICIPANT.happen(participant, Step.PUT_RIGHT)
    participant.progress, participant.ended_on, participant.left_by = entry.progress, None, None
    participant.history.append(entry)


def go_on(programme: Programme, participant: Participant, on: date, by: str) -> None:
    """That they have retired or gone was set aside: they take part as before, where a seat is free.

    Else the history says so, and a person puts it right when there is one.
    """
    participant.left_by = None
    free = programme.taken < programme.seats
    note = "离任条目已作废" if free else "离任条目已作废；名额已满，待人员更正登记"
    participant.history.append(Progress(on, by, Step.GO_ON.value, participant.progress, note))
    if free:
        programme.taken, programme.left = programme.taken + 1, programme.left - 1
        LIFE_OF_PARTICIPANT.move(participant, Step.GO_ON)
        participant.ended_on = None


def change_seats(programme: Programme, change: SeatChange) -> None:
    """Raises ProgrammeClosed and SeatsTaken."""
    LIFE_OF_PROGRAMME.must(programme, ProgrammeStep.CHANGE_SEATS)
    if change.seats < programme.taken:
        zh, en = f"已占用 {programme.taken} 个", f"{programme.taken} are taken"
        raise SeatsTaken(zh, en, errors=[field_error("/seats", "seats-taken", zh, en)], taken=programme.taken)
    programme.seats = change.seats
    programme.seat_changes.append(change)


def move(programme: Programme, participant: Participant, step: Step, entry: Progress) -> None:
    """A step of a participant, with the programme's counts. Raises NotTakingPart and NoProgress.

    Who completes keeps the seat: seats count those who are or have been trained.
    """
    to = LIFE_OF_PARTICIPANT.must(participant, step)
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
