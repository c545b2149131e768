"""Appeals (申诉): a cadre asks that a restriction or a letter be looked at again, by somebody who had no part in it.

The period for lodging one is that of 公务员法 art. 95. An appeal never makes matters worse for who lodged it. It does
not end with a death: the next of kin lodge it or go on with it in the cadre's place, by an officer's hand
(公务员申诉规定).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from servicekit.errors import field_error
from servicekit.lifecycle import Entry, Hands, Mark
from services.supervision.errors.appeals import AppealTooLate, NewEndWrong
from services.supervision.vocabulary.appeals import LIFE, Against, Outcome, State, Step

# fmt: on


@dataclass
class Before:
    """How that which an appeal is against stood before its decision took effect."""

    state: str
    ends: date | None = None
    closed_by: str | None = None
    closed_basis: str | None = None


@dataclass
class EarlierDecision:
    """A decision that was put right: what it said, by whom; by whom, when and why it was changed."""

    outcome: Outcome | None
    new_ends: date | None
    basis: str | None
    decided_by: str | None
    decided_on: date | None
    corrected_at: datetime
    corrected_by: str
    correction: str


@dataclass
class Appeal:
    """An appeal; there is one open appeal against a restriction or a letter at a time."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    against: Against
    subject_id: str
    grounds: str
    classification: str
    lodged_by: str
    lodged_on: date
    due_on: date
    late_basis: str | None = None
    state: State = State.OPEN
    overdue: bool = False
    outcome: Outcome | None = None
    new_ends: date | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    decided_basis: str | None = None
    before: Before | None = None
    """None while nothing has taken effect, and for decisions that are older than this."""
    superseded: list[EarlierDecision] = field(default_factory=list)
    died_on: date | None = None
    """The day on which the cadre died before it was decided: who decides it has the next of kin before them."""
    synthetic: bool = False
    moved: int = 0
    """Sequence of the cadre's last move that was followed."""
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0


def must_be_in_time(known_on: date, today: date, days: int, cited: str, late_basis: str | None) -> None:
    """Within so many days of the day on which it was made known, or with a written basis. Raises AppealTooLate."""
    last = known_on + timedelta(days=days)
    if today > last and not late_basis:
        raise AppealTooLate(
            f"申诉须在{days}日内提出，截止{last.isoformat()}（{cited}）",
            f"An appeal is lodged within {days} days, until {last.isoformat()} ({cited})",
            last=last.isoformat(),
            days=days,
        )


def decide(appeal: Appeal, outcome: Outcome, basis: str, hands: Hands, today: date, mark: Mark) -> None:
    """Decide an appeal; `hands` are those who had a part in what it is against.

    Raises StepNotPossible and NotIndependent.
    """
    LIFE.take(appeal, Step.DECIDE, mark, outcome.value, hands=hands)
    appeal.outcome, appeal.decided_by, appeal.decided_on, appeal.decided_basis = outcome, mark.by, today, basis


def correct(
    appeal: Appeal, outcome: Outcome, basis: str, correction: str, hands: Hands, today: date, mark: Mark
) -> None:
    """Put right a decision that was entered wrongly; the first is kept. Who decided may do so, and no other hand.

    Raises StepNotPossible and NotIndependent.
    """
    others = {account: did for account, did in hands.items() if account != appeal.decided_by}
    LIFE.take(appeal, Step.CORRECT, mark, correction, hands=others)
    first = appeal.outcome, appeal.new_ends, appeal.decided_basis, appeal.decided_by, appeal.decided_on
    appeal.superseded.append(EarlierDecision(*first, mark.at, mark.by, correction))
    appeal.outcome, appeal.decided_by, appeal.decided_on, appeal.decided_basis = outcome, mark.by, today, basis
    appeal.new_ends, appeal.before = None, None


def check_new_end(against: Against, outcome: Outcome, new_ends: date | None, ends: date | None) -> None:
    """A new end belongs to a changed restriction, and is earlier than the present one. Raises NewEndWrong."""
    if outcome is Outcome.CHANGED and against is not Against.RESTRICTION:
        raise _wrong("outcome", "函件没有期限可变更，只能撤销或维持", "A letter has no end to change")
    if (new_ends is None) == (outcome is Outcome.CHANGED):
        raise _wrong("new_ends", "变更时且仅在变更时填写新的结束日期", "A new end is given exactly when one is changed")
    if new_ends is not None and ends is not None and new_ends >= ends:
        raise _wrong(
            "new_ends",
            f"申诉不得加重：新的结束日期须早于{ends.isoformat()}",
            f"An appeal makes nothing worse: the new end is earlier than {ends.isoformat()}",
        )


def withdraw(appeal: Appeal, mark: Mark) -> None:
    """Take an appeal back. Raises StepNotPossible."""
    LIFE.take(appeal, Step.WITHDRAW, mark)


def die(appeal: Appeal, died_on: date, mark: Mark) -> bool:
    """The cadre has died: an open appeal stays open. Says whether it was."""
    if appeal.died_on is not None or not LIFE.may(appeal, Step.DIE):
        return False
    LIFE.take(appeal, Step.DIE, mark, died_on.isoformat())
    appeal.died_on = died_on
    return True


def live_on(appeal: Appeal, mark: Mark) -> None:
    """The death was none."""
    LIFE.take(appeal, Step.LIVE_ON, mark)
    appeal.died_on = None


def fall_due(appeal: Appeal, mark: Mark) -> bool:
    """The day of the decision is over; says whether the decision is missing."""
    if appeal.overdue or not LIFE.may(appeal, Step.OVERDUE):
        return False
    appeal.overdue = True
    LIFE.take(appeal, Step.OVERDUE, mark)
    return True


def _wrong(field_name: str, zh: str, en: str) -> NewEndWrong:
    return NewEndWrong(zh, en, errors=[field_error(f"/{field_name}", "new-end", zh, en)])
