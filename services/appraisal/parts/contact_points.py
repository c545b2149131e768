"""Contact points (干部工作联系点)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pymongo

from servicekit import deadlines, queries
from servicekit.bulk import Results
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.events import Received
from servicekit.roster import PEOPLE, UNITS, gone, newest, set_aside
from servicekit.store import Document, Page
from servicekit.work import MOST_FOLLOWED, Reading, UnitOfWork
from services.appraisal.errors.contact_points import ContactPointOpen
from services.appraisal.events import contact_points as events
from services.appraisal.model import contact_points as model
from services.appraisal.model.contact_points import ContactPoint, FollowUp, Visit
from services.appraisal.operations import contact_points as operations
from services.appraisal.schemas import contact_points as schemas
from services.appraisal.store.contact_points import CONTACT_POINTS, VISITS
from services.appraisal.vocabulary.contact_points import LIFE, State, Step

_MOST_VISITS = 10_000
ENDS, FOLLOW_UP = "contact_point_ends", "contact_visit_follow_up"


class ContactPoints:
    """Contact points (干部工作联系点)."""

    @command(operations.OPEN_CONTACT_POINT)
    def open_contact_point(self, wish: Document, work: UnitOfWork) -> ContactPoint:
        """Assign a cadre to a unit."""
        return _keep(work, _opened(work, wish))

    @command(operations.IMPORT_CONTACT_POINTS)
    def import_contact_points(self, wish: Document, work: UnitOfWork) -> Document:
        """Assignments, many at once; one open assignment for a cadre and a unit."""
        results = Results(work)
        good = results.read(schemas.OpenContactPoint, wish["rows"])
        cadres, units = [row["cadre_id"] for _, row in good], [row["unit_id"] for _, row in good]
        work.load_many(PEOPLE, cadres)
        work.load_many(UNITS, units)
        where = {"state": State.OPEN.value, "cadre_id": {"$in": cadres}, "unit_id": {"$in": units}}
        found = work.db[CONTACT_POINTS.name].find(where, {"cadre_id": 1, "unit_id": 1})
        taken = {(one["cadre_id"], one["unit_id"]) for one in found}
        for number, row in good:
            with results.row(number):
                if (row["cadre_id"], row["unit_id"]) in taken:
                    raise ContactPointOpen()
                contact = _opened(work, row)
                taken.add((contact.cadre_id, contact.unit_id))
                results.ok(number, None if wish["dry_run"] else _keep(work, contact).id)
        return results.answer()

    @command(operations.END_CONTACT_POINT)
    def end_contact_point(self, wish: Document, work: UnitOfWork) -> ContactPoint:
        """End an assignment, today, on an earlier day, or by itself on a later one."""
        contact = work.see(CONTACT_POINTS, wish["contact_point_id"])
        ends = wish["ends"] or work.today
        if ends > work.today:
            model.end_later(contact, ends, wish["basis"], work.mark())
            deadlines.put(work, ENDS, contact.id, ends)
            work.tell(events.CHANGED, work.save(CONTACT_POINTS, contact))
            return contact
        model.end(contact, ends, wish["basis"], work.mark())
        deadlines.cancel(work, ENDS, contact.id)
        work.tell(events.ENDED, work.save(CONTACT_POINTS, contact))
        return contact

    @command(operations.ANNUL_CONTACT_POINT)
    def annul_contact_point(self, wish: Document, work: UnitOfWork) -> ContactPoint:
        """Annul an assignment that was entered by mistake: it is kept and counts no more."""
        contact = work.see(CONTACT_POINTS, wish["contact_point_id"])
        model.annul(contact, wish["basis"], work.mark())
        deadlines.cancel(work, ENDS, contact.id)
        work.tell(events.ANNULLED, work.save(CONTACT_POINTS, contact))
        return contact

    @command(operations.RECORD_CONTACT_VISIT)
    def record_contact_visit(self, wish: Document, work: UnitOfWork) -> Visit:
        """Record a visit, with what is to be followed up."""
        contact = work.see(CONTACT_POINTS, wish.pop("contact_point_id"))
        model.visit(contact, wish["on"], work.today, work.mark())
        what, due_on = wish.pop("follow_up"), wish.pop("follow_up_due_on")
        visit = Visit(
            id=work.new_id("cvs"),
            contact_point_id=contact.id,
            cadre_id=contact.cadre_id,
            unit_id=contact.unit_id,
            unit_ids=contact.unit_ids,
            recorded_by=work.principal.account,
            follow_up=FollowUp(what, due_on) if what is not None else None,
            synthetic=contact.synthetic,
            **wish,
        )
        if visit.due_on is not None:
            deadlines.put(work, FOLLOW_UP, visit.id, visit.due_on)
        work.tell(events.VISITED, work.save(CONTACT_POINTS, contact))
        work.tell(events.RECORDED, work.add(VISITS, visit))
        return visit

    @command(operations.SETTLE_CONTACT_VISIT)
    def settle_contact_visit(self, wish: Document, work: UnitOfWork) -> Visit:
        """Say what came of what was to be followed up."""
        visit = work.see(VISITS, wish["visit_id"])
        model.settle(visit, wish["result"], work.today, work.principal.account)
        deadlines.cancel(work, FOLLOW_UP, visit.id)
        work.tell(events.SETTLED, work.save(VISITS, visit))
        return visit

    @command(operations.ANNUL_CONTACT_VISIT)
    def annul_contact_visit(self, wish: Document, work: UnitOfWork) -> Visit:
        """Annul a visit that was entered by mistake: it is kept and counts no more."""
        visit = work.see(VISITS, wish["visit_id"])
        contact = work.load(CONTACT_POINTS, visit.contact_point_id)
        others = work.find(VISITS, {"contact_point_id": contact.id}, most=_MOST_VISITS)
        model.annul_visit(contact, visit, others, wish["basis"], work.mark())
        deadlines.cancel(work, FOLLOW_UP, visit.id)
        work.tell(events.CHANGED, work.save(CONTACT_POINTS, contact))
        work.tell(events.VISIT_ANNULLED, work.save(VISITS, visit))
        return visit

    @query(operations.GET_CONTACT_POINT)
    def get_contact_point(self, wish: Document, read: Reading) -> Document:
        """One contact point."""
        scope = read.scope.filter(cadre="cadre_id")
        return read.get(CONTACT_POINTS, wish["contact_point_id"], scope, answer=schemas.ContactPointOut)

    @query(operations.LIST_CONTACT_POINTS)
    def list_contact_points(self, wish: Document, read: Reading) -> Page:
        """Contact points by cadre, unit and state, the newest first."""
        where = queries.both(queries.filters(wish, "cadre_id", "unit_id", "state"), read.scope.filter(cadre="cadre_id"))
        sorts = queries.orders("begins", state="begins")
        return read.page(
            CONTACT_POINTS, where, wish, sorts=sorts, default_sort="-begins", answer=schemas.ContactPointLine
        )

    @query(operations.LIST_CONTACT_VISITS)
    def list_contact_visits(self, wish: Document, read: Reading) -> Page:
        """The visits of a contact point, the newest first."""
        where = queries.both(queries.filters(wish, "contact_point_id", "overdue"), read.scope.filter(cadre="cadre_id"))
        return read.page(VISITS, where, wish, sorts={"on": [("on", 1)]}, default_sort="-on", answer=schemas.VisitOut)

    @on("registry", "cadre.retired.v1", "cadre.left.v1", "cadre.changed.v1", handler="contact_points_left", batch=50)
    def hear_contacts_leaving(self, received: list[Received], work: UnitOfWork) -> None:
        """Who leaves is nobody's contact any more; where that was a mistake and has been set aside, it goes on."""
        mine = [event for event in received if gone(event) or event.data.get("set_aside")]
        where = {"cadre_id": {"$in": sorted({event.subject for event in mine})}}
        known = work.find(CONTACT_POINTS, where, most=MOST_FOLLOWED) if mine else []
        for event in sorted(mine, key=lambda one: one.sequence):
            for contact in known:
                if contact.cadre_id == event.subject and event.sequence > contact.left:
                    _hear_of_cadre(work, contact, event, known)

    @on("registry", "unit.changed.v1", "unit.merged.v1", "unit.closed.v1", handler="contact_points_units", batch=50)
    def hear_contacts_units(self, received: list[Received], work: UnitOfWork) -> None:
        """They follow their unit to another place; a unit that is merged or closed has no contact any more, until that
        turns out to have been a mistake."""
        told = {event.subject: event for event in newest(received)}
        concerned = [{"state": State.OPEN.value}, {"state": State.ENDED.value, "ended_because": model.UNIT_GONE}]
        where = {"unit_id": {"$in": sorted(told)}, "$or": concerned}
        for contact in work.find(CONTACT_POINTS, where, most=MOST_FOLLOWED):
            event = told[contact.unit_id]
            if event.sequence <= contact.moved:
                continue
            contact.moved, there = event.sequence, event.data["state"] == "active"
            if there and contact.state is State.ENDED:
                model.go_on(contact, work.mark())
                contact.unit_ids = list(event.data["unit_ids"])
                _keep_end(work, contact)
                work.tell(events.WENT_ON, work.save(CONTACT_POINTS, contact))
            elif contact.state is State.ENDED:
                work.save(CONTACT_POINTS, contact)
            elif not there:
                _end_with_unit(work, contact)
            elif contact.unit_ids != event.data["unit_ids"]:
                contact.unit_ids = list(event.data["unit_ids"])
                work.tell(events.CHANGED, work.save(CONTACT_POINTS, contact))
                changes = {"$set": {"unit_ids": contact.unit_ids}, "$inc": {"version": 1}}
                work.write(VISITS, pymongo.UpdateMany({"contact_point_id": contact.id}, changes))

    @deadline(ENDS)
    def contact_point_over(self, due: Deadline, work: UnitOfWork) -> None:
        """An assignment's last day is over."""
        contact = work.load_many(CONTACT_POINTS, [due.subject]).get(due.subject)
        if contact is not None and LIFE.may(contact, Step.END):
            why = contact.ended_because or "last_day_over"
            model.end(contact, max(due.due_on, contact.begins), why, work.mark())
            work.tell(events.ENDED, work.save(CONTACT_POINTS, contact))

    @deadline(FOLLOW_UP)
    def contact_follow_up_missing(self, due: Deadline, work: UnitOfWork) -> None:
        """The day of a follow-up is over: it is overdue, and may still be settled."""
        visit = work.load_many(VISITS, [due.subject]).get(due.subject)
        if visit is not None and model.fall_due(visit):
            work.tell(events.OVERDUE, work.save(VISITS, visit))


