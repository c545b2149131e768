"""Succession (后继有人): who is named for a post, how ready they are, and how strong the bench (梯队) behind it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.talentpool.errors.successions import SuccessorWithdrawn

READY_NOW = "now"
"""The entry of dictionary `talent.readiness` that counts as ready at once."""


class SuccessorState(StrEnum):
    """Whether somebody is named for a post."""

    NAMED = "named"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Risk(StrEnum):
    """How thin the bench behind a post is."""

    NONE = "none"
    THIN = "thin"
    GOOD = "good"


TABLE: Sequence[tuple[SuccessorState, str, SuccessorState, str]] = (
    (SuccessorState.NAMED, "withdraw", SuccessorState.WITHDRAWN, "a named person with a written basis"),
    (SuccessorState.NAMED, "lapse", SuccessorState.LAPSED, "they hold the post or left service, or it is abolished"),
)
"""From, on, to, and what guards the step."""


@dataclass
class Successor:
    """Somebody who was named for a post, by whom and why. Suspended while a restriction bars them."""

    id: str
    post_id: str
    cadre_id: str
    unit_ids: list[str]
    readiness: str
    named_by: str
    basis: str
    named_at: datetime
    state: SuccessorState = SuccessorState.NAMED
    suspended: bool = False
    withdrawn_by: str | None = None
    withdrawal_basis: str | None = None
    synthetic: bool = False
    version: int = 0


@dataclass(frozen=True)
class Bench:
    """Who stands behind a post. The suspended count for nothing until they are restored."""

    ready_now: int = 0
    later: int = 0
    suspended: int = 0
    risk: Risk = Risk.NONE


@dataclass
class UnitBench:
    """The benches behind the posts of a unit, by risk; `at_risk` fall vacant soon and have nobody ready."""

    posts: int = 0
    by_risk: dict[str, int] = field(default_factory=lambda: {risk.value: 0 for risk in Risk})
    ready_now: int = 0
    at_risk: list[str] = field(default_factory=list)


def after(state: SuccessorState, step: str) -> SuccessorState | None:
    """The state after a step; None where the table does not have it."""
    return next((to for begins, on, to, _ in TABLE if (begins, on) == (state, step)), None)


def withdraw(successor: Successor, by: str, basis: str) -> None:
    """Take somebody off the bench. Raises SuccessorWithdrawn."""
    to = after(successor.state, "withdraw")
    if to is None:
        raise SuccessorWithdrawn(state=successor.state.value)
    successor.state, successor.withdrawn_by, successor.withdrawal_basis = to, by, basis


def lapse(successor: Successor) -> None:
    """Take off the bench somebody who is no successor any more. Raises SuccessorWithdrawn."""
    to = after(successor.state, "lapse")
    if to is None:
        raise SuccessorWithdrawn(state=successor.state.value)
    successor.state = to


def bench(successors: Iterable[tuple[str, bool]], good: int) -> Bench:
    """The bench of (readiness, suspended) pairs; from `good` who are ready now it is good, with one it is thin."""
    kept = list(successors)
    ready = sum(readiness == READY_NOW and not suspended for readiness, suspended in kept)
    suspended = sum(off for _, off in kept)
    risk = Risk.NONE if ready == 0 else Risk.GOOD if ready >= good else Risk.THIN
    return Bench(ready, len(kept) - ready - suspended, suspended, risk)


def of_unit(benches: Iterable[tuple[str, str | None, Bench]], soon: date) -> UnitBench:
    """The benches of a unit's posts: (post, when it falls vacant, bench)."""
    found = UnitBench()
    for post_id, vacant_on, one in benches:
        found.posts += 1
        found.by_risk[one.risk.value] += 1
        found.ready_now += one.ready_now
        if vacant_on is not None and vacant_on <= soon.isoformat() and one.ready_now == 0:
            found.at_risk.append(post_id)
    return found
