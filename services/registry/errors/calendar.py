"""Refusals: the calendar of working days (工作日历)."""

from __future__ import annotations

from servicekit.errors import Invalid, NotFound


class NoCalendar(NotFound):
    """The working days of that year have not been published."""

    code = "registry/no-calendar"
    zh = "该年度工作日历尚未发布"
    en = "The working days of that year have not been published"


class BadCalendar(Invalid):
    """Days of a calendar contradict each other, or are not of its year."""

    code = "registry/bad-calendar"
    zh = "工作日历的日期有误"
    en = "Days of the calendar are wrong"
