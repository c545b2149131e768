"""Tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from servicekit import deadlines, queries
from servicekit.calls import command, deadline, query
from servicekit.deadlines import Deadline
from servicekit.events import Event
from servicekit.roster import PEOPLE
from servicekit.schema import page_of
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from servicekit.working_days import calendar, set_deadline
from services.incentive.errors.tolerance import UnknownFactor
from services.incentive.events import tolerance as events
from services.incentive.model import tolerance as model
from services.incentive.model.tolerance import Application, Opinion, State
from services.incentive.schemas import tolerance as schemas
from services.incentive.store.tolerance import APPLICATIONS

DECISION = "tolerance_decision"


def _moved_decision(moved: Deadline, work: UnitOfWork) -> None:
    application = work.load_many(APPLICATIONS, [moved.subject]).get(moved.subject)
    if application is not None:
        application.due_on, application.provisional = moved.due_on, moved.provisional
        work.save(APPLICATIONS, application)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {DECISION: _moved_decision}


class Tolerance:
    """Tolerance of honest mistakes (三个区分开来)."""

    @command(schemas.ApplyForTolerance, schemas.ApplicationOut)
    def apply_for_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Apply in a matter. Raises UnknownCadre, UnknownFactor and ApplicationKnown."""
        person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
        _known(work, "incentive.tolerance_factors", wish["factors"])
        application = work.add(APPLICATIONS, Application(work.new_id("tol"), unit_ids=person.unit_ids, **wish))
        work.tell(events.TOLERANCE_LODGED, application)
        return application

    @command(schemas.ApplicationOf, schemas.ApplicationOut)
    def accept_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Accept an application: the time for the decision begins. Raises ToleranceNotInThisState."""
        application = work.see(APPLICATIONS, wish["application_id"])
        model.take(application, "accept")
        days = int(work.rules["incentive.tolerance_days"].value)
        term = set_deadline(work, DECISION, application.id, after=work.today, count=days)
        application.due_on, application.provisional = term.last, term.provisional
        return _keep(work, application)

    @command(schemas.RejectApplication, schemas.ApplicationOut)
    def reject_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Reject an application, with reasons. Raises ToleranceNotInThisState."""
        application = work.see(APPLICATIONS, wish["application_id"])
        model.take(application, "reject")
        application.reasons = wish["reasons"]
        return _keep(work, application)

    @command(schemas.ApplicationOf, schemas.ApplicationOut)
    def withdraw_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Withdraw an application before it is decided. Raises ToleranceNotInThisState."""
        application = work.see(APPLICATIONS, wish["application_id"])
        model.take(application, "withdraw")
        deadlines.cancel(work, DECISION, application.id)
        return _keep(work, application)

    @command(schemas.GiveOpinion, schemas.ApplicationOut)
    def opine_on_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Keep an agency's opinion. Raises UnknownFactor and ToleranceNotInThisState."""
        application = work.see(APPLICATIONS, wish["application_id"])
        _known(work, "incentive.tolerance_agencies", [wish["agency"]])
        opinion = Opinion(wish["agency"], wish["outcome"], wish["text"], work.principal.account, work.now)
        model.opine(application, opinion)
        return _keep(work, application)

    @command(schemas.DecideApplication, schemas.ApplicationOut)
    def decide_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Decide together, or decide the appeal. Raises TooFewOpinions and ToleranceNotInThisState."""
        application = work.see(APPLICATIONS, wish["application_id"])
        if application.state is State.APPEALED:
            model.decide_appeal(application, wish["outcome"], wish["effects"])
        else:
            members = int(work.rules["incentive.tolerance_members"].value)
            model.decide(application, wish["outcome"], wish["effects"], members)
            days = int(work.rules["incentive.tolerance_appeal_days"].value)
            application.appeal_until = calendar(work).after(work.today, days).last
            deadlines.cancel(work, DECISION, application.id)
        application.decided_by, application.decided_on = wish["decided_by"], work.today
        application.reasons = wish["reasons"]
        return _keep(work, application, events.TOLERANCE_DECIDED)

    @command(schemas.AppealDecision, schemas.ApplicationOut)
    def appeal_tolerance(self, wish: Document, work: UnitOfWork) -> Application:
        """Appeal, once and in time. Raises AppealTooLate and ToleranceNotInThisState."""
        application = work.see(APPLICATIONS, wish["application_id"])
        model.appeal(application, wish["appeal"], work.today)
        return _keep(work, application)

    @deadline(DECISION)
    def escalate_tolerance(self, due: Deadline, work: UnitOfWork) -> None:
        """What was not decided in time is escalated, visibly."""
        application = work.load_many(APPLICATIONS, [due.subject]).get(due.subject)
        if application is not None and application.state is State.ACCEPTED:
            application.escalated = True
            _keep(work, application, events.TOLERANCE_ESCALATED)

    @query(schemas.ApplicationOf, schemas.ApplicationOut)
    def get_tolerance(self, wish: Document, read: Reading) -> Document:
        """One application."""
        return read.get(APPLICATIONS, wish["application_id"], read.scope.filter(cadre="cadre_id"))

    @query(schemas.ListApplications, page_of(schemas.ApplicationLine))
    def list_tolerance(self, wish: Document, read: Reading) -> Page:
        """Applications by cadre, unit and state, within the reader's scope."""
        where = queries.both(read.scope.filter(cadre="cadre_id"), queries.filters(wish, "cadre_id", "unit_id", "state"))
        sorts = {"id": [("_id", 1)]}
        return read.page(APPLICATIONS, where, wish, sorts=sorts, default_sort="-id", answer=schemas.ApplicationLine)


def _keep(work: UnitOfWork, application: Application, event: Event = events.TOLERANCE_CHANGED) -> Application:
    work.tell(event, work.save(APPLICATIONS, application))
    return application


def _known(work: UnitOfWork, dictionary: str, keys: Iterable[str]) -> None:
    allowed = queries.entries_of(work.db, dictionary)
    if unknown := sorted(set(keys) - allowed):
        raise UnknownFactor(unknown=unknown, allowed=sorted(allowed))
