"""Working days of the demonstration year: weekends, the fixed holidays and those of the notices are left out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from demonstration.working_calendar import YEARS

# First and last (month, day) of holidays that fall alike in every year, with room for the spring festival's usual days.
_HOLIDAYS = (((1, 1), (1, 3)), ((1, 28), (2, 4)), ((4, 4), (4, 5)), ((5, 1), (5, 5)), ((10, 1), (10, 8)))
_NOTICED = frozenset(day for year in YEARS for day in year.holidays)

_CITY = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Today in the city."""
    return datetime.now(_CITY).date()


def is_working(day: date) -> bool:
    """Whether classes may be held on the day."""
    fixed = any(first <= (day.month, day.day) <= last for first, last in _HOLIDAYS)
    return day.weekday() < 5 and not fixed and day not in _NOTICED


def half_days(begins: date, wanted: int) -> list[tuple[date, str]]:
    """Half days (morning, afternoon) one after the other from a day on."""
    slots: list[tuple[date, str]] = []
    day = begins
    while len(slots) < wanted:
        if is_working(day):
            slots += [(day, "morning"), (day, "afternoon")]
        day += timedelta(days=1)
    return slots[:wanted]


def monday(year: int, month: int, day: int) -> date:
    """The first Monday on or after a day."""
    start = date(year, month, day)
    return start + timedelta(days=-start.weekday() % 7)


def before(day: date, ago: int) -> date:
    """The working day that is so many working days before."""
    found = day
    for _ in range(ago):
        found -= timedelta(days=1)
        while not is_working(found):
            found -= timedelta(days=1)
    return found


def any_working(chance: Random, first: date, last: date) -> date:
    """A working day by chance between two days, both included."""
    while True:
        day = first + timedelta(days=chance.randrange((last - first).days + 1))
        if is_working(day):
            return day
