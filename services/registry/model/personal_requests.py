"""What somebody asks about what is kept of them (个人信息权利申请): asked, answered in time, told, put right.

个人信息保护法 art. 24 and 44 to 48 say what may be asked for, art. 50 that a refusal gives its reasons. The law names
no number of days, so the time limit is a rule that is marked unverified.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from servicekit.errors import field_error
from servicekit.lifecycle import Entry, Mark, trace
from servicekit.periods import must_have_come
from services.registry.errors.personal_requests import AnswerCarriedOut, CorrectionWaits, GroundNeeded, OutOfTurn
from services.registry.model.corrections import Correction
from services.registry.model.disposals import Disposal
from services.registry.vocabulary.corrections import CorrectionState
from services.registry.vocabulary.personal_requests import (
    ASK,
    LIFE,
    RequestKind,
    RequestOutcome,
    RequestState,
    RequestStep,
)


@dataclass
class Reply:
    """An answer: what it says, on which legal ground where something is refused, by whom and when it was given."""

    outcome: RequestOutcome
    text: str
    ground: str | None
    """An entry of the dictionary `registry.refusal_ground`."""
    answered_by: str
    answered_on: date


@dataclass
class SupersededReply(Reply):
    """An answer that was put right: by whom, when and why."""

    corrected_at: datetime
    corrected_by: str
    correction: str


@dataclass
class PersonalRequest:
    """A request; of each kind a person has one that waits."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    kind: RequestKind
    about: str
    asked_by: str
    asked_on: date
    """The day on which it came in: of what came on paper not the day of the entry."""
    on_paper: bool
    answer_by: date
    correction_id: str | None = None
    """The correction of the file by which it is granted."""
    disposal_id: str | None = None
    """The proposal to destroy that followed from a granted deletion."""
    state: RequestState = RequestState.OPEN
    open: str | None = None
    """Whose request of which kind waits; none once it is answered."""
    overdue: bool = False
    reply: Reply | None = None
    superseded: list[SupersededReply] = field(default_factory=list)
    told_on: date | None = None
    synthetic: bool = False
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0

    @property
    def outcome(self) -> RequestOutcome | None:
        """How it is answered."""
        return self.reply.outcome if self.reply else None

    @property
    def answered_on(self) -> date | None:
        """When it was answered."""
        return self.reply.answered_on if self.reply else None


def ask(request: PersonalRequest, today: date, days: int, mark: Mark) -> None:
    """Begin a request: it is to be answered within so many days after it came in. Raises DayNotCome."""
    must_have_come(request.asked_on, today, "/asked_on")
    request.answer_by = request.asked_on + timedelta(days=days)
    request.open = f"{request.cadre_id}.{request.kind}"
    trace(request, ASK, mark)


def answer(request: PersonalRequest, reply: Reply, correction: Correction | None, today: date, mark: Mark) -> None:
    """Answer it; of what was asked and answered on paper on an earlier day, whether that was in time counts.

    Raises RequestStepNotPossible, GroundNeeded, DayNotCome, OutOfTurn and CorrectionWaits.
    """
    LIFE.must(request, RequestStep.ANSWER, request_id=request.id)
    _check(request, reply, correction, today)
    LIFE.take(request, RequestStep.ANSWER, mark, reply.outcome.value)
    request.reply, request.open = reply, None
    request.overdue = (reply.answered_on if request.on_paper else today) > request.answer_by


def correct(
    request: PersonalRequest,
    reply: Reply,
    why: str,
    correction: Correction | None,
    disposal: Disposal | None,
    today: date,
    mark: Mark,
) -> None:
    """Put an answer right; the first is kept, and the person is told anew.

    Of what was answered on paper the day may be put right too, and with it whether that was in time; otherwise the day
    of the first answer counts. Raises AnswerCarriedOut besides what `answer` raises.
    """
    LIFE.must(request, RequestStep.CORRECT, request_id=request.id)
    assert request.reply is not None
    _check(request, reply, correction, today)
    if disposal is not None and disposal.stands and reply.outcome is RequestOutcome.REFUSED:
        raise AnswerCarriedOut(disposal_id=disposal.id)
    LIFE.take(request, RequestStep.CORRECT, mark, why)
    first = request.reply
    request.superseded.append(
        SupersededReply(
            first.outcome, first.text, first.ground, first.answered_by, first.answered_on, mark.at, mark.by, why
        )
    )
    request.reply, request.told_on = reply, None
    if request.on_paper:
        request.overdue = reply.answered_on > request.answer_by


def acknowledge(request: PersonalRequest, on: date, today: date, mark: Mark) -> None:
    """The person knows the answer. Raises RequestStepNotPossible, DayNotCome and OutOfTurn."""
    LIFE.must(request, RequestStep.ACKNOWLEDGE, request_id=request.id)
    assert request.reply is not None
    must_have_come(on, today, "/on")
    _must_follow(on, request.reply.answered_on, "/on")
    LIFE.take(request, RequestStep.ACKNOWLEDGE, mark)
    request.told_on = on


def withdraw(request: PersonalRequest, reason: str, mark: Mark) -> None:
    """Take it back before it is answered. Raises RequestStepNotPossible."""
    LIFE.take(request, RequestStep.WITHDRAW, mark, reason or None)
    request.open = None


def end(request: PersonalRequest, mark: Mark) -> None:
    """What is kept of the person is destroyed, and what was asked with it; what is over already stays as it is."""
    if LIFE.happen(request, RequestStep.END):
        request.open = None
        trace(request, RequestStep.END, mark)


def fall_due(request: PersonalRequest, mark: Mark) -> bool:
    """The day for the answer is over; says whether the answer is missing."""
    if request.overdue or not LIFE.may(request, RequestStep.OVERDUE):
        return False
    request.overdue = True
    LIFE.take(request, RequestStep.OVERDUE, mark)
    return True


def _check(request: PersonalRequest, reply: Reply, correction: Correction | None, today: date) -> None:
    if (reply.ground is None) == (reply.outcome is not RequestOutcome.GRANTED):
        zh, en = GroundNeeded.zh, GroundNeeded.en
        raise GroundNeeded(zh, en, errors=[field_error("/ground", "refusal-ground", zh, en)])
    must_have_come(reply.answered_on, today, "/answered_on")
    _must_follow(reply.answered_on, request.asked_on, "/answered_on")
    refused = reply.outcome is RequestOutcome.REFUSED
    if correction is not None and not refused and correction.state is not CorrectionState.APPROVED:
        raise CorrectionWaits(correction_id=correction.id, state=correction.state.value)


def _must_follow(day: date, before: date, pointer: str) -> None:
    if day < before:
        zh, en = f"不得早于{before.isoformat()}", f"Not before {before.isoformat()}"
        raise OutOfTurn(zh, en, errors=[field_error(pointer, "too-early", zh, en)], earliest=before.isoformat())
