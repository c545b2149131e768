"""Offered: teaching points, bookings within their capacity, and visits with head counts."""

from __future__ import annotations

from servicekit.errors import DayNotCome, UnknownEntry, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.training.errors.classes import NoClass
from services.training.errors.common import AlreadyKnown, NoSuchRow, NotInThisState
from services.training.errors.places import BookingInThePast, NoBooking, NoPoint, NoVisit, OverCapacity, PointClosed
from services.training.schemas import places as schemas

# fmt: off
OPEN_POINT = Command(
    "training.open_point", schemas.OpenPoint, schemas.PointOut,
    refuses=(DayNotCome, AlreadyKnown, NoPoint, UnknownEntry),
    put_right=("change_point", "close_point"),
)
CHANGE_POINT = Command(
    "training.change_point", schemas.ChangePoint, schemas.PointOut,
    refuses=(NoPoint, UnknownEntry),
    put_right=("change_point",),
)
CLOSE_POINT = Command(
    "training.close_point", schemas.ClosePoint, schemas.PointOut,
    refuses=(PointClosed, DayNotCome, NoPoint),
    put_right=("reopen_point",),
)
REOPEN_POINT = Command(
    "training.reopen_point", schemas.ReopenPoint, schemas.PointOut,
    refuses=(NotInThisState, NoPoint),
    put_right=("close_point",),
)
IMPORT_TEACHING_POINTS = BulkCommand(
    "training.import_teaching_points", row=schemas.OpenPoint,
    refuses=(DayNotCome, AlreadyKnown, NoSuchRow, UnknownEntry),
    put_right=("change_point", "close_point"),
)
GET_POINT = Query("training.get_point", schemas.PointOf, schemas.PointOut, refuses=(NoPoint,))
LIST_POINTS = Query("training.list_points", schemas.ListPoints, page_of(schemas.PointOut))
POINT_AVAILABILITY = Query("training.point_availability", schemas.FreeQuery, schemas.FreeOut, refuses=(NoPoint,))
BOOK_POINT = Command(
    "training.book_point", schemas.BookPoint, schemas.BookingOut,
    refuses=(OverCapacity, PointClosed, BookingInThePast, NoClass, NoPoint, UnknownUnit, UnknownEntry),
    put_right=("release_booking",),
)
RELEASE_BOOKING = Command(
    "training.release_booking", schemas.BookingOf, schemas.BookingOut,
    refuses=(NotInThisState, NoBooking),
    put_right=("book_point",),
)
GET_BOOKING = Query("training.get_booking", schemas.BookingOf, schemas.BookingOut, refuses=(NoBooking,))
LIST_BOOKINGS = Query("training.list_bookings", schemas.ListBookings, page_of(schemas.BookingOut))
RECORD_VISIT = Command(
    "training.record_visit", schemas.RecordVisit, schemas.VisitOut,
    refuses=(NoSuchRow, UnknownEntry, DayNotCome, OverCapacity, NotInThisState, NoBooking),
    put_right=("annul_visit",),
)
IMPORT_VISITS = BulkCommand(
    "training.import_visits", row=schemas.RecordVisit,
    refuses=(NoSuchRow, UnknownEntry, DayNotCome, OverCapacity),
    put_right=("annul_visit",),
)
ANNUL_VISIT = Command(
    "training.annul_visit", schemas.AnnulVisit, schemas.VisitOut,
    refuses=(NotInThisState, NoVisit),
    put_right=("record_visit",),
)
GET_VISIT = Query("training.get_visit", schemas.VisitOf, schemas.VisitOut, refuses=(NoVisit,))
LIST_VISITS = Query("training.list_visits", schemas.ListVisits, page_of(schemas.VisitOut))
