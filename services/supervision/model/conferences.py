"""Joint conferences (会商联席): convened, held with attendance, minuted with a quorum, closed at last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import ceil

from servicekit.errors import field_error
from servicekit.lifecycle import Entry, Mark
from services.supervision.errors.conferences import (
    BelowQuorum,
    ConferenceAhead,
    NotAMemberAgency,
    TasksOpen,
)
from services.supervision.vocabulary.conferences import LIFE, ConferenceKind, Presence, State, Step
from services.supervision.vocabulary.joint import Mechanism


@dataclass
class AgendaItem:
    """An item of the agenda, brought by an agency."""

    number: int
    title: str
    agency_id: str | None = None


@dataclass
class Attendance:
    """How a member took part."""

    agency_id: str
    presence: Presence


@dataclass
class Resolution:
    """A resolution (议定事项); it became the task that it names."""

    number: int
    text: str
    task_id: str


@dataclass
class EarlierMinutes:
    """Minutes that were put right: what they said; by whom, when and why they say so no more."""

    minutes: str | None
    classification: str | None
    corrected_at: datetime
    corrected_by: str
    correction: str


@dataclass
class Conference:
    """A joint conference (联席会议). The members include the host."""

    id: str
    title: str
    kind: ConferenceKind
    held_on: date
    host_agency_id: str
    member_ids: list[str]
    agency_unit_ids: list[str]
    state: State = State.PLANNED
    agenda: list[AgendaItem] = field(default_factory=list)
    attendance: list[Attendance] = field(default_factory=list)
    minutes: str | None = None
    classification: str | None = None
    superseded: list[EarlierMinutes] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    open_tasks: int = 0
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def mechanism(self) -> str:
        return Mechanism.CONFERENCE.value

    @property
    def present(self) -> int:
        """How many members were there or represented."""
        return sum(one.presence is not Presence.ABSENT for one in self.attendance)

    @property
    def members(self) -> int:
        return len(self.member_ids)

    @property
    def resolution_count(self) -> int:
        return len(self.resolutions)


def add_agenda_item(conference: Conference, title: str, agency_id: str | None, mark: Mark) -> None:
    """Put something on the agenda. Raises NotAMemberAgency."""
    if agency_id is not None:
        must_be_member(conference.member_ids, agency_id, "/agency_id")
    LIFE.take(conference, Step.ADD_AGENDA_ITEM, mark)
    conference.agenda.append(AgendaItem(len(conference.agenda) + 1, title, agency_id))


def hold(conference: Conference, attendance: list[Attendance], today: date, mark: Mark) -> None:
    """Record who took part; a member who is not named was absent. Raises ConferenceAhead and NotAMemberAgency."""
    if conference.held_on > today:
        raise ConferenceAhead(
            f"会议日期为{conference.held_on}",
            f"It is to be held on {conference.held_on}",
            held_on=conference.held_on.isoformat(),
        )
    for number, one in enumerate(attendance):
        must_be_member(conference.member_ids, one.agency_id, f"/attendance/{number}/agency_id")
    LIFE.take(conference, Step.HOLD, mark)
    named = {one.agency_id: one.presence for one in attendance}
    conference.attendance = [Attendance(id, named.get(id, Presence.ABSENT)) for id in conference.member_ids]


def minute(conference: Conference, text: str, classification: str, share: Decimal, cited: str, mark: Mark) -> None:
    """Keep the minutes. Raises BelowQuorum when fewer than `share` of the members took part."""
    LIFE.must(conference, Step.MINUTE)
    needed = ceil(share * conference.members)
    if conference.present < needed:
        raise BelowQuorum(
            f"成员单位{conference.members}家，应到{needed}家，实到{conference.present}家（{cited}）",
            f"{conference.present} of {conference.members} members took part; {needed} are needed ({cited})",
            present=conference.present,
            needed=needed,
            basis=cited,
        )
    LIFE.take(conference, Step.MINUTE, mark)
    conference.minutes, conference.classification = text, classification


def correct_minutes(conference: Conference, text: str, classification: str, correction: str, mark: Mark) -> None:
    """Put wrong minutes right; what they said is kept. Raises StepNotPossible."""
    LIFE.take(conference, Step.CORRECT_MINUTES, mark, correction)
    before = EarlierMinutes(conference.minutes, conference.classification, mark.at, mark.by, correction)
    conference.superseded.append(before)
    conference.minutes, conference.classification = text, classification


def resolve(conference: Conference, text: str, task_id: str, mark: Mark) -> None:
    """Keep a resolution with the task that it becomes."""
    LIFE.take(conference, Step.RESOLVE, mark, task_id)
    conference.resolutions.append(Resolution(len(conference.resolutions) + 1, text, task_id))
    conference.open_tasks += 1


def close(conference: Conference, mark: Mark) -> None:
    """Close a conference. Raises TasksOpen."""
    LIFE.must(conference, Step.CLOSE)
    if conference.open_tasks:
        raise TasksOpen(open_tasks=conference.open_tasks)
    LIFE.take(conference, Step.CLOSE, mark)


def must_be_member(member_ids: list[str], agency_id: str, pointer: str) -> None:
    """Raises NotAMemberAgency, with the members."""
    if agency_id not in member_ids:
        zh, en = "该单位不在成员单位之列", f"{agency_id} is not one of the agencies that take part"
        raise NotAMemberAgency(zh, en, errors=[field_error(pointer, "not-a-member", zh, en)], allowed=member_ids)
