"""Told: the calendar of working days (工作日历)."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class CalendarData(Schema):
    """A published year of working days, whole: the newest event of a year alone is enough."""

    year = fields.Int(required=True, metadata={"zh": "年度"})
    holidays = fields.List(fields.Date(), required=True, metadata={"zh": "放假日"})
    make_up_days = fields.List(fields.Date(), required=True, metadata={"zh": "调休上班日"})
    basis = fields.String(required=True, metadata={"zh": "依据文件"})


CALENDAR_PUBLISHED = EVENTS.event(
    "calendar.published.v1",
    CalendarData,
    "The working days of a year were published, or published anew; terms that reach into the year are counted anew.",
    zh="工作日历已发布",
    example={
        "year": 2026,
        "holidays": ["2026-10-01"],
        "make_up_days": ["2026-10-10"],
        "basis": "（示例）放假安排的通知",
    },
)
