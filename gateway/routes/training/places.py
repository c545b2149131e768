"""Teaching points, bookings and visits."""

from __future__ import annotations

from gateway.route import ImportKind, Route
from servicekit.schema import page_of
from services.training.errors.common import AlreadyKnown, NoSuchRow, NotInThisState, UnknownEntry
from services.training.errors.places import OverCapacity, PointClosed
from services.training.schemas import places

_T = "/training"

_POINT = f"{_T}/teaching-points/{{point_id}}"

ROWS = [
    Route.post(
        f"{_T}/teaching-points",
        "training.open_point",
        body=places.OpenPoint,
        answer=places.PointOut,
        right="training.teaching-points.manage",
        zh="启用现场教学点",
        en="Bring a teaching point into use",
        problems=[AlreadyKnown],
        example={"code": "JXD-01", "name": "龙梅玉荣旧居展厅", "capacity_per_day": 200, "region": "150206"},
    ),
    Route.get(
        f"{_T}/teaching-points",
        "training.list_points",
        query=places.ListPoints,
        answer=page_of(places.PointOut),
        right="training.teaching-points.read",
        zh="查询现场教学点",
        en="Teaching points",
    ),
    Route.get(
        _POINT,
        "training.get_point",
        query=places.PointOf,
        answer=places.PointOut,
        right="training.teaching-points.read",
        zh="现场教学点详情",
        en="One teaching point",
    ),
    Route.patch(
        _POINT,
        "training.change_point",
        body=places.ChangePoint,
        answer=places.PointOut,
        right="training.teaching-points.manage",
        zh="变更现场教学点",
        en="Change a teaching point",
        example={"capacity_per_day": 240},
    ),
    Route.post(
        f"{_POINT}/closing",
        "training.close_point",
        body=places.ClosePoint,
        answer=places.PointOut,
        status=200,
        right="training.teaching-points.manage",
        zh="停用现场教学点",
        en="Take a teaching point out of use",
        problems=[PointClosed],
    ),
    Route.get(
        f"{_POINT}/availability",
        "training.point_availability",
        query=places.FreeQuery,
        answer=places.FreeOut,
        right="training.teaching-points.read",
        zh="教学点余量",
        en="Places left, day by day",
    ),
    Route.post(
        f"{_POINT}/bookings",
        "training.book_point",
        body=places.BookPoint,
        answer=places.BookingOut,
        location=f"{_T}/bookings/{{id}}",
        right="training.bookings.manage",
        zh="预约教学点",
        en="Book places at a teaching point",
        problems=[OverCapacity, PointClosed],
        example={"begins": "2025-04-08", "people": 60},
    ),
    Route.get(
        f"{_T}/bookings",
        "training.list_bookings",
        query=places.ListBookings,
        answer=page_of(places.BookingOut),
        right="training.bookings.read",
        zh="查询预约",
        en="Bookings",
    ),
    Route.get(
        f"{_T}/bookings/{{booking_id}}",
        "training.get_booking",
        query=places.BookingOf,
        answer=places.BookingOut,
        right="training.bookings.read",
        zh="预约详情",
        en="One booking",
    ),
    Route.post(
        f"{_T}/bookings/{{booking_id}}/release",
        "training.release_booking",
        body=places.BookingOf,
        answer=places.BookingOut,
        status=200,
        right="training.bookings.manage",
        zh="取消预约",
        en="Give booked places back",
        problems=[NotInThisState],
    ),
    Route.post(
        f"{_T}/visits",
        "training.record_visit",
        body=places.RecordVisit,
        answer=places.VisitOut,
        right="training.visits.record",
        zh="记录现场教学",
        en="Record that people were taught at a teaching point",
        problems=[NoSuchRow, UnknownEntry, NotInThisState],
        example={"point_id": "pnt-01", "theme": "loyalty_education", "on": "2025-04-08", "head_count": 58},
    ),
    Route.get(
        f"{_T}/visits",
        "training.list_visits",
        query=places.ListVisits,
        answer=page_of(places.VisitOut),
        right="training.visits.read",
        zh="查询现场教学记录",
        en="Visits by theme, point, unit and dates",
    ),
    Route.get(
        f"{_T}/visits/{{visit_id}}",
        "training.get_visit",
        query=places.VisitOf,
        answer=places.VisitOut,
        right="training.visits.read",
        zh="现场教学记录详情",
        en="One visit",
    ),
    Route.post(
        f"{_T}/visits/{{visit_id}}/annulment",
        "training.annul_visit",
        body=places.AnnulVisit,
        answer=places.VisitOut,
        status=200,
        right="training.visits.record",
        zh="作废现场教学记录",
        en="Take back a visit that was recorded in error",
        problems=[NotInThisState],
        example={"reason": "重复登记"},
    ),
]

IMPORTS: list[ImportKind] = [
    ImportKind(
        "teaching-points",
        "training.import_teaching_points",
        places.OpenPoint,
        right="training.teaching-points.manage",
        zh="现场教学点",
        en="Teaching points",
        problems=[AlreadyKnown, NoSuchRow],
    ),
    ImportKind(
        "visits",
        "training.import_visits",
        places.RecordVisit,
        right="training.visits.record",
        zh="现场教学记录",
        en="Visits",
        problems=[NoSuchRow, UnknownEntry],
    ),
]
