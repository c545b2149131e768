"""Contact points (干部工作联系点): cadres who keep in touch with departments, and what their visits find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from servicekit.errors import field_error
from servicekit.lifecycle import Entry, Mark, trace
from servicekit.periods import must_not_end_before_it_begins
from services.appraisal.errors.common import BadPeriod, StepNotPossible
from services.appraisal.errors.contact_points import ContactWrong, NothingToFollowUp
from services.appraisal.vocabulary.contact_points import LIFE, State, Step

UNIT_GONE = "unit_closed"
"""Why an assignment ended whose unit was merged or abolished."""
# fmt: on


@dataclass
class ContactPoint:
    """A cadre's assignment to a unit; one open assignment for the two of them at a time."""

    id: str
    cadre_id: str
    unit_id: str
    unit_ids: list[str]
    begins: date
    basis: str
    ends: date | None = None
    ended_because: str | None = None
    visits: int = 0
    last_visit_on: date | None = None
    state: State = State.OPEN
    synthetic: bool = False
    moved: int = 0
    """Sequence of the unit's last change that was followed."""
    left: int = 0
    """Sequence of the newest word that the cadre has left, or that this was a mistake."""
    left_by: str | None = None
    """The entry of the cadre's file because of which it has ended; the others are what was said of its end."""
    ends_before: date | None = None
    because_before: str | None = None
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0


@dataclass
class FollowUp:
    """What a visit has left to be done, until when, and what came of it."""

    text: str
    due_on: date | None = None
    settled_on: date | None = None
    settled_by: str | None = None
    result: str | None = None


@dataclass
class Visit:
    """A visit of a contact point: what was found, and what is to be followed up."""

    id: str
    contact_point_id: str
    cadre_id: str
    unit_id: str
    unit_ids: list[str]
    on: date
    findings: str
    classification: str
    recorded_by: str
    follow_up: FollowUp | None = None
    overdue: bool = False
    annulled_by: str | None = None
    annulled_because: str | None = None
    """Why it counts no more: it was entered by mistake."""
    synthetic: bool = False
    version: int = 0

    @property
    def annulled(self) -> bool:
        """Whether it was entered by mistake."""
        return self.annulled_because is not None

    @property
    def follow_up_state(self) -> str:
        """None wanted (any more), open, or settled."""
        if self.follow_up is None or self.annulled:
            return "none"
        return "open" if self.follow_up.settled_on is None else "settled"

    @property
    def due_on(self) -> date | None:
        """Until when the follow-up is due."""
        return self.follow_up.due_on if self.follow_up else None


def open_(contact: ContactPoint, serving: bool, own_unit_id: str | None, by: Mark) -> None:
    """Assign a cadre to a unit that is not their own. Raises ContactWrong and EndsBeforeItBegins."""
    must_not_end_before_it_begins(contact.begins, contact.ends, "/ends")
    if not serving:
        raise _wrong("not-serving", "联系干部须在职", "The cadre is not in service")
    if own_unit_id == contact.unit_id:
        raise _wrong("own-unit", "联系干部不得联系本单位", "A cadre is no contact of their own unit")
    trace(contact, "open", by)


def visit(contact: ContactPoint, on: date, today: date, by: Mark) -> None:
    """Note a visit within the assignment's days. Raises StepNotPossible and BadPeriod."""
    LIFE.must(contact, Step.VISIT)
    if on < contact.begins or on > today or (contact.ends is not None and on > contact.ends):
        last = min(today, contact.ends or today)
        zh = f"走访日期须在{contact.begins.isoformat()}至{last.isoformat()}之间"
        en = f"A visit is between {contact.begins.isoformat()} and {last.isoformat()}"
        raise BadPeriod(zh, en, errors=[field_error("/on", "outside", zh, en)])
    LIFE.take(contact, Step.VISIT, by, on.isoformat())
    contact.visits += 1
    contact.last_visit_on = max(contact.last_visit_on or on, on)


def end(contact: ContactPoint, on: date, basis: str, by: Mark) -> None:
    """End an assignment. Raises StepNotPossible and EndsBeforeItBegins."""
    LIFE.must(contact, Step.END)
    must_not_end_before_it_begins(contact.begins, on, "/ends")
    LIFE.take(contact, Step.END, by, basis)
    contact.ends, contact.ended_because = on, basis


def leave(contact: ContactPoint, entry: str | None, on: date, by: Mark) -> None:
    """The cadre has left, by an entry of the file: the assignment ends. Raises StepNotPossible."""
    contact.ends_before, contact.because_before = contact.ends, contact.ended_because
    end(contact, max(on, contact.begins), "cadre_left", by)
    contact.left_by = entry


def lose_unit(contact: ContactPoint, on: date, by: Mark) -> None:
    """The unit was merged or abolished: the assignment ends. Raises StepNotPossible."""
    contact.ends_before, contact.because_before = contact.ends, contact.ended_because
    end(contact, max(on, contact.begins), UNIT_GONE, by)


def go_on(contact: ContactPoint, by: Mark) -> None:
    """That the cadre had left, or the unit was no more, was put right: it goes on as it was. Raises StepNotPossible."""
    LIFE.take(contact, Step.GO_ON, by)
    contact.ends, contact.ended_because = contact.ends_before, contact.because_before
    contact.left_by = contact.ends_before = contact.because_before = None


def end_later(contact: ContactPoint, on: date, basis: str, by: Mark) -> None:
    """Set the last day of an assignment, which goes on until then. Raises StepNotPossible and EndsBeforeItBegins."""
    LIFE.must(contact, Step.SET_END)
    must_not_end_before_it_begins(contact.begins, on, "/ends")
    LIFE.take(contact, Step.SET_END, by, basis)
    contact.ends, contact.ended_because = on, basis


def annul(contact: ContactPoint, basis: str, by: Mark) -> None:
    """An assignment was entered by mistake (作废): it counts no more. Raises StepNotPossible."""
    LIFE.take(contact, Step.ANNUL, by, basis)


def annul_visit(contact: ContactPoint, one: Visit, others: Iterable[Visit], basis: str, by: Mark) -> None:
    """A visit was entered by mistake: it counts no more. `others` are the contact's other visits.

    Raises StepNotPossible for one that is annulled already.
    """
    if one.annulled:
        zh, en = "该次走访已撤销，不能再次撤销", "The visit is annulled already"
        raise StepNotPossible(zh, en, state="annulled", step="annul", allowed=[])
    one.annulled_by, one.annulled_because, one.overdue = by.by, basis, False
    trace(contact, "annul_visit", by, f"{one.on.isoformat()}：{basis}")
    left = [other.on for other in others if not other.annulled and other.id != one.id]
    contact.visits, contact.last_visit_on = len(left), max(left, default=None)


def settle(one: Visit, result: str, today: date, by: str) -> None:
    """What was to be followed up is done. Raises NothingToFollowUp."""
    if one.follow_up is None or one.annulled or one.follow_up.settled_on is not None:
        raise NothingToFollowUp(state=one.follow_up_state)
    one.follow_up.settled_on, one.follow_up.settled_by, one.follow_up.result = today, by, result
    one.overdue = False


def fall_due(one: Visit) -> bool:
    """The day of the follow-up is over; says whether it is missing."""
    if one.follow_up_state != "open" or one.overdue:
        return False
    one.overdue = True
    return True


def _wrong(code: str, zh: str, en: str) -> ContactWrong:
    return ContactWrong(zh, en, errors=[field_error("/cadre_id", code, zh, en)])
