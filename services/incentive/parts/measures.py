"""Measures (激励措施) and what is granted of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from typing import Any

from servicekit import deadlines, queries
from servicekit.bulk import enter_catalogue, enter_each
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.errors import field_error
from servicekit.events import Received
from servicekit.periods import must_not_end_before_it_begins
from servicekit.roster import DECEASED, PEOPLE, must_live, newest, set_aside
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.incentive.errors.honours import NoHonour
from services.incentive.errors.measures import AlreadyGranted, MeasureKnown, NoMeasure
from services.incentive.events import measures as events
from services.incentive.model import measures as model
from services.incentive.model.measures import Grant, Measure
from services.incentive.operations import measures as operations
from services.incentive.parts.steps import ensure_standings
from services.incentive.schemas import measures as schemas
from services.incentive.store.honours import HONOURS
from services.incentive.store.measures import GRANTS, MEASURES
from services.incentive.store.nominations import STANDINGS
from services.incentive.vocabulary.honours import Honour, HonourState
from services.incentive.vocabulary.measures import LIFE_OF_GRANT, LIFE_OF_MEASURE, GrantState, GrantStep, MeasureStep

GRANT_BEGINS, GRANT_ENDS = "grant_begins", "grant_ends"
_DAY = timedelta(days=1)
_GONE = (model.LEFT, DECEASED)
_MOST_GRANTS = 200
_MOST_OF_ONE = 1000
"""Grants of one cadre, over a whole career."""


def _moved_grant_ends(moved: Deadline, work: UnitOfWork) -> None:
    """A grant ends when its deadline says so."""
    grant = work.load_many(GRANTS, [moved.subject]).get(moved.subject)
    if grant is not None and LIFE_OF_GRANT.may(grant, GrantStep.END):
        grant.ends = moved.due_on
        work.save(GRANTS, grant)


def _moved_grant_begins(moved: Deadline, work: UnitOfWork) -> None:
    """A grant begins on the day after its deadline."""
    grant = work.load_many(GRANTS, [moved.subject]).get(moved.subject)
    if grant is not None and LIFE_OF_GRANT.may(grant, GrantStep.BEGIN):
        grant.begins = moved.due_on + _DAY
        work.save(GRANTS, grant)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {
    GRANT_BEGINS: _moved_grant_begins,
    GRANT_ENDS: _moved_grant_ends,
}


class Measures:
    """Measures (激励措施) and what is granted of them."""

    @command(operations.OPEN_MEASURE)
    def open_measure(self, wish: Document, work: UnitOfWork) -> Measure:
        """Enter a measure in the catalogue."""
        return _open(wish, work)

    @command(operations.IMPORT_MEASURES)
    def import_measures(self, wish: Document, work: UnitOfWork) -> Document:
        """Measures, many at once; the code of each is new."""
        return enter_catalogue(work, wish, schemas.OpenMeasure, MEASURES, _open, MeasureKnown)

    @command(operations.CLOSE_MEASURE)
    def close_measure(self, wish: Document, work: UnitOfWork) -> Measure:
        """Grant a measure no more; what was granted stays. Raises MeasureNotInForce when it is closed already."""
        measure = work.load(MEASURES, wish["measure_id"])
        LIFE_OF_MEASURE.move(measure, MeasureStep.CLOSE)
        work.tell(events.MEASURE_CLOSED, work.save(MEASURES, measure))
        return measure

    @query(operations.GET_MEASURE)
    def get_measure(self, wish: Document, read: Reading) -> Document:
        """One measure."""
        return read.get(MEASURES, wish["measure_id"])

    @query(operations.LIST_MEASURES)
    def list_measures(self, wish: Document, read: Reading) -> Page:
        """The catalogue by kind and state."""
        where = queries.filters(wish, "kind", "state")
        sorts = queries.orders("code", state="code")
        return read.page(MEASURES, where, wish, sorts=sorts, default_sort="code", answer=schemas.MeasureOut)

    @command(operations.GIVE_GRANT)
    def give_grant(self, wish: Document, work: UnitOfWork) -> Grant:
        """Grant a measure to a cadre, from today or a day to come; one of days that are over is entered as over."""
        return _give(work, work.load(MEASURES, wish["measure_id"]), wish)

    @command(operations.IMPORT_GRANTS)
    def import_grants(self, wish: Document, work: UnitOfWork) -> Document:
        """What was granted, many at once, the measure by its code; of days that are over it is entered as over."""

        def enter(row: Document, work: UnitOfWork) -> Grant:
            measure = next(iter(work.find(MEASURES, {"code": row.pop("measure_code")}, most=1)), None)
            if measure is None:
                raise NoMeasure(errors=[field_error("/measure_code", "no-measure", NoMeasure.zh, NoMeasure.en)])
            return _give(work, measure, {**row, "measure_id": measure.id, "honour_id": None})

        def same(row: Mapping[str, Any]) -> Hashable:
            return row["cadre_id"], row["measure_code"], row["begins"]

        return enter_each(work, wish, schemas.GrantRow, enter, same, AlreadyGranted)

    @on("registry", "cadre.left.v1", "cadre.changed.v1", handler="grants_of_who_left", batch=50)
    def follow_who_left(self, received: list[Received], work: UnitOfWork) -> None:
        """With whoever has left (辞职、开除、调离) or died their grants end; they go on where that is set aside."""
        told = list(newest(one for one in received if one.type == "cadre.left.v1" or one.data.get("set_aside")))
        where = {"cadre_id": {"$in": sorted(event.subject for event in told)}}
        grants: dict[str, list[Grant]] = {}
        for grant in work.find(GRANTS, where, most=_MOST_OF_ONE * len(told)) if told else []:
            grants.setdefault(grant.cadre_id, []).append(grant)
        for event in told:
            for grant in grants.get(event.subject, []):
                _follow(work, grant, event)

    @command(operations.REVOKE_GRANT)
    def revoke_grant(self, wish: Document, work: UnitOfWork) -> Grant:
        """Take a grant back, by a named person with a written basis."""
        grant = work.see(GRANTS, wish["grant_id"])
        model.revoke(grant, wish["revoked_by"], wish["basis"])
        _keep_revoked(work, grant)
        return grant

    @deadline(GRANT_BEGINS)
    def begin_grant(self, due: Deadline, work: UnitOfWork) -> None:
        """A grant's first day has come: what bars it now takes it back, else it is in force."""
        grant = work.load_many(GRANTS, [due.subject]).get(due.subject)
        if grant is None or not LIFE_OF_GRANT.may(grant, GrantStep.BEGIN):
            return
        measure = work.load(MEASURES, grant.measure_id)
        standing = work.load_many(STANDINGS, [grant.cadre_id]).get(grant.cadre_id)
        if standing is not None:
            work.save(STANDINGS, standing)
        if standing is not None and standing.barred and measure.barred_by_restriction:
            model.fall(grant, "时限", "生效之日处于影响期，此措施不适用")
            _keep_revoked(work, grant)
        elif LIFE_OF_GRANT.happen(grant, GrantStep.BEGIN):
            work.tell(events.GRANT_BEGAN, work.save(GRANTS, grant))

    @deadline(GRANT_ENDS)
    def end_grant(self, due: Deadline, work: UnitOfWork) -> None:
        """A grant's last day is over."""
        grant = work.load_many(GRANTS, [due.subject]).get(due.subject)
        if grant is not None and LIFE_OF_GRANT.happen(grant, GrantStep.END):
            work.tell(events.GRANT_ENDED, work.save(GRANTS, grant))

    @query(operations.GET_GRANT)
    def get_grant(self, wish: Document, read: Reading) -> Document:
        """One grant."""
        return read.get(GRANTS, wish["grant_id"], read.scope.filter(cadre="cadre_id"))

    @query(operations.LIST_GRANTS)
    def list_grants(self, wish: Document, read: Reading) -> Page:
        """Grants by cadre, unit, measure and state, newest first, within the reader's scope."""
        where = queries.filters(wish, "cadre_id", "unit_id", "measure_id", "state")
        return read.page(
            GRANTS,
            queries.both(read.scope.filter(cadre="cadre_id"), where),
            wish,
            sorts=queries.orders("begins", "ends", state="begins"),
            default_sort="-begins",
            answer=schemas.GrantOut,
        )


