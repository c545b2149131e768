"""Told: the register of policies (政策文件)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class PolicyData(Schema):
    """A document of the register, without its text."""

    policy_id = fields.String(required=True, attribute="id", metadata={"zh": "文件"})
    kind = fields.String(required=True, metadata={"zh": "类别"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    issued_on = fields.Date(required=True, allow_none=True, metadata={"zh": "发文日期"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_POLICY: dict[str, Any] = {
    "policy_id": "pol-9",
    "kind": "measure",
    "state": "in_force",
    "issued_on": "2024-04-02",
    "synthetic": True,
}

POLICY_REGISTERED = EVENTS.event(
    "policy.registered.v1", PolicyData, "A document is in the register.", zh="制度文件已入库", example=_POLICY
)

POLICY_CHANGED = EVENTS.event(
    "policy.changed.v1",
    PolicyData,
    "A document of the register was changed or repealed.",
    zh="制度文件已变更",
    example={**_POLICY, "state": "repealed"},
)
