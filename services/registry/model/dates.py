"""Dates that keep their precision (年、月、日): `1980`, `1980-05` or `1980-05-01`, kept as text.

Files of people often know a month only. A missing part is never invented in what is stored; it is filled in only to
count with, by the functions here, and each says which way it fills. What a text allows is remembered: the same days
are looked at again and again, of one file some two hundred times.
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

Partial = str
_REMEMBERED = 8192


@lru_cache(maxsize=_REMEMBERED)
def earliest(text: Partial) -> date:
    """The first day that the text allows."""
    return date(int(text[:4]), int(text[5:7] or 1), int(text[8:10] or 1))


@lru_cache(maxsize=_REMEMBERED)
def latest(text: Partial) -> date:
    """The last day that the text allows."""
    year, month = int(text[:4]), int(text[5:7] or 12)
    return date(year, month, int(text[8:10]) if len(text) > 7 else calendar.monthrange(year, month)[1])


def precision(text: Partial) -> str:
    """`year`, `month` or `day`."""
    return {4: "year", 7: "month", 10: "day"}[len(text)]


@lru_cache(maxsize=_REMEMBERED)
def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(begin: Partial, day: date) -> int:
    """Whole months from the first day that `begin` allows to `day`; below zero where it lies after it."""
    first = earliest(begin)
    months = (day.year - first.year) * 12 + day.month - first.month
    return months - (day.day < first.day)


def years_between(begin: Partial, day: date) -> int:
    """Whole years from the first day that `begin` allows to `day` (周岁, 任职年限)."""
    return months_between(begin, day) // 12


def in_force(began: Partial, ended: Partial | None, day: date) -> bool:
    """Whether a period of a history covers the day. It covers its first day and not the day on which it ended."""
    return earliest(began) <= day and (ended is None or day < earliest(ended))


def agree(text: Partial, day: date) -> bool:
    """Whether the day is one that the text allows."""
    return earliest(text) <= day <= latest(text)
