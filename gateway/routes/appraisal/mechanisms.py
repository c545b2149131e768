"""Mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.appraisal.operations import mechanisms

_M = "/appraisal/mechanisms"

# fmt: off
ROWS: list[Route] = [
    Route.post(_M, mechanisms.OPEN_MECHANISM, right="appraisal.mechanisms.manage", zh="登记考察制度机制",
        en="Enter a mechanism in the catalogue",
        example={
            "code": "JZ-01", "zh": "政治家访", "en": "Political home visits", "serves": ["daily", "special"],
            "basis": "（示例）考察制度机制汇编", "synthetic": True,
        }),
    Route.get(_M, mechanisms.LIST_MECHANISMS, right="appraisal.mechanisms.read", zh="考察制度机制目录",
        en="The catalogue of mechanisms"),
    Route.get(f"{_M}/{{mechanism_id}}", mechanisms.GET_MECHANISM, right="appraisal.mechanisms.read",
        zh="考察制度机制详情", en="One mechanism"),
    Route.patch(f"{_M}/{{mechanism_id}}", mechanisms.CHANGE_MECHANISM, right="appraisal.mechanisms.manage",
        zh="修改考察制度机制", en="Change what is written of a mechanism",
        example={"basis": "（示例）修订后的制度机制汇编"}),
    Route.post(f"{_M}/{{mechanism_id}}/use", mechanisms.PUT_MECHANISM_IN_USE, status=200,
        right="appraisal.mechanisms.manage", zh="启用考察制度机制", en="Put a mechanism in use"),
    Route.post(f"{_M}/{{mechanism_id}}/retirement", mechanisms.RETIRE_MECHANISM, status=200,
        right="appraisal.mechanisms.manage", zh="停用考察制度机制", en="Retire a mechanism",
        example={"basis": "（示例）停用通知"}),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "mechanisms",
        mechanisms.IMPORT_MECHANISMS,
        right="appraisal.mechanisms.manage",
        zh="考察制度机制",
        en="Mechanisms of appraisal",
        scope=Scope.NONE,
        meets=("code",),
    )
]
