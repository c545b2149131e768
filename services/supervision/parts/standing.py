"""Restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from datetime import date, timedelta

from servicekit import deadlines, queries
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.events import Received
from servicekit.periods import must_not_end_before_it_begins
from servicekit.roster import PEOPLE, follow
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.supervision.events import standing as events
from services.supervision.model import standing as model
from services.supervision.model.standing import Clearance, Restriction, Standing, State, Step
from services.supervision.model.vetting import Purpose
from services.supervision.operations import standing as operations
from services.supervision.parts.books import stopping_results
from services.supervision.schemas import standing as schemas
from services.supervision.store.standing import CLEARANCES, RESTRICTIONS, STANDINGS
from services.supervision.store.vetting import VETTINGS

BEGINS, ENDS = "restriction_begins", "restriction_ends"
SYSTEM = "supervision"


class Standings:
    """What holds against a cadre, since when and until when; and what may be done nevertheless."""

    @command(operations.IMPOSE_RESTRICTION)
    def impose_restriction(self, wish: Document, work: UnitOfWork) -> Restriction:
        """Enter a restriction; it begins and ends by itself. Its kind's rule says what it bars and for how long."""
        person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
        must_not_end_before_it_begins(wish["begins"], wish["ends"], "/ends")
        queries.must_know(work.db, "supervision.restriction_kinds", [wish["kind"]], "/kind")
        kind = work.rules[f"supervision.restriction.{wish['kind']}"].value
        if wish["ends"] is None and kind["months"]:
            wish["ends"] = model.add_months(wish["begins"], int(kind["months"]))
        restriction = Restriction(
            id=work.new_id("rst"),
            unit_ids=person.unit_ids,
            effects=sorted(kind["effects"]),
            imposed_by=work.principal.account,
            imposed_at=work.now,
            **wish,
        )
        work.add(RESTRICTIONS, restriction)
        work.tell(events.RESTRICTION_IMPOSED, restriction)
        _settle(work, restriction)
        if restriction.state is State.SCHEDULED:
            deadlines.put(work, BEGINS, restriction.id, restriction.begins - timedelta(days=1))
        if restriction.ends and restriction.state is not State.ENDED:
            deadlines.put(work, ENDS, restriction.id, restriction.ends)
        return restriction

    @command(operations.LIFT_RESTRICTION)
    def lift_restriction(self, wish: Document, work: UnitOfWork) -> Restriction:
        """End a restriction early, from today on."""
        restriction = work.load(RESTRICTIONS, wish["restriction_id"])
        close(work, restriction, Step.LIFT, work.principal.account, wish["basis"])
        return restriction

    @command(operations.ANNUL_RESTRICTION)
    def annul_restriction(self, wish: Document, work: UnitOfWork) -> Restriction:
        """Take back a restriction that was entered in error: it counts as never having been."""
        restriction = work.load(RESTRICTIONS, wish["restriction_id"])
        close(work, restriction, Step.ANNUL, work.principal.account, wish["basis"])
        return restriction

    @query(operations.GET_RESTRICTION)
    def get_restriction(self, wish: Document, read: Reading) -> Document:
        """One restriction."""
        return read.get(
            RESTRICTIONS, wish["restriction_id"], read.scope.filter(cadre="cadre_id"), answer=schemas.RestrictionOut
        )

    @query(operations.LIST_RESTRICTIONS)
    def list_restrictions(self, wish: Document, read: Reading) -> Page:
        """Restrictions by cadre, unit, state and kind, the newest first."""
        where = queries.both(
            queries.filters(wish, "cadre_id", "unit_id", "state", "kind"), read.scope.filter(cadre="cadre_id")
        )
        sorts = {"begins": [("begins", 1)]}
        return read.page(RESTRICTIONS, where, wish, sorts=sorts, default_sort="-begins", answer=schemas.RestrictionOut)

    @query(operations.GET_STANDING)
    def get_standing(self, wish: Document, read: Reading) -> Standing:
        """What holds against a cadre at this moment."""
        person = read.get(PEOPLE, wish["cadre_id"], read.scope.filter())
        found = read.db[STANDINGS.name].find_one({"_id": person["_id"]})
        return STANDINGS.to_entity(found) if found else Standing(person["_id"])

    @on("incentive", "clearance.requested.v1", handler="clearances", batch=50)
    def hear_clearances(self, received: list[Received], work: UnitOfWork) -> None:
        """Say whether something may be done now. Standing and answer are one transaction, so the order is theirs."""
        known = work.load_many(CLEARANCES, (event.data["request_id"] for event in received))
        standings = _standings(work, [event.data["cadre_id"] for event in received])
        stopped = stopping_results(work, standings)
        for event in received:
            data = event.data
            if data["request_id"] in known:
                continue
            standing = standings[data["cadre_id"]]
            if not standing.unit_ids:
                standing.unit_ids, standing.synthetic = list(data["unit_ids"]), bool(data.get("synthetic"))
            purpose = Purpose(data["purpose"])
            given, reasons = model.judge(standing, purpose)
            if by_results := stopped.get((standing.id, purpose), []):
                given, reasons = False, [*reasons, *by_results]
            clearance = Clearance(
                id=data["request_id"],
                cadre_id=standing.id,
                unit_ids=list(data["unit_ids"]),
                requested_by=event.service,
                reference_id=data["reference_id"],
                purpose=purpose,
                given=given,
                reasons=reasons,
                at=work.now,
                synthetic=bool(data.get("synthetic")),
            )
            known[clearance.id] = work.add(CLEARANCES, clearance)
            answer = {
                name: getattr(clearance, name)
                for name in ("request_id", "requested_by", "reference_id", "purpose", "given", "reasons", "synthetic")
            }
            # Told of the standing, so that its sequence orders clearances and restrictions for everybody.
            work.tell(events.CLEARANCE_GIVEN if given else events.CLEARANCE_REFUSED, standing, **answer)

    @on("registry", "cadre.transferred.v1", handler="moved", batch=50)
    def hear_moves(self, received: list[Received], work: UnitOfWork) -> None:
        """What is under way about a cadre follows them to their new unit."""
        for restriction in follow(received, work, RESTRICTIONS):
            work.tell(events.RESTRICTION_CHANGED, restriction)
        follow(received, work, VETTINGS)
        follow(received, work, STANDINGS, about="_id")

    @deadline(BEGINS)
    def restriction_begins(self, due: Deadline, work: UnitOfWork) -> None:
        """The day before a restriction is over: it begins."""
        restriction = work.load(RESTRICTIONS, due.subject)
        if model.LIFE.may(restriction, Step.BEGIN):
            restriction.begins = due.due_on + timedelta(days=1)
            _settle(work, restriction)

    @deadline(ENDS)
    def restriction_ends(self, due: Deadline, work: UnitOfWork) -> None:
        """A restriction's last day is over."""
        restriction = work.load(RESTRICTIONS, due.subject)
        if restriction.state in (State.SCHEDULED, State.IN_FORCE):
            restriction.ends = due.due_on
            _settle(work, restriction)


