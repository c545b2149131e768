"""Letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from servicekit import deadlines, queries
from servicekit.apart import Judged
from servicekit.bulk import enter_each
from servicekit.calls import command, deadline, on, query
from servicekit.deadlines import Deadline
from servicekit.events import Received
from servicekit.lifecycle import Mark, trace
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.roster import MOVES, PEOPLE, follow, moves, must_live
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.letters import LetterKnown
from services.supervision.events import letters as events
from services.supervision.model import letters as model
from services.supervision.model.letters import Letter
from services.supervision.operations import letters as operations
from services.supervision.parts.again import learnt
from services.supervision.parts.books import standings_of
from services.supervision.parts.letter_terms import ANSWER, MOST_OF_ONE, await_answer, end_with_death
from services.supervision.parts.standing import annul_what_followed, enter_what_follows
from services.supervision.schemas import letters as schemas
from services.supervision.store.letters import LETTERS
from services.supervision.vocabulary.letters import LIFE, RECORD, WRITE, LetterKind, State, Step
from services.supervision.vocabulary.standing import Source


class Letters:
    """What a cadre is asked or reminded of, and what they answer."""

    @command(operations.WRITE_LETTER)
    def write_letter(self, wish: Document, work: UnitOfWork) -> Letter:
        """Draft a letter. Nothing is told of a draft."""
        person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
        must_live(person, work.today, "/cadre_id")
        queries.must_know(work.db, "supervision.letter_subjects", [wish["subject_code"]], "/subject_code")
        by, on = work.principal.account, work.today
        kind = LetterKind(wish.pop("kind"))
        letter = Letter(
            id=work.new_id("let"), unit_ids=person.unit_ids, kind=kind, written_by=by, written_on=on, **wish
        )
        trace(letter, WRITE, work.mark())
        return work.add(LETTERS, letter)

    @command(operations.RECORD_LETTER)
    def record_letter(self, wish: Document, work: UnitOfWork) -> Letter:
        """Enter a letter that was sent before, with its answer and result; nothing is due of it. An admonition has its
        effect period from its day on."""
        return _record(wish, work)

    @command(operations.IMPORT_PAST_LETTERS)
    def import_past_letters(self, wish: Document, work: UnitOfWork) -> Document:
        """Letters of past years, many at once, each once."""
        return enter_each(work, wish, schemas.RecordLetter, _record, _same, LetterKnown)

    @command(operations.SEND_LETTER)
    def send_letter(self, wish: Document, work: UnitOfWork) -> Letter:
        """Send a letter; the clock of an inquiry's answer starts."""
        letter = see_letter(work, wish["letter_id"])
        if person := work.load_many(PEOPLE, [letter.cadre_id]).get(letter.cadre_id):
            must_live(person, work.today, "/letter_id")
        model.send(letter, work.today, work.mark())
        if letter.awaits_answer:
            await_answer(work, letter)
        work.tell(events.SENT, work.save(LETTERS, letter))
        learnt(work, "letters", [letter])
        return letter

    @command(operations.REPLY_LETTER)
    def reply_letter(self, wish: Document, work: UnitOfWork) -> Letter:
        """Answer an inquiry: the cadre, or an officer for them. A late answer is taken, and stays marked as late."""
        letter = see_letter(work, wish["letter_id"])
        model.reply(letter, wish["text"], wish["classification"], work.today, work.mark())
        deadlines.cancel(work, ANSWER, letter.id)
        work.tell(events.ANSWERED, work.save(LETTERS, letter))
        return letter

    @command(operations.CLOSE_LETTER)
    def close_letter(self, wish: Document, work: UnitOfWork) -> Letter:
        """Bring a letter to its result, answered or not."""
        letter = see_letter(work, wish["letter_id"])
        queries.must_know(work.db, "supervision.letter_results", [wish["result_code"]], "/result_code")
        model.close(letter, wish["result_code"], wish["basis"], work.mark())
        deadlines.cancel(work, ANSWER, letter.id)
        work.tell(events.CLOSED, work.save(LETTERS, letter))
        learnt(work, "letters", [letter])
        return letter

    @command(operations.CORRECT_LETTER)
    def correct_letter(self, wish: Document, work: UnitOfWork) -> Letter:
        """Put right a result that was entered wrongly: the first is kept, and vettings learn of the right one."""
        letter = see_letter(work, wish["letter_id"])
        queries.must_know(work.db, "supervision.letter_results", [wish["result_code"]], "/result_code")
        model.correct(letter, wish["result_code"], wish["basis"], wish["correction"], work.mark())
        work.tell(events.CORRECTED, work.save(LETTERS, letter))
        learnt(work, "letters", [letter])
        return letter

    @command(operations.WITHDRAW_LETTER)
    def withdraw_letter(self, wish: Document, work: UnitOfWork) -> Letter:
        """Take a letter back, or drop a draft."""
        letter = see_letter(work, wish["letter_id"])
        withdraw(work, letter, wish["basis"], work.mark())
        return letter

    @query(operations.GET_LETTER)
    def get_letter(self, wish: Document, read: Reading) -> Document:
        """One letter with its answer."""
        return read.get(LETTERS, wish["letter_id"], _visible(read), answer=schemas.LetterOut)

    @query(operations.LIST_LETTERS)
    def list_letters(self, wish: Document, read: Reading) -> Page:
        """Letters by cadre, unit, kind, state and whether overdue, the newest first."""
        where = queries.filters(wish, "cadre_id", "unit_id", "kind", "state", "overdue")
        where |= queries.between(wish, "written_on")
        sorts = queries.orders("written_on", "due_on", state="written_on")
        where = queries.both(where, _visible(read))
        return read.page(LETTERS, where, wish, sorts=sorts, default_sort="-written_on", answer=schemas.LetterLine)

    @on("registry", *MOVES, handler="letters_moved", batch=50)
    def hear_letters_moves(self, received: list[Received], work: UnitOfWork) -> None:
        """They follow their cadre to another unit, and back where that was a mistake."""
        for letter in follow(moves(received), work, LETTERS):
            if letter.sent_on is not None:
                work.tell(events.MOVED, letter)

    @deadline(ANSWER)
    def letter_answer_missing(self, due: Deadline, work: UnitOfWork) -> None:
        """The day for the answer is over: the letter is overdue, and may still be answered or closed."""
        letter = work.load_many(LETTERS, [due.subject]).get(due.subject)
        if letter is not None and model.fall_due(letter, work.mark()):
            work.tell(events.OVERDUE, work.save(LETTERS, letter))


