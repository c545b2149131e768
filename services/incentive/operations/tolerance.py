"""Offered: tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, NotIndependent, UnknownCadre, UnknownEntry
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.incentive.errors.tolerance import (
    AppealTooLate,
    ApplicationKnown,
    NoApplication,
    ToleranceNotInThisState,
    TooFewOpinions,
)
from services.incentive.schemas import tolerance as schemas

# fmt: off
APPLY_FOR_TOLERANCE = Command(
    "incentive.apply_for_tolerance", schemas.ApplyForTolerance, schemas.ApplicationOut,
    refuses=(DayNotCome, UnknownCadre, UnknownEntry, ApplicationKnown),
    put_right=("withdraw_tolerance",),
)
ACCEPT_TOLERANCE = Command(
    "incentive.accept_tolerance", schemas.ApplicationOf, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState),
    put_right=("withdraw_tolerance",),
)
REJECT_TOLERANCE = Command(
    "incentive.reject_tolerance", schemas.RejectApplication, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState),
    put_right=("apply_for_tolerance",),
)
WITHDRAW_TOLERANCE = Command(
    "incentive.withdraw_tolerance", schemas.ApplicationOf, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState),
    put_right=("apply_for_tolerance",),
)
OPINE_ON_TOLERANCE = Command(
    "incentive.opine_on_tolerance", schemas.GiveOpinion, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState, UnknownEntry),
    put_right=("opine_on_tolerance",),
)
DECIDE_TOLERANCE = Command(
    "incentive.decide_tolerance", schemas.DecideApplication, schemas.ApplicationOut,
    refuses=(DayNotCome, EndsBeforeItBegins, NoApplication, ToleranceNotInThisState, TooFewOpinions, NotIndependent),
    put_right=("correct_tolerance", "appeal_tolerance"),
)
CORRECT_TOLERANCE = Command(
    "incentive.correct_tolerance", schemas.CorrectDecision, schemas.ApplicationOut,
    refuses=(DayNotCome, EndsBeforeItBegins, NoApplication, ToleranceNotInThisState, NotIndependent),
    put_right=("correct_tolerance",),
)
APPEAL_TOLERANCE = Command(
    "incentive.appeal_tolerance", schemas.AppealDecision, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState, AppealTooLate),
    put_right=("decide_tolerance",),
)
GET_TOLERANCE = Query(
    "incentive.get_tolerance", schemas.ApplicationOf, schemas.ApplicationOut,
    refuses=(NoApplication,),
)
LIST_TOLERANCE = Query("incentive.list_tolerance", schemas.ListApplications, page_of(schemas.ApplicationLine))
