"""Enrolment, attendance and completion: one command for many people, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.errors import Problem, field_error
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.training.errors.classes import NoSessions
from services.training.errors.common import no_such_row
from services.training.errors.enrolments import LeaveTooLong, NotEnrolled
from services.training.events.classes import (
    ATTENDANCE_RECORDED,
    CLASS_CHANGED,
    CLASS_COMPLETED,
    COMPLETION_RECORDED,
    ENROLMENT_CANCELLED,
    ENROLMENT_PLACED,
    ENROLMENT_WAITING,
    ENROLMENT_WITHDRAWN,
)
from services.training.model import attendance
from services.training.model import enrolments as model
from services.training.model.attendance import Change, Sheet
from services.training.model.classes import TrainingClass
from services.training.model.enrolments import Agenda, Enrolment, Placed
from services.training.model.people import Person
from services.training.operations import enrolments as operations
from services.training.parts.classes import tell_class
from services.training.parts.ledger import credit_class
from services.training.parts.units import class_to_run
from services.training.schemas import enrolments as schemas
from services.training.store.classes import CLASSES, classes_by_code
from services.training.store.enrolments import AGENDAS, ENROLMENTS, MOST_PEOPLE, SHEETS
from services.training.store.people import PEOPLE
from services.training.vocabulary.attendance import Mark
from services.training.vocabulary.classes import LIFE, Step
from services.training.vocabulary.enrolments import Standing


class Enrolments:
    """Who is in which class, who was there, and who has completed it."""

    @command(operations.ENROL)
    def enrol(self, wish: Document, work: UnitOfWork) -> Document:
        """Enrol up to 500 cadres in a class, each with a result; refused as a whole only when nobody got anything."""
        class_ = work.load(CLASSES, wish["class_id"])
        desk = _Desk.of(work, [class_.id], wish["cadre_ids"])
        placed = _enrol(work, class_, wish["cadre_ids"], desk, need=wish["need"].value, may_wait=wish["may_wait"])
        if all(one.problem for one in placed):
            raise _refused(placed)
        tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return {
            "class_id": class_.id,
            "version": class_.version,
            "enrolled": class_.enrolled,
            "waiting": class_.waiting,
            "capacity": class_.capacity,
            "placed": sum(one.enrolment is not None and one.enrolment.state is Standing.ENROLLED for one in placed),
            "results": [_result(one) for one in placed],
        }

    @command(operations.IMPORT_ENROLMENTS)
    def import_enrolments(self, wish: Document, work: UnitOfWork) -> Document:
        """Enrolments of many cadres in many classes, by the id or the code of the class."""
        results = Results(work)
        good = results.read(schemas.EnrolmentRow, wish["rows"])
        by_code = classes_by_code(work.db, (row["class_code"] for _, row in good if row["class_code"]))
        named = {number: row["class_id"] or by_code.get(row["class_code"]) for number, row in good}
        classes = work.load_many(CLASSES, (id for id in named.values() if id is not None))
        desk = _Desk.of(work, classes, [row["cadre_id"] for _, row in good])
        changed: dict[str, TrainingClass] = {}
        for number, row in good:
            with results.row(number):
                id = named[number]
                if id is None:
                    raise no_such_row("/class_code", "没有此编号的班次", "There is no class with this code")
                if id not in classes:
                    raise no_such_row("/class_id", "班次不存在", "There is no such class")
                (one,) = _enrol(work, classes[id], [row["cadre_id"]], desk, dry_run=wish["dry_run"])
                if one.enrolment is None:
                    assert one.problem is not None
                    raise one.problem
                changed[id] = classes[id]
                results.ok(number, None if wish["dry_run"] else one.enrolment.id)
        for class_ in () if wish["dry_run"] else changed.values():
            tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return results.answer()

    @command(operations.WITHDRAW)
    def withdraw(self, wish: Document, work: UnitOfWork) -> Document:
        """Take a cadre out of a class; whoever waited longest and can still come gets the place."""
        enrolment = work.see(ENROLMENTS, wish["enrolment_id"])
        class_ = work.load(CLASSES, enrolment.class_id)
        agenda = work.load_many(AGENDAS, [enrolment.cadre_id]).get(enrolment.cadre_id)
        model.withdraw(class_, enrolment, agenda, wish["reason"])
        work.tell(ENROLMENT_WITHDRAWN, work.save(ENROLMENTS, enrolment))
        if agenda is not None:
            work.save(AGENDAS, agenda)
        promoted = promote_waiting(work, class_)
        tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return {
            "id": enrolment.id,
            "version": enrolment.version,
            "class_id": class_.id,
            "cadre_id": enrolment.cadre_id,
            "state": enrolment.state,
            "reason": enrolment.reason,
            "promoted": [each.cadre_id for each in promoted],
        }

    @query(operations.GET_ENROLMENT)
    def get_enrolment(self, wish: Document, read: Reading) -> Document:
        """One enrolment."""
        return read.get(ENROLMENTS, wish["enrolment_id"], read.scope.filter(cadre="cadre_id"))

    @query(operations.LIST_ENROLMENTS)
    def list_enrolments(self, wish: Document, read: Reading) -> Page:
        """Enrolments across classes, by kind, round, state, level, unit and dates."""
        fields = (
            "class_id",
            "cadre_id",
            "unit_id",
            "class_kind",
            "round",
            "state",
            "county_level_or_above",
        )
        where = queries.filters(wish, *fields) | queries.between(wish, "ends", "ends_from", "ends_to")
        if wish["class_code"] is not None:
            named = {"class_id": {"$in": list(classes_by_code(read.db, wish["class_code"]).values())}}
            where = queries.both(where, named)
        return _page(read, where, wish)

    @query(operations.LIST_CLASS_ENROLMENTS)
    def list_class_enrolments(self, wish: Document, read: Reading) -> Page:
        """The people of one class."""
        read.get(CLASSES, wish["class_id"], answer=schemas.WithdrawOut)
        return _page(read, queries.filters(wish, "class_id", "cadre_id", "state"), wish, "number")

    @command(operations.RECORD_ATTENDANCE)
    def record_attendance(self, wish: Document, work: UnitOfWork) -> Document:
        """Take attendance of sessions; until the class is completed it is put right by taking it anew."""
        class_ = class_to_run(work, wish["class_id"])
        LIFE.must(class_, Step.ATTEND)
        session_ids = wish["session_ids"] or [session.id for session in class_.sessions]
        if not session_ids:
            raise NoSessions(class_id=class_.id)
        enrolled, left = _enrolled_ids(work, class_.id), _left_ids(work, class_.id)
        sheets = attendance.take_attendance(
            class_,
            list(dict.fromkeys(session_ids)),
            enrolled,
            {mark: wish[mark.value] for mark in Mark},
            wish["rest"],
            [(e["session_id"], e["cadre_id"], e["mark"]) for e in wish["exceptions"]],
            work.now,
            work.principal.account,
            left=left,
            gone=gone_among(work, [*enrolled, *left]),
        )
        known = work.load_many(SHEETS, [sheet.id for sheet in sheets])
        why = Change("", None, None, work.now, work.principal.account, wish["basis"])
        for sheet in sheets:
            kept = known.get(sheet.id)
            if kept is None:
                kept = work.add(SHEETS, sheet)
            else:
                attendance.take_anew(class_, kept, sheet, why)
                work.save(SHEETS, kept)
            work.tell(ATTENDANCE_RECORDED, kept, **counts_of(kept))
        # Completion reads the sheets: saving the class makes the two take turns.
        work.save(CLASSES, class_)
        return {"class_id": class_.id, "sheets": [{"session_id": s.session_id, **counts_of(s)} for s in sheets]}

    @query(operations.LIST_ATTENDANCE)
    def list_attendance(self, wish: Document, read: Reading) -> Document:
        """Attendance of a class, of the people whom the reader may see."""
        read.get(CLASSES, wish["class_id"], answer=schemas.WithdrawOut)
        visible = None
        if scope := read.scope.filter(cadre="cadre_id"):
            where = queries.both({"class_id": wish["class_id"]}, scope)
            rows = read.db[ENROLMENTS.name].find(where, {"cadre_id": 1}).limit(MOST_PEOPLE * 2)
            visible = {row["cadre_id"] for row in rows}
        found = (
            read.db[SHEETS.name].find(queries.filters(wish, "class_id", "session_id")).sort("session_id", 1).limit(500)
        )
        return {"class_id": wish["class_id"], "sheets": [_sheet(sheet, visible) for sheet in found]}

    @command(operations.COMPLETE_CLASS)
    def complete_class(self, wish: Document, work: UnitOfWork) -> Document:
        """Complete a class: certificates and hours for all who qualify, withdrawal for who missed over a seventh.

        With `cadre_ids` only these are completed, each must qualify, and the class goes on. Nothing is completed before
        its day.
        """
        class_ = class_to_run(work, wish["class_id"])
        state = LIFE.must(class_, Step.COMPLETE if wish["cadre_ids"] is None else Step.GRADUATE)
        on = wish["completed_on"] or class_.ends
        must_not_end_before_it_begins(class_.begins, on, "/completed_on")
        must_have_come(on, work.today, "/completed_on")
        where: Document = {"class_id": class_.id, "state": Standing.ENROLLED.value}
        if wish["cadre_ids"] is not None:
            where["cadre_id"] = {"$in": wish["cadre_ids"]}
        enrolments = work.find(ENROLMENTS, where, most=MOST_PEOPLE)
        _all_enrolled(wish, {each.cadre_id for each in enrolments})
        sheets = work.find(SHEETS, {"class_id": class_.id}, most=500)
        have = attendance.attended(class_, sheets, [each.cadre_id for each in enrolments])
        rule = work.rules["training.leave_limit"]
        limit = Fraction(rule.value)
        results: list[Document] = []
        completed: list[Enrolment] = []
        for each in sorted(enrolments, key=lambda e: e.number):
            mine = have[each.cadre_id]
            row: Document = {"cadre_id": each.cadre_id, "enrolment_id": each.id, "missed_hours": mine.missed}
            try:
                model.complete(class_, each, mine, wish["grades"].get(each.cadre_id), on, limit, rule.cited)
            except LeaveTooLong as problem:
                if wish["cadre_ids"] is not None:
                    raise
                model.dismiss(class_, each, mine, problem.detail_zh)
                work.tell(ENROLMENT_WITHDRAWN, work.save(ENROLMENTS, each))
                row |= {"code": problem.code, "zh": problem.detail_zh, "en": problem.detail_en}
            else:
                completed.append(each)
                done = work.save(ENROLMENTS, each)
                work.tell(COMPLETION_RECORDED, done, class_title=class_.title, revoked=False)
                row |= {"certificate_number": each.certificate_number, "hours": mine.hours.total}
            results.append(row | {"state": each.state})
        credit_class(work, class_, completed)
        if wish["cadre_ids"] is None:
            class_.state, class_.completed_on = state, on
            _end_waiting(work, class_)
            tell_class(work, CLASS_COMPLETED, class_)
        else:
            tell_class(work, CLASS_CHANGED, class_)
        work.save(CLASSES, class_)
        return {
            "class_id": class_.id,
            "version": class_.version,
            "state": class_.state,
            "completed": len(completed),
            "withdrawn": len(results) - len(completed),
            "results": results,
        }


@dataclass
class _Desk:
    """What enrolling cadres in classes looks at, read once for all of them."""

    people: dict[str, Person]
    """Those whom the caller may see."""
    agendas: dict[str, Agenda]
    """One for each of them."""
    fresh: set[str]
    """The ids of the agendas that are new."""
    there: dict[str, dict[str, Enrolment]]
    """The enrolments that there are: by class and cadre."""
    known: set[str]
    """The ids of those that were there before."""

    @classmethod
    def of(cls, work: UnitOfWork, class_ids: Iterable[str], cadre_ids: list[str]) -> _Desk:
        people = {id: person for id, person in work.load_many(PEOPLE, cadre_ids).items() if work.sees(PEOPLE, person)}
        agendas = work.load_many(AGENDAS, people)
        fresh = people.keys() - agendas.keys()
        there: dict[str, dict[str, Enrolment]] = {id: {} for id in class_ids}
        where = {"class_id": {"$in": list(there)}, "cadre_id": {"$in": cadre_ids}}
        for each in work.find(ENROLMENTS, where, most=len(there) * len(cadre_ids)):
            there[each.class_id][each.cadre_id] = each
        known = {each.id for of_class in there.values() for each in of_class.values()}
        return cls(people, agendas | {id: Agenda(id) for id in fresh}, set(fresh), there, known)


def _enrol(
    work: UnitOfWork, class_: TrainingClass, cadre_ids: list[str], desk: _Desk, *, dry_run: bool = False, **options: Any
) -> list[Placed]:
    there = desk.there[class_.id]
    ids = (work.new_id("enr") for _ in cadre_ids)
    placed = model.enrol(class_, cadre_ids, desk.people, there, desk.agendas, ids, work.now, **options)
    there |= {one.cadre_id: one.enrolment for one in placed if one.enrolment is not None}
    for one in () if dry_run else placed:
        if one.enrolment is None:
            continue
        keep = work.save if one.enrolment.id in desk.known else work.add
        keep(ENROLMENTS, one.enrolment)
        if one.enrolment.state is Standing.WAITING:
            work.tell(ENROLMENT_WAITING, one.enrolment)
            continue
        work.tell(ENROLMENT_PLACED, one.enrolment)
        _keep_agenda(work, desk.agendas[one.cadre_id], desk.fresh)
    return placed


def _keep_agenda(work: UnitOfWork, agenda: Agenda, fresh: set[str]) -> None:
    if agenda.id in fresh:
        fresh.discard(agenda.id)
        work.add(AGENDAS, agenda)
    else:
        work.save(AGENDAS, agenda)


def promote_waiting(work: UnitOfWork, class_: TrainingClass) -> list[Enrolment]:
    """Give what is free to who waited longest and can still come."""
    if not class_.free or not class_.waiting:
        return []
    where = {"class_id": class_.id, "state": Standing.WAITING.value}
    waiting = [each for each in work.find(ENROLMENTS, where, most=MOST_PEOPLE) if each.state is Standing.WAITING]
    cadre_ids = [each.cadre_id for each in waiting]
    people = work.load_many(PEOPLE, cadre_ids)
    agendas = work.load_many(AGENDAS, cadre_ids)
    fresh = set(cadre_ids) - agendas.keys()
    agendas |= {id: Agenda(id) for id in fresh}
    promoted = model.promote_waiting(class_, waiting, people, agendas)
    for each in promoted:
        work.tell(ENROLMENT_PLACED, work.save(ENROLMENTS, each))
        _keep_agenda(work, agendas[each.cadre_id], fresh)
    return promoted


def _end_waiting(work: UnitOfWork, class_: TrainingClass) -> None:
    if not class_.waiting:
        return
    for each in work.find(ENROLMENTS, {"class_id": class_.id, "state": Standing.WAITING.value}, most=MOST_PEOPLE):
        model.cancel(class_, each, None, "班次已结业")
        work.tell(ENROLMENT_CANCELLED, work.save(ENROLMENTS, each))


def _refused(placed: list[Placed]) -> Problem:
    """The problem of a command in which nobody got a place: the first one's, with every person's place in the list."""
    problems = [one.problem for one in placed if one.problem is not None]
    first = problems[0]
    errors = [
        field_error(f"/cadre_ids/{at}", problem.code, problem.detail_zh, problem.detail_en)
        for at, problem in enumerate(problems)
    ]
    return type(first)(first.detail_zh, first.detail_en, errors=errors, **first.facts)


def _result(one: Placed) -> Document:
    if one.problem is not None:
        problem = one.problem
        said = {"code": problem.code, "zh": problem.detail_zh, "en": problem.detail_en, "facts": problem.facts}
        return {"cadre_id": one.cadre_id, "state": "refused", **said}
    assert one.enrolment is not None
    result: Document = {"cadre_id": one.cadre_id, "state": one.enrolment.state, "enrolment_id": one.enrolment.id}
    if one.enrolment.waiting_number is not None:
        result["waiting_number"] = one.enrolment.waiting_number
    return result


def _page(read: Reading, where: Document, wish: Document, default_sort: str = "-begins") -> Page:
    sorts = {**queries.orders("begins", state="begins"), "number": [("number", 1)], "id": [("_id", 1)]}
    scoped = queries.both(where, read.scope.filter(cadre="cadre_id"))
    return read.page(ENROLMENTS, scoped, wish, sorts=sorts, default_sort=default_sort, answer=schemas.EnrolmentOut)


def _enrolled_ids(work: UnitOfWork, class_id: str) -> list[str]:
    where = {"class_id": class_id, "state": {"$in": [Standing.ENROLLED.value, Standing.COMPLETED.value]}}
    rows = work.db[ENROLMENTS.name].find(where, {"cadre_id": 1, "_id": 0}).limit(MOST_PEOPLE)
    return [row["cadre_id"] for row in rows]


def _left_ids(work: UnitOfWork, class_id: str) -> list[str]:
    """Who was in the class until they retired, left or died."""
    where = {"class_id": class_id, "left_by": {"$ne": None}}
    rows = work.db[ENROLMENTS.name].find(where, {"cadre_id": 1, "_id": 0}).limit(MOST_PEOPLE)
    return [row["cadre_id"] for row in rows]


def gone_among(work: UnitOfWork, cadre_ids: Iterable[str]) -> dict[str, Person]:
    """Those of these cadres who have died, retired or left."""
    where = {"_id": {"$in": sorted(cadre_ids)}, "active": False}
    return {one.id: one for one in work.find(PEOPLE, where, most=MOST_PEOPLE * 2)}


def counts_of(sheet: Sheet) -> dict[str, int]:
    """How many a sheet has of each mark."""
    return {mark.value: len(getattr(sheet, mark.value)) for mark in Mark}


def _sheet(sheet: Document, visible: set[str] | None) -> Document:
    seen = {mark.value: [c for c in sheet[mark.value] if visible is None or c in visible] for mark in Mark}
    return {
        "session_id": sheet["session_id"],
        "leave_ids": seen["leave"],
        "absent_ids": seen["absent"],
        **{name: len(ids) for name, ids in seen.items()},
        "at": sheet["at"],
        "taken_by": sheet.get("taken_by"),
        "changes": [one for one in sheet.get("changes", ()) if visible is None or one["cadre_id"] in visible],
    }


def _all_enrolled(wish: Document, there: Iterable[str]) -> None:
    known = set(there)
    errors = [
        field_error(f"/{name}/{at}", "not-enrolled", "不在本班次学员名单", "not enrolled in this class")
        for name, given in (("cadre_ids", wish["cadre_ids"] or []), ("grades", wish["grades"]))
        for at, cadre_id in enumerate(given)
        if cadre_id not in known
    ]
    if errors:
        raise NotEnrolled(f"有{len(errors)}人不在本班次学员名单", f"{len(errors)} are not enrolled", errors=errors)