def _open(wish: Document, work: UnitOfWork) -> Measure:
    must_not_end_before_it_begins(wish["valid_from"], wish["valid_to"], "/valid_to")
    measure = work.add(MEASURES, Measure(id=work.new_id("msr"), **wish))
    work.tell(events.MEASURE_OPENED, measure)
    return measure


def _give(work: UnitOfWork, measure: Measure, wish: Document) -> Grant:
    person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
    begins = wish.pop("begins") or work.today
    must_not_end_before_it_begins(begins, wish["ends"], "/ends")
    must_live(person, begins, "/begins")
    model.must_be_served(person.status, person.status_since, begins)
    standing = ensure_standings(work, [person.id])[person.id]
    known = work.find(GRANTS, {"cadre_id": person.id}, most=_MOST_OF_ONE)
    model.must_be_given_once(known, measure.id, wish["honour_id"], begins, wish["ends"])
    state = model.state_on(begins, wish["ends"], work.today)
    # A restriction of today says nothing of days that are over.
    barred = standing.barred and state is not GrantState.ENDED
    model.must_be_grantable(measure, begins, barred)
    # A restriction that begins meanwhile, or another grant, changes the standing, and then this runs again.
    work.save(STANDINGS, standing)
    if wish["honour_id"] is not None:
        honour = work.load_many(HONOURS, [wish["honour_id"]]).get(wish["honour_id"])
        if honour is None or honour.cadre_id != person.id or honour.state is HonourState.REVOKED:
            raise NoHonour("该干部没有这项荣誉", "The cadre has no such honour", honour_id=wish["honour_id"])
        model.must_rest_on(honour, begins)
        work.save(HONOURS, honour)  # As with the standing: a revocation meanwhile is noticed.
    made = Grant(work.new_id("grt"), unit_ids=person.unit_ids, begins=begins, state=state, **wish)
    if person.status in _GONE:
        model.had_left(made, _left_on(person.status_since, work.today))
    grant = work.add(GRANTS, made)
    _set_deadlines(work, grant)
    work.tell(events.GRANT_GIVEN, grant)
    return grant


