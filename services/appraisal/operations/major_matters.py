"""Offered: the evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from servicekit.errors import EndsBeforeItBegins, NotIndependent, UnknownCadre, UnknownEntry, UnknownUnit
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.appraisal.errors.appraisals import SubjectWrong
from services.appraisal.errors.common import NotAnother, StepNotPossible
from services.appraisal.errors.major_matters import (
    BadMarks,
    EvaluationKnown,
    MatterKnown,
    MatterNotOpen,
    NoEvaluation,
    NoMatter,
)
from services.appraisal.errors.mechanisms import MechanismNotInUse, NoMechanism
from services.appraisal.errors.models import WeightsDoNotAddUp
from services.appraisal.schemas import major_matters as schemas

# fmt: off
OPEN_MAJOR_MATTER = Command(
    "appraisal.open_major_matter", schemas.OpenMatter, schemas.MatterOut,
    refuses=(MatterKnown, UnknownUnit, NoMechanism, MechanismNotInUse, EndsBeforeItBegins),
    put_right=("close_major_matter",),
)
CLOSE_MAJOR_MATTER = Command(
    "appraisal.close_major_matter", schemas.CloseMatter, schemas.MatterOut,
    refuses=(NoMatter, StepNotPossible),
    put_right=("open_major_matter",),
)
GET_MAJOR_MATTER = Query("appraisal.get_major_matter", schemas.MatterOf, schemas.MatterOut, refuses=(NoMatter,))
LIST_MAJOR_MATTERS = Query("appraisal.list_major_matters", schemas.ListMatters, page_of(schemas.MatterOut))
EVALUATE_MAJOR_MATTER = Command(
    "appraisal.evaluate_major_matter", schemas.Evaluate, schemas.EvaluationExplained,
    refuses=(
        NoMatter, MatterNotOpen, SubjectWrong, UnknownCadre, UnknownUnit, UnknownEntry, BadMarks,
        WeightsDoNotAddUp, EvaluationKnown,
    ),
    put_right=("reject_evaluation", "withdraw_evaluation"),
)
IMPORT_MAJOR_MATTER_EVALUATIONS = BulkCommand(
    "appraisal.import_major_matter_evaluations", row=schemas.EvaluationRow,
    refuses=(
        NoMatter, MatterNotOpen, SubjectWrong, UnknownCadre, UnknownUnit, UnknownEntry, BadMarks,
        WeightsDoNotAddUp, EvaluationKnown, NotAnother, StepNotPossible,
    ),
    put_right=("withdraw_evaluation",),
)
CONFIRM_EVALUATION = Command(
    "appraisal.confirm_evaluation", schemas.ConfirmEvaluation, schemas.EvaluationExplained,
    refuses=(NoEvaluation, StepNotPossible, NotAnother, NotIndependent, NoMatter),
    put_right=("withdraw_evaluation",),
)
REJECT_EVALUATION = Command(
    "appraisal.reject_evaluation", schemas.RejectEvaluation, schemas.EvaluationExplained,
    refuses=(NoEvaluation, StepNotPossible, NotAnother, NotIndependent),
    put_right=("evaluate_major_matter",),
)
WITHDRAW_EVALUATION = Command(
    "appraisal.withdraw_evaluation", schemas.WithdrawEvaluation, schemas.EvaluationExplained,
    refuses=(NoEvaluation, StepNotPossible, NoMatter),
    put_right=("evaluate_major_matter",),
)
GET_EVALUATION = Query(
    "appraisal.get_evaluation", schemas.EvaluationOf, schemas.EvaluationExplained,
    refuses=(NoEvaluation,),
)
LIST_MATTER_EVALUATIONS = Query(
    "appraisal.list_matter_evaluations", schemas.EvaluationsOf, page_of(schemas.EvaluationOut),
)
LIST_EVALUATIONS = Query("appraisal.list_evaluations", schemas.ListEvaluations, page_of(schemas.EvaluationOut))
