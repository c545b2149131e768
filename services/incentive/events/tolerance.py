"""Events: tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS


class ToleranceState(Schema):
    """The whole thin state of an application."""

    application_id = fields.String(required=True, attribute="id", metadata={"zh": "申请"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    matter_id = fields.String(required=True, allow_none=True, metadata={"zh": "联议事项"})
    distinction = fields.String(required=True, metadata={"zh": "区分情形"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    outcome = fields.String(required=True, allow_none=True, metadata={"zh": "结论"})
    effects = fields.List(fields.String(), required=True, metadata={"zh": "适用范围"})
    due_on = fields.Date(required=True, allow_none=True, metadata={"zh": "办理期限"})
    escalated = fields.Boolean(required=True, metadata={"zh": "已逾期提级"})
    opinions_missing = fields.Integer(allow_none=True, metadata={"zh": "尚缺单位意见数"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_EXAMPLE: dict[str, Any] = {
    "application_id": "tol-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "matter_id": "mat-01",
    "distinction": "exploration",
    "state": "lodged",
    "outcome": None,
    "effects": [],
    "due_on": None,
    "escalated": False,
    "opinions_missing": None,
    "synthetic": True,
}
_DECIDED = {**_EXAMPLE, "state": "decided", "outcome": "tolerated", "effects": ["assessment"], "opinions_missing": 0}
TOLERANCE_LODGED = EVENTS.event(
    "tolerance.lodged.v1", ToleranceState, "Tolerance was applied for.", zh="容错已申请", example=_EXAMPLE
)
TOLERANCE_CHANGED = EVENTS.event(
    "tolerance.changed.v1",
    ToleranceState,
    "An application was accepted, rejected, withdrawn, or appealed, or an agency gave its opinion.",
    zh="容错申请已变更",
    example={**_EXAMPLE, "state": "accepted", "due_on": "2026-03-31", "opinions_missing": 2},
)
TOLERANCE_ESCALATED = EVENTS.event(
    "tolerance.escalated.v1",
    ToleranceState,
    "An application was not decided in time.",
    zh="容错认定逾期",
    example={**_EXAMPLE, "state": "accepted", "due_on": "2026-03-31", "escalated": True, "opinions_missing": 1},
)
TOLERANCE_DECIDED = EVENTS.event(
    "tolerance.decided.v1",
    ToleranceState,
    "It was decided, decided on appeal, or put right; supervision and appraisal take the effects into account.",
    zh="容错已认定",
    example=_DECIDED,
)
