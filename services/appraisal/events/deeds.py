"""Events: deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class DeedState(Schema):
    """The whole thin state of a deed."""

    deed_id = fields.String(required=True, attribute="id", metadata={"zh": "事项"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    sign = fields.String(required=True, metadata={"zh": "正面或负面"})
    item = fields.String(required=True, metadata={"zh": "事项代码"})
    dimension = fields.String(required=True, allow_none=True, metadata={"zh": "维度"})
    subject_kind = fields.String(required=True, metadata={"zh": "对象类别"})
    subject_id = fields.String(required=True, metadata={"zh": "对象"})
    cadre_id = fields.String(required=True, allow_none=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    happened_on = fields.Date(required=True, metadata={"zh": "发生日期"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_DEED: dict[str, Any] = {
    "deed_id": "ded-01",
    "kind": "deed",
    "sign": "positive",
    "item": "hard_task",
    "dimension": None,
    "subject_kind": "cadre",
    "subject_id": "cad-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "happened_on": "2026-03-02",
    "state": "recorded",
    "synthetic": True,
}
DEED_RECORDED = EVENTS.event(
    "deed.recorded.v1", DeedState, "A deed was recorded; it does not count yet.", zh="事项已记录", example=_DEED
)
DEED_VERIFIED = EVENTS.event(
    "deed.verified.v1",
    DeedState,
    "Another person has verified a deed; it counts.",
    zh="事项已核实",
    example={**_DEED, "state": "verified"},
)
DEED_REJECTED = EVENTS.event(
    "deed.rejected.v1",
    DeedState,
    "Another person found that a deed is not so.",
    zh="事项核实不属实",
    example={**_DEED, "state": "rejected"},
)
DEED_WITHDRAWN = EVENTS.event(
    "deed.withdrawn.v1",
    DeedState,
    "A deed was taken back; it counts no more.",
    zh="事项已撤销",
    example={**_DEED, "state": "withdrawn"},
)
