"""Events: honourable retirement (荣誉退休)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS


class CeremonyState(Schema):
    """The whole thin state of a ceremony."""

    ceremony_id = fields.String(required=True, attribute="id", metadata={"zh": "仪式"})
    planned_on = fields.Date(required=True, metadata={"zh": "计划日期"})
    held_on = fields.Date(required=True, allow_none=True, metadata={"zh": "举行日期"})
    honourees = fields.Integer(required=True, metadata={"zh": "人数"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_EXAMPLE: dict[str, Any] = {
    "ceremony_id": "crm-01",
    "planned_on": "2026-01-10",
    "held_on": None,
    "honourees": 12,
    "state": "planned",
    "synthetic": True,
}
CEREMONY_PLANNED = EVENTS.event(
    "ceremony.planned.v1", CeremonyState, "A ceremony is planned.", zh="荣誉退休仪式已计划", example=_EXAMPLE
)
CEREMONY_HELD = EVENTS.event(
    "ceremony.held.v1",
    CeremonyState,
    "A ceremony was held.",
    zh="荣誉退休仪式已举行",
    example={**_EXAMPLE, "state": "held", "held_on": "2026-01-10"},
)
CEREMONY_CORRECTED = EVENTS.event(
    "ceremony.corrected.v1",
    CeremonyState,
    "The record of a ceremony that was held was put right, or somebody of a planned one has not retired after all.",
    zh="荣誉退休仪式登记已更正",
    example={**_EXAMPLE, "state": "held", "held_on": "2026-01-12"},
)
CEREMONY_TAKEN_BACK = EVENTS.event(
    "ceremony.taken_back.v1",
    CeremonyState,
    "A ceremony was not held after all, and is planned as before.",
    zh="荣誉退休仪式举行登记已撤销",
    example=_EXAMPLE,
)
CEREMONY_CANCELLED = EVENTS.event(
    "ceremony.cancelled.v1",
    CeremonyState,
    "A ceremony was cancelled; its honourees are free again.",
    zh="荣誉退休仪式已取消",
    example={**_EXAMPLE, "state": "cancelled"},
)
