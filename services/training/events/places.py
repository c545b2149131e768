"""Events of teaching points, bookings and visits."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.training.events.common import EVENTS


class PointData(Schema):
    point_id = fields.String(required=True, attribute="id")
    code = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    capacity_per_day = fields.Integer(required=True)
    synthetic = fields.Boolean(required=True)


_POINT = {
    "point_id": "pnt-01",
    "code": "JXD-01",
    "kind": "point",
    "state": "open",
    "region": "150203",
    "capacity_per_day": 200,
    "synthetic": True,
}
POINT_OPENED = EVENTS.event(
    "teaching_point.opened.v1", PointData, "A teaching point is in use.", zh="现场教学点已启用", example=_POINT
)
POINT_CHANGED = EVENTS.event(
    "teaching_point.changed.v1", PointData, "A teaching point was changed.", zh="现场教学点已变更", example=_POINT
)
POINT_CLOSED = EVENTS.event(
    "teaching_point.closed.v1",
    PointData,
    "A teaching point is out of use.",
    zh="现场教学点已停用",
    example={**_POINT, "state": "closed"},
)


POINT_REOPENED = EVENTS.event(
    "teaching_point.reopened.v1",
    PointData,
    "A teaching point that was closed is in use again.",
    zh="现场教学点已恢复使用",
    example=_POINT,
)


class BookingData(Schema):
    booking_id = fields.String(required=True, attribute="id")
    point_id = fields.String(required=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    people = fields.Integer(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    class_id = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_BOOKING = {
    "booking_id": "bkg-01",
    "point_id": "pnt-01",
    "begins": "2025-04-08",
    "ends": "2025-04-08",
    "people": 60,
    "unit_id": "unt-07",
    "class_id": None,
    "state": "held",
    "synthetic": True,
}
BOOKING_HELD = EVENTS.event(
    "booking.held.v1", BookingData, "A teaching point has promised places.", zh="教学点预约成功", example=_BOOKING
)
BOOKING_RELEASED = EVENTS.event(
    "booking.released.v1",
    BookingData,
    "Places at a teaching point were given back.",
    zh="教学点预约取消",
    example={**_BOOKING, "state": "released"},
)


class VisitData(Schema):
    visit_id = fields.String(required=True, attribute="id")
    point_id = fields.String(required=True)
    theme = fields.String(required=True)
    on = fields.Date(required=True)
    head_count = fields.Integer(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    class_id = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_VISIT = {
    "visit_id": "vis-01",
    "point_id": "pnt-01",
    "theme": "loyalty_education",
    "on": "2025-04-08",
    "head_count": 58,
    "unit_id": "unt-07",
    "class_id": None,
    "state": "recorded",
    "synthetic": True,
}
VISIT_RECORDED = EVENTS.event(
    "visit.recorded.v1",
    VisitData,
    "People were taught at a teaching point; a head count.",
    zh="现场教学已记录",
    example=_VISIT,
)
VISIT_ANNULLED = EVENTS.event(
    "visit.annulled.v1",
    VisitData,
    "A visit was recorded in error and does not count.",
    zh="现场教学记录已作废",
    example={**_VISIT, "state": "annulled"},
)
