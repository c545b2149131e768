"""Tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline, set_deadline
from servicekit.events import Event
from servicekit.lifecycle import trace
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.roster import PEOPLE
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from servicekit.working_days import calendar
from services.incentive.events import tolerance as events
from services.incentive.model import tolerance as model
from services.incentive.model.tolerance import Application, Decision, Opinion
from services.incentive.operations import tolerance as operations
from services.incentive.schemas import tolerance as schemas
from services.incentive.store.tolerance import APPLICATIONS
from services.incentive.vocabulary.tolerance import LIFE, LODGE, Stage, State, Step

DECISION = "tolerance_decision"


def _moved_decision(moved: Deadline, work: UnitOfWork) -> None:
    application = work.load_many(APPLICATIONS, [moved.subject]).get(moved.subject)
    if application is not None:
        application.due_on, application.provisional = moved.due_on, moved.provisional
        work.save(APPLICATIONS, application)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {DECISION: _moved_decision}


class Tolerance:
    """Tolerance of honest mistakes (三个区分开来)."""

    @command(operations.APPLY_FOR_TOLERANCE)
    def apply_for_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Apply in a matter."""
        person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
        queries.must_know(work.db, "incentive.tolerance_factors", wish["factors"], "/factors")
        wish["applied_on"] = wish["applied_on"] or work.today
        must_have_come(wish["applied_on"], work.today, "/applied_on")
        application = Application(work.new_id("tol"), unit_ids=person.unit_ids, **wish)
        trace(application, LODGE, work.mark())
        work.add(APPLICATIONS, application)
        work.tell(events.TOLERANCE_LODGED, application)
        return application

    @command(operations.ACCEPT_TOLERANCE)
    def accept_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Accept an application: the time for the decision begins."""
        application = work.see(APPLICATIONS, wish["application_id"])
        LIFE.take(application, Step.ACCEPT, work.mark())
        application.opinions_needed = _members(work)
        days = int(work.rules["incentive.tolerance_days"].value)
        term = set_deadline(work, DECISION, application.id, after=work.today, count=days)
        application.due_on, application.provisional = term.last, term.provisional
        return _keep(work, application)

    @command(operations.REJECT_TOLERANCE)
    def reject_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Reject an application, with reasons."""
        application = work.see(APPLICATIONS, wish["application_id"])
        LIFE.take(application, Step.REJECT, work.mark())
        application.reasons = wish["reasons"]
        return _keep(work, application)

    @command(operations.WITHDRAW_TOLERANCE)
    def withdraw_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Withdraw an application before it is decided."""
        application = work.see(APPLICATIONS, wish["application_id"])
        LIFE.take(application, Step.WITHDRAW, work.mark())
        deadlines.cancel(work, DECISION, application.id)
        return _keep(work, application)

    @command(operations.OPINE_ON_TOLERANCE)
    def opine_on_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Keep an agency's opinion."""
        application = work.see(APPLICATIONS, wish["application_id"])
        queries.must_know(work.db, "incentive.tolerance_agencies", [wish["agency"]], "/agency")
        opinion = Opinion(wish["agency"], wish["outcome"], wish["text"], work.principal.account, work.now)
        model.opine(application, opinion)
        return _keep(work, application)

    @command(operations.DECIDE_TOLERANCE)
    def decide_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Decide together, or decide the appeal; both decisions stay on record."""
        application = work.see(APPLICATIONS, wish["application_id"])
        if application.state is State.APPEALED:
            model.decide_appeal(application, _decision(work, application, Stage.APPEAL, wish), work.mark())
        else:
            decision = _decision(work, application, Stage.FIRST, wish)
            model.decide(application, decision, _members(work), work.mark())
            _may_appeal(work, application)
            deadlines.cancel(work, DECISION, application.id)
        return _keep(work, application, events.TOLERANCE_DECIDED)

    @command(operations.CORRECT_TOLERANCE)
    def correct_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Put right a decision that was entered wrongly, with a basis; the time for an appeal begins anew."""
        application = work.see(APPLICATIONS, wish["application_id"])
        model.correct(application, _decision(work, application, Stage.CORRECTION, wish), work.mark())
        if application.state is State.DECIDED:
            _may_appeal(work, application)
        return _keep(work, application, events.TOLERANCE_DECIDED)

    @command(operations.APPEAL_TOLERANCE)
    def appeal_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Appeal, once and in time."""
        application = work.see(APPLICATIONS, wish["application_id"])
        model.appeal(application, wish["appeal"], work.today, work.mark())
        return _keep(work, application)

    @deadline(DECISION)
    def escalate_tolerance(self, due: Deadline, work: UnitOfWork) -> None:
        """What was not decided in time is escalated, visibly."""
        application = work.load_many(APPLICATIONS, [due.subject]).get(due.subject)
        if application is not None and LIFE.may(application, Step.ESCALATE):
            application.escalated = True
            LIFE.take(application, Step.ESCALATE, work.mark())
            _keep(work, application, events.TOLERANCE_ESCALATED)

    @query(operations.GET_TOLERANCE)
    def get_tolerance(self, wish: Document, read: Reading) -> Document:
        """One application."""
        return read.get(APPLICATIONS, wish["application_id"], read.scope.filter(cadre="cadre_id"))

    @query(operations.LIST_TOLERANCE)
    def list_tolerance(self, wish: Document, read: Reading) -> Page:
        """Applications by cadre, unit and state, within the reader's scope."""
        where = queries.both(read.scope.filter(cadre="cadre_id"), queries.filters(wish, "cadre_id", "unit_id", "state"))
        sorts = {"id": [("_id", 1)], **queries.orders("due_on", state="_id")}
        return read.page(APPLICATIONS, where, wish, sorts=sorts, default_sort="-id", answer=schemas.ApplicationLine)


def _decision(work: UnitOfWork, application: Application, stage: Stage, wish: Document) -> Decision:
    on = wish["decided_on"] or work.today
    must_have_come(on, work.today, "/decided_on")
    earliest = application.applied_on if stage is Stage.CORRECTION else model.earliest_decision(application)
    must_not_end_before_it_begins(earliest, on, "/decided_on")
    return Decision(
        stage,
        wish["outcome"],
        list(wish["effects"]),
        wish["reasons"],
        wish["decided_by"],
        on,
        work.principal.account,
        wish.get("basis"),
    )


def _members(work: UnitOfWork) -> int:
    """How many agencies decide together."""
    return int(work.rules["incentive.tolerance_members"].value)


def _may_appeal(work: UnitOfWork, application: Application) -> None:
    days = int(work.rules["incentive.tolerance_appeal_days"].value)
    application.appeal_until = calendar(work).after(application.decided_on or work.today, days).last


def _keep(work: UnitOfWork, application: Application, event: Event = events.TOLERANCE_CHANGED) -> Application:
    work.tell(event, work.save(APPLICATIONS, application))
    return application


JUDGED = (Judged(operations.DECIDE_TOLERANCE, APPLICATIONS, LIFE, (Step.DECIDE, Step.DECIDE_APPEAL)),)
