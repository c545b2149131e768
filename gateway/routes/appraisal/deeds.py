"""Deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.appraisal.operations import deeds

_D = "/appraisal/deeds"

# fmt: off
ROWS: list[Route] = [
    Route.post(_D, deeds.RECORD_DEED, right="appraisal.deeds.record", zh="记录正负面事项",
        en="Record a deed or an item of political quality",
        example={
            "kind": "deed", "sign": "positive", "item": "hard_task", "cadre_id": "cad-01", "happened_on": "2026-03-02",
            "text": "（示例）承担急难任务", "source": "（示例）专项考察", "classification": "internal",
            "recorded_by": "（示例）记录人", "synthetic": True,
        }, scope=Scope.PERSON),
    Route.get(_D, deeds.LIST_DEEDS, right="appraisal.deeds.read", zh="查询正负面事项",
        en="Deeds and items of political quality", scope=Scope.PERSON),
    Route.get(f"{_D}/{{deed_id}}", deeds.GET_DEED, right="appraisal.deeds.read", zh="正负面事项详情",
        en="One deed, with its history", scope=Scope.PERSON),
    Route.post(f"{_D}/{{deed_id}}/verification", deeds.VERIFY_DEED, status=200, right="appraisal.deeds.verify",
        zh="核实事项，予以计入", en="Verify what another has recorded, so that it counts",
        example={"verified_by": "（示例）核实人"}, scope=Scope.PERSON),
    Route.post(f"{_D}/{{deed_id}}/rejection", deeds.REJECT_DEED, status=200, right="appraisal.deeds.verify",
        zh="核实不属实", en="Find that a deed is not so",
        example={"rejected_by": "（示例）核实人", "reason": "（示例）与事实不符"}, scope=Scope.PERSON),
    Route.post(f"{_D}/{{deed_id}}/withdrawal", deeds.WITHDRAW_DEED, status=200, right="appraisal.deeds.withdraw",
        zh="撤销事项", en="Take a deed back; it counts no more",
        example={"withdrawn_by": "（示例）负责人", "basis": "（示例）复核意见"}, scope=Scope.PERSON),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "deeds",
        deeds.IMPORT_DEEDS,
        right="appraisal.deeds.verify",
        zh="正负面五件事、政治素质事项",
        en="Deeds and items of political quality",
    )
]
