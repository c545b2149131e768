"""What the five mechanisms have in common: a state table and a complete timeline (全程留痕)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from services.supervision.errors.conferences import StepNotPossible


class Mechanism(StrEnum):
    """The five mechanisms of 五联一平台, as the source names them."""

    CONFERENCE = "conference"
    INFORMATION = "information"
    DISCUSSION = "discussion"
    RESULTS = "results"
    ACTION = "action"


MECHANISM_ZH = {
    Mechanism.CONFERENCE: "会商联席",
    Mechanism.INFORMATION: "信息联通",
    Mechanism.DISCUSSION: "问题联议",
    Mechanism.RESULTS: "成果联用",
    Mechanism.ACTION: "业务联动",
}


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


def may(table: Iterable[Row], state: str, on: str) -> bool:
    """Whether the table has this step from a state."""
    return any((row.source, row.on) == (state, on) for row in table)


def must(table: Sequence[Row], entity: Traced, on: str) -> str:
    """The state that a step leads to. Raises StepNotPossible, with the steps that are."""
    target = next((row.target for row in table if (row.source, row.on) == (entity.state, on)), None)
    if target is None:
        steps = allowed(table, entity.state)
        raise StepNotPossible(
            f"当前状态为 {entity.state}，不能执行 {on}；可执行：{'、'.join(steps) or '无'}",
            f"The state is {entity.state}; {on} is not possible, only: {', '.join(steps) or 'nothing'}",
            state=entity.state,
            allowed=steps,
        )
    return target


def step(table: Sequence[Row], entity: Traced, on: str, mark: Mark, note: str | None = None) -> None:
    """Take a step of the table and note it. Raises StepNotPossible."""
    entity.state = must(table, entity, on)
    trace(entity, on, mark, note)


def trace(entity: Traced, what: str, mark: Mark, note: str | None = None) -> None:
    """Note something in the timeline."""
    entity.timeline.append(Entry(mark.at, mark.by, what, entity.state, note))
