"""What has a state: its table of steps, and a complete timeline (全程留痕).

A service names the refusal of a step that its table does not have, so that the problem keeps that service's own code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from servicekit.errors import Conflict


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


def allowed(table: Iterable[Row], state: str) -> list[str]:
    """The steps that the table has from a state."""
    return sorted({row.on for row in table if row.source == state})


def may(table: Iterable[Row], state: str, on: str) -> bool:
    """Whether the table has this step from a state."""
    return any((row.source, row.on) == (state, on) for row in table)


def must(table: Sequence[Row], state: str, on: str, refusal: type[Conflict]) -> str:
    """The state that a step leads to. Raises the refusal, with the steps that are possible."""
    target = next((row.target for row in table if (row.source, row.on) == (state, on)), None)
    if target is None:
        steps = allowed(table, state)
        raise refusal(
            f"当前状态为 {state}，不能执行 {on}；可执行：{'、'.join(steps) or '无'}",
            f"The state is {state}; {on} is not possible, only: {', '.join(steps) or 'nothing'}",
            state=state,
            allowed=steps,
        )
    return target


def trace(entity: Traced, what: str, mark: Mark, note: str | None = None) -> None:
    """Note something in the timeline."""
    entity.timeline.append(Entry(mark.at, mark.by, what, entity.state, note))
