"""Offered: appeals (申诉) against restrictions and letters."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, NotIndependent
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.supervision.errors.appeals import (
    AppealOpen,
    AppealTooLate,
    DecisionOvertaken,
    NewEndWrong,
    NoAppeal,
    NothingToAppeal,
)
from services.supervision.errors.conferences import StepNotPossible
from services.supervision.errors.letters import NoLetter
from services.supervision.errors.standing import NoRestriction, RestrictionOver
from services.supervision.schemas import appeals as schemas

# fmt: off
LODGE_APPEAL = Command(
    "supervision.lodge_appeal", schemas.LodgeAppeal, schemas.AppealOut,
    refuses=(NoRestriction, NoLetter, AppealOpen, AppealTooLate, NothingToAppeal),
    put_right=("withdraw_appeal",),
)
DECIDE_APPEAL = Command(
    "supervision.decide_appeal", schemas.DecideAppeal, schemas.AppealOut,
    refuses=(
        StepNotPossible, NotIndependent, NewEndWrong, RestrictionOver, EndsBeforeItBegins, NoAppeal, NoLetter,
        NoRestriction,
    ),
    put_right=("correct_appeal",),
)
CORRECT_APPEAL = Command(
    "supervision.correct_appeal", schemas.CorrectAppeal, schemas.AppealOut,
    refuses=(
        StepNotPossible, NotIndependent, NewEndWrong, RestrictionOver, EndsBeforeItBegins, DecisionOvertaken, NoAppeal,
        NoLetter, NoRestriction,
    ),
    put_right=("correct_appeal",),
)
WITHDRAW_APPEAL = Command(
    "supervision.withdraw_appeal", schemas.AppealOf, schemas.AppealOut,
    refuses=(StepNotPossible, NoAppeal),
    put_right=("lodge_appeal",),
)
GET_APPEAL = Query("supervision.get_appeal", schemas.AppealOf, schemas.AppealOut, refuses=(NoAppeal,))
LIST_APPEALS = Query("supervision.list_appeals", schemas.ListAppeals, page_of(schemas.AppealLine))
