"""The calendar that the registry publishes, as a service that counts working days follows it: a copy, year by year."""

from __future__ import annotations

from datetime import date
from typing import Any

from servicekit import deadlines
from servicekit.calls import on
from servicekit.events import Received
from servicekit.work import UnitOfWork
from servicekit.working_days import CALENDAR


class FollowsCalendar:
    """A part of a service that keeps `CALENDAR`; deadlines that reach into a newly published year are counted anew."""

    @on("registry", "calendar.published.v1", handler="calendar")
    def keep_calendar(self, event: Received, work: UnitOfWork) -> None:
        """Keep the year, and have the deadlines looked at that it may move."""
        year = int(event.data["year"])
        told: dict[str, Any] = {name: event.data[name] for name in ("year", "holidays", "make_up_days", "basis")}
        work.keep_latest(CALENDAR, (event.subject, event.sequence, told))
        deadlines.count_anew(work, date(year, 1, 1), date(year, 12, 31))
