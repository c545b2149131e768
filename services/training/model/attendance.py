"""Attendance (考勤): one sheet per session, and what it says of the hours of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from servicekit.clock import day_of
from servicekit.errors import FieldError, field_error
from servicekit.periods import must_have_come
from services.training.errors.classes import UnknownSession
from services.training.errors.enrolments import AttendanceMissing, ContradictoryAttendance, NotEnrolled
from services.training.model.classes import LIFE, Session, Step, TrainingClass
from services.training.model.hours import Hours, sum_of


class Mark(StrEnum):
    """What attendance says of one person in one session (考勤)."""

    PRESENT = "present"
    LEAVE = "leave"
    ABSENT = "absent"


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
    version: int = 0


def sheet_id(class_id: str, session_id: str) -> str:
    """One sheet per class and session."""
    return f"{class_id}.{session_id}"


def take_attendance(
    class_: TrainingClass,
    session_ids: Sequence[str],
    enrolled: Sequence[str],
    marked: Mapping[Mark, Sequence[str]],
    rest: Mark | None,
    exceptions: Sequence[tuple[str, str, Mark]],
    at: datetime,
) -> list[Sheet]:
    """The sheets of one or more sessions.

    `marked` holds for each of the sessions, `exceptions` (session, cadre, mark) for one, `rest` for whoever is not
    named. Raises UnknownSession, NotEnrolled or ContradictoryAttendance, each naming every wrong place, and DayNotCome.
    """
    LIFE.must(class_, Step.ATTEND)
    known = {session.id for session in class_.sessions}
    if strangers := [s for s in [*session_ids, *(e[0] for e in exceptions)] if s not in known]:
        raise UnknownSession("班次没有此课程", "The class has no such session", session_ids=strangers)
    for session in class_.sessions:
        if session.id in session_ids:
            must_have_come(session.on, day_of(at), "/session_ids")
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
    sheets = []
    for session_id in session_ids:
        sheet = Sheet(sheet_id(class_.id, session_id), class_.id, session_id, at)
        for cadre_id in enrolled:
            if given := special.get((session_id, cadre_id)) or marks.get(cadre_id) or rest:
                getattr(sheet, given.value).append(cadre_id)
        sheets.append(sheet)
    return sheets


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
