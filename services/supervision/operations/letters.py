"""Offered: letters of inquiry (函询) and reminders, and the answers to them."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, HasDied, NotIndependent, UnknownCadre, UnknownEntry
from servicekit.operations import OWN_WORD, BulkCommand, Command, Query
from servicekit.schema import page_of
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.errors.letters import LetterKnown, NoAnswerWanted, NoLetter
from services.supervision.schemas import letters as schemas

# fmt: off
WRITE_LETTER = Command(
    "supervision.write_letter", schemas.WriteLetter, schemas.LetterOut,
    refuses=(HasDied, UnknownCadre, UnknownEntry),
    put_right=("withdraw_letter",),
)
RECORD_LETTER = Command(
    "supervision.record_letter", schemas.RecordLetter, schemas.LetterOut,
    refuses=(
        HasDied, DayNotCome, EndsBeforeItBegins, UnknownCadre, UnknownEntry, NoAnswerWanted, LetterKnown,
        StepNotPossible,
    ),
    put_right=("correct_letter", "withdraw_letter"),
)
IMPORT_PAST_LETTERS = BulkCommand(
    "supervision.import_past_letters", row=schemas.RecordLetter,
    refuses=RECORD_LETTER.refuses,
    put_right=("correct_letter", "withdraw_letter"),
)
SEND_LETTER = Command(
    "supervision.send_letter", schemas.LetterOf, schemas.LetterOut,
    refuses=(HasDied, StepNotPossible, NoLetter),
    put_right=("withdraw_letter",),
)
REPLY_LETTER = Command(
    "supervision.reply_letter", schemas.ReplyLetter, schemas.LetterOut,
    refuses=(StepNotPossible, NoAnswerWanted, NoLetter),
    put_right=OWN_WORD,
)
CLOSE_LETTER = Command(
    "supervision.close_letter", schemas.CloseLetter, schemas.LetterOut,
    refuses=(StepNotPossible, NotIndependent, UnknownEntry, NoLetter),
    put_right=("correct_letter", "withdraw_letter"),
)
CORRECT_LETTER = Command(
    "supervision.correct_letter", schemas.CorrectLetter, schemas.LetterOut,
    refuses=(StepNotPossible, UnknownEntry, NoLetter),
    put_right=("correct_letter",),
)
WITHDRAW_LETTER = Command(
    "supervision.withdraw_letter", schemas.WithdrawLetter, schemas.LetterOut,
    refuses=(StepNotPossible, NoLetter),
    put_right=("write_letter",),
)
GET_LETTER = Query("supervision.get_letter", schemas.LetterOf, schemas.LetterOut, refuses=(NoLetter,))
LIST_LETTERS = Query("supervision.list_letters", schemas.ListLetters, page_of(schemas.LetterLine))
