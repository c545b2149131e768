"""Classes: writing them, their timetables, their life from draft to cancelled or completed, and the share of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from servicekit import queries
from servicekit.calls import command, query
from servicekit.events import Event
from servicekit.rules import RuleBook
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.training import figures
from services.training.errors.enrolments import NothingToMakeUp
from services.training.events.classes import (
    CLASS_CANCELLED,
    CLASS_CHANGED,
    CLASS_DRAFTED,
    CLASS_PUBLISHED,
    CLASS_STARTED,
    ENROLMENT_CANCELLED,
)
from services.training.model import classes as model
from services.training.model import enrolments as enrolment
from services.training.model.classes import Audience, LeaderShare, Session, TeacherDay, TrainingClass
from services.training.operations import classes as operations
from services.training.parts import terms
from services.training.parts.units import class_to_run, must_be_daily, organiser_to_run
from services.training.schemas import classes as schemas
from services.training.store.classes import CLASSES, TEACHER_DAYS, taught_by
from services.training.store.enrolments import AGENDAS, ENROLMENTS, MOST_PEOPLE
from services.training.store.places import POINTS
from services.training.store.resources import MATERIALS, PLANS, TEACHERS
from services.training.vocabulary.classes import LIFE, OPEN, Kind, Step
from services.training.vocabulary.enrolments import Standing
from services.training.vocabulary.hours import Mode
from services.training.vocabulary.resources import Tier

_MOST_CLASSES = 2000
_MISSED = {"state": Standing.WITHDRAWN.value, "left_by": None}


class Classes:
    """What is taught and when."""

    @command(operations.CREATE_CLASS)
    def create_class(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Write a class, with or without its timetable."""
        organiser = organiser_to_run(work, wish["organiser_id"])
        must_be_daily(work, organiser.tier, wish["kind"])
        if wish["plan_id"] is not None:
            work.load(PLANS, wish["plan_id"])
        sessions, audience, mode = wish.pop("sessions"), wish.pop("audience"), wish.pop("mode")
        class_ = TrainingClass(
            id=work.new_id("cls"),
            organiser_tier=organiser.tier,
            term=model.term_of(wish["begins"], work.rules["training.term_starts"].value),
            mode=mode or (Mode.ONLINE if wish["kind"] is Kind.ONLINE else Mode.OFF_JOB),
            audience=Audience(**(audience or {})),
            **wish,
        )
        _set_sessions(class_, sessions, work)
        tell_class(work, CLASS_DRAFTED, work.add(CLASSES, class_))
        return class_

    @command(operations.CHANGE_CLASS)
    def change_class(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Change a class that is still a draft; its sessions must stay within its days."""
        class_ = class_to_run(work, wish.pop("class_id"))
        LIFE.must(class_, Step.CHANGE)
        if "audience" in wish:
            wish["audience"] = Audience(**wish["audience"])
        for name, value in wish.items():
            setattr(class_, name, value)
        class_.term = model.term_of(class_.begins, work.rules["training.term_starts"].value)
        model.set_sessions(class_, class_.sessions, _teachers(class_.sessions, work))
        tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return class_

    @command(operations.SET_SESSIONS)
    def set_sessions(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Replace the timetable of a draft."""
        class_ = class_to_run(work, wish["class_id"])
        _set_sessions(class_, wish["sessions"], work)
        tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return class_

    @command(operations.ADD_SESSIONS)
    def add_sessions(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Add sessions to the timetable of a draft."""
        class_ = class_to_run(work, wish["class_id"])
        _set_sessions(class_, wish["sessions"], work, class_.sessions)
        tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return class_

    @command(operations.REPLACE_TEACHER)
    def replace_teacher(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Let another teacher give a session, as long as the class is not over."""
        class_ = class_to_run(work, wish["class_id"])
        teacher = work.load(TEACHERS, wish["teacher_id"])
        changed = model.replace_teacher(class_, wish["session_id"], teacher, wish["overlap_reason"])
        must_have_free_teachers(work, class_, class_.sessions, [changed])
        tell_class(work, CLASS_CHANGED, work.save(CLASSES, class_))
        return class_

    @command(operations.PUBLISH_CLASS)
    def publish_class(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Publish a class. A main class must pass the 70% check and open with the compulsory theory course.

        The leaders' share is a duty of the whole term, so a term that is still below it is a warning, not a refusal.
        """
        class_ = class_to_run(work, wish["class_id"])
        rules = work.rules
        model.publish(class_, work.now, main_of(rules))
        if class_.kind is Kind.MAIN and class_.organiser_tier is Tier.PARTY_SCHOOL:
            others = figures.term_hours(work.db, class_.term)
            before = others[0] if others else {"classes": 0, "total": 0, "leader": 0}
            with_it = _judge(
                class_.term,
                before["classes"] + 1,
                before["total"] + class_.total_hours,
                before["leader"] + class_.leader_hours,
                rules,
            )
            model.warn_of_leader_share(class_, [with_it])
        tell_class(work, CLASS_PUBLISHED, work.save(CLASSES, class_))
        return class_

    @command(operations.START_CLASS)
    def start_class(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Begin a class, on its first day or later."""
        class_ = class_to_run(work, wish["class_id"])
        model.start(class_, work.today)
        tell_class(work, CLASS_STARTED, work.save(CLASSES, class_))
        return class_

    @command(operations.CANCEL_CLASS)
    def cancel_class(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Cancel a class and free everybody who is enrolled or waiting."""
        class_ = class_to_run(work, wish["class_id"])
        LIFE.move(class_, Step.CANCEL)
        class_.reason = wish["reason"]
        open_ = {"class_id": class_.id, "state": {"$in": [Standing.ENROLLED.value, Standing.WAITING.value]}}
        enrolments = work.find(ENROLMENTS, open_, most=MOST_PEOPLE * 2)
        agendas = work.load_many(AGENDAS, (e.cadre_id for e in enrolments if e.state is Standing.ENROLLED))
        for each in enrolments:
            enrolment.cancel(class_, each, agendas.get(each.cadre_id), wish["reason"])
            work.tell(ENROLMENT_CANCELLED, work.save(ENROLMENTS, each))
        for agenda in agendas.values():
            work.save(AGENDAS, agenda)
        tell_class(work, CLASS_CANCELLED, work.save(CLASSES, class_))
        return class_

    @query(operations.GET_CLASS)
    def get_class(self, wish: Document, read: Reading) -> Document:
        """One class with its timetable."""
        return read.get(CLASSES, wish["class_id"])

    @query(operations.LIST_SESSIONS)
    def list_sessions(self, wish: Document, read: Reading) -> Document:
        """The timetable of a class."""
        return read.get(CLASSES, wish["class_id"])

    @query(operations.LIST_CLASSES)
    def list_classes(self, wish: Document, read: Reading) -> Page:
        """Classes by kind, state, round, term, organiser and dates, and those that somebody has to look at."""
        fields = ("kind", "state", "round", "term", "organiser_id", "organiser_tier", "plan_id", "code")
        wish["term"] = wish["term"] and [terms.meant(read, one) for one in wish["term"]]
        where = queries.filters(wish, *fields) | queries.between(wish, "begins", "begins_from", "begins_to")
        where = queries.both(where, queries.whether(wish["waiting"], {"waiting": {"$gt": 0}}))
        unsettled = {"state": {"$in": list(OPEN)}, "ends": {"$lt": read.today.isoformat()}}
        where = queries.both(where, queries.whether(wish["not_settled"], unsettled))
        sorts = {
            **queries.orders("begins", state="begins"),
            "code": [("code", 1)],
            "round": [("round", 1), ("begins", 1)],
            "theory_party_share": [("theory_party_share", 1)],
        }
        return read.page(CLASSES, where, wish, sorts=sorts, default_sort="-begins", answer=schemas.ClassRow)

    @query(operations.LIST_TERMS)
    def list_terms(self, wish: Document, read: Reading) -> Document:
        """Leading cadres' share of the party school's main-class hours, term by term."""
        term = wish["term"] and terms.meant(read, wish["term"])
        found = [
            _judge(row["_id"], row["classes"], row["total"], row["leader"], read.rules)
            for row in figures.term_hours(read.db, term)
        ]
        return {"items": [asdict(term) for term in found if wish["reached"] in (None, term.reached)]}

    @query(operations.LIST_MAKE_UP)
    def list_make_up(self, wish: Document, read: Reading) -> Document:
        """Who left a class without completing it, and serves still."""
        class_ = read.get(CLASSES, wish["class_id"], answer=schemas.SessionsOut)
        where = queries.both({"class_id": class_["_id"], **_MISSED}, read.scope.filter(cadre="cadre_id"))
        return {"class_id": class_["_id"], "items": list(read.db[ENROLMENTS.name].find(where).limit(MOST_PEOPLE))}

    @command(operations.PLAN_MAKE_UP)
    def plan_make_up(self, wish: Document, work: UnitOfWork) -> TrainingClass:
        """Write a make-up class (补课充电): the same sessions from another day on, for who did not complete."""
        first = class_to_run(work, wish["class_id"])
        LIFE.must(first, Step.MAKE_UP)
        missed = work.db[ENROLMENTS.name].count_documents({"class_id": first.id, **_MISSED})
        if not missed:
            raise NothingToMakeUp(class_id=first.id)
        shift = wish["begins"] - first.begins
        class_ = TrainingClass(
            **{name: getattr(first, name) for name in model.TAKEN_OVER},
            id=work.new_id("cls"),
            code=wish["code"],
            title=wish["title"],
            kind=Kind.REFRESHER,
            begins=wish["begins"],
            ends=first.ends + shift,
            term=model.term_of(wish["begins"], work.rules["training.term_starts"].value),
            capacity=missed,
            place=wish["place"] or first.place,
            make_up_of=first.id,
        )
        sessions = [asdict(session) | {"on": session.on + shift} for session in first.sessions]
        for session in sessions:
            session.pop("id")
            session.pop("teacher_kind")
            session["overlap_reason"] = wish["overlap_reason"]
        _set_sessions(class_, sessions, work)
        tell_class(work, CLASS_DRAFTED, work.add(CLASSES, class_))
        return class_


def main_of(rules: RuleBook) -> model.Main:
    """What a main class must have by the rules of the day."""
    share = rules["training.theory_party_share"]
    return model.Main(Decimal(share.value), share.cited, rules["training.first_course"].cited)


def tell_class(work: UnitOfWork, event: Event, class_: TrainingClass) -> None:
    """Tell an event with the whole thin state of a class."""
    work.tell(event, class_, sessions=len(class_.sessions))


def _teachers(sessions: list[Session], work: UnitOfWork) -> dict[str, Any]:
    return work.load_many(TEACHERS, (s.teacher_id for s in sessions if s.teacher_id))


def _set_sessions(
    class_: TrainingClass, wishes: list[Document], work: UnitOfWork, there: list[Session] | None = None
) -> None:
    new = [Session(id=work.new_id("ses"), **wish) for wish in wishes]
    sessions = [*(there or []), *new]
    _must_be_there(work, sessions)
    model.set_sessions(class_, sessions, _teachers(sessions, work))
    model.must_fit_the_days(class_, sessions, work.rules["training.hours_per_day"])
    must_have_free_teachers(work, class_, sessions, new)


def must_have_free_teachers(
    work: UnitOfWork, class_: TrainingClass, sessions: Sequence[Session], asked: Sequence[Session]
) -> None:
    """Raises TeacherBusy for one of the `asked` sessions whose teacher is elsewhere at that time."""
    days = set(model.days_taught(asked))
    if not days:
        return
    # Before the classes are read: who plans the same teacher's day meanwhile makes this one look again.
    wanted = [model.teacher_day_id(*day) for day in sorted(days)]
    guards = work.load_many(TEACHER_DAYS, wanted)
    for id in wanted:
        if id in guards:
            work.save(TEACHER_DAYS, guards[id])
        else:
            work.add(TEACHER_DAYS, TeacherDay(id))
    where = taught_by({teacher for teacher, _ in days}, {day for _, day in days}, class_.id)
    others = work.find(CLASSES, where, most=_MOST_CLASSES)
    minutes = int(work.rules["training.minutes_per_hour"].value)
    model.must_not_teach_elsewhere(class_, sessions, {session.id for session in asked}, others, minutes)


def _must_be_there(work: UnitOfWork, sessions: Sequence[Session]) -> None:
    """Raises NoMaterial and NoPoint for a session that names one that is not there."""
    work.load_many(MATERIALS, (one.material_id for one in sessions if one.material_id))
    work.load_many(POINTS, (one.point_id for one in sessions if one.point_id))
    for at, session in enumerate(sessions):
        if session.material_id is not None:
            work.in_catalogue(MATERIALS, session.material_id, f"/sessions/{at}/material_id")
        if session.point_id is not None:
            work.in_catalogue(POINTS, session.point_id, f"/sessions/{at}/point_id")


def _judge(term: str, classes: int, total: float, by_leaders: float, rules: RuleBook) -> LeaderShare:
    rule = rules["training.leader_share"]
    return model.leader_share(term, classes, total, by_leaders, share=Decimal(rule.value), article=rule.cited)
