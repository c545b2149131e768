"""Selected graduates (选调生)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from services.talentpool.operations import graduates

_G = "/talent/selected-graduates"
_ONE = f"{_G}/{{graduate_id}}"
_READ: dict[str, Any] = {"right": "talentpool.graduates.read", "scope": Scope.PERSON}
_DONE: dict[str, Any] = {
    "status": 200,
    "right": "talentpool.graduates.manage",
    "scope": Scope.PERSON,
    "tag": "talent",
}

# fmt: off
ROWS: list[Route] = [
    Route.get(_G, graduates.LIST_GRADUATES, zh="查询选调生", en="Selected graduates", **_READ),
    Route.get(_ONE, graduates.GET_GRADUATE, zh="选调生详情与时间线", en="One selected graduate with the timeline",
        **_READ),
    Route.post(f"{_ONE}/mentor", graduates.ASSIGN_MENTOR, zh="指定选调生导师", en="Name a mentor",
        example={"mentor_id": "cad-02"}, **_DONE),
    Route.post(f"{_ONE}/mentor/ending", graduates.END_MENTOR, zh="结束导师帮带",
        en="The mentor has the graduate no longer", example={"reason": "（示例）工作调整"}, **_DONE),
    Route.post(f"{_ONE}/interviews", graduates.HOLD_INTERVIEW, zh="记入年度谈话", en="The interview of a year",
        example={
            "on": "2026-05-20", "interviewed_by": "（示例）谈话人", "text": "（示例）谈话情况",
            "classification": "internal",
        }, **_DONE),
    Route.post(f"{_ONE}/assessments", graduates.ASSESS_GRADUATE, zh="记入年度考核", en="The assessment of a year",
        example={
            "year": 2026, "assessed_by": "（示例）考核人", "grade": "excellent", "text": "（示例）考核情况",
            "classification": "internal",
        }, **_DONE),
    Route.post(f"{_ONE}/key-training", graduates.CHANGE_KEY_TRAINING, zh="列入或移出重点培养名单",
        en="Onto the key-training list, or off it",
        description="列入须最近一次考核达到规定等次；可由具名负责人以书面依据越过。影响期不能越过。",
        example={"listed": True, "reason": "（示例）年度考核优秀"}, **_DONE),
    Route.post(f"{_ONE}/promotions", graduates.RECORD_PROMOTION, zh="补记早先的晋升",
        en="Put an earlier promotion on record",
        example={
            "kind": "post_level", "to": "142", "on": "2024-06", "document": "（示例）任职文件",
            "classification": "internal",
        }, **_DONE),
    Route.post(f"{_ONE}/promotions/withdrawal", graduates.WITHDRAW_PROMOTION, zh="撤销补记错误的晋升",
        en="Withdraw a promotion that was recorded wrongly",
        description="原记录保留并注明理由；名册显示的晋升由名册更正。",
        example={"kind": "post_level", "to": "142", "reason": "（示例）录入有误"}, **_DONE),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "graduate-promotions",
        graduates.IMPORT_PROMOTIONS,
        right="talentpool.graduates.manage",
        zh="选调生早先的晋升",
        en="Earlier promotions of selected graduates",
    ),
    ImportKind(
        "graduate-interviews",
        graduates.IMPORT_INTERVIEWS,
        right="talentpool.graduates.manage",
        zh="选调生年度谈话",
        en="Interviews of selected graduates",
        ordered=True,
        meets=("cadre_id",),
    ),
    ImportKind(
        "graduate-assessments",
        graduates.IMPORT_GRADUATE_ASSESSMENTS,
        right="talentpool.graduates.manage",
        zh="选调生年度考核",
        en="Assessments of selected graduates",
        ordered=True,
        meets=("cadre_id",),
    ),
]
