"""Told: units (单位)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class ApprovedPosts(Schema):
    """The approved numbers of posts (核定职数) of a leading team."""

    chief = fields.Int(required=True, metadata={"zh": "正职"})
    deputy = fields.Int(required=True, metadata={"zh": "副职"})
    chief_expert = fields.Int(required=True, metadata={"zh": "总师"})


class UnitState(Schema):
    """The whole thin state of a unit."""

    unit_id = fields.String(required=True, attribute="id", metadata={"zh": "单位"})
    code = fields.String(required=True, metadata={"zh": "编码"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    level = fields.String(required=True, allow_none=True, metadata={"zh": "级别"})
    region = fields.String(required=True, metadata={"zh": "行政区划"})
    parent_id = fields.String(required=True, allow_none=True, metadata={"zh": "上级"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    merged_into = fields.String(required=True, allow_none=True, metadata={"zh": "并入"})
    approved = fields.Nested(ApprovedPosts, required=True, allow_none=True, metadata={"zh": "核定职数"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


class UnitChanged(UnitState):
    """What was changed."""

    changed = fields.List(fields.String(), required=True, metadata={"zh": "变更"})


_UNIT: dict[str, Any] = {
    "unit_id": "unt-07",
    "code": "BT-SWZZB",
    "kind": "party_committee",
    "level": "131",
    "region": "150200",
    "parent_id": "unt-01",
    "unit_ids": ["unt-01", "unt-07"],
    "state": "active",
    "merged_into": None,
    "approved": {"chief": 1, "deputy": 4, "chief_expert": 0},
    "synthetic": True,
}

UNIT_REGISTERED = EVENTS.event(
    "unit.registered.v1", UnitState, "A unit has been entered.", zh="单位已入册", example=_UNIT
)

UNIT_CHANGED = EVENTS.event(
    "unit.changed.v1",
    UnitChanged,
    "A unit was renamed, moved, or given other approved posts; its name is read by query.",
    zh="单位已变更",
    example={**_UNIT, "changed": ["name"]},
)

UNIT_MERGED = EVENTS.event(
    "unit.merged.v1",
    UnitState,
    "A unit was merged into another, which has its posts and people; each of them tells its own change too.",
    zh="单位已合并",
    example={**_UNIT, "state": "merged", "merged_into": "unt-08"},
)

UNIT_CLOSED = EVENTS.event(
    "unit.closed.v1", UnitState, "An empty unit was abolished.", zh="单位已撤销", example={**_UNIT, "state": "closed"}
)
