"""Mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from typing import Any

from gateway.route import ImportKind, Route, Scope
from servicekit.schema import page_of
from services.appraisal.errors import mechanisms as errors
from services.appraisal.errors.common import BadPeriod, StepNotPossible
from services.appraisal.schemas import mechanisms

_M = "/appraisal/mechanisms"
_PLAIN: dict[str, Any] = {"scope": Scope.NONE, "tag": "appraisal"}

ROWS: list[Route] = [
    Route.post(
        _M,
        "appraisal.open_mechanism",
        body=mechanisms.OpenMechanism,
        answer=mechanisms.MechanismOut,
        right="appraisal.mechanisms.manage",
        zh="登记考察制度机制",
        en="Enter a mechanism in the catalogue",
        problems=[errors.MechanismKnown, BadPeriod],
        example={
            "code": "JZ-01",
            "zh": "政治家访",
            "en": "Political home visits",
            "serves": ["daily", "special"],
            "basis": "（示例）考察制度机制汇编",
            "synthetic": True,
        },
        **_PLAIN,
    ),
    Route.get(
        _M,
        "appraisal.list_mechanisms",
        query=mechanisms.ListMechanisms,
        answer=page_of(mechanisms.MechanismLine),
        right="appraisal.mechanisms.read",
        zh="考察制度机制目录",
        en="The catalogue of mechanisms",
        **_PLAIN,
    ),
    Route.get(
        f"{_M}/{{mechanism_id}}",
        "appraisal.get_mechanism",
        query=mechanisms.MechanismOf,
        answer=mechanisms.MechanismOut,
        right="appraisal.mechanisms.read",
        zh="考察制度机制详情",
        en="One mechanism",
        problems=[errors.NoMechanism],
        **_PLAIN,
    ),
    Route.patch(
        f"{_M}/{{mechanism_id}}",
        "appraisal.change_mechanism",
        body=mechanisms.ChangeMechanism,
        answer=mechanisms.MechanismOut,
        right="appraisal.mechanisms.manage",
        zh="修改考察制度机制",
        en="Change what is written of a mechanism",
        problems=[errors.NoMechanism, StepNotPossible, BadPeriod],
        example={"basis": "（示例）修订后的制度机制汇编"},
        **_PLAIN,
    ),
    Route.post(
        f"{_M}/{{mechanism_id}}/use",
        "appraisal.put_mechanism_in_use",
        body=mechanisms.MechanismOf,
        answer=mechanisms.MechanismOut,
        status=200,
        right="appraisal.mechanisms.manage",
        zh="启用考察制度机制",
        en="Put a mechanism in use",
        problems=[errors.NoMechanism, StepNotPossible],
        **_PLAIN,
    ),
    Route.post(
        f"{_M}/{{mechanism_id}}/retirement",
        "appraisal.retire_mechanism",
        body=mechanisms.RetireMechanism,
        answer=mechanisms.MechanismOut,
        status=200,
        right="appraisal.mechanisms.manage",
        zh="停用考察制度机制",
        en="Retire a mechanism",
        problems=[errors.NoMechanism, StepNotPossible, BadPeriod],
        example={"basis": "（示例）停用通知"},
        **_PLAIN,
    ),
]
IMPORTS: list[ImportKind] = [
    ImportKind(
        "mechanisms",
        "appraisal.import_mechanisms",
        mechanisms.OpenMechanism,
        right="appraisal.mechanisms.manage",
        zh="考察制度机制",
        en="Mechanisms of appraisal",
        scope=Scope.NONE,
        problems=[errors.MechanismKnown, BadPeriod],
    )
]
