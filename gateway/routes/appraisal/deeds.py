"""Deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.errors import UnknownCadre, UnknownUnit
from servicekit.schema import page_of
from services.appraisal.errors import deeds as errors
from services.appraisal.errors.appraisals import SubjectWrong
from services.appraisal.errors.common import BadPeriod, NotAnother, StepNotPossible, UnknownEntry
from services.appraisal.schemas import deeds

_D = "/appraisal/deeds"
_ONE: dict[str, Any] = {"scope": Scope.PERSON, "tag": "appraisal"}
_RECORDING = [SubjectWrong, UnknownCadre, UnknownUnit, UnknownEntry, errors.DimensionUnknown, BadPeriod]

ROWS: list[Route] = [
    Route.post(
        _D,
        "appraisal.record_deed",
        body=deeds.RecordDeed,
        answer=deeds.DeedOut,
        right="appraisal.deeds.record",
        zh="记录正负面事项",
        en="Record a deed or an item of political quality",
        problems=_RECORDING,
        example={
            "kind": "deed",
            "sign": "positive",
            "item": "hard_task",
            "cadre_id": "cad-01",
            "happened_on": "2026-03-02",
            "text": "（示例）承担急难任务",
            "source": "（示例）专项考察",
            "classification": "internal",
            "recorded_by": "（示例）记录人",
            "synthetic": True,
        },
        **_ONE,
    ),
    Route.get(
        _D,
        "appraisal.list_deeds",
        query=deeds.ListDeeds,
        answer=page_of(deeds.DeedOut),
        right="appraisal.deeds.read",
        zh="查询正负面事项",
        en="Deeds and items of political quality",
        **_ONE,
    ),
    Route.get(
        f"{_D}/{{deed_id}}",
        "appraisal.get_deed",
        query=deeds.DeedOf,
        answer=deeds.DeedOut,
        right="appraisal.deeds.read",
        zh="正负面事项详情",
        en="One deed, with its history",
        problems=[errors.NoDeed],
        **_ONE,
    ),
    Route.post(
        f"{_D}/{{deed_id}}/verification",
        "appraisal.verify_deed",
        body=deeds.VerifyDeed,
        answer=deeds.DeedOut,
        status=200,
        right="appraisal.deeds.verify",
        zh="核实事项，予以计入",
        en="Verify what another has recorded, so that it counts",
        problems=[errors.NoDeed, StepNotPossible, NotAnother, errors.TooManyDeeds],
        example={"verified_by": "（示例）核实人"},
        **_ONE,
    ),
    Route.post(
        f"{_D}/{{deed_id}}/rejection",
        "appraisal.reject_deed",
        body=deeds.RejectDeed,
        answer=deeds.DeedOut,
        status=200,
        right="appraisal.deeds.verify",
        zh="核实不属实",
        en="Find that a deed is not so",
        problems=[errors.NoDeed, StepNotPossible, NotAnother],
        example={"rejected_by": "（示例）核实人", "reason": "（示例）与事实不符"},
        **_ONE,
    ),
    Route.post(
        f"{_D}/{{deed_id}}/withdrawal",
        "appraisal.withdraw_deed",
        body=deeds.WithdrawDeed,
        answer=deeds.DeedOut,
        status=200,
        right="appraisal.deeds.withdraw",
        zh="撤销事项",
        en="Take a deed back; it counts no more",
        problems=[errors.NoDeed, StepNotPossible],
        example={"withdrawn_by": "（示例）负责人", "basis": "（示例）复核意见"},
        **_ONE,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "deeds",
        "appraisal.import_deeds",
        deeds.DeedRow,
        right="appraisal.deeds.verify",
        zh="正负面五件事、政治素质事项",
        en="Deeds and items of political quality",
        problems=[*_RECORDING, NotAnother, errors.TooManyDeeds],
    )
]