def _end_with_unit(work: UnitOfWork, contact: ContactPoint) -> None:
    model.lose_unit(contact, work.today, work.mark())
    deadlines.cancel(work, ENDS, contact.id)
    work.tell(events.ENDED, work.save(CONTACT_POINTS, contact))


def _keep_end(work: UnitOfWork, contact: ContactPoint) -> None:
    if contact.ends is not None:
        deadlines.put(work, ENDS, contact.id, contact.ends)


def _hear_of_cadre(work: UnitOfWork, contact: ContactPoint, event: Received, known: Iterable[ContactPoint]) -> None:
    """End what is open where the cadre has left; let go on what had ended by an entry that is set aside."""
    entry = event.data.get("status_entry")
    if contact.state is State.OPEN and gone(event):
        model.leave(contact, entry, work.today, work.mark())
        deadlines.cancel(work, ENDS, contact.id)
        work.tell(events.ENDED, contact)
    elif contact.state is not State.ENDED or not set_aside(event, contact.left_by):
        if contact.state is not State.OPEN:
            return
    elif gone(event):
        contact.left_by = entry
    elif not any(
        one.state is State.OPEN and one.unit_id == contact.unit_id and one.cadre_id == contact.cadre_id for one in known
    ):
        _go_on(work, contact)
    contact.left = event.sequence
    work.save(CONTACT_POINTS, contact)


