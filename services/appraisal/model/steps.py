"""What has a state: its table of steps, and a complete timeline (全程留痕)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from servicekit import steps
from servicekit.errors import field_error
from servicekit.steps import Entry, Mark, Row, Traced, allowed, trace
from services.appraisal.errors.common import BadPeriod, StepNotPossible

__all__ = ["Entry", "Mark", "Row", "allowed", "check_period", "must", "must_not_be_later", "step", "trace"]


def must(table: Sequence[Row], state: str, on: str) -> str:
    """The state that a step leads to. Raises StepNotPossible, with the steps that are."""
    return steps.must(table, state, on, StepNotPossible)


def step(table: Sequence[Row], entity: Traced, on: str, mark: Mark, note: str | None = None) -> None:
    """Take a step of the table and note it. Raises StepNotPossible."""
    entity.state = must(table, entity.state, on)
    trace(entity, on, mark, note)


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