def withdraw(work: UnitOfWork, letter: Letter, basis: str, by: Mark) -> None:
    """Take a letter back, with its deadline. Raises StepNotPossible."""
    model.withdraw(letter, basis, by)
    deadlines.cancel(work, ANSWER, letter.id)
    work.save(LETTERS, letter)
    annul_what_followed(work, letter.cadre_id, Source.LETTER, letter.id, basis)
    if letter.sent_on is not None:
        work.tell(events.WITHDRAWN, letter)


def _same(row: Mapping[str, Any]) -> Hashable:
    """What makes two rows one letter."""
    return row["cadre_id"], row["kind"], row["sent_on"], row["document"]


def _record(wish: Document, work: UnitOfWork) -> Letter:
    person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
    must_live(person, wish["sent_on"], "/sent_on")
    must_have_come(wish["sent_on"], work.today, "/sent_on")
    queries.must_know(work.db, "supervision.letter_subjects", [wish["subject_code"]], "/subject_code")
    if wish["result_code"] is not None:
        queries.must_know(work.db, "supervision.letter_results", [wish["result_code"]], "/result_code")
    letter = Letter(
        id=work.new_id("let"),
        cadre_id=person.id,
        unit_ids=person.unit_ids,
        kind=wish["kind"],
        subject_code=wish["subject_code"],
        text=wish["text"] or "",
        classification=wish["classification"],
        written_by=work.principal.account,
        written_on=wish["sent_on"],
        state=State.SENT,
        sent_on=wish["sent_on"],
        document=wish["document"],
        synthetic=wish["synthetic"],
    )
    # The standing is kept first, so that of two at once the second looks again.
    standing = standings_of(work, [person.id])[person.id]
    known = work.find(LETTERS, {"cadre_id": person.id}, most=MOST_OF_ONE)
    model.must_be_new([*known, *(one for one in work.added(LETTERS) if one.cadre_id == person.id)], letter)
    trace(letter, RECORD, work.mark(), wish["basis"])
    work.tell(events.SENT, work.add(LETTERS, letter))
    if wish["replied_on"] is not None:
        must_not_end_before_it_begins(wish["sent_on"], wish["replied_on"], "/replied_on")
        must_have_come(wish["replied_on"], work.today, "/replied_on")
        model.answered_before(letter, wish["reply"] or "", wish["replied_on"])
        work.tell(events.ANSWERED, letter)
    if model.closed_before(letter, wish["result_code"], wish["basis"]):
        work.tell(events.CLOSED, letter)
    elif standing.died_on is not None:
        end_with_death(work, letter, standing.died_on)
    work.save(LETTERS, letter)
    if letter.kind is LetterKind.ADMONITION:
        enter_what_follows(
            work, "admonishment", person.id, wish["sent_on"], wish["basis"], Source.LETTER, letter.id, "/sent_on"
        )
    learnt(work, "letters", [letter])
    return letter


def _moved_answer(moved: Deadline, work: UnitOfWork) -> None:
    letter = work.load_many(LETTERS, [moved.subject]).get(moved.subject)
    if letter is not None and letter.awaits_answer:
        letter.due_on, letter.provisional = moved.due_on, moved.provisional
        trace(letter, "deadline_moved", work.mark(), moved.due_on.isoformat())
        work.tell(events.DUE_MOVED, work.save(LETTERS, letter))


MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {ANSWER: _moved_answer}


def see_letter(work: UnitOfWork, letter_id: str) -> Letter:
    """A letter; whom it is about sees it when it has been sent. Raises NoLetter."""
    return work.see(LETTERS, letter_id, lambda letter: work.scope.is_of(letter.cadre_id) and letter.sent_on is None)


def _visible(read: Reading) -> Document:
    """What the reader may see; a cadre sees no draft about themselves."""
    return queries.both(
        read.scope.filter(cadre="cadre_id"), read.of_oneself_only("cadre_id", {"sent_on": {"$ne": None}})
    )


JUDGED = (Judged(operations.CLOSE_LETTER, LETTERS, LIFE, (Step.CLOSE,)),)
