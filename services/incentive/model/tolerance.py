"""Tolerance of honest mistakes (容错，三个区分开来): applied for, decided by several agencies together, appealed once.

The three distinctions: mistakes for want of experience in reform; mistakes in trials where nothing was laid down yet;
unintended faults in furthering development. Each against what was knowing, forbidden, or for private gain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from services.incentive.errors.tolerance import AppealTooLate, ToleranceNotInThisState, TooFewOpinions


class Distinction(StrEnum):
    """Which of the three distinctions is pleaded."""

    INEXPERIENCE = "inexperience"
    EXPLORATION = "exploration"
    UNINTENDED = "unintended"


class Outcome(StrEnum):
    """What was decided."""

    TOLERATED = "tolerated"
    PARTLY = "partly"
    NOT_TOLERATED = "not_tolerated"


class State(StrEnum):
    """Where an application stands."""

    LODGED = "lodged"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    APPEALED = "appealed"
    FINAL = "final"


TABLE: Sequence[tuple[State, str, State, str]] = (
    (State.LODGED, "accept", State.ACCEPTED, ""),
    (State.LODGED, "reject", State.REJECTED, "with reasons"),
    (State.LODGED, "withdraw", State.WITHDRAWN, ""),
    (State.ACCEPTED, "withdraw", State.WITHDRAWN, ""),
    (State.ACCEPTED, "decide", State.DECIDED, "as many agencies have given an opinion as the rule says"),
    (State.DECIDED, "appeal", State.APPEALED, "within the time that the rule gives"),
    (State.APPEALED, "decide_appeal", State.FINAL, ""),
)
"""From, on, to, and what guards the step."""


@dataclass
class Opinion:
    """What one agency holds."""

    agency: str
    outcome: Outcome
    text: str
    by: str
    at: datetime


@dataclass
class Application:
    """An application for tolerance. `facts` and opinions never leave this service by event."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    matter_reference: str
    distinction: Distinction
    facts: str
    factors: list[str] = field(default_factory=list)
    classification: str = "internal"
    state: State = State.LODGED
    opinions: list[Opinion] = field(default_factory=list)
    outcome: Outcome | None = None
    effects: list[str] = field(default_factory=list)
    reasons: str | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    appeal_until: date | None = None
    appeal: str | None = None
    due_on: date | None = None
    provisional: bool = False
    escalated: bool = False
    synthetic: bool = False
    version: int = 0


def after(state: State, step: str) -> State | None:
    """The state after a step; None where the table does not have it."""
    return next((to for begins, on, to, _ in TABLE if (begins, on) == (state, step)), None)


def take(application: Application, step: str) -> None:
    """Take a step. Raises ToleranceNotInThisState with the steps that are allowed."""
    to = after(application.state, step)
    if to is None:
        allowed = [on for begins, on, _, _ in TABLE if begins == application.state]
        raise ToleranceNotInThisState(state=application.state.value, allowed=allowed)
    application.state = to


def opine(application: Application, opinion: Opinion) -> None:
    """Keep an agency's opinion, its newest only. Raises ToleranceNotInThisState."""
    if application.state is not State.ACCEPTED:
        raise ToleranceNotInThisState(state=application.state.value, allowed=[])
    application.opinions = [kept for kept in application.opinions if kept.agency != opinion.agency] + [opinion]


def decide(application: Application, outcome: Outcome, effects: list[str], members: int) -> None:
    """Decide together. Raises TooFewOpinions and ToleranceNotInThisState."""
    if application.state is State.ACCEPTED and len(application.opinions) < members:
        raise TooFewOpinions(given=len(application.opinions), needed=members)
    take(application, "decide")
    _conclude(application, outcome, effects)


def appeal(application: Application, text: str, today: date) -> None:
    """Appeal, once. Raises AppealTooLate and ToleranceNotInThisState."""
    if application.state is State.DECIDED and application.appeal_until and today > application.appeal_until:
        raise AppealTooLate(until=application.appeal_until.isoformat())
    take(application, "appeal")
    application.appeal = text


def decide_appeal(application: Application, outcome: Outcome, effects: list[str]) -> None:
    """Decide the appeal; nothing follows. Raises ToleranceNotInThisState."""
    take(application, "decide_appeal")
    _conclude(application, outcome, effects)


def _conclude(application: Application, outcome: Outcome, effects: list[str]) -> None:
    application.outcome = outcome
    application.effects = [] if outcome is Outcome.NOT_TOLERATED else effects
