"""Classes put right after their publication (更正): what stood there is kept, and hours and certificates follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from servicekit.calls import command
from servicekit.errors import field_error
from servicekit.periods import must_have_come
from servicekit.revisions import Revision
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.training.errors.enrolments import AlreadyEnrolled, Overlap
from services.training.events.classes import (
    ATTENDANCE_RECORDED,
    CLASS_CHANGED,
    COMPLETION_CORRECTED,
    COMPLETION_RECORDED,
    COMPLETION_REVOKED,
)
from services.training.model import attendance
from services.training.model import classes as model
from services.training.model import enrolments as enrolment
from services.training.model.attendance import Change, Sheet
from services.training.model.classes import Audience, TrainingClass
from services.training.model.enrolments import Agenda, Enrolment
from services.training.operations import classes as class_operations
from services.training.operations import enrolments as operations
from services.training.parts.classes import main_of, must_have_free_teachers, tell_class
from services.training.parts.enrolments import counts_of, gone_among, promote_waiting
from services.training.parts.ledger import credit_anew
from services.training.parts.units import class_to_run
from services.training.store.classes import CLASSES
from services.training.store.enrolments import AGENDAS, ENROLMENTS, MOST_PEOPLE, SHEETS
from services.training.store.people import PEOPLE
from services.training.vocabulary.attendance import Mark
from services.training.vocabulary.classes import LIFE, State, Step
from services.training.vocabulary.enrolments import Settled, Standing

TOLD = {"code", "title", "begins", "ends"}
"""What completions say of their class."""
WHEN = {"on", "begins_at", "hours", "overlap_reason"}
"""What a session is moved by."""
COPIED = {"code": "class_code", "begins": "begins", "ends": "ends"}
"""What enrolments have from their class."""
_EVENTS = {
    Settled.COMPLETED: COMPLETION_RECORDED,
    Settled.CORRECTED: COMPLETION_CORRECTED,
    Settled.REVOKED: COMPLETION_REVOKED,
}


class Corrections:
    """What was entered of a class wrongly, put right by a named account with a basis."""

    @command(class_operations.CORRECT_CLASS)
    def correct_class(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Put a published class right: names, days, places, sessions; who is in it follows, and so do their hours."""
        class_ = class_to_run(work, wish.pop("class_id"))
        completed_on = class_.completed_on
        of_sessions, basis = wish.pop("sessions"), wish.pop("basis")
        _check_completed_on(class_, wish, work.today)
        if "audience" in wish:
            wish["audience"] = Audience(**wish["audience"])
        revision = Revision(work.now, work.principal.account, basis)
        sessions = [(one.pop("session_id"), one) for one in of_sessions]
        changed = model.correct(class_, wish, sessions, main_of(work.rules), revision)
        if "sessions" in changed:
            model.must_fit_the_days(class_, class_.sessions, work.rules["training.hours_per_day"])
            moved = {id for id, right in sessions if right.keys() & WHEN}
            must_have_free_teachers(work, class_, class_.sessions, [s for s in class_.sessions if s.id in moved])
        class_.term = model.term_of(class_.begins, work.rules["training.term_starts"].value)
        people = _people_of(work, class_) if changed - {"place", "audience", "capacity", "waiting_places"} else {}
        _let_follow(work, class_, people, changed)
        if class_.state is State.COMPLETED and changed & {"sessions", "completed_on", *TOLD}:
            those = {id: one for id, one in people.items() if one.state is Standing.COMPLETED or one.dismissed}
            days = {completed_on: class_.completed_on}
            _settle_anew(work, class_, those, basis, days=days, tell_all=bool(changed & TOLD))
        if class_.state is not State.COMPLETED:
            promote_waiting(work, class_)
        tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return class_

    @command(operations.CORRECT_ATTENDANCE)
    def correct_attendance(self, wish: Document, work: UnitOfWork) -> Document:
        """Put attendance of a completed class right: who missed too much has not completed it, who did not has."""
        class_ = class_to_run(work, wish["class_id"])
        LIFE.must(class_, Step.CORRECT_ATTENDANCE)
        session_ids = wish["session_ids"] or [session.id for session in class_.sessions]
        people = _people_of(work, class_)
        added = _enter_afterwards(work, class_, wish["added"], people)
        people |= added
        settled = (Standing.COMPLETED, Standing.WITHDRAWN)
        members = [id for id, one in people.items() if id in added or one.state in settled]
        marks = attendance.read_marks(
            class_,
            session_ids,
            members,
            {mark: wish[mark.value] for mark in Mark},
            [(e["session_id"], e["cadre_id"], e["mark"]) for e in wish["exceptions"]],
            work.today,
            gone_among(work, members),
        )
        sheets = [sheet for sheet in _sheets_of(work, class_) if sheet.session_id in session_ids]
        why = Change("", None, Mark.PRESENT, work.now, work.principal.account, wish["basis"])
        touched = attendance.correct_attendance(sheets, members, marks, why)
        for sheet in sheets:
            work.tell(ATTENDANCE_RECORDED, work.save(SHEETS, sheet), **counts_of(sheet))
        those = {id: one for id, one in people.items() if id in touched or id in added}
        outcomes = _settle_anew(work, class_, those, wish["basis"])
        tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return {
            "class_id": class_.id,
            "version": class_.version,
            "completed": class_.completed,
            "results": [_result(people[id], outcome) for id, outcome in outcomes.items()],
        }


