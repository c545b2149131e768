"""The evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.errors import UnknownCadre, UnknownUnit
from servicekit.schema import page_of
from services.appraisal.errors import major_matters as errors
from services.appraisal.errors.appraisals import SubjectWrong
from services.appraisal.errors.common import BadPeriod, NotAnother, StepNotPossible, UnknownEntry
from services.appraisal.errors.mechanisms import MechanismNotInUse, NoMechanism
from services.appraisal.errors.models import WeightsDoNotAddUp
from services.appraisal.schemas import major_matters

_M, _E = "/appraisal/major-matters", "/appraisal/major-matter-evaluations"
_ONE: dict[str, Any] = {"scope": Scope.PERSON, "tag": "appraisal"}
_READS: dict[str, Any] = {**_ONE, "right": "appraisal.major-matters.read"}
_MANAGES: dict[str, Any] = {**_ONE, "right": "appraisal.major-matters.manage"}
_EVALUATES: dict[str, Any] = {**_ONE, "right": "appraisal.major-matters.evaluate"}
_CONFIRMS: dict[str, Any] = {**_ONE, "right": "appraisal.major-matters.confirm"}
_EVALUATING = [
    errors.NoMatter,
    errors.MatterNotOpen,
    SubjectWrong,
    UnknownCadre,
    UnknownUnit,
    UnknownEntry,
    errors.BadMarks,
    WeightsDoNotAddUp,
    errors.EvaluationKnown,
]

ROWS: list[Route] = [
    Route.post(
        _M,
        "appraisal.open_major_matter",
        body=major_matters.OpenMatter,
        answer=major_matters.MatterOut,
        zh="登记大事要事",
        en="Enter a major matter",
        problems=[errors.MatterKnown, UnknownUnit, NoMechanism, MechanismNotInUse, BadPeriod],
        example={
            "code": "DS-01",
            "title": "（示例）重大项目建设",
            "begins": "2026-01-05",
            "lead_unit_id": "unt-07",
            "classification": "internal",
            "synthetic": True,
        },
        **_MANAGES,
    ),
    Route.get(
        _M,
        "appraisal.list_major_matters",
        query=major_matters.ListMatters,
        answer=page_of(major_matters.MatterOut),
        zh="查询大事要事",
        en="Major matters",
        **_READS,
    ),
    Route.get(
        f"{_M}/{{matter_id}}",
        "appraisal.get_major_matter",
        query=major_matters.MatterOf,
        answer=major_matters.MatterOut,
        zh="大事要事详情",
        en="One major matter",
        problems=[errors.NoMatter],
        **_READS,
    ),
    Route.post(
        f"{_M}/{{matter_id}}/closing",
        "appraisal.close_major_matter",
        body=major_matters.CloseMatter,
        answer=major_matters.MatterOut,
        status=200,
        zh="办结大事要事",
        en="Close a major matter; no new evaluations",
        problems=[errors.NoMatter, StepNotPossible],
        example={"basis": "（示例）事项已完成"},
        **_MANAGES,
    ),
    Route.post(
        f"{_M}/{{matter_id}}/evaluations",
        "appraisal.evaluate_major_matter",
        body=major_matters.Evaluate,
        answer=major_matters.EvaluationExplained,
        zh="评价担当担责度",
        en="Evaluate a cadre or a team in a major matter",
        location=f"{_E}/{{id}}",
        problems=_EVALUATING,
        example={
            "cadre_id": "cad-01",
            "role": "lead",
            "marks": [
                {"criterion": "initiative", "mark": 90},
                {"criterion": "difficulty", "mark": 80},
                {"criterion": "result", "mark": 85},
            ],
            "evaluated_by": "（示例）评价人",
        },
        **_EVALUATES,
    ),
    Route.get(
        f"{_M}/{{matter_id}}/evaluations",
        "appraisal.list_matter_evaluations",
        query=major_matters.EvaluationsOf,
        answer=page_of(major_matters.EvaluationOut),
        zh="大事要事的评价",
        en="The evaluations of a major matter",
        **_READS,
    ),
    Route.get(
        _E,
        "appraisal.list_evaluations",
        query=major_matters.ListEvaluations,
        answer=page_of(major_matters.EvaluationOut),
        zh="查询担当担责度评价",
        en="Evaluations in major matters",
        **_READS,
    ),
    Route.get(
        f"{_E}/{{evaluation_id}}",
        "appraisal.get_evaluation",
        query=major_matters.EvaluationOf,
        answer=major_matters.EvaluationExplained,
        zh="担当担责度评价详情及计算说明",
        en="One evaluation, explained",
        problems=[errors.NoEvaluation],
        **_READS,
    ),
    Route.post(
        f"{_E}/{{evaluation_id}}/confirmation",
        "appraisal.confirm_evaluation",
        body=major_matters.ConfirmEvaluation,
        answer=major_matters.EvaluationExplained,
        status=200,
        zh="确认评价，予以计入",
        en="Confirm what another has evaluated, so that it counts",
        problems=[errors.NoEvaluation, StepNotPossible, NotAnother],
        example={"confirmed_by": "（示例）确认人"},
        **_CONFIRMS,
    ),
    Route.post(
        f"{_E}/{{evaluation_id}}/rejection",
        "appraisal.reject_evaluation",
        body=major_matters.RejectEvaluation,
        answer=major_matters.EvaluationExplained,
        status=200,
        zh="不予确认评价",
        en="Do not confirm an evaluation",
        problems=[errors.NoEvaluation, StepNotPossible, NotAnother],
        example={"rejected_by": "（示例）确认人", "reason": "（示例）评分依据不足"},
        **_CONFIRMS,
    ),
    Route.post(
        f"{_E}/{{evaluation_id}}/withdrawal",
        "appraisal.withdraw_evaluation",
        body=major_matters.WithdrawEvaluation,
        answer=major_matters.EvaluationExplained,
        status=200,
        zh="撤销评价",
        en="Take an evaluation back; it counts no more",
        problems=[errors.NoEvaluation, StepNotPossible],
        example={"withdrawn_by": "（示例）负责人", "basis": "（示例）复核意见"},
        **_CONFIRMS,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "major-matter-evaluations",
        "appraisal.import_major_matter_evaluations",
        major_matters.EvaluationRow,
        right="appraisal.major-matters.confirm",
        zh="大事要事担当担责度评价",
        en="Evaluations in major matters",
        problems=[*_EVALUATING, NotAnother],
    )
]
