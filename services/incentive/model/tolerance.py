"""Tolerance of honest mistakes (容错，三个区分开来): applied for, decided by several agencies together, appealed once.

The three distinctions: mistakes for want of experience in reform; mistakes in trials where nothing was laid down yet;
unintended faults in furthering development. Each against what was knowing, forbidden, or for private gain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.clock import day_of
from servicekit.lifecycle import Entry, Mark
from services.incentive.errors.tolerance import AppealTooLate, TooFewOpinions
from services.incentive.vocabulary.tolerance import LIFE, Distinction, Outcome, Stage, State, Step

# fmt: on


@dataclass
class Decision:
    """A decision as it was made (认定); none is overwritten, the last of them holds."""

    stage: Stage
    outcome: Outcome
    effects: list[str]
    reasons: str | None
    decided_by: str | None
    decided_on: date | None
    by: str = ""
    basis: str | None = None
    """Why it was put right; of a correction alone."""


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
    matter_id: str | None = None
    """Supervision's matter (联议事项) about the same conduct, where there is one."""
    state: State = State.LODGED
    applied_on: date | None = None
    opinions: list[Opinion] = field(default_factory=list)
    earlier_opinions: list[Opinion] = field(default_factory=list)
    """What agencies held before they held otherwise."""
    decisions: list[Decision] = field(default_factory=list)
    outcome: Outcome | None = None
    effects: list[str] = field(default_factory=list)
    reasons: str | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    opinions_needed: int | None = None
    """By how many agencies' opinions it is decided: the rule's when it was accepted; None before that was kept."""
    appeal_until: date | None = None
    appeal: str | None = None
    due_on: date | None = None
    provisional: bool = False
    escalated: bool = False
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def opinions_missing(self) -> int | None:
        """Opinions without which it is not decided; None where that is not kept."""
        return None if self.opinions_needed is None else max(0, self.opinions_needed - len(self.opinions))


def earliest_decision(application: Application) -> date | None:
    """A decision is of no earlier day than the application, and than the decision that it is about."""
    began = application.applied_on
    if began is None and application.timeline:
        began = day_of(application.timeline[0].at)
    return max((day for day in (began, application.decided_on) if day is not None), default=None)


def opine(application: Application, opinion: Opinion) -> None:
    """Keep an agency's opinion; its newest counts, its earlier ones stay on record. Raises ToleranceNotInThisState."""
    LIFE.take(application, Step.OPINE, Mark(opinion.at, opinion.by), opinion.agency)
    application.earlier_opinions += [kept for kept in application.opinions if kept.agency == opinion.agency]
    application.opinions = [kept for kept in application.opinions if kept.agency != opinion.agency] + [opinion]


def decide(application: Application, decision: Decision, members: int, mark: Mark) -> None:
    """Decide together; `members` is how many agencies must have opined where the acceptance does not say it.

    Raises TooFewOpinions, ToleranceNotInThisState and NotIndependent.
    """
    needed = members if application.opinions_needed is None else application.opinions_needed
    if application.state is State.ACCEPTED and len(application.opinions) < needed:
        raise TooFewOpinions(given=len(application.opinions), needed=needed)
    LIFE.take(application, Step.DECIDE, mark)
    _conclude(application, decision)


def appeal(application: Application, text: str, today: date, mark: Mark) -> None:
    """Appeal, once. Raises AppealTooLate and ToleranceNotInThisState."""
    if application.state is State.DECIDED and application.appeal_until and today > application.appeal_until:
        raise AppealTooLate(until=application.appeal_until.isoformat())
    LIFE.take(application, Step.APPEAL, mark)
    application.appeal = text


def decide_appeal(application: Application, decision: Decision, mark: Mark) -> None:
    """Decide the appeal; the first decision stays on record. Raises ToleranceNotInThisState and NotIndependent."""
    LIFE.take(application, Step.DECIDE_APPEAL, mark)
    _conclude(application, decision)


def correct(application: Application, decision: Decision, mark: Mark) -> None:
    """Put right a decision that was entered wrongly. Raises ToleranceNotInThisState and NotIndependent."""
    LIFE.take(application, Step.CORRECT, mark, decision.basis)
    _conclude(application, decision)


def _conclude(application: Application, decision: Decision) -> None:
    if application.outcome is not None and not application.decisions:
        application.decisions.append(_on_record(application))
    if decision.outcome is Outcome.NOT_TOLERATED:
        decision.effects = []
    application.decisions.append(decision)
    application.outcome, application.effects = decision.outcome, list(decision.effects)
    application.reasons, application.decided_by = decision.reasons, decision.decided_by
    application.decided_on = decision.decided_on


def _on_record(application: Application) -> Decision:
    """The decision of an application that was decided before decisions were kept one by one."""
    assert application.outcome is not None
    return Decision(
        Stage.FIRST,
        application.outcome,
        list(application.effects),
        application.reasons,
        application.decided_by,
        application.decided_on,
    )