def _enter_afterwards(
    work: UnitOfWork, class_: TrainingClass, cadre_ids: list[str], people: Mapping[str, Enrolment]
) -> dict[str, Enrolment]:
    """Those who were forgotten, entered. Raises UnknownCadre, AlreadyEnrolled and ClassFull."""
    entered: dict[str, Enrolment] = {}
    for place, cadre_id in enumerate(dict.fromkeys(cadre_ids)):
        person = work.named(PEOPLE, cadre_id, f"/added/{place}")
        if cadre_id in people:
            zh, en = "已在本班次名单，直接更正考勤即可", "In the class already: put the marks right"
            raise AlreadyEnrolled(zh, en, cadre_id=cadre_id, enrolment_id=people[cadre_id].id)
        one = enrolment.enter_afterwards(class_, person, work.new_id("enr"), work.now)
        entered[cadre_id] = work.add(ENROLMENTS, one)
    return entered


def _check_completed_on(class_: TrainingClass, wish: Document, today: date) -> None:
    """Raises DayNotCome, and NotInThisState for a day of completion of a class that is not completed."""
    if (on := wish.get("completed_on")) is not None:
        LIFE.must(class_, Step.CORRECT_ATTENDANCE)
        must_have_come(on, today, "/completed_on")


def _people_of(work: UnitOfWork, class_: TrainingClass) -> dict[str, Enrolment]:
    """Everybody who is or was in the class, by cadre, in the order in which they came."""
    found = work.find(ENROLMENTS, {"class_id": class_.id}, most=MOST_PEOPLE * 2)
    return {one.cadre_id: one for one in sorted(found, key=lambda one: one.number)}


def _sheets_of(work: UnitOfWork, class_: TrainingClass) -> list[Sheet]:
    return work.find(SHEETS, {"class_id": class_.id}, most=500)


def _let_follow(work: UnitOfWork, class_: TrainingClass, people: Mapping[str, Enrolment], changed: set[str]) -> None:
    """What enrolments have from their class follows it, and so do the days of who is in it. Raises Overlap."""
    if not changed & COPIED.keys():
        return
    for one in people.values():
        for of_class, copied in COPIED.items():
            setattr(one, copied, getattr(class_, of_class))
        work.save(ENROLMENTS, one)
    if changed & {"begins", "ends"}:
        held = [id for id, one in people.items() if one.state in (Standing.ENROLLED, Standing.COMPLETED)]
        _take_days(work, class_, held)


def _take_days(work: UnitOfWork, class_: TrainingClass, cadre_ids: list[str]) -> None:
    """Let the class take its days of these agendas, instead of those that it had. Raises Overlap, naming everybody."""
    agendas, errors = work.load_many(AGENDAS, cadre_ids), []
    for cadre_id in cadre_ids:
        agenda = agendas.get(cadre_id) or work.add(AGENDAS, Agenda(cadre_id))
        agenda.give_back(class_.id)
        if clash := agenda.clash(class_):
            zh = f"该学员在另一班次（{clash.begins}至{clash.ends}）"
            errors.append(field_error("/begins", "overlap", zh, f"{cadre_id}: {clash.begins} to {clash.ends}"))
            continue
        agenda.take(class_)
        work.save(AGENDAS, agenda)
    if errors:
        raise Overlap(
            f"有{len(errors)}人与其他班次时间重叠",
            f"{len(errors)} are in another class at that time",
            errors=errors,
        )


def _settle_anew(
    work: UnitOfWork,
    class_: TrainingClass,
    people: Mapping[str, Enrolment],
    basis: str,
    *,
    days: Mapping[date | None, date | None] | None = None,
    tell_all: bool = False,
) -> dict[str, Settled]:
    """Judge these people of a completed class once more; hours, certificates and events follow.

    `days` are days of completion that have moved. With `tell_all` completions that stay are told as well.
    """
    have = attendance.attended(class_, _sheets_of(work, class_), list(people))
    rule = work.rules["training.leave_limit"]
    limit, final = Fraction(rule.value), class_.completed_on or class_.ends
    back: list[str] = []
    credited: list[Enrolment] = []
    outcomes: dict[str, Settled] = {}
    left = [id for id, one in people.items() if one.state is not Standing.COMPLETED and not one.dismissed]
    for cadre_id, one in people.items():
        before, had = one.credit_id, one.completed_on or final
        on = (days or {}).get(had) or had
        outcome = enrolment.settle_anew(class_, one, have[cadre_id], on, limit, basis)
        outcomes[cadre_id] = outcome
        work.save(ENROLMENTS, one)
        if outcome in (Settled.REVOKED, Settled.CORRECTED):
            back.append(before)
        if outcome in (Settled.COMPLETED, Settled.CORRECTED):
            credited.append(one)
        stays = outcome is Settled.UNCHANGED and one.state is Standing.COMPLETED
        if event := _EVENTS.get(outcome) or (COMPLETION_CORRECTED if tell_all and stays else None):
            work.tell(event, one, **_words(class_, one))
    _take_days(work, class_, [id for id in left if outcomes[id] is Settled.COMPLETED])
    credit_anew(work, class_, back, credited, basis)
    return outcomes


def _words(class_: TrainingClass, one: Enrolment) -> dict[str, Any]:
    """What a completion says besides its enrolment's own."""
    number = one.certificate_number or one.revoked_certificate
    revoked = one.state is not Standing.COMPLETED
    named = {"class_code": class_.code, "class_title": class_.title}
    return {**named, "certificate_number": number, "revoked": revoked}


def _result(one: Enrolment, outcome: Settled) -> Document:
    return {
        "cadre_id": one.cadre_id,
        "enrolment_id": one.id,
        "outcome": outcome,
        "state": one.state,
        "hours": one.hours.total if one.hours else 0,
        "missed_hours": one.missed_hours,
        "certificate_number": one.certificate_number,
    }
