"""Told: changes of units and posts that are planned (计划变更)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class PlannedChangeData(Schema):
    """The whole thin state of a planned change; what it says is not told before its day."""

    change_id = fields.String(required=True, attribute="id", metadata={"zh": "计划变更"})
    operation = fields.String(required=True, metadata={"zh": "变更种类"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    post_id = fields.String(required=True, allow_none=True, metadata={"zh": "职位"})
    on = fields.Date(required=True, metadata={"zh": "生效日期"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_CHANGE: dict[str, Any] = {
    "change_id": "plc-01",
    "operation": "registry.merge_unit",
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "post_id": None,
    "on": "2027-01-01",
    "state": "planned",
    "synthetic": True,
}

CHANGE_PLANNED = EVENTS.event(
    "planned_change.planned.v1",
    PlannedChangeData,
    "A unit or a post will be another from a day to come.",
    zh="单位、职位变更已列入计划",
    example=_CHANGE,
)

CHANGE_TOOK_EFFECT = EVENTS.event(
    "planned_change.took_effect.v1",
    PlannedChangeData,
    "Its day has come; what it changed is told by the unit's and the post's own events.",
    zh="计划变更已生效",
    example={**_CHANGE, "state": "done"},
)

CHANGE_CANCELLED = EVENTS.event(
    "planned_change.cancelled.v1",
    PlannedChangeData,
    "A planned change will not be.",
    zh="计划变更已取消",
    example={**_CHANGE, "state": "cancelled"},
)
