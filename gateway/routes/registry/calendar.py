"""Rows of the working calendar (工作日历)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PLAIN
from services.registry.operations import calendar

# fmt: off
ROWS: list[Route] = [
    Route.post("/working-calendars", calendar.PUBLISH_CALENDAR, location="/working-calendars/{year}",
        right="registry.calendar.manage", zh="发布年度工作日历", en="Publish the working days of a year",
        example={
            "year": 2026, "holidays": ["2026-10-01", "2026-10-02"], "make_up_days": ["2026-10-10"],
            "basis": "（示例）2026年部分节假日安排的通知",
        }, **PLAIN),
    Route.get("/working-calendars", calendar.LIST_CALENDARS, right="registry.units.read", zh="查询已发布的工作日历",
        en="The years whose working days are published", **PLAIN),
    Route.get("/working-calendars/count", calendar.COUNT_WORKING_DAYS, right="registry.units.read", zh="推算工作日期限",
        en="The last day of a period of working days", example={"after": "2026-09-30", "days": 5}, **PLAIN),
    Route.get("/working-calendars/{year}", calendar.GET_CALENDAR, right="registry.units.read", zh="年度工作日历",
        en="The working days of a year", **PLAIN),
]
