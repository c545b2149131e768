"""Attendance (考勤): one sheet per session, and what it says of the hours of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from servicekit.clock import day_of
from servicekit.errors import FieldError, field_error
from servicekit.periods import must_have_come
from services.training.errors.classes import UnknownSession
from services.training.errors.enrolments import AttendanceMissing, BasisNeeded, ContradictoryAttendance, NotEnrolled
from services.training.model.classes import Session, TrainingClass
from services.training.model.hours import Hours, sum_of
from services.training.model.people import Person, must_be_there
from services.training.vocabulary.attendance import Mark
from services.training.vocabulary.classes import LIFE, Step


@dataclass
class Change:
    """A mark that was put right (考勤更正); `before` or `after` is None where there was, or is, none.

    Until the class's last day is over a basis may be missing.
    """

    cadre_id: str
    before: Mark | None
    after: Mark | None
    at: datetime
    by: str
    basis: str | None


@dataclass
class Sheet:
    """The attendance (考勤表) of one session, bounded by the capacity of the class."""

    id: str
    class_id: str
    session_id: str
    at: datetime
    present: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    taken_by: str | None = None
    """The account that entered it first, at `at`."""
    version: int = 0

    def mark_of(self, cadre_id: str) -> Mark | None:
        """What the sheet says of somebody."""
        return next((mark for mark in Mark if cadre_id in getattr(self, mark.value)), None)

    def change(self, change: Change) -> None:
        """Put one mark right; what stood there stays in `changes`."""
        if change.before is not None:
            getattr(self, change.before.value).remove(change.cadre_id)
        if change.after is not None:
            getattr(self, change.after.value).append(change.cadre_id)
        self.changes.append(change)


def sheet_id(class_id: str, session_id: str) -> str:
    """One sheet per class and session."""
    return f"{class_id}.{session_id}"


@dataclass(frozen=True)
class Marks:
    """What a person has said of attendance: marks for all of the sessions, and for one of them."""

    everywhere: Mapping[str, Mark]
    once: Mapping[tuple[str, str], Mark]

    def of(self, session_id: str, cadre_id: str) -> Mark | None:
        """The mark of somebody in a session; None where nothing was said."""
        return self.once.get((session_id, cadre_id)) or self.everywhere.get(cadre_id)


def read_marks(
    class_: TrainingClass,
    session_ids: Sequence[str],
    enrolled: Sequence[str],
    marked: Mapping[Mark, Sequence[str]],
    exceptions: Sequence[tuple[str, str, Mark]],
    today: date,
    gone: Mapping[str, Person],
) -> Marks:
    """The marks of these sessions: `marked` holds for each of them, `exceptions` (session, cadre, mark) for one.

    Raises UnknownSession, NotEnrolled or ContradictoryAttendance, each naming every wrong place, DayNotCome, and
    HasDied or Retired for one of those `gone` who would have been present after they died, retired or left.
    """
    known = {session.id for session in class_.sessions}
    if strangers := [s for s in [*session_ids, *(e[0] for e in exceptions)] if s not in known]:
        raise UnknownSession("班次没有此课程", "The class has no such session", session_ids=strangers)
    for session in class_.sessions:
        if session.id in session_ids:
            must_have_come(session.on, today, "/session_ids")
    members = set(enrolled)
    errors: list[FieldError] = []
    marks: dict[str, Mark] = {}
    twice: list[FieldError] = []
    for mark, cadres in marked.items():
        for at_index, cadre_id in enumerate(cadres):
            pointer = f"/{mark}/{at_index}"
            if cadre_id not in members:
                errors.append(_not_enrolled(pointer))
            elif marks.setdefault(cadre_id, mark) is not mark:
                twice.append(field_error(pointer, "two-marks", "同一学员有两种考勤结果", "two marks for one person"))
    special: dict[tuple[str, str], Mark] = {}
    for at_index, (session_id, cadre_id, mark) in enumerate(exceptions):
        pointer = f"/exceptions/{at_index}/cadre_id"
        if cadre_id not in members:
            errors.append(_not_enrolled(pointer))
        elif special.setdefault((session_id, cadre_id), mark) is not mark:
            twice.append(field_error(pointer, "two-marks", "同一学员有两种考勤结果", "two marks for one person"))
    if errors:
        raise NotEnrolled(
            f"有{len(errors)}人不在本班次学员名单", f"{len(errors)} are not enrolled in this class", errors=errors
        )
    if twice:
        raise ContradictoryAttendance(errors=twice)
    said = Marks(marks, special)
    for session in class_.sessions:
        for cadre_id, person in gone.items() if session.id in session_ids else ():
            if said.of(session.id, cadre_id) is Mark.PRESENT:
                must_be_there(person, session.on, "/present")
    return said


def take_attendance(
    class_: TrainingClass,
    session_ids: Sequence[str],
    enrolled: Sequence[str],
    marked: Mapping[Mark, Sequence[str]],
    rest: Mark | None,
    exceptions: Sequence[tuple[str, str, Mark]],
    at: datetime,
    by: str,
    *,
    left: Sequence[str] = (),
    gone: Mapping[str, Person] = MappingProxyType({}),
) -> list[Sheet]:
    """The sheets of one or more sessions; `rest` is for whoever is enrolled and not named.

    `left` are who were enrolled until they left the service or died: they are marked where they are named, as they
    were there before. Raises NotInThisState, and what `read_marks` raises.
    """
    LIFE.must(class_, Step.ATTEND)
    marks = read_marks(class_, session_ids, [*enrolled, *left], marked, exceptions, day_of(at), gone)
    sheets = []
    for session_id in session_ids:
        sheet = Sheet(sheet_id(class_.id, session_id), class_.id, session_id, at, taken_by=by)
        for cadre_id in [*enrolled, *left]:
            if given := marks.of(session_id, cadre_id) or (None if cadre_id in left else rest):
                getattr(sheet, given.value).append(cadre_id)
        sheets.append(sheet)
    return sheets


def take_anew(class_: TrainingClass, kept: Sheet, taken: Sheet, why: Change) -> None:
    """Let a sheet say what was taken now; the marks that stood there stay in its changes.

    Raises BasisNeeded where the class's last day is over, a mark changes, and `why` has no basis.
    """
    people = [cadre_id for sheet in (kept, taken) for mark in Mark for cadre_id in getattr(sheet, mark.value)]
    for cadre_id in dict.fromkeys(people):
        before, after = kept.mark_of(cadre_id), taken.mark_of(cadre_id)
        if before is after:
            continue
        if why.basis is None and day_of(why.at) > class_.ends:
            raise BasisNeeded(errors=[field_error("/basis", "required", BasisNeeded.zh, BasisNeeded.en)])
        kept.change(replace(why, cadre_id=cadre_id, before=before, after=after))


def correct_attendance(sheets: Sequence[Sheet], cadre_ids: Sequence[str], marks: Marks, why: Change) -> set[str]:
    """Put marks right after the class is completed; who is not named keeps theirs. Whose marks have changed.

    `why` says who does it, when and on what basis.
    """
    touched: set[str] = set()
    for sheet in sheets:
        for cadre_id in cadre_ids:
            given, before = marks.of(sheet.session_id, cadre_id), sheet.mark_of(cadre_id)
            if given is not None and given is not before:
                sheet.change(replace(why, cadre_id=cadre_id, before=before, after=given))
                touched.add(cadre_id)
    return touched


def _not_enrolled(pointer: str) -> FieldError:
    return field_error(pointer, "not-enrolled", "不在本班次学员名单", "not enrolled in this class")


@dataclass(frozen=True)
class Attended:
    """What one person has of a class: hours by category, and hours missed."""

    hours: Hours
    missed: float


def attended(class_: TrainingClass, sheets: Sequence[Sheet], cadre_ids: Sequence[str]) -> dict[str, Attended]:
    """What each has of the class; who is not marked as present in a session has missed it.

    Raises AttendanceMissing naming the sessions that nobody has taken attendance of.
    """
    by_session = {sheet.session_id: sheet for sheet in sheets}
    if missing := [session for session in class_.sessions if session.id not in by_session]:
        raise AttendanceMissing(
            f"{len(missing)}节课程没有考勤记录",
            f"{len(missing)} sessions have no attendance yet",
            session_ids=[session.id for session in missing],
        )
    missed: dict[str, list[Session]] = {cadre_id: [] for cadre_id in cadre_ids}
    for session in class_.sessions:
        for cadre_id in missed.keys() - set(by_session[session.id].present):
            missed[cadre_id].append(session)
    whole = Attended(class_.hours, 0)
    return {
        cadre_id: Attended(class_.hours + -sum_of(sessions), sum(s.hours for s in sessions)) if sessions else whole
        for cadre_id, sessions in missed.items()
    }
