"""Events: mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class MechanismState(Schema):
    """The whole thin state of a mechanism."""

    mechanism_id = fields.String(required=True, attribute="id", metadata={"zh": "机制"})
    code = fields.String(required=True, metadata={"zh": "编号"})
    serves = fields.List(fields.String(), required=True, metadata={"zh": "适用的考察类别"})
    example = fields.Boolean(required=True, metadata={"zh": "示例"})
    valid_from = fields.Date(required=True, allow_none=True, metadata={"zh": "适用起"})
    valid_to = fields.Date(required=True, allow_none=True, metadata={"zh": "适用止"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_MECHANISM: dict[str, Any] = {
    "mechanism_id": "mec-01",
    "code": "JZ-01",
    "serves": ["daily", "special"],
    "example": False,
    "valid_from": "2025-01-01",
    "valid_to": None,
    "state": "in_use",
    "synthetic": True,
}
OPENED = EVENTS.event(
    "mechanism.opened.v1",
    MechanismState,
    "A mechanism is in the catalogue, as a draft or in use.",
    zh="机制已入目录",
    example=_MECHANISM,
)
CHANGED = EVENTS.event(
    "mechanism.changed.v1",
    MechanismState,
    "What is written of a mechanism has changed, or it is in use now.",
    zh="机制已变更",
    example=_MECHANISM,
)
RETIRED = EVENTS.event(
    "mechanism.retired.v1",
    MechanismState,
    "No new appraisal goes by this mechanism.",
    zh="机制已停用",
    example={**_MECHANISM, "state": "retired", "valid_to": "2026-06-30"},
)
