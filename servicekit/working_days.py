"""Working days (工作日): holidays and make-up days as an administrator has published them, and never a guess as a fact.

The registry owns the calendar; a service that counts working days keeps a copy (`servicekit.calendar`). A year that
nobody has published yet is counted from Monday to Friday, and what was counted so is called provisional until the year
is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from servicekit.store import Collection
from servicekit.work import Reading

_SATURDAY = 5
_MOST_YEARS = 100


@dataclass
class CalendarYear:
    """A published year: days off (放假) and weekend days that are worked (调休上班), with the notice they come from."""

    id: str
    year: int
    holidays: list[date] = field(default_factory=list)
    make_up_days: list[date] = field(default_factory=list)
    basis: str = ""
    sequence: int = 0
    version: int = 0


@dataclass(frozen=True)
class Term:
    """The last day of a period counted in working days, and whether it may still change."""

    last: date
    provisional: bool


class WorkingCalendar:
    """Which days are worked, for the years that are known."""

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self._years = {year.year: year for year in years}
        self._off = {day for year in self._years.values() for day in year.holidays}
        self._on = {day for year in self._years.values() for day in year.make_up_days}

    def knows(self, day: date) -> bool:
        """Whether the year of the day has been published."""
        return day.year in self._years

    def is_working(self, day: date) -> bool:
        """Whether the day is worked; in an unknown year, Monday to Friday."""
        return day in self._on or (day not in self._off and day.weekday() < _SATURDAY)

    def after(self, day: date, count: int) -> Term:
        """The `count`-th working day after `day`, which itself does not count. Raises ValueError below one."""
        if count < 1:
            raise ValueError("at least one working day")
        last, provisional = day, False
        while count:
            last += timedelta(days=1)
            provisional = provisional or not self.knows(last)
            count -= self.is_working(last)
        return Term(last, provisional)

    def count(self, first: date, last: date) -> int:
        """How many working days there are from `first` to `last`, both included."""
        return sum(self.is_working(first + timedelta(days=n)) for n in range((last - first).days + 1))


CALENDAR: Collection[CalendarYear] = Collection("calendar_years", CalendarYear)


def calendar(reading: Reading) -> WorkingCalendar:
    """The calendar as this service knows it, in one round trip."""
    documents = reading.db[CALENDAR.name].find({}).limit(_MOST_YEARS)
    return WorkingCalendar(CALENDAR.to_entity(document) for document in documents)
