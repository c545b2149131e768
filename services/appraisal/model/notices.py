"""Notices (告知): a cadre is told the result, and can have it looked at again: review (复核), then complaint (申诉).

The periods are those of 公务员法 art. 95: a review within 30 days of knowing, a complaint within 15 days of the
review's decision, or within the first period where no review was asked for. They run from the day on which the cadre
knows: the day they acknowledge the notice. Neither makes matters worse for who asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from servicekit.lifecycle import By, Entry, Hands, Mark
from services.appraisal.errors.common import StepNotPossible
from services.appraisal.errors.notices import RevisionWrong, TooLate
from services.appraisal.vocabulary.notices import LIFE, Outcome, State, Step

# fmt: on
ANSWERS = {Outcome.UPHELD: Step.UPHOLD, Outcome.CHANGED: Step.CHANGE, Outcome.SENT_BACK: Step.SEND_BACK}
"""The step that each decision is."""


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
    set_aside_because: str | None = None
    """Why the decision was put right; then it stands in the notice's `set_aside`."""


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
    """How many conclusions the appraisal had replaced, and notices annulled, when it was delivered."""
    acknowledged_on: date | None = None
    unacknowledged: bool = False
    last_day: date | None = None
    """Until when a review or a complaint may be brought."""
    review: Request | None = None
    complaint: Request | None = None
    set_aside: list[Request] = field(default_factory=list)
    """Decisions that were entered by mistake, as they were."""
    overdue: bool = False
    level: int = 0
    """How often the missing decision has been escalated."""
    state: State = State.DELIVERED
    synthetic: bool = False
    moved: int = 0
    """Sequence of the cadre's last move that was followed."""
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0

    @property
    def pending(self) -> Request | None:
        """What waits for a decision."""
        return {State.IN_REVIEW: self.review, State.IN_COMPLAINT: self.complaint}.get(self.state)

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
    LIFE.take(notice, Step.ACKNOWLEDGE, by, on.isoformat())
    _know(notice, on, days)


def ask_review(notice: Notice, request: Request, terms: Terms, by: Mark) -> None:
    """Ask for a review, once and in time. Raises StepNotPossible and TooLate."""
    LIFE.must(notice, Step.ASK_REVIEW)
    must_be_in_time(notice.last_day, request, terms.first, terms.first_cited)
    if notice.acknowledged_on is None:
        _know(notice, request.asked_on, terms.first)
    LIFE.take(notice, Step.ASK_REVIEW, by)
    notice.review, notice.overdue, notice.level = request, False, 0


def withdraw_review(notice: Notice, on: date, by: Mark) -> None:
    """Take the request back; another may be made while the period runs. Raises StepNotPossible."""
    LIFE.take(notice, Step.WITHDRAW, by, notice.review.grounds if notice.review else None)
    notice.review, notice.overdue, notice.level = None, False, 0


def complain(notice: Notice, request: Request, terms: Terms, by: Mark) -> None:
    """Lodge a complaint, after a review or directly. Raises StepNotPossible and TooLate."""
    LIFE.must(notice, Step.COMPLAIN)
    days, cited = (terms.first, terms.first_cited)
    if notice.state is State.REVIEWED:
        days, cited = (terms.second, terms.second_cited)
    must_be_in_time(notice.last_day, request, days, cited)
    if notice.acknowledged_on is None:
        _know(notice, request.asked_on, terms.first)
    LIFE.take(notice, Step.COMPLAIN, by)
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


def must_wait(notice: Notice, state: State, outcome: Outcome) -> None:
    """Raises StepNotPossible unless it waits for a decision in this state: a review's is not a complaint's."""
    if notice.state is not state:
        allowed = [str(one) for one in LIFE.steps_from(notice.state, By.PERSON)]
        raise StepNotPossible(
            f"告知现为“{notice.state.zh}”，不能{ANSWERS[outcome].zh}",
            f"The notice is {notice.state}; {ANSWERS[outcome]} is not possible",
            state=str(notice.state), step=str(ANSWERS[outcome]), allowed=allowed,
        )  # fmt: skip


