"""Evidence that events bring (研判素材)."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.appraisal.operations import evidence

_E = "/appraisal/evidence"

# fmt: off
ROWS: list[Route] = [
    Route.get(_E, evidence.LIST_EVIDENCE, right="appraisal.evidence.read", zh="查询研判素材",
        en="Evidence by subject, as it happened up to a day and was known at an instant", scope=Scope.PERSON),
    Route.get(f"{_E}/{{evidence_id}}", evidence.GET_EVIDENCE, right="appraisal.evidence.read", zh="研判素材详情",
        en="One piece of evidence", scope=Scope.PERSON),
    Route.post(f"{_E}/{{evidence_id}}/exclusion", evidence.EXCLUDE_EVIDENCE, right="appraisal.evidence.exclude",
        zh="因容错认定不计素材（三个区分开来）",
        en="Take a negative piece out of counting because of a decision on tolerance",
        example={"tolerance_id": "tol-01", "decided_by": "（示例）经办负责人", "basis": "（示例）容错认定书"},
        location=f"{_E}/{{id}}", scope=Scope.PERSON),
]
