"""Succession (后继有人): who is named for a post, how ready they are, and how strong the bench (梯队) behind it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.eligibility import Override
from services.talentpool.vocabulary.successions import MOST_AT_RISK, Risk, SuccessorState

READY_NOW = "now"
"""The entry of dictionary `talentpool.readiness` that counts as ready at once."""


# fmt: on


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
    override: Override | None = None
    """Who has called them ready now although conditions were not met, and why."""
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
    """The benches behind the posts of a unit, by risk; `at_risk` are or fall vacant soon and have nobody ready: the
    first MOST_AT_RISK of `at_risk_count`."""

    posts: int = 0
    by_risk: dict[str, int] = field(default_factory=lambda: {risk.value: 0 for risk in Risk})
    ready_now: int = 0
    at_risk: list[str] = field(default_factory=list)
    at_risk_count: int = 0


def bench(successors: Iterable[tuple[bool, bool]], good: int) -> Bench:
    """The bench of (ready now, suspended) pairs; from `good` who are ready now it is good, with one it is thin."""
    kept = list(successors)
    ready = sum(now and not suspended for now, suspended in kept)
    suspended = sum(off for _, off in kept)
    risk = Risk.NONE if ready == 0 else Risk.GOOD if ready >= good else Risk.THIN
    return Bench(ready, len(kept) - ready - suspended, suspended, risk)


def of_unit(benches: Iterable[tuple[str, bool, str | None, Bench]], soon: date) -> UnitBench:
    """The benches of a unit's posts: (post, whether it is vacant, when it falls vacant, bench)."""
    found = UnitBench()
    for post_id, vacant, vacant_on, one in benches:
        found.posts += 1
        found.by_risk[one.risk.value] += 1
        found.ready_now += one.ready_now
        if one.ready_now == 0 and (vacant or (vacant_on is not None and vacant_on <= soon.isoformat())):
            found.at_risk_count += 1
            if len(found.at_risk) < MOST_AT_RISK:
                found.at_risk.append(post_id)
    return found