def decide(notice: Notice, outcome: Outcome, named: str, basis: str, hands: Hands, on: date, by: Mark) -> None:
    """Decide what is pending; `hands` had a part in the conclusion. Raises StepNotPossible and NotIndependent.

    After a review that leaves a conclusion, the second period begins with `begin_second`.
    """
    LIFE.must(notice, ANSWERS[outcome])
    request = notice.pending
    assert request is not None, "what is in review or in complaint was asked for"
    request.outcome, request.decided_by, request.decided_account = outcome, named, by.by
    request.decided_on, request.basis = on, basis
    LIFE.take(notice, ANSWERS[outcome], by, basis, hands=hands)
    notice.overdue, notice.level, notice.last_day = False, 0, None


def reopen(notice: Notice, basis: str, by: Mark) -> Request:
    """The last decision was entered by mistake: it is kept, and waits to be made anew. Answers it as it was.

    Raises StepNotPossible, also for what was sent back: then a new conclusion is drawn up and told.
    """
    step = Step.REOPEN_REVIEW if notice.complaint is None else Step.REOPEN_COMPLAINT
    LIFE.must(notice, step)
    request = notice.complaint or notice.review
    if request is None:
        raise StepNotPossible(
            "没有复核、申诉决定可更正", "There is no decision to put right",
            state=str(notice.state), step=str(step), allowed=[str(Step.ANNUL)],
        )  # fmt: skip
    mistaken = replace(request, set_aside_because=basis)
    notice.set_aside.append(mistaken)
    request.outcome = request.decided_by = request.decided_account = request.decided_on = request.basis = None
    LIFE.take(notice, step, by, basis)
    notice.last_day = None
    return mistaken


def begin_second(notice: Notice, days: int) -> None:
    """After the review's decision: until when a complaint may be lodged."""
    if notice.state is State.REVIEWED and notice.review and notice.review.decided_on:
        notice.last_day = notice.review.decided_on + timedelta(days=days)


def check_revision(outcome: Outcome, given: bool) -> None:
    """A new conclusion exactly where it is changed. Raises RevisionWrong."""
    if given != (outcome is Outcome.CHANGED):
        raise RevisionWrong()


def expire(notice: Notice, by: Mark) -> bool:
    """The last day for a review or a complaint is over; says whether that ends it."""
    if not LIFE.may(notice, Step.EXPIRE):
        return False
    LIFE.take(notice, Step.EXPIRE, by)
    notice.last_day = None
    return True


def annul(notice: Notice, basis: str, by: Mark) -> None:
    """It was entered by mistake, and counts no more. Raises StepNotPossible, also where it was reviewed."""
    LIFE.must(notice, Step.ANNUL)
    if notice.review is not None or notice.complaint is not None:
        raise StepNotPossible(
            "已作出复核或申诉决定的告知不能撤销，须更正该决定",
            "A notice that was reviewed is not annulled; its decision is put right",
            state=str(notice.state),
            step=str(Step.ANNUL),
            allowed=[],
        )
    LIFE.take(notice, Step.ANNUL, by, basis)
    notice.last_day, notice.unacknowledged = None, False


def miss_acknowledgement(notice: Notice, by: Mark) -> bool:
    """Nobody has acknowledged it in time; that is shown, and no period runs. Says whether it is so."""
    if not LIFE.may(notice, Step.UNACKNOWLEDGED) or notice.unacknowledged:
        return False
    notice.unacknowledged = True
    LIFE.take(notice, Step.UNACKNOWLEDGED, by)
    return True


def escalate(notice: Notice, most: int, by: Mark) -> bool:
    """The day of a decision is over: overdue, one level higher; says whether a further level may follow."""
    if not LIFE.may(notice, Step.OVERDUE) or notice.level >= most:
        return False
    notice.overdue = True
    notice.level += 1
    LIFE.take(notice, Step.OVERDUE, by, str(notice.level))
    return notice.level < most


def _know(notice: Notice, on: date, days: int) -> None:
    notice.acknowledged_on, notice.unacknowledged = on, False
    notice.last_day = on + timedelta(days=days)
