"""Offered: appraisals (考察) many at once: plans, and conclusions that two people drew up and confirmed on paper."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import BulkCommand
from services.appraisal.errors.appraisals import (
    AnnualKnown,
    AppraisalKnown,
    AppraiserBarred,
    GradeBarred,
    NoAppraisal,
    PostNeeded,
    ScoresWrong,
    SubjectWrong,
    TeamTooSmall,
)
from services.appraisal.errors.common import BadPeriod, NotAnother, StepNotPossible
from services.appraisal.errors.mechanisms import MechanismNotInUse, NoMechanism
from services.appraisal.errors.models import NoModel, NoModelInForce
from services.appraisal.schemas import appraisals as schemas

# fmt: off
IMPORT_APPRAISALS = BulkCommand(
    "appraisal.import_appraisals", row=schemas.ImportAppraisal,
    refuses=(
        SubjectWrong, PostNeeded, AppraiserBarred, UnknownCadre, UnknownUnit, NoMechanism, MechanismNotInUse,
        EndsBeforeItBegins, BadPeriod, TeamTooSmall, NoModelInForce, AppraisalKnown, AnnualKnown, StepNotPossible,
    ),
    put_right=("change_appraisal", "cancel_appraisal"),
)
IMPORT_CONCLUSIONS = BulkCommand(
    "appraisal.import_conclusions", row=schemas.ImportConclusion,
    refuses=(NoAppraisal, ScoresWrong, StepNotPossible, UnknownEntry, NotAnother, BadPeriod, NoModel, GradeBarred),
    put_right=("return_conclusion",),
)
