"""Periods (起止日期): pure rules that every service's days keep."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Protocol

from servicekit.errors import DayNotCome, EndsBeforeItBegins, HasDied, field_error

ONE_DAY = timedelta(days=1)


def must_not_end_before_it_begins(begins: date | None, ends: date | None, pointer: str) -> None:
    """Raises EndsBeforeItBegins, naming the field at `pointer`; a period without one of its days is not looked at."""
    if begins is not None and ends is not None and ends < begins:
        zh, en = f"不得早于开始日期{begins.isoformat()}", f"Not before {begins.isoformat()}, when it begins"
        raise EndsBeforeItBegins(
            zh,
            en,
            errors=[field_error(pointer, "ends-before-it-begins", zh, en)],
            begins=begins.isoformat(),
            ends=ends.isoformat(),
        )


def must_have_come(day: date, today: date, pointer: str) -> None:
    """Raises DayNotCome, naming the field at `pointer`, for the day of something that cannot have happened yet."""
    if day > today:
        zh, en = f"{day.isoformat()}尚未到来，不得晚于{today.isoformat()}", f"{day.isoformat()} has not come yet"
        problem = field_error(pointer, "day-not-come", zh, en)
        raise DayNotCome(zh, en, errors=[problem], day=day.isoformat(), latest=today.isoformat())


def last_day_of(begins: date, months: int) -> date:
    """The last day of a period of so many months: the one before the same day of the month, or the month's last where
    it has no such day."""
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, length) if begins.day > length else date(year, month + 1, begins.day) - ONE_DAY


def before(since: str | None, day: date) -> bool:
    """Whether something that is known to the year, the month or the day was before a day; what is not known was."""
    return since is None or since < day.isoformat()[: len(since)]


def latest_of(since: str | None) -> date | None:
    """The latest day that something can have been on that is known to the year, the month or the day; None for what is
    not known."""
    if since is None:
        return None
    year, month, day = (*map(int, since.split("-")), 0, 0)[:3]
    return date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])


class Mortal(Protocol):
    """Somebody of whom it is known when they died."""

    status_since: str | None

    def dead_by(self, day: date) -> bool: ...


def must_live(person: Mortal, on: date, pointer: str) -> None:
    """Raises HasDied, naming the field at `pointer`, for what is done about somebody on a day after their death."""
    if person.dead_by(on):
        zh = f"该干部已去世（{person.status_since or '日期未载'}），不能再办理{on.isoformat()}的事项"
        en = f"The cadre died ({person.status_since or 'day not known'}), before {on.isoformat()}"
        raise HasDied(zh, en, errors=[field_error(pointer, "has-died", zh, en)], died_on=person.status_since)
