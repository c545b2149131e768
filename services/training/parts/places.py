"""Teaching points, bookings within their capacity, and visits with head counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.periods import must_have_come
from servicekit.revisions import Revision
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.training.errors.common import AlreadyKnown, no_such_row
from services.training.events.places import (
    BOOKING_HELD,
    BOOKING_RELEASED,
    POINT_CHANGED,
    POINT_CLOSED,
    POINT_OPENED,
    POINT_REOPENED,
    VISIT_ANNULLED,
    VISIT_RECORDED,
)
from services.training.model import places as model
from services.training.model.places import Booking, PointDay, TeachingPoint, Visit, point_day_id
from services.training.operations import places as operations
from services.training.parts.units import booking_to_run, class_to_run, of_own_units, unit_to_run
from services.training.schemas import places as schemas
from services.training.store.classes import CLASSES
from services.training.store.places import BOOKINGS, POINT_DAYS, POINTS, VISITS, capacities, points_by_code


class Places:
    """Where training happens outside the classroom."""

    @command(operations.OPEN_POINT)
    def open_point(self, wish: Document, work: UnitOfWork) -> TeachingPoint:
        """Bring a base or a teaching point into use."""
        if wish["base_id"] is not None:
            work.load(POINTS, wish["base_id"])
        _must_be_open(work, wish)
        point = work.add(POINTS, TeachingPoint(id=work.new_id("pnt"), **wish))
        work.tell(POINT_OPENED, point)
        return point

    @command(operations.CHANGE_POINT)
    def change_point(self, wish: Document, work: UnitOfWork) -> TeachingPoint:
        """Change a teaching point. Bookings that were promised before stay promised."""
        point = work.load(POINTS, wish.pop("point_id"))
        for name, value in wish.items():
            setattr(point, name, value)
        work.tell(POINT_CHANGED, work.save(POINTS, point))
        return point

    @command(operations.CLOSE_POINT)
    def close_point(self, wish: Document, work: UnitOfWork) -> TeachingPoint:
        """Take a teaching point out of use; nobody can book it any more."""
        point = work.load(POINTS, wish["point_id"])
        on = wish["closed_on"] or work.today
        must_have_come(on, work.today, "/closed_on")
        model.close_point(point, on)
        work.tell(POINT_CLOSED, work.save(POINTS, point))
        return point

    @command(operations.REOPEN_POINT)
    def reopen_point(self, wish: Document, work: UnitOfWork) -> TeachingPoint:
        """Bring a teaching point into use again that was closed (更正停用); it can be booked as before."""
        point = work.load(POINTS, wish["point_id"])
        model.reopen_point(point, Revision(work.now, work.principal.account, wish["basis"]))
        work.tell(POINT_REOPENED, work.save(POINTS, point))
        return point

    @command(operations.IMPORT_TEACHING_POINTS)
    def import_teaching_points(self, wish: Document, work: UnitOfWork) -> Document:
        """Teaching points, many at once; the code of each is new."""
        results = Results(work)
        good = results.read(schemas.OpenPoint, wish["rows"])
        taken = queries.taken(work.db, POINTS, "code", (row["code"] for _, row in good))
        bases = queries.known_ids(work.db, POINTS, (row["base_id"] for _, row in good if row["base_id"]))
        for number, row in good:
            with results.row(number):
                if row["code"] in taken:
                    raise AlreadyKnown("教学点编号已在用", "The code is in use already", field="code")
                if row["base_id"] and row["base_id"] not in bases:
                    raise no_such_row("/base_id", "所属基地不存在", "There is no such base")
                _must_be_open(work, row)
                taken.add(row["code"])
                point = TeachingPoint(id=work.new_id("pnt"), **row)
                results.ok(number, None if wish["dry_run"] else point.id)
                if not wish["dry_run"]:
                    work.tell(POINT_OPENED, work.add(POINTS, point))
        return results.answer()

    @query(operations.GET_POINT)
    def get_point(self, wish: Document, read: Reading) -> Document:
        """One teaching point."""
        return read.get(POINTS, wish["point_id"])

    @query(operations.LIST_POINTS)
    def list_points(self, wish: Document, read: Reading) -> Page:
        """Teaching points by kind, state, region, base and theme."""
        where = queries.filters(wish, "kind", "state", "region", "base_id", "code", theme="themes")
        return read.page(
            POINTS, where, wish, sorts=queries.orders("code", state="_id"), default_sort="code", answer=schemas.PointOut
        )

    @query(operations.POINT_AVAILABILITY)
    def point_availability(self, wish: Document, read: Reading) -> Document:
        """Places left at a teaching point, day by day."""
        point = read.get(POINTS, wish["point_id"])
        days = model.days_of(wish["begins"], wish["ends"])
        ids = [point_day_id(point["_id"], day) for day in days]
        booked = {row["day"]: row["booked"] for row in read.db[POINT_DAYS.name].find({"_id": {"$in": ids}})}
        capacity = point["capacity_per_day"]
        return {
            "point_id": point["_id"],
            "capacity_per_day": capacity,
            "items": [
                {"day": day, "booked": taken, "free": max(0, capacity - taken)}
                for day, taken in ((day, booked.get(day.isoformat(), 0)) for day in days)
            ],
        }

    @command(operations.BOOK_POINT)
    def book_point(self, wish: Document, work: UnitOfWork) -> Booking:
        """Book places on each day of a period, never more than the point takes in a day; a unit for itself."""
        point = work.load(POINTS, wish["point_id"])
        wish["unit_id"] = unit_to_run(work, wish["unit_id"])
        if wish["class_id"] is not None:
            class_to_run(work, wish["class_id"])
        wish["ends"] = wish["ends"] or wish["begins"]
        model.must_not_be_over(wish["begins"], work.today)
        booking = Booking(id=work.new_id("bkg"), **wish)
        known = _days(work, booking)
        for guard in model.book(point, booking, {guard.day: guard for guard in known.values()}):
            if guard.id in known:
                work.save(POINT_DAYS, guard)
            else:
                work.add(POINT_DAYS, guard)
        work.tell(BOOKING_HELD, work.add(BOOKINGS, booking))
        return booking

    @command(operations.RELEASE_BOOKING)
    def release_booking(self, wish: Document, work: UnitOfWork) -> Booking:
        """Give booked places back."""
        booking = booking_to_run(work, wish["booking_id"])
        days = _days(work, booking)
        model.release(booking, list(days.values()))
        for guard in days.values():
            work.save(POINT_DAYS, guard)
        work.tell(BOOKING_RELEASED, work.save(BOOKINGS, booking))
        return booking

    @query(operations.GET_BOOKING)
    def get_booking(self, wish: Document, read: Reading) -> Document:
        """One booking."""
        return read.get(BOOKINGS, wish["booking_id"], of_own_units(read))

    @query(operations.LIST_BOOKINGS)
    def list_bookings(self, wish: Document, read: Reading) -> Page:
        """Bookings by point, unit, class and dates."""
        where = queries.filters(wish, "point_id", "class_id", "state", unit_id="unit_id")
        where |= queries.between(wish, "begins")
        sorts = queries.orders("begins", state="begins")
        where = queries.both(of_own_units(read), where)
        return read.page(BOOKINGS, where, wish, sorts=sorts, default_sort="begins", answer=schemas.BookingOut)

    @command(operations.RECORD_VISIT)
    def record_visit(self, wish: Document, work: UnitOfWork) -> Visit:
        """Record that people were taught at a teaching point; a booking that it names is used up."""
        visit = _visit(work, wish, _Known.of(work, [wish]))
        if visit.booking_id is not None:
            booking = work.load(BOOKINGS, visit.booking_id)
            model.use(booking, visit)
            work.save(BOOKINGS, booking)
        work.tell(VISIT_RECORDED, work.add(VISITS, visit))
        return visit

    @command(operations.IMPORT_VISITS)
    def import_visits(self, wish: Document, work: UnitOfWork) -> Document:
        """Visits, many at once, with the point by id or by code."""
        results = Results(work)
        good = results.read(schemas.RecordVisit, wish["rows"])
        known = _Known.of(work, [row for _, row in good])
        for number, row in good:
            with results.row(number):
                visit = _visit(work, row, known)
                results.ok(number, None if wish["dry_run"] else visit.id)
                if not wish["dry_run"]:
                    work.tell(VISIT_RECORDED, work.add(VISITS, visit))
        return results.answer()

    @command(operations.ANNUL_VISIT)
    def annul_visit(self, wish: Document, work: UnitOfWork) -> Visit:
        """Take back a visit that was recorded in error; the booking that it used is held again."""
        visit = work.load(VISITS, wish["visit_id"])
        booking = work.load_many(BOOKINGS, [visit.booking_id] if visit.booking_id else []).get(visit.booking_id or "")
        model.annul(visit, booking, wish["reason"], work.principal.account)
        if booking is not None:
            work.save(BOOKINGS, booking)
        work.tell(VISIT_ANNULLED, work.save(VISITS, visit))
        return visit

    @query(operations.GET_VISIT)
    def get_visit(self, wish: Document, read: Reading) -> Document:
        """One visit."""
        return read.get(VISITS, wish["visit_id"], of_own_units(read))

    @query(operations.LIST_VISITS)
    def list_visits(self, wish: Document, read: Reading) -> Page:
        """Visits by theme, point, unit, class and dates, newest first."""
        where = queries.filters(wish, "theme", "point_id", "class_id", "state", unit_id="unit_id")
        where |= queries.between(wish, "on")
        sorts = queries.orders("on", state="on")
        where = queries.both(of_own_units(read), where)
        return read.page(VISITS, where, wish, sorts=sorts, default_sort="-on", answer=schemas.VisitOut)


def _days(work: UnitOfWork, booking: Booking) -> dict[str, PointDay]:
    return work.load_many(
        POINT_DAYS, (point_day_id(booking.point_id, day) for day in model.days_of(booking.begins, booking.ends))
    )


@dataclass
class _Known:
    """What the rows of visits may name, read once for all of them."""

    capacities: dict[str, int]
    by_code: dict[str, str]
    classes: set[str]

    @classmethod
    def of(cls, work: UnitOfWork, rows: Sequence[Document]) -> _Known:
        by_code = points_by_code(work.db, (row["point_code"] for row in rows if row["point_code"]))
        return cls(
            capacities(work.db, [*by_code.values(), *(row["point_id"] for row in rows if row["point_id"])]),
            by_code,
            queries.known_ids(work.db, CLASSES, (row["class_id"] for row in rows if row["class_id"])),
        )


def _visit(work: UnitOfWork, row: Document, known: _Known) -> Visit:
    """A visit from a row. Raises NoSuchRow for an unknown point or class, DayNotCome and OverCapacity."""
    values: dict[str, Any] = dict(row)
    must_have_come(values["on"], work.today, "/on")
    code = values.pop("point_code")
    if code is not None:
        values["point_id"] = known.by_code.get(code)
    if values["point_id"] not in known.capacities:
        raise no_such_row("/point_code" if code else "/point_id", "现场教学点不存在", "There is no such teaching point")
    if values["class_id"] and values["class_id"] not in known.classes:
        raise no_such_row("/class_id", "班次不存在", "There is no such class")
    visit = Visit(id=work.new_id("vis"), **values)
    model.must_hold(visit.point_id, known.capacities[visit.point_id], visit)
    return visit


def _must_be_open(work: UnitOfWork, wish: Document) -> None:
    if wish["opened_on"] is not None:
        must_have_come(wish["opened_on"], work.today, "/opened_on")
