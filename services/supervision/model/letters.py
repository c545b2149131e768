"""Letters of inquiry (函询), reminders (提醒) and admonitions (诫勉): sent, answered, brought to a result.

An admonition is entered once it was given: it is a decision, with an effect period of its own, and no draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.lifecycle import Entry, Hands, Mark, hands_of
from services.supervision.errors.letters import LetterKnown, NoAnswerWanted
from services.supervision.vocabulary.letters import LIFE, RECORD, WRITE, LetterKind, State, Step


@dataclass
class Reply:
    """The answer to an inquiry."""

    text: str
    classification: str
    on: date
    by: str
    late: bool


@dataclass
class EarlierResult:
    """A result that was put right: what it said, by whom; by whom, when and why it was changed."""

    result_code: str | None
    basis: str | None
    closed_by: str | None
    corrected_at: datetime
    corrected_by: str
    correction: str


@dataclass
class Letter:
    """A letter to a cadre. Who it is about sees it from the day on which it is sent."""

    id: str
    cadre_id: str
    unit_ids: list[str]
    kind: LetterKind
    subject_code: str
    text: str
    classification: str
    written_by: str
    written_on: date
    state: State = State.DRAFT
    sent_by: str | None = None
    sent_on: date | None = None
    due_on: date | None = None
    provisional: bool = False
    overdue: bool = False
    reply: Reply | None = None
    result_code: str | None = None
    closed_by: str | None = None
    closed_basis: str | None = None
    superseded: list[EarlierResult] = field(default_factory=list)
    died_on: date | None = None
    """The day of the death with which it ended."""
    document: str | None = None
    """Its number (文号), where it was entered with one."""
    synthetic: bool = False
    moved: int = 0
    """Sequence of the cadre's last move that was followed."""
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0

    @property
    def awaits_answer(self) -> bool:
        """Whether its deadline runs."""
        return self.kind is LetterKind.INQUIRY and self.state is State.SENT

    @property
    def taken_back(self) -> bool:
        """Whether it counts no more."""
        return self.state is State.WITHDRAWN

    @property
    def hands(self) -> Hands:
        """The accounts that had a part in it, and what each did: none of them decides an appeal against it."""
        came = WRITE if self.timeline and self.timeline[0].what == WRITE else RECORD
        return hands_of((self.written_by, came), (self.sent_by, Step.SEND), (self.closed_by, Step.CLOSE))


def send(letter: Letter, today: date, mark: Mark) -> None:
    """Send a draft. Raises StepNotPossible."""
    LIFE.take(letter, Step.SEND, mark)
    letter.sent_by, letter.sent_on = mark.by, today


def must_be_new(known: Iterable[Letter], letter: Letter) -> None:
    """Raises LetterKnown where one of this kind and day is there, unless the numbers of both say that it is another."""
    for one in known:
        alike = (one.kind, one.sent_on) == (letter.kind, letter.sent_on) and not one.taken_back
        if alike and (one.document == letter.document or None in (one.document, letter.document)):
            raise LetterKnown(letter_id=one.id)


def answered_before(letter: Letter, text: str, on: date) -> None:
    """What had been sent before it was entered was answered, on that day. Raises NoAnswerWanted."""
    if letter.kind is not LetterKind.INQUIRY:
        raise NoAnswerWanted(kind=letter.kind.value)
    LIFE.move(letter, Step.REPLY)
    letter.reply = Reply(text, letter.classification, on, letter.written_by, late=False)


def closed_before(letter: Letter, result_code: str | None, basis: str) -> bool:
    """What had been sent before it was entered is over, with a result where the ledger has one; an inquiry without
    answer and result is not. Says whether it is."""
    if result_code is None and letter.awaits_answer:
        return False
    LIFE.move(letter, Step.CLOSE)
    letter.result_code, letter.closed_basis = result_code, basis
    return True


def reply(letter: Letter, text: str, classification: str, today: date, mark: Mark) -> None:
    """Answer an inquiry, once. Raises NoAnswerWanted and StepNotPossible."""
    if letter.kind is not LetterKind.INQUIRY:
        raise NoAnswerWanted(kind=letter.kind.value)
    LIFE.take(letter, Step.REPLY, mark)
    letter.reply = Reply(text, classification, today, mark.by, letter.overdue)


def close(letter: Letter, result_code: str, basis: str, mark: Mark) -> None:
    """Bring a letter to its result. Raises StepNotPossible."""
    LIFE.take(letter, Step.CLOSE, mark, basis)
    letter.result_code, letter.closed_by, letter.closed_basis = result_code, mark.by, basis


def correct(letter: Letter, result_code: str, basis: str, correction: str, mark: Mark) -> None:
    """Put right a result that was entered wrongly; the first is kept. Raises StepNotPossible."""
    LIFE.take(letter, Step.CORRECT, mark, correction)
    before = EarlierResult(letter.result_code, letter.closed_basis, letter.closed_by, mark.at, mark.by, correction)
    letter.superseded.append(before)
    letter.result_code, letter.closed_by, letter.closed_basis = result_code, mark.by, basis


def withdraw(letter: Letter, basis: str, mark: Mark) -> None:
    """Take a letter back. Raises StepNotPossible."""
    LIFE.take(letter, Step.WITHDRAW, mark, basis)


def fall_due(letter: Letter, mark: Mark) -> bool:
    """The day of the answer is over; says whether the answer is missing."""
    if not letter.awaits_answer or letter.overdue:
        return False
    letter.overdue = True
    LIFE.take(letter, Step.OVERDUE, mark)
    return True


def end_with_death(letter: Letter, died_on: date, mark: Mark) -> bool:
    """Nobody answers for somebody who has died. Says whether it was under way."""
    if not LIFE.may(letter, Step.DIE):
        return False
    LIFE.take(letter, Step.DIE, mark)
    letter.died_on = died_on
    return True


def go_on(letter: Letter, mark: Mark) -> bool:
    """The death with which it had ended was none: it stands where it stood. Says whether it had ended so."""
    step = Step.BACK_TO_ANSWERED if letter.reply else Step.BACK_TO_SENT if letter.sent_on else Step.BACK_TO_DRAFT
    if letter.died_on is None or not LIFE.may(letter, step):
        return False
    LIFE.take(letter, step, mark)
    letter.died_on = None
    return True
