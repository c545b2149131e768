"""Notices (告知): a cadre is told the result, and can have it looked at again: review (复核), then complaint (申诉).

The periods are those of 公务员法 art. 95: a review within 30 days of knowing, a complaint within 15 days of the
review's decision, or within the first period where no review was asked for. They run from the day on which the cadre
knows: the day they acknowledge the notice. Neither makes matters worse for who asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from services.appraisal.errors.notices import NotIndependent, RevisionWrong, TooLate
from services.appraisal.model.steps import Entry, Mark, Row, must, step, trace


class Outcome(StrEnum):
    """How a review or a complaint is decided: the conclusion stands, is changed, or the appraisal is done again."""

    UPHELD = "upheld"
    CHANGED = "changed"
    SENT_BACK = "sent_back"


NOTICE_STATES = (
    "delivered",
    "acknowledged",
    "in_review",
    "reviewed",
    "in_complaint",
    "final",
    "superseded",
)
NOTICE_STEPS = (
    Row("delivered", "acknowledge", "acknowledged", "by the cadre, or an officer's record of it; the period begins"),
    Row("delivered", "ask_review", "in_review", "who asks knows"),
    Row("acknowledged", "ask_review", "in_review", "within the period, or an officer admits it with a basis"),
    Row("in_review", "withdraw", "acknowledged", "the first period goes on"),
    Row("in_review", "uphold", "reviewed", "by an account that had no part in the conclusion"),
    Row("in_review", "change", "reviewed", "the new conclusion is not worse"),
    Row("in_review", "send_back", "superseded", "a new conclusion gets a notice of its own"),
    Row("delivered", "complain", "in_complaint", "directly, without a review"),
    Row("acknowledged", "complain", "in_complaint", "directly, within the first period"),
    Row("reviewed", "complain", "in_complaint", "within the period after the review's decision"),
    Row("in_complaint", "uphold", "final", "by an account that had no part in conclusion and review"),
    Row("in_complaint", "change", "final", "the new conclusion is not worse"),
    Row("in_complaint", "send_back", "superseded", "a new conclusion gets a notice of its own"),
    Row("acknowledged", "expire", "final", "its last day is over"),
    Row("reviewed", "expire", "final", "its last day is over"),
)
ANSWERS = {Outcome.UPHELD: "uphold", Outcome.CHANGED: "change", Outcome.SENT_BACK: "send_back"}


@dataclass
class Request:
    """A review or a complaint: who asked, why, until when it is to be decided, and how it was."""

    grounds: str
    classification: str
    asked_by: str
    asked_on: date
    due_on: date
    late_basis: str | None = None
    outcome: Outcome | None = None
    decided_by: str | None = None
    decided_account: str | None = None
    decided_on: date | None = None
    basis: str | None = None


@dataclass
class Notice:
    """A notice of a result. A withdrawn review stays in the timeline."""

    id: str
    appraisal_id: str
    cadre_id: str
    unit_ids: list[str]
    grade: str
    text: str
    classification: str
    delivered_by: str
    delivered_on: date
    acknowledge_by: date
    round: int = 0
    """How many conclusions the appraisal had replaced when it was delivered: one notice for each."""
    acknowledged_on: date | None = None
    unacknowledged: bool = False
    last_day: date | None = None
    """Until when a review or a complaint may be brought."""
    review: Request | None = None
    complaint: Request | None = None
    overdue: bool = False
    level: int = 0
    """How often the missing decision has been escalated."""
    state: str = "delivered"
    synthetic: bool = False
    moved: int = 0
    """Sequence of the cadre's last move that was followed."""
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0

    @property
    def pending(self) -> Request | None:
        """What waits for a decision."""
        return {"in_review": self.review, "in_complaint": self.complaint}.get(self.state)

    @property
    def due_on(self) -> date | None:
        """Until when the pending request is to be decided."""
        return self.pending.due_on if self.pending else None

    @property
    def review_outcome(self) -> Outcome | None:
        """How the review was decided."""
        return self.review.outcome if self.review else None

    @property
    def complaint_outcome(self) -> Outcome | None:
        """How the complaint was decided."""
        return self.complaint.outcome if self.complaint else None


@dataclass(frozen=True)
class Terms:
    """The periods, as the rules have them on a day, with what they are based on."""

    first: int
    first_cited: str
    second: int
    second_cited: str
    decision: int


def acknowledge(notice: Notice, on: date, days: int, by: Mark) -> None:
    """The cadre knows: the first period begins. Raises StepNotPossible."""
    step(NOTICE_STEPS, notice, "acknowledge", by, on.isoformat())
    _know(notice, on, days)