def begin_moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved the day before a restriction begins."""
    restriction = work.load(RESTRICTIONS, moved.subject)
    restriction.begins = moved.due_on + timedelta(days=1)
    work.tell(events.RESTRICTION_CHANGED, work.save(RESTRICTIONS, restriction))


def end_moved(moved: Deadline, work: UnitOfWork) -> None:
    """An operator has moved a restriction's last day."""
    restriction = work.load(RESTRICTIONS, moved.subject)
    restriction.ends = moved.due_on
    work.tell(events.RESTRICTION_CHANGED, work.save(RESTRICTIONS, restriction))


MOVED = {BEGINS: begin_moved, ENDS: end_moved}


def close(work: UnitOfWork, restriction: Restriction, step: Step, by: str, basis: str) -> None:
    """Lift or annul a restriction, with all that hangs on it. Raises RestrictionOver."""
    standing = _standings(work, [restriction.cadre_id])[restriction.cadre_id]
    changed = model.close(restriction, standing, step)
    restriction.closed_by, restriction.closed_basis = by, basis
    if step is Step.LIFT and (restriction.ends is None or restriction.ends > work.today):
        restriction.ends = work.today
    deadlines.cancel(work, BEGINS, restriction.id)
    deadlines.cancel(work, ENDS, restriction.id)
    annulled = step is Step.ANNUL
    work.tell(events.RESTRICTION_ANNULLED if annulled else events.RESTRICTION_ENDED, restriction)
    work.save(RESTRICTIONS, restriction)
    if changed:
        work.tell(events.STANDING_CHANGED, standing)


def shorten(work: UnitOfWork, restriction: Restriction, ends: date) -> None:
    """An earlier end; one in the past ends the restriction at once. Raises RestrictionOver, EndsBeforeItBegins."""
    model.LIFE.move(restriction, Step.SHORTEN)
    must_not_end_before_it_begins(restriction.begins, ends, "/new_ends")
    restriction.ends = ends
    work.tell(events.RESTRICTION_CHANGED, restriction)
    _settle(work, restriction)
    if ends < work.today:
        deadlines.cancel(work, ENDS, restriction.id)
    else:
        deadlines.put(work, ENDS, restriction.id, ends)


def _settle(work: UnitOfWork, restriction: Restriction) -> None:
    standing = _standings(work, [restriction.cadre_id])[restriction.cadre_id]
    standing.unit_ids, standing.synthetic = list(restriction.unit_ids), restriction.synthetic
    happened = model.settle(restriction, standing, work.today)
    work.save(RESTRICTIONS, restriction)
    if Step.BEGIN in happened:
        work.tell(events.RESTRICTION_BEGAN, restriction)
    if Step.END in happened:
        work.tell(events.RESTRICTION_ENDED, restriction)
    if len(happened) == 1:
        # One that began and ended in the past changes nothing of what holds now.
        work.tell(events.STANDING_CHANGED, standing)


def _standings(work: UnitOfWork, cadre_ids: list[str]) -> dict[str, Standing]:
    """The standings, made where there is none, each to be kept: whoever changes or reads one here orders the others."""
    found = work.load_many(STANDINGS, cadre_ids)
    for id in dict.fromkeys(cadre_ids):
        if id not in found:
            found[id] = work.add(STANDINGS, Standing(id))
        else:
            work.save(STANDINGS, found[id])
    return found
