"""Offered: secondments (挂职、跟岗): planned and followed by persons, begun and ended by their days."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import OWN_WORD, BulkCommand, Command, Query
from servicekit.schema import page_of
from services.talentpool.errors.members import StoppedByResult
from services.talentpool.errors.programmes import NoProgramme
from services.talentpool.errors.secondments import (
    BadPeriod,
    NoSecondment,
    NotNow,
    NotServing,
    NotSuchPlace,
    NotTheHost,
    Overlap,
    OwnMentor,
    RestrictedNow,
    UnknownMentor,
)
from services.talentpool.schemas import secondments as schemas

# fmt: off
PLAN_SECONDMENT = Command(
    "talentpool.plan_secondment", schemas.PlanSecondment, schemas.SecondmentOut,
    refuses=(
        NotSuchPlace, EndsBeforeItBegins, BadPeriod, Overlap, RestrictedNow, StoppedByResult, NotServing, OwnMentor,
        UnknownMentor, UnknownCadre, UnknownUnit, UnknownEntry, NoProgramme,
    ),
    put_right=("cancel_secondment", "end_secondment"),
)
IMPORT_SECONDMENTS = BulkCommand(
    "talentpool.import_secondments", row=schemas.PlanSecondment,
    refuses=(
        NotSuchPlace, EndsBeforeItBegins, BadPeriod, Overlap, RestrictedNow, StoppedByResult, NotServing, OwnMentor,
        UnknownMentor, UnknownCadre, UnknownUnit, UnknownEntry, NoProgramme,
    ),
    put_right=("cancel_secondment", "end_secondment"),
)
EXTEND_SECONDMENT = Command(
    "talentpool.extend_secondment", schemas.ExtendSecondment, schemas.SecondmentOut,
    refuses=(NoSecondment, NotNow, BadPeriod, RestrictedNow, StoppedByResult, Overlap),
    put_right=("end_secondment",),
)
END_SECONDMENT = Command(
    "talentpool.end_secondment", schemas.EndSecondment, schemas.SecondmentOut,
    refuses=(NoSecondment, NotNow),
    put_right=("resume_secondment",),
)
RESUME_SECONDMENT = Command(
    "talentpool.resume_secondment", schemas.ResumeSecondment, schemas.SecondmentOut,
    refuses=(NoSecondment, NotNow, NotServing, UnknownCadre, Overlap),
    put_right=("end_secondment",),
)
CANCEL_SECONDMENT = Command(
    "talentpool.cancel_secondment", schemas.EndSecondment, schemas.SecondmentOut,
    refuses=(NoSecondment, NotNow),
    put_right=("plan_secondment",),
)
DECIDE_SECONDMENT = Command(
    "talentpool.decide_secondment", schemas.DecideRestriction, schemas.SecondmentOut,
    refuses=(NoSecondment, NotNow),
    put_right=("end_secondment", "resume_secondment"),
)
CHANGE_SECONDMENT_MENTOR = Command(
    "talentpool.change_secondment_mentor", schemas.ChangeMentor, schemas.SecondmentOut,
    refuses=(NoSecondment, NotNow, OwnMentor, UnknownMentor),
    put_right=("change_secondment_mentor",),
)
REPORT_SECONDMENT = Command(
    "talentpool.report_secondment", schemas.ReportSecondment, schemas.SecondmentOut,
    refuses=(NoSecondment, NotNow),
    put_right=OWN_WORD,
)
EVALUATE_SECONDMENT = Command(
    "talentpool.evaluate_secondment", schemas.EvaluateSecondment, schemas.SecondmentOut,
    refuses=(NoSecondment, NotNow, NotTheHost, UnknownEntry),
    put_right=("evaluate_secondment",),
)
GET_SECONDMENT = Query(
    "talentpool.get_secondment", schemas.SecondmentOf, schemas.SecondmentOut,
    refuses=(NoSecondment,),
)
LIST_SECONDMENTS = Query("talentpool.list_secondments", schemas.ListSecondments, page_of(schemas.SecondmentRow))
SECONDMENT_BALANCE = Query("talentpool.secondment_balance", schemas.BalanceOf, schemas.BalanceOut)
