"""Teaching points, bookings and visits."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.training.operations import places

_T = "/training"

_POINT = f"{_T}/teaching-points/{{point_id}}"

# fmt: off
ROWS = [
    Route.post(f"{_T}/teaching-points", places.OPEN_POINT, right="training.teaching-points.manage", zh="启用现场教学点",
        en="Bring a teaching point into use",
        example={"code": "JXD-01", "name": "龙梅玉荣旧居展厅", "capacity_per_day": 200, "region": "150206"}),
    Route.get(f"{_T}/teaching-points", places.LIST_POINTS, right="training.teaching-points.read", zh="查询现场教学点",
        en="Teaching points"),
    Route.get(_POINT, places.GET_POINT, right="training.teaching-points.read", zh="现场教学点详情",
        en="One teaching point"),
    Route.patch(_POINT, places.CHANGE_POINT, right="training.teaching-points.manage", zh="变更现场教学点",
        en="Change a teaching point", example={"capacity_per_day": 240}),
    Route.post(f"{_POINT}/closing", places.CLOSE_POINT, status=200, right="training.teaching-points.manage",
        zh="停用现场教学点", en="Take a teaching point out of use"),
    Route.post(f"{_POINT}/reopening", places.REOPEN_POINT, status=200, right="training.teaching-points.manage",
        zh="恢复使用现场教学点", en="Bring a teaching point that was closed into use again",
        example={"basis": "（示例）停用登记有误"}),
    Route.get(f"{_POINT}/availability", places.POINT_AVAILABILITY, right="training.teaching-points.read",
        zh="教学点余量", en="Places left, day by day"),
    Route.post(f"{_POINT}/bookings", places.BOOK_POINT, location=f"{_T}/bookings/{{id}}",
        right="training.bookings.manage", scope=Scope.PERSON, zh="预约教学点", en="Book places at a teaching point",
        example={"begins": "2025-04-08", "people": 60}),
    Route.get(f"{_T}/bookings", places.LIST_BOOKINGS, right="training.bookings.read",
        scope=Scope.PERSON, zh="查询预约", en="Bookings"),
    Route.get(f"{_T}/bookings/{{booking_id}}", places.GET_BOOKING, right="training.bookings.read",
        scope=Scope.PERSON, zh="预约详情", en="One booking"),
    Route.post(f"{_T}/bookings/{{booking_id}}/release", places.RELEASE_BOOKING, status=200,
        right="training.bookings.manage", scope=Scope.PERSON, zh="取消预约", en="Give booked places back"),
    Route.post(f"{_T}/visits", places.RECORD_VISIT, right="training.visits.record", zh="记录现场教学",
        en="Record that people were taught at a teaching point",
        example={"point_id": "pnt-01", "theme": "loyalty_education", "on": "2025-04-08", "head_count": 58}),
    Route.get(f"{_T}/visits", places.LIST_VISITS, right="training.visits.read", scope=Scope.PERSON,
        zh="查询现场教学记录", en="Visits by theme, point, unit and dates"),
    Route.get(f"{_T}/visits/{{visit_id}}", places.GET_VISIT, right="training.visits.read", scope=Scope.PERSON,
        zh="现场教学记录详情", en="One visit"),
    Route.post(f"{_T}/visits/{{visit_id}}/annulment", places.ANNUL_VISIT, status=200, right="training.visits.record",
        zh="作废现场教学记录", en="Take back a visit that was recorded in error", example={"reason": "重复登记"}),
]

IMPORTS: list[ImportKind] = [
    ImportKind("teaching-points", places.IMPORT_TEACHING_POINTS, right="training.teaching-points.manage",
        zh="现场教学点", en="Teaching points"),
    ImportKind("visits", places.IMPORT_VISITS, right="training.visits.record", zh="现场教学记录", en="Visits"),
]
