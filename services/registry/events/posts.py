"""Told: posts (职位)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class Condition(Schema):
    """What a post asks for (任职条件), as far as it can be matched."""

    kind = fields.String(required=True, metadata={"zh": "条件类别（字典“registry.post_condition”）"})
    value = fields.String(required=True, metadata={"zh": "要求"})
    required = fields.Bool(required=True, metadata={"zh": "硬性条件"})


class PostStateData(Schema):
    """The whole thin state of a post."""

    post_id = fields.String(required=True, attribute="id", metadata={"zh": "职位"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    post_level = fields.String(required=True, allow_none=True, metadata={"zh": "层次"})
    role = fields.String(required=True, metadata={"zh": "成员类别"})
    management = fields.String(required=True, metadata={"zh": "管理权限"})
    conditions = fields.List(fields.Nested(Condition), required=True, metadata={"zh": "任职条件"})
    vacant = fields.Bool(required=True, metadata={"zh": "空缺"})
    holder_ids = fields.List(fields.String(), required=True, metadata={"zh": "任职人"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_POST: dict[str, Any] = {
    "post_id": "pst-12",
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "post_level": "132",
    "role": "deputy",
    "management": "city",
    "conditions": [{"kind": "years_at_level", "value": "3", "required": True}],
    "vacant": True,
    "holder_ids": [],
    "state": "active",
    "synthetic": True,
}

POST_ESTABLISHED = EVENTS.event(
    "post.established.v1", PostStateData, "A post exists; it may have no holder.", zh="职位已设立", example=_POST
)

POST_CHANGED = EVENTS.event(
    "post.changed.v1",
    PostStateData,
    "A post's fields, unit or holder have changed.",
    zh="职位已变更",
    example={**_POST, "vacant": False},
)

POST_ABOLISHED = EVENTS.event(
    "post.abolished.v1",
    PostStateData,
    "A post was abolished.",
    zh="职位已撤销",
    example={**_POST, "vacant": False, "state": "abolished"},
)
