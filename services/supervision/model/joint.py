"""What the five mechanisms have in common: a state table and a complete timeline (全程留痕)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from servicekit import steps
from servicekit.steps import Entry, Mark, Row, Traced, may, trace
from services.supervision.errors.conferences import StepNotPossible

__all__ = ["MECHANISM_ZH", "Entry", "Mark", "Mechanism", "Row", "may", "must", "step", "trace"]


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


def must(table: Sequence[Row], entity: Traced, on: str) -> str:
    """The state that a step leads to. Raises StepNotPossible, with the steps that are."""
    return steps.must(table, entity.state, on, StepNotPossible)


def step(table: Sequence[Row], entity: Traced, on: str, mark: Mark, note: str | None = None) -> None:
    """Take a step of the table and note it. Raises StepNotPossible."""
    entity.state = must(table, entity, on)
    trace(entity, on, mark, note)
