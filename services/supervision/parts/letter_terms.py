"""The clock of an inquiry's answer (函询回复期限), and how a death stops it."""

from __future__ import annotations

from datetime import date

from servicekit import deadlines
from servicekit.deadlines import set_deadline
from servicekit.work import UnitOfWork
from services.supervision.events import letters as events
from services.supervision.model import letters as model
from services.supervision.model.letters import Letter
from services.supervision.store.letters import LETTERS
from services.supervision.vocabulary.letters import State

ANSWER = "letter_answer"
SYSTEM = "supervision"
MOST_OF_ONE = 1000
"""Letters to one cadre, over a whole career."""


def end_all_with_death(work: UnitOfWork, cadre_id: str, died_on: date) -> None:
    """What is under way ends with a death, and waits for no answer."""
    for letter in work.find(LETTERS, {"cadre_id": cadre_id}, most=MOST_OF_ONE):
        end_with_death(work, letter, died_on)


def end_with_death(work: UnitOfWork, letter: Letter, died_on: date) -> None:
    """A letter that is under way ends with a death."""
    if model.end_with_death(letter, died_on, work.mark(SYSTEM)):
        deadlines.cancel(work, ANSWER, letter.id)
        work.save(LETTERS, letter)
        if letter.sent_on is not None:
            work.tell(events.ENDED, letter)


def go_on(work: UnitOfWork, cadre_id: str) -> None:
    """A death was none: what had ended with it goes on, and an inquiry that had a day for its answer has its full
    period anew."""
    for letter in work.find(LETTERS, {"cadre_id": cadre_id, "state": State.ENDED.value}, most=MOST_OF_ONE):
        if not model.go_on(letter, work.mark(SYSTEM)):
            continue
        if letter.awaits_answer and letter.due_on is not None:
            letter.overdue = False
            await_answer(work, letter)
        work.save(LETTERS, letter)
        if letter.sent_on is not None:
            work.tell(events.RESUMED, letter)


def await_answer(work: UnitOfWork, letter: Letter) -> None:
    """The clock of an inquiry's answer starts."""
    days = work.rules["supervision.letter_answer_days"].value
    term = set_deadline(work, ANSWER, letter.id, after=work.today, count=days)
    letter.due_on, letter.provisional = term.last, term.provisional
