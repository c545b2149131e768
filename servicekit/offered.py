"""What every service offers: rules, dictionaries, audit trail, history, deadlines and dead letters."""

from __future__ import annotations

from servicekit import schemas
from servicekit.errors import (
    BuiltOn,
    ChangedSince,
    DeadlineSettled,
    LetterAlreadyDiscarded,
    LetterAlreadySent,
    NoDeadline,
)
from servicekit.operations import EVERY, SENT, BulkCommand, Command, Query, Stands
from servicekit.rules import UnknownDictionary, UnknownRule
from servicekit.schema import Schema, page_of

LIST_RULES = Query(f"{EVERY}.list_rules", schemas.ListRules, page_of(schemas.RuleOut))
CHANGE_RULE = Command(
    f"{EVERY}.change_rule",
    schemas.ChangeRule,
    schemas.RuleOut,
    refuses=(UnknownRule,),
    put_right=("change_rule",),
)
LIST_DICTIONARIES = Query(f"{EVERY}.list_dictionaries", schemas.ListDictionaries, page_of(schemas.DictionaryOut))
CHANGE_DICTIONARY = Command(
    f"{EVERY}.change_dictionary",
    schemas.ChangeDictionary,
    schemas.DictionaryOut,
    refuses=(UnknownDictionary,),
    put_right=("change_dictionary",),
)
AUDIT = Query(f"{EVERY}.audit", schemas.ListAudit, page_of(schemas.AuditOut))
HISTORY = Query(f"{EVERY}.history", schemas.ReadHistory, schemas.HistoryOut)
STANDING = Query(f"{EVERY}.standing", Schema, schemas.StandingOut)
LIST_DEADLINES = Query(f"{EVERY}.list_deadlines", schemas.ListDeadlines, page_of(schemas.DeadlineOut))
MOVE_DEADLINE = Command(
    f"{EVERY}.move_deadline",
    schemas.MoveDeadline,
    schemas.DeadlineOut,
    refuses=(NoDeadline, DeadlineSettled),
    put_right=("move_deadline", "cancel_deadline"),
)
CANCEL_DEADLINE = Command(
    f"{EVERY}.cancel_deadline",
    schemas.CancelDeadline,
    schemas.DeadlineOut,
    refuses=(NoDeadline, DeadlineSettled),
    put_right=("move_deadline",),
)
RETRY_DEADLINE = Command(
    f"{EVERY}.retry_deadline",
    schemas.RetryDeadline,
    schemas.DeadlineOut,
    refuses=(NoDeadline, DeadlineSettled),
    put_right=Stands("只是再试一次，时限不变", "Only tried once more; the deadline is what it was"),
)
KEPT_APART = Query(f"{EVERY}.kept_apart", schemas.AskKeptApart, schemas.KeptApartOut)
KEPT_FROM_ALL = Query(f"{EVERY}.kept_from_all", schemas.AskKeptFromAll, schemas.KeptApartOut)
DEAD_LETTERS = Query(f"{EVERY}.dead_letters", schemas.ListDeadLetters, page_of(schemas.DeadLetterOut))
DEAD_LETTER = Query(f"{EVERY}.dead_letter", schemas.ReadDeadLetter, schemas.DeadLetterShapeOut)
RESEND_DEAD_LETTER = Command(
    f"{EVERY}.resend_dead_letter",
    schemas.ReadDeadLetter,
    schemas.DeadLetterOut,
    refuses=(LetterAlreadySent,),
    put_right=SENT,
)
DISCARD_DEAD_LETTER = Command(
    f"{EVERY}.discard_dead_letter",
    schemas.DiscardDeadLetter,
    schemas.DeadLetterOut,
    refuses=(LetterAlreadySent, LetterAlreadyDiscarded),
    put_right=("resend_dead_letter",),
)
UNDO_IMPORT = BulkCommand(
    f"{EVERY}.undo_import",
    schemas.UndoWish,
    row=schemas.UndoneRow,
    refuses=(BuiltOn, ChangedSince),
    put_right=Stands("撤销后可以重新导入", "What was undone may be imported again"),
    stays=Stands("撤销本身不是导入", "It is no import itself"),
)
NAMES = Query(f"{EVERY}.names", schemas.AskNames, schemas.NamesOut)
STANDS_ON = Query(f"{EVERY}.stands_on", schemas.StandsOn, schemas.StandsOnOut)
WHAT_IS_CALLED = Query(f"{EVERY}.what_is_called", schemas.AskNamed, schemas.AllNamedOut)