def ask_review(notice: Notice, request: Request, terms: Terms, by: Mark) -> None:
    """Ask for a review, once and in time. Raises StepNotPossible and TooLate."""
    must(NOTICE_STEPS, notice.state, "ask_review")
    must_be_in_time(notice.last_day, request, terms.first, terms.first_cited)
    if notice.acknowledged_on is None:
        _know(notice, request.asked_on, terms.first)
    step(NOTICE_STEPS, notice, "ask_review", by)
    notice.review, notice.overdue, notice.level = request, False, 0


def withdraw_review(notice: Notice, on: date, by: Mark) -> None:
    """Take the request back; another may be made while the period runs. Raises StepNotPossible."""
    step(NOTICE_STEPS, notice, "withdraw", by, notice.review.grounds if notice.review else None)
    notice.review, notice.overdue, notice.level = None, False, 0


def complain(notice: Notice, request: Request, terms: Terms, by: Mark) -> None:
    """Lodge a complaint, after a review or directly. Raises StepNotPossible and TooLate."""
    must(NOTICE_STEPS, notice.state, "complain")
    days, cited = (terms.first, terms.first_cited)
    if notice.state == "reviewed":
        days, cited = (terms.second, terms.second_cited)
    must_be_in_time(notice.last_day, request, days, cited)
    if notice.acknowledged_on is None:
        _know(notice, request.asked_on, terms.first)
    step(NOTICE_STEPS, notice, "complain", by)
    notice.complaint, notice.overdue, notice.level = request, False, 0


def must_be_in_time(last: date | None, request: Request, days: int, cited: str) -> None:
    """Until the last day, or admitted with a written basis. Raises TooLate."""
    if last is not None and request.asked_on > last and not request.late_basis:
        raise TooLate(
            f"须在{days}日内提出，截止{last.isoformat()}（{cited}）",
            f"Within {days} days, until {last.isoformat()} ({cited})",
            last=last.isoformat(),
            days=days,
        )


def decide(
    notice: Notice, outcome: Outcome, named: str, basis: str, hands: Collection[str], on: date, by: Mark
) -> None:
    """Decide what is pending; `hands` had a part in the conclusion. Raises StepNotPossible and NotIndependent.

    After a review that leaves a conclusion, the second period begins with `begin_second`.
    """
    to = must(NOTICE_STEPS, notice.state, ANSWERS[outcome])
    request = notice.pending
    earlier = {notice.review.decided_account} if notice.review and notice.state == "in_complaint" else set()
    if request is None or by.by in set(hands) | earlier | {request.asked_by}:
        raise NotIndependent(account=by.by)
    request.outcome, request.decided_by, request.decided_account = outcome, named, by.by
    request.decided_on, request.basis = on, basis
    notice.state, notice.overdue, notice.level, notice.last_day = to, False, 0, None
    trace(notice, ANSWERS[outcome], by, basis)


def begin_second(notice: Notice, days: int) -> None:
    """After the review's decision: until when a complaint may be lodged."""
    if notice.state == "reviewed" and notice.review and notice.review.decided_on:
        notice.last_day = notice.review.decided_on + timedelta(days=days)


def check_revision(outcome: Outcome, given: bool) -> None:
    """A new conclusion exactly where it is changed. Raises RevisionWrong."""
    if given != (outcome is Outcome.CHANGED):
        raise RevisionWrong()


def expire(notice: Notice, by: Mark) -> bool:
    """The last day for a review or a complaint is over; says whether that ends it."""
    if notice.state not in ("acknowledged", "reviewed"):
        return False
    step(NOTICE_STEPS, notice, "expire", by)
    notice.last_day = None
    return True


def miss_acknowledgement(notice: Notice, by: Mark) -> bool:
    """Nobody has acknowledged it in time; that is shown, and no period runs. Says whether it is so."""
    if notice.state != "delivered" or notice.unacknowledged:
        return False
    notice.unacknowledged = True
    trace(notice, "unacknowledged", by)
    return True


def escalate(notice: Notice, most: int, by: Mark) -> bool:
    """The day of a decision is over: overdue, one level higher; says whether a further level may follow."""
    if notice.pending is None or notice.level >= most:
        return False
    notice.overdue = True
    notice.level += 1
    trace(notice, "overdue", by, str(notice.level))
    return notice.level < most


def _know(notice: Notice, on: date, days: int) -> None:
    notice.acknowledged_on, notice.unacknowledged = on, False
    notice.last_day = on + timedelta(days=days)
