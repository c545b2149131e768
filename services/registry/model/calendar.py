"""Working days of a year (工作日历) as the administrator publishes them, with every earlier version.

Days off and weekend days that are worked are announced by the State Council's yearly notice (放假安排的通知);
nothing is guessed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.errors import FieldError, field_error
from services.registry.errors.calendar import BadCalendar

_SATURDAY = 5


@dataclass
class Publication:
    """One version of a year, as it was published."""

    holidays: list[date]
    make_up_days: list[date]
    basis: str
    by: str
    at: datetime


@dataclass
class PublishedYear:
    """A year of the calendar; `id` is the year. The fields that services count with are those of its newest version."""

    id: str
    year: int
    holidays: list[date] = field(default_factory=list)
    make_up_days: list[date] = field(default_factory=list)
    basis: str = ""
    published_at: datetime | None = None
    published_by: str = ""
    history: list[Publication] = field(default_factory=list)
    sequence: int = 0
    version: int = 0


def check(year: int, holidays: Sequence[date], make_up_days: Sequence[date]) -> None:
    """Raises BadCalendar, naming each day that cannot be as it is."""
    wrong: list[FieldError] = []
    for name, days in (("holidays", holidays), ("make_up_days", make_up_days)):
        for place, day in enumerate(days):
            at = f"/{name}/{place}"
            if day.year != year:
                wrong.append(field_error(at, "outside-year", f"日期应在{year}年内", f"The day must be in {year}"))
            elif day in days[:place]:
                wrong.append(field_error(at, "repeated", "日期重复", "The day is there twice"))
    for place, day in enumerate(make_up_days):
        at = f"/make_up_days/{place}"
        if day.weekday() < _SATURDAY:
            wrong.append(field_error(at, "no-weekend", "调休上班日应为周六或周日", "It must be a Saturday or a Sunday"))
        if day in holidays:
            wrong.append(field_error(at, "both", "同一日不能既放假又上班", "A day cannot be both off and worked"))
    if wrong:
        raise BadCalendar(errors=wrong)


def publish(kept: PublishedYear, new: Publication) -> None:
    """Make a publication the newest of a year; the history has all of them, the newest last. Raises BadCalendar."""
    check(kept.year, new.holidays, new.make_up_days)
    kept.holidays, kept.make_up_days, kept.basis = sorted(new.holidays), sorted(new.make_up_days), new.basis
    kept.published_at, kept.published_by = new.at, new.by
    kept.history.append(new)
