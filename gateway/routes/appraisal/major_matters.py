"""The evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from services.appraisal.operations import major_matters

_M, _E = "/appraisal/major-matters", "/appraisal/major-matter-evaluations"
_READS: dict[str, Any] = {"scope": Scope.PERSON, "right": "appraisal.major-matters.read"}
_MANAGES: dict[str, Any] = {"scope": Scope.PERSON, "right": "appraisal.major-matters.manage"}
_EVALUATES: dict[str, Any] = {"scope": Scope.PERSON, "right": "appraisal.major-matters.evaluate"}
_CONFIRMS: dict[str, Any] = {"scope": Scope.PERSON, "right": "appraisal.major-matters.confirm"}

# fmt: off
ROWS: list[Route] = [
    Route.post(_M, major_matters.OPEN_MAJOR_MATTER, zh="登记大事要事", en="Enter a major matter",
        example={
            "code": "DS-01", "title": "（示例）重大项目建设", "begins": "2026-01-05", "lead_unit_id": "unt-07",
            "classification": "internal", "synthetic": True,
        }, **_MANAGES),
    Route.get(_M, major_matters.LIST_MAJOR_MATTERS, zh="查询大事要事", en="Major matters", **_READS),
    Route.get(f"{_M}/{{matter_id}}", major_matters.GET_MAJOR_MATTER, zh="大事要事详情", en="One major matter",
        **_READS),
    Route.post(f"{_M}/{{matter_id}}/closing", major_matters.CLOSE_MAJOR_MATTER, status=200, zh="办结大事要事",
        en="Close a major matter; no new evaluations", example={"basis": "（示例）事项已完成"}, **_MANAGES),
    Route.post(f"{_M}/{{matter_id}}/evaluations", major_matters.EVALUATE_MAJOR_MATTER, zh="评价担当担责度",
        en="Evaluate a cadre or a team in a major matter", location=f"{_E}/{{id}}",
        example={
            "cadre_id": "cad-01", "role": "lead",
            "marks": [
                {"criterion": "initiative", "mark": 90}, {"criterion": "difficulty", "mark": 80},
                {"criterion": "result", "mark": 85},
            ], "evaluated_by": "（示例）评价人",
        }, **_EVALUATES),
    Route.get(f"{_M}/{{matter_id}}/evaluations", major_matters.LIST_MATTER_EVALUATIONS, zh="大事要事的评价",
        en="The evaluations of a major matter", **_READS),
    Route.get(_E, major_matters.LIST_EVALUATIONS, zh="查询担当担责度评价", en="Evaluations in major matters", **_READS),
    Route.get(f"{_E}/{{evaluation_id}}", major_matters.GET_EVALUATION, zh="担当担责度评价详情及计算说明",
        en="One evaluation, explained", **_READS),
    Route.post(f"{_E}/{{evaluation_id}}/confirmation", major_matters.CONFIRM_EVALUATION, status=200,
        zh="确认评价，予以计入", en="Confirm what another has evaluated, so that it counts",
        example={"confirmed_by": "（示例）确认人"}, **_CONFIRMS),
    Route.post(f"{_E}/{{evaluation_id}}/rejection", major_matters.REJECT_EVALUATION, status=200, zh="不予确认评价",
        en="Do not confirm an evaluation", example={"rejected_by": "（示例）确认人", "reason": "（示例）评分依据不足"},
        **_CONFIRMS),
    Route.post(f"{_E}/{{evaluation_id}}/withdrawal", major_matters.WITHDRAW_EVALUATION, status=200, zh="撤销评价",
        en="Take an evaluation back; it counts no more",
        example={"withdrawn_by": "（示例）负责人", "basis": "（示例）复核意见"}, **_CONFIRMS),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "major-matter-evaluations",
        major_matters.IMPORT_MAJOR_MATTER_EVALUATIONS,
        right="appraisal.major-matters.confirm",
        zh="大事要事担当担责度评价",
        en="Evaluations in major matters",
    )
]
