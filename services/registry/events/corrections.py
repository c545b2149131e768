"""Told: corrections (更正)."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class CorrectionData(Schema):
    """A correction request, without its contents."""

    correction_id = fields.String(required=True, attribute="id", metadata={"zh": "申请"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_CORRECTION = {
    "correction_id": "cor-3",
    "cadre_id": "cad-0k3v9m2x7q5z1",
    "unit_ids": ["unt-01", "unt-07"],
    "state": "requested",
    "synthetic": False,
}

CORRECTION_REQUESTED = EVENTS.event(
    "correction.requested.v1",
    CorrectionData,
    "A correction of a file was asked for; nothing has changed yet.",
    zh="更正已申请",
    example=_CORRECTION,
)

CORRECTION_DECIDED = EVENTS.event(
    "correction.decided.v1",
    CorrectionData,
    "A correction was approved, rejected or withdrawn.",
    zh="更正已办结",
    example={**_CORRECTION, "state": "approved"},
)