def _follow(work: UnitOfWork, grant: Grant, event: Received) -> None:
    if _set_aside(event, grant) and not _gone(event) and model.come_back(grant, work.today):
        _set_deadlines(work, grant)
        work.tell(events.GRANT_GIVEN, work.save(GRANTS, grant))
    elif _gone(event) and model.leave(
        grant, event.data.get("status_entry"), _left_on(event.data.get("status_since"), work.today)
    ):
        for kind in (GRANT_BEGINS, GRANT_ENDS):
            deadlines.cancel(work, kind, grant.id)
        work.tell(events.GRANT_ENDED, work.save(GRANTS, grant))


def _gone(event: Received) -> bool:
    return event.data.get("status") in _GONE


def _set_aside(event: Received, grant: Grant) -> bool:
    """Whether the entry with which a grant ended was set aside; where that was not told, whether any was."""
    if grant.ended_by == model.NOT_TOLD:
        return bool(event.data.get("set_aside"))
    return set_aside(event, grant.ended_by)


def _left(event: Received, work: UnitOfWork) -> date:
    return _left_on(event.data.get("status_since"), work.today)


def _left_on(since: str | None, today: date) -> date:
    """The day on which somebody left; today where it is not known to the day."""
    return date.fromisoformat(since) if since and len(since) == len("2026-03-02") else today


def _set_deadlines(work: UnitOfWork, grant: Grant) -> None:
    if grant.state is GrantState.COMING:
        deadlines.put(work, GRANT_BEGINS, grant.id, grant.begins - _DAY)
    if grant.ends is not None and LIFE_OF_GRANT.may(grant, GrantStep.END):
        deadlines.put(work, GRANT_ENDS, grant.id, grant.ends)


def revoke_what_rests_on(work: UnitOfWork, honour: Honour, by: str, basis: str) -> None:
    """Take back the grants in force, or to come, that were given because of an honour which is revoked."""
    where = {"honour_id": honour.id, "state": {"$in": [GrantState.COMING.value, GrantState.IN_FORCE.value]}}
    for grant in work.find(GRANTS, where, most=_MOST_GRANTS):
        if model.fall(grant, by, basis):
            _keep_revoked(work, grant)


def _keep_revoked(work: UnitOfWork, grant: Grant) -> None:
    for kind in (GRANT_BEGINS, GRANT_ENDS):
        deadlines.cancel(work, kind, grant.id)
    work.tell(events.GRANT_REVOKED, work.save(GRANTS, grant))
