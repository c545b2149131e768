"""Events: measures (激励措施) and what is granted of them."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.incentive.events.common import EVENTS


class MeasureState(Schema):
    """The whole thin state of a measure."""

    measure_id = fields.String(required=True, attribute="id", metadata={"zh": "措施"})
    code = fields.String(required=True, metadata={"zh": "编号"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    verified = fields.Boolean(required=True, metadata={"zh": "依据已核实"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


class GrantState(Schema):
    """The whole thin state of a grant."""

    grant_id = fields.String(required=True, attribute="id", metadata={"zh": "激励"})
    measure_id = fields.String(required=True, metadata={"zh": "措施"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    honour_id = fields.String(required=True, allow_none=True, metadata={"zh": "所依荣誉"})
    begins = fields.Date(required=True, metadata={"zh": "起"})
    ends = fields.Date(required=True, allow_none=True, metadata={"zh": "止"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_MEASURE: dict[str, Any] = {
    "measure_id": "msr-01",
    "code": "JL-01",
    "kind": "care",
    "verified": False,
    "state": "open",
    "synthetic": True,
}
_GRANT: dict[str, Any] = {
    "grant_id": "grt-01",
    "measure_id": "msr-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "honour_id": "hon-01",
    "begins": "2025-07-01",
    "ends": "2026-06-30",
    "state": "in_force",
    "synthetic": True,
}
MEASURE_OPENED = EVENTS.event(
    "measure.opened.v1", MeasureState, "A measure is in the catalogue.", zh="激励措施已入库", example=_MEASURE
)
MEASURE_CLOSED = EVENTS.event(
    "measure.closed.v1",
    MeasureState,
    "A measure is no longer granted.",
    zh="激励措施已停用",
    example={**_MEASURE, "state": "closed"},
)
GRANT_GIVEN = EVENTS.event(
    "grant.given.v1",
    GrantState,
    "A measure was granted to a cadre, perhaps from a day to come.",
    zh="激励已给予",
    example=_GRANT,
)
GRANT_BEGAN = EVENTS.event(
    "grant.began.v1", GrantState, "The first day of a grant has come.", zh="激励已生效", example=_GRANT
)
GRANT_ENDED = EVENTS.event(
    "grant.ended.v1", GrantState, "A grant's last day is over.", zh="激励已到期", example={**_GRANT, "state": "ended"}
)
GRANT_REVOKED = EVENTS.event(
    "grant.revoked.v1",
    GrantState,
    "A grant was taken back by a named person.",
    zh="激励已撤销",
    example={**_GRANT, "state": "revoked"},
)