def _go_on(work: UnitOfWork, contact: ContactPoint) -> None:
    """As it was, until the day that was set; what became of the unit meanwhile is followed."""
    model.go_on(contact, work.mark())
    work.tell(events.WENT_ON, contact)
    unit = work.load_many(UNITS, [contact.unit_id]).get(contact.unit_id)
    if unit is not None and unit.sequence > contact.moved:
        contact.moved, contact.unit_ids = unit.sequence, list(unit.unit_ids)
    if unit is not None and unit.state != "active":
        model.lose_unit(contact, work.today, work.mark())
        work.tell(events.ENDED, contact)
    else:
        _keep_end(work, contact)


def _moved_ends(moved: Deadline, work: UnitOfWork) -> None:
    contact = work.load_many(CONTACT_POINTS, [moved.subject]).get(moved.subject)
    if contact is not None and LIFE.may(contact, Step.END):
        contact.ends = moved.due_on
        work.save(CONTACT_POINTS, contact)


def _moved_follow_up(moved: Deadline, work: UnitOfWork) -> None:
    visit = work.load_many(VISITS, [moved.subject]).get(moved.subject)
    if visit is not None and visit.follow_up is not None and visit.follow_up_state == "open":
        visit.follow_up.due_on = moved.due_on
        work.save(VISITS, visit)


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {ENDS: _moved_ends, FOLLOW_UP: _moved_follow_up}


def _opened(work: UnitOfWork, wish: Document) -> ContactPoint:
    person, unit = work.named(PEOPLE, wish["cadre_id"], "/cadre_id"), work.named(UNITS, wish["unit_id"], "/unit_id")
    contact = ContactPoint(id=work.new_id("ctp"), unit_ids=unit.unit_ids, **wish)
    model.open_(contact, person.serving, person.unit_id, work.mark())
    return contact


def _keep(work: UnitOfWork, contact: ContactPoint) -> ContactPoint:
    if contact.ends is not None:
        deadlines.put(work, ENDS, contact.id, contact.ends)
    work.tell(events.OPENED, work.add(CONTACT_POINTS, contact))
    return contact
