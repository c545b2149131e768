"""Appraisals (考察) from plan to conclusion."""

from __future__ import annotations

from gateway.kin import barred_in, must_stand_aside
from gateway.route import ImportKind, Route, Scope
from services.appraisal.operations import appraisal_imports, appraisals
from services.registry.operations.teams import KIN_OF

_A = "/appraisal/appraisals"
_ONE = f"{_A}/{{appraisal_id}}"
_SCORES = {"political": 85, "learning": 90}

# fmt: off
ROWS: list[Route] = [
    Route.post(_A, appraisals.PLAN_APPRAISAL, right="appraisal.appraisals.plan", zh="制定考察计划",
        en="Plan an appraisal",
        example={
            "code": "KC-2026-001", "title": "（示例）无任用考察", "kind": "no_appointment", "cadre_id": "cad-01",
            "appraiser_ids": ["cad-02", "cad-03"], "period_begins": "2025-01-01", "period_ends": "2025-12-31",
            "synthetic": True,
        }, scope=Scope.PERSON, checks=must_stand_aside),
    Route.get(_A, appraisals.LIST_APPRAISALS, right="appraisal.appraisals.read", zh="查询考察", en="Appraisals",
        scope=Scope.PERSON),
    Route.get(_ONE, appraisals.GET_APPRAISAL, right="appraisal.appraisals.read", zh="考察详情", en="One appraisal",
        scope=Scope.PERSON),
    Route.patch(_ONE, appraisals.CHANGE_APPRAISAL, right="appraisal.appraisals.plan", zh="修改考察计划",
        en="Change the plan of an appraisal", example={"appraiser_ids": ["cad-02", "cad-03", "cad-04"]},
        scope=Scope.PERSON, checks=must_stand_aside),
    Route.post(f"{_ONE}/start", appraisals.START_APPRAISAL, status=200, right="appraisal.appraisals.plan",
        zh="开始考察", en="Start an appraisal, by the model in force now", scope=Scope.PERSON, checks=must_stand_aside),
    Route.get(f"{_ONE}/evidence", appraisals.APPRAISAL_EVIDENCE, right="appraisal.appraisals.read",
        zh="考察期内的研判素材和书面材料", en="The subject's evidence in the appraisal's period, and written material",
        scope=Scope.PERSON),
    Route.post(f"{_ONE}/evidence/{{material_id}}/annulment", appraisals.ANNUL_MATERIAL, status=200,
        right="appraisal.appraisals.conduct", zh="作废误登记的书面材料：原件保留",
        en="Annul written material that was attached wrongly; it stays readable", example={"basis": "误登记（演示）"},
        scope=Scope.PERSON),
    Route.post(f"{_ONE}/evidence", appraisals.ADD_MATERIAL, right="appraisal.appraisals.conduct", zh="登记书面材料",
        en="Attach written material",
        example={
            "kind": "self_report", "title": "（示例）述职报告", "text": "（示例）述职内容",
            "classification": "internal", "happened_on": "2026-01-15",
        }, scope=Scope.PERSON),
    Route.post(f"{_ONE}/conclusion", appraisals.DRAFT_CONCLUSION, right="appraisal.appraisals.conclude",
        zh="起草考察结论", en="Draft the conclusion", location=f"{_A}/{{id}}/conclusion",
        example={
            "grade": "good", "scores": _SCORES, "findings": "（示例）考察情况", "classification": "internal",
            "drafted_by": "（示例）起草人",
        }, scope=Scope.PERSON),
    Route.get(f"{_ONE}/conclusion", appraisals.GET_CONCLUSION, right="appraisal.appraisals.read", zh="考察结论及其构成",
        en="The conclusion with its inputs and weights", scope=Scope.PERSON),
    Route.post(f"{_ONE}/return", appraisals.RETURN_CONCLUSION, status=200, right="appraisal.appraisals.confirm",
        zh="退回考察结论（草拟的，或已确认而尚未告知的）",
        en="Have a conclusion drawn up anew: a draft, or a confirmed one that nobody was told yet",
        example={"reason": "（示例）情况需补充核实"}, scope=Scope.PERSON),
    Route.post(f"{_ONE}/confirmation", appraisals.CONFIRM_CONCLUSION, status=200, right="appraisal.appraisals.confirm",
        zh="确认考察结论", en="Confirm what another has drafted", example={"confirmed_by": "（示例）确认人"},
        scope=Scope.PERSON),
    Route.post(f"{_ONE}/closing", appraisals.CLOSE_APPRAISAL, status=200, right="appraisal.appraisals.conclude",
        zh="办结领导班子考察", en="Close the appraisal of a team", example={"basis": "（示例）已向班子反馈"},
        scope=Scope.PERSON),
    Route.post(f"{_ONE}/reopening", appraisals.OPEN_APPRAISAL_AGAIN, status=200, right="appraisal.appraisals.conclude",
        zh="重新开启误办结的领导班子考察：结论不变",
        en="Put right that a team's appraisal was closed too early; its conclusion stands",
        example={"basis": "（示例）尚未向班子反馈"}, scope=Scope.PERSON),
    Route.post(f"{_ONE}/cancellation", appraisals.CANCEL_APPRAISAL, status=200, right="appraisal.appraisals.plan",
        zh="取消考察", en="Give an appraisal up", example={"basis": "（示例）取消决定"}, scope=Scope.PERSON),
]
IMPORTS: list[ImportKind] = [
    ImportKind("appraisals", appraisal_imports.IMPORT_APPRAISALS, right="appraisal.appraisals.plan", zh="考察计划",
        en="Plans of appraisals", checks=barred_in, asks=(KIN_OF,)),
    ImportKind("appraisal-conclusions", appraisal_imports.IMPORT_CONCLUSIONS, right="appraisal.appraisals.confirm",
        zh="考察结论", en="Conclusions of appraisals"),
]
