"""Letters of inquiry (函询) and reminders (提醒): sent, answered if an inquiry, brought to a result."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.supervision.errors.letters import NoAnswerWanted
from services.supervision.model.joint import Entry, Mark, Row, step, trace


class LetterKind(StrEnum):
    """An inquiry (函询) asks for an answer; a reminder (提醒) does not."""

    INQUIRY = "inquiry"
    REMINDER = "reminder"


LETTER_STATES = ("draft", "sent", "answered", "closed", "withdrawn")
LETTER_STEPS = (
    Row("draft", "send", "sent"),
    Row("sent", "reply", "answered", "an inquiry, by the cadre or on their behalf; late answers count"),
    Row("sent", "close", "closed", "with a result and its basis; an inquiry may be closed without its answer"),
    Row("answered", "close", "closed", "with a result and its basis"),
    Row("draft", "withdraw", "withdrawn"),
    Row("sent", "withdraw", "withdrawn", "with a basis, or by an appeal that was upheld"),
    Row("answered", "withdraw", "withdrawn", "with a basis, or by an appeal that was upheld"),
    Row("closed", "withdraw", "withdrawn", "with a basis, or by an appeal that was upheld"),
)


@dataclass
class Reply:
    """The answer to an inquiry."""

    text: str
    classification: str
    on: date
    by: str
    late: bool


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
    state: str = "draft"
    sent_by: str | None = None
    sent_on: date | None = None
    due_on: date | None = None
    provisional: bool = False
    overdue: bool = False
    reply: Reply | None = None
    result_code: str | None = None
    closed_by: str | None = None
    closed_basis: str | None = None
    synthetic: bool = False
    moved: int = 0
    """Sequence of the cadre's last move that was followed."""
    timeline: list[Entry] = field(default_factory=list)
    version: int = 0

    @property
    def awaits_answer(self) -> bool:
        """Whether its deadline runs."""
        return self.kind is LetterKind.INQUIRY and self.state == "sent"

    @property
    def hands(self) -> set[str]:
        """The accounts that had a part in it: none of them decides an appeal against it."""
        return {account for account in (self.written_by, self.sent_by, self.closed_by) if account}


def send(letter: Letter, today: date, mark: Mark) -> None:
    """Send a draft. Raises StepNotPossible."""
    step(LETTER_STEPS, letter, "send", mark)
    letter.sent_by, letter.sent_on = mark.by, today


def reply(letter: Letter, text: str, classification: str, today: date, mark: Mark) -> None:
    """Answer an inquiry, once. Raises NoAnswerWanted and StepNotPossible."""
    if letter.kind is LetterKind.REMINDER:
        raise NoAnswerWanted(kind=letter.kind.value)
    step(LETTER_STEPS, letter, "reply", mark)
    letter.reply = Reply(text, classification, today, mark.by, letter.overdue)


def close(letter: Letter, result_code: str, basis: str, mark: Mark) -> None:
    """Bring a letter to its result. Raises StepNotPossible."""
    step(LETTER_STEPS, letter, "close", mark, basis)
    letter.result_code, letter.closed_by, letter.closed_basis = result_code, mark.by, basis


def withdraw(letter: Letter, basis: str, mark: Mark) -> None:
    """Take a letter back. Raises StepNotPossible."""
    step(LETTER_STEPS, letter, "withdraw", mark, basis)


def fall_due(letter: Letter, mark: Mark) -> bool:
    """The day of the answer is over; says whether the answer is missing."""
    if not letter.awaits_answer or letter.overdue:
        return False
    letter.overdue = True
    trace(letter, "overdue", mark)
    return True
