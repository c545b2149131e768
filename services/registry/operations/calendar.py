"""Offered: the working calendar (工作日历): published by an administrator, counted with by everybody."""

from __future__ import annotations

from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.registry.errors.calendar import BadCalendar, NoCalendar
from services.registry.schemas import calendar as schemas

# fmt: off
PUBLISH_CALENDAR = Command(
    "registry.publish_calendar", schemas.PublishCalendar, schemas.CalendarOut,
    refuses=(BadCalendar,),
    put_right=("publish_calendar",),
)
GET_CALENDAR = Query("registry.get_calendar", schemas.CalendarOf, schemas.CalendarOut, refuses=(NoCalendar,))
LIST_CALENDARS = Query("registry.list_calendars", schemas.ListCalendars, page_of(schemas.CalendarLine))
COUNT_WORKING_DAYS = Query("registry.count_working_days", schemas.CountDays, schemas.CountOut)
