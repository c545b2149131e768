"""What has a state: its table of steps, and a complete timeline (全程留痕)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from servicekit.errors import field_error
from services.appraisal.errors.common import BadPeriod, StepNotPossible


@dataclass(frozen=True)
class Row:
    """A row of a state table."""

    source: str
    on: str
    target: str
    guard: str = ""


@dataclass
class Entry:
    """An entry of a timeline: when, by which account, what, and the state after it."""

    at: datetime
    by: str
    what: str
    state: str
    note: str | None = None


@dataclass(frozen=True)
class Mark:
    """Who acts, and when."""

    at: datetime
    by: str


class Traced(Protocol):
    """What has a state that is moved by a table, and a timeline."""

    state: str
    timeline: list[Entry]


def allowed(table: Sequence[Row], state: str) -> list[str]:
    """The steps that the table has from a state."""
    return sorted({row.on for row in table if row.source == state})


def must(table: Sequence[Row], state: str, on: str) -> str:
    """The state that a step leads to. Raises StepNotPossible, with the steps that are."""
    target = next((row.target for row in table if (row.source, row.on) == (state, on)), None)
    if target is None:
        steps = allowed(table, state)
        raise StepNotPossible(
            f"当前状态为 {state}，不能执行 {on}；可执行：{'、'.join(steps) or '无'}",
            f"The state is {state}; {on} is not possible, only: {', '.join(steps) or 'nothing'}",
            state=state,
            allowed=steps,
        )
    return target


def step(table: Sequence[Row], entity: Traced, on: str, mark: Mark, note: str | None = None) -> None:
    """Take a step of the table and note it. Raises StepNotPossible."""
    entity.state = must(table, entity.state, on)
    trace(entity, on, mark, note)


def trace(entity: Traced, what: str, mark: Mark, note: str | None = None) -> None:
    """Note something in the timeline."""
    entity.timeline.append(Entry(mark.at, mark.by, what, entity.state, note))


def check_period(first: date | None, last: date | None, pointer: str) -> None:
    """Raises BadPeriod where a period ends before it begins."""
    if first and last and last < first:
        zh, en = "不得早于开始日期", "Not before it begins"
        raise BadPeriod(zh, en, errors=[field_error(pointer, "ends-before-begins", zh, en)])


def must_not_be_later(day: date, latest: date, pointer: str) -> None:
    """Raises BadPeriod for a day after `latest`, as of what has not happened yet."""
    if day > latest:
        zh, en = f"不得晚于{latest.isoformat()}", f"Not after {latest.isoformat()}"
        raise BadPeriod(zh, en, errors=[field_error(pointer, "too-late", zh, en)])
