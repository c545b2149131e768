"""Offered: appraisals (考察) from plan to conclusion."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, NotIndependent, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.appraisals import (
    AnnualKnown,
    AppraisalKnown,
    AppraiserBarred,
    GradeBarred,
    MaterialAnnulled,
    NoAppraisal,
    NoConclusion,
    NoMaterial,
    NotifyFirst,
    NotRunning,
    PostNeeded,
    ScoresWrong,
    SubjectWrong,
    TeamTooSmall,
    TooMuchMaterial,
)
from services.appraisal.errors.ballots import BallotNotOpen
from services.appraisal.errors.common import BadPeriod, NotAnother, StepNotPossible
from services.appraisal.errors.mechanisms import MechanismNotInUse, NoMechanism
from services.appraisal.errors.models import NoModel, NoModelInForce
from services.appraisal.schemas import appraisals as schemas

# fmt: off
PLAN_APPRAISAL = Command(
    "appraisal.plan_appraisal", schemas.PlanAppraisal, schemas.AppraisalOut,
    refuses=(
        SubjectWrong, PostNeeded, AppraiserBarred, UnknownCadre, UnknownUnit, NoMechanism, MechanismNotInUse,
        EndsBeforeItBegins, BadPeriod, AppraisalKnown, AnnualKnown,
    ),
    put_right=("change_appraisal", "cancel_appraisal"),
)
CHANGE_APPRAISAL = Command(
    "appraisal.change_appraisal", schemas.ChangeAppraisal, schemas.AppraisalOut,
    refuses=(
        NoAppraisal, StepNotPossible, SubjectWrong, PostNeeded, AppraiserBarred, UnknownCadre, UnknownUnit,
        NoMechanism, MechanismNotInUse, EndsBeforeItBegins, BadPeriod, AnnualKnown,
    ),
    put_right=("change_appraisal",),
)
START_APPRAISAL = Command(
    "appraisal.start_appraisal", schemas.StartAppraisal, schemas.AppraisalOut,
    refuses=(
        NoAppraisal, StepNotPossible, BadPeriod, SubjectWrong, UnknownCadre, UnknownUnit, AppraiserBarred, TeamTooSmall,
        NoModelInForce,
    ),
    put_right=("cancel_appraisal",),
)
DRAFT_CONCLUSION = Command(
    "appraisal.draft_conclusion", schemas.DraftConclusion, schemas.ConclusionOut,
    refuses=(NoAppraisal, StepNotPossible, BadPeriod, UnknownEntry, ScoresWrong, NoModel, GradeBarred),
    put_right=("draft_conclusion", "return_conclusion"),
)
CONFIRM_CONCLUSION = Command(
    "appraisal.confirm_conclusion", schemas.ConfirmConclusion, schemas.ConclusionOut,
    refuses=(NoAppraisal, StepNotPossible, BadPeriod, NotAnother, NotIndependent, GradeBarred),
    put_right=("return_conclusion", "ask_review"),
)
RETURN_CONCLUSION = Command(
    "appraisal.return_conclusion", schemas.ReturnConclusion, schemas.ConclusionOut,
    refuses=(NoAppraisal, StepNotPossible),
    put_right=("draft_conclusion",),
)
CLOSE_APPRAISAL = Command(
    "appraisal.close_appraisal", schemas.CloseAppraisal, schemas.AppraisalOut,
    refuses=(NoAppraisal, StepNotPossible, NotifyFirst),
    put_right=("open_appraisal_again",),
)
OPEN_APPRAISAL_AGAIN = Command(
    "appraisal.open_appraisal_again", schemas.OpenAppraisalAgain, schemas.AppraisalOut,
    refuses=(NoAppraisal, StepNotPossible, NotifyFirst),
    put_right=("close_appraisal",),
)
CANCEL_APPRAISAL = Command(
    "appraisal.cancel_appraisal", schemas.CancelAppraisal, schemas.AppraisalOut,
    refuses=(NoAppraisal, StepNotPossible, BallotNotOpen),
    put_right=("plan_appraisal",),
)
ADD_MATERIAL = Command(
    "appraisal.add_material", schemas.AddMaterial, schemas.MaterialOut,
    refuses=(NoAppraisal, NotRunning, TooMuchMaterial, ScoresWrong, UnknownEntry, BadPeriod, NoModel),
    put_right=("annul_material",),
)
ANNUL_MATERIAL = Command(
    "appraisal.annul_material", schemas.AnnulMaterial, schemas.MaterialOut,
    refuses=(NoAppraisal, NoMaterial, MaterialAnnulled),
    put_right=("add_material",),
)
APPRAISAL_EVIDENCE = Query(
    "appraisal.appraisal_evidence", schemas.AppraisalOf, schemas.AppraisalEvidence,
    refuses=(NoAppraisal,),
)
GET_CONCLUSION = Query(
    "appraisal.get_conclusion", schemas.AppraisalOf, schemas.ConclusionOut,
    refuses=(NoAppraisal, NoConclusion),
)
GET_APPRAISAL = Query("appraisal.get_appraisal", schemas.AppraisalOf, schemas.AppraisalOut, refuses=(NoAppraisal,))
LIST_APPRAISALS = Query("appraisal.list_appraisals", schemas.ListAppraisals, page_of(schemas.AppraisalLine))
