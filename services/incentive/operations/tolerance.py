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
)
ACCEPT_TOLERANCE = Command(
    "incentive.accept_tolerance", schemas.ApplicationOf, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState),
)
REJECT_TOLERANCE = Command(
    "incentive.reject_tolerance", schemas.RejectApplication, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState),
)
WITHDRAW_TOLERANCE = Command(
    "incentive.withdraw_tolerance", schemas.ApplicationOf, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState),
)
OPINE_ON_TOLERANCE = Command(
    "incentive.opine_on_tolerance", schemas.GiveOpinion, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState, UnknownEntry),
)
DECIDE_TOLERANCE = Command(
    "incentive.decide_tolerance", schemas.DecideApplication, schemas.ApplicationOut,
    refuses=(DayNotCome, EndsBeforeItBegins, NoApplication, ToleranceNotInThisState, TooFewOpinions, NotIndependent),
)
CORRECT_TOLERANCE = Command(
    "incentive.correct_tolerance", schemas.CorrectDecision, schemas.ApplicationOut,
    refuses=(DayNotCome, EndsBeforeItBegins, NoApplication, ToleranceNotInThisState, NotIndependent),
)
APPEAL_TOLERANCE = Command(
    "incentive.appeal_tolerance", schemas.AppealDecision, schemas.ApplicationOut,
    refuses=(NoApplication, ToleranceNotInThisState, AppealTooLate),
)
GET_TOLERANCE = Query(
    "incentive.get_tolerance", schemas.ApplicationOf, schemas.ApplicationOut,
    refuses=(NoApplication,),
)
LIST_TOLERANCE = Query("incentive.list_tolerance", schemas.ListApplications, page_of(schemas.ApplicationLine))
