"""Conditions (组合查询条件): which fields can be asked for, with which right, and how many years a date makes.

Ages and tenures are counted to a cut-off day (截止日). A date that is known to the year or month counts as its first
day; `doubts` says where a later day that it allows would change the answer.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.talentpool.vocabulary.conditions import Field, Kind, Op

_DAY = 10


OPS: Mapping[Kind, tuple[Op, ...]] = {
    Kind.YEARS: (Op.AT_LEAST, Op.AT_MOST),
    Kind.UNTIL: (Op.AT_LEAST, Op.AT_MOST),
    Kind.BASIC: (Op.AT_LEAST, Op.AT_MOST),
    Kind.NUMBER: (Op.IS, Op.AT_LEAST, Op.AT_MOST),
    Kind.COUNT: (Op.AT_LEAST,),
    Kind.CODE: (Op.IS, Op.ONE_OF),
    Kind.EDUCATION: (Op.AT_LEAST,),
    Kind.FLAG: (Op.IS,),
}


COUNTED_IN: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("years_at_level", "years_in_post", "work_years", "party_years", "basic_level_years", "years_to_retirement"),
        ("年", "years"),
    ),
    "age": ("周岁", "years"),
    "selected_graduate_year": ("年", ""),
    "excellent_grades": ("次", "times"),
    "trainings": ("次", "times"),
    "index": ("分", "points"),
}
"""What the value of a field is counted in, in both languages."""


@dataclass(frozen=True)
class Condition:
    """One thing that is asked of a cadre."""

    field: Field
    op: Op
    value: Any

    def out(self) -> dict[str, Any]:
        return {"field": self.field.key, "op": self.op.value, "value": self.value}


def shifted(day: date, years: int) -> str:
    """The same day of another year, as text; 29 February stays one, which as text is in order."""
    return f"{day.year + years:04d}-{day.month:02d}-{day.day:02d}"


def years_between(since: str, day: date) -> int:
    """Whole years from the first day that a partial date allows."""
    month, first = int(since[5:7] or 1), int(since[8:10] or 1)
    return day.year - int(since[:4]) - ((day.month, day.day) < (month, first))


def latest(text: str) -> str:
    """The last day that a partial date allows."""
    year, month = int(text[:4]), int(text[5:7] or 12)
    return text if len(text) == _DAY else f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def doubts(conditions: Iterable[Condition], cutoff: date) -> Callable[[Mapping[str, Any]], list[str]]:
    """Says of a cadre the fields whose condition a later day that the stored date allows would not meet.

    Only a date whose period holds the day of the bound can be in doubt, and few do.
    """
    bounds = [
        (one, one.field.path, shifted(cutoff, -one.value if one.op is Op.AT_LEAST else -one.value - 1))
        for one in conditions
        if one.field.kind in (Kind.YEARS, Kind.BASIC)
    ]

    def of(known: Mapping[str, Any]) -> list[str]:
        found = []
        for condition, path, bound in bounds:
            text = known.get(path)
            if text and bound.startswith(text) and len(text) < _DAY:
                first, last = years_between(text, cutoff), years_between(latest(text), cutoff)
                if _reaches(condition, first) != _reaches(condition, last):
                    found.append(condition.field.key)
        return found

    return of


def _reaches(condition: Condition, years: int) -> bool:
    wanted: int = condition.value
    return years >= wanted if condition.op is Op.AT_LEAST else years <= wanted


def pinned(conditions: Sequence[Condition]) -> dict[str, int]:
    """The paths that are asked for exactly, with how many values each."""
    found: dict[str, int] = {}
    for condition in conditions:
        path = condition.field.path
        if condition.op is Op.ONE_OF:
            found[path] = min(found.get(path, len(condition.value)), len(condition.value))
        elif condition.op is Op.IS and (condition.field.kind is not Kind.FLAG or condition.value):
            found[path] = 1
    return found


def bounded(conditions: Sequence[Condition]) -> set[str]:
    """The paths that have a bound that an index can use."""
    ranged = (Kind.YEARS, Kind.UNTIL, Kind.NUMBER, Kind.COUNT)
    return {c.field.path for c in conditions if c.op in (Op.AT_LEAST, Op.AT_MOST) and c.field.kind in ranged}
