"""Told: alerts (预警)."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class AlertData(Schema):
    """An alert."""

    alert_id = fields.String(required=True, attribute="id", metadata={"zh": "预警"})
    rule = fields.String(required=True, metadata={"zh": "类别"})
    subject_kind = fields.String(required=True, metadata={"zh": "对象类别"})
    subject_id = fields.String(required=True, metadata={"zh": "对象"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    due_on = fields.Date(required=True, metadata={"zh": "到期日"})
    level = fields.String(required=True, metadata={"zh": "级别"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_ALERT: dict[str, Any] = {
    "alert_id": "alt-2f",
    "rule": "retirement_due",
    "subject_kind": "cadre",
    "subject_id": "cad-0k3v9m2x7q5z1",
    "unit_ids": ["unt-01", "unt-07"],
    "due_on": "2027-03-01",
    "level": "red",
    "state": "open",
    "synthetic": True,
}

ALERT_OPENED = EVENTS.event(
    "alert.opened.v1", AlertData, "Something is or will soon be due.", zh="预警已开启", example=_ALERT
)

ALERT_CLOSED = EVENTS.event(
    "alert.closed.v1",
    AlertData,
    "What an alert warned of is no longer so.",
    zh="预警已关闭",
    example={**_ALERT, "state": "closed"},
)

ALERT_HANDLED = EVENTS.event(
    "alert.handled.v1",
    AlertData,
    "An officer has seen to what an alert warns of; its condition holds still.",
    zh="预警已处理",
    example={**_ALERT, "state": "handled"},
)

ALERT_PUT_BACK = EVENTS.event(
    "alert.put_back.v1", AlertData, "An alert was marked as handled by mistake.", zh="预警处理已撤销", example=_ALERT
)
