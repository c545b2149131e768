"""Told: selections (选拔任用), and what supervision is asked for them: ids, states and days, and no counts of votes."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.registry.events.common import EVENTS


class SelectionState(Schema):
    """The whole thin state of a selection."""

    selection_id = fields.String(required=True, attribute="id", metadata={"zh": "选拔任用"})
    post_id = fields.String(required=True, metadata={"zh": "职位"})
    unit_id = fields.String(required=True, metadata={"zh": "单位"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    cadre_ids = fields.List(fields.String(), required=True, metadata={"zh": "考察对象、拟任人选"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    reason = fields.String(required=True, allow_none=True, metadata={"zh": "原因代码"})
    round = fields.Int(required=True, metadata={"zh": "联审轮次"})
    fresh_until = fields.Date(required=True, allow_none=True, metadata={"zh": "联审结论有效至"})
    publicity_begins = fields.Date(required=True, allow_none=True, metadata={"zh": "公示开始"})
    publicity_ends = fields.Date(required=True, allow_none=True, metadata={"zh": "公示截止"})
    provisional = fields.Bool(required=True, metadata={"zh": "暂定"})
    open_objections = fields.Int(required=True, metadata={"zh": "未办结反映"})
    open_objection_numbers = fields.List(fields.String(), metadata={"zh": "未办结反映的编号"})
    appointed_on = fields.Date(required=True, allow_none=True, metadata={"zh": "任职时间"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_SELECTION: dict[str, Any] = {
    "selection_id": "sel-01",
    "post_id": "pst-12",
    "unit_id": "unt-07",
    "unit_ids": ["unt-01", "unt-07"],
    "cadre_ids": [],
    "state": "proposed",
    "reason": None,
    "round": 0,
    "fresh_until": None,
    "publicity_begins": None,
    "publicity_ends": None,
    "provisional": False,
    "open_objections": 0,
    "open_objection_numbers": [],
    "appointed_on": None,
    "synthetic": True,
}
_VETTED = {**_SELECTION, "cadre_ids": ["cdr-01"], "state": "vetted", "round": 1, "fresh_until": "2026-09-02"}

SELECTION_PROPOSED = EVENTS.event(
    "selection.proposed.v1", SelectionState, "It is moved that a post be filled.", zh="已动议", example=_SELECTION
)
SELECTION_ADVANCED = EVENTS.event(
    "selection.advanced.v1",
    SelectionState,
    "A selection has come to another state and is not over: a step further, held, or resumed.",
    zh="选拔任用有进展",
    example=_VETTED,
)
SELECTION_CHANGED = EVENTS.event(
    "selection.changed.v1",
    SelectionState,
    "Something of a selection has changed, and its state has not: an objection, a day, a record that was put right.",
    zh="选拔任用已变更",
    example=_VETTED,
)
SELECTION_CLOSED = EVENTS.event(
    "selection.closed.v1",
    SelectionState,
    "A selection is over: the candidate was appointed, or it was refused, withdrawn, or the post is gone.",
    zh="选拔任用已结束",
    example={**_VETTED, "state": "refused", "reason": "not_decided"},
)


class VettingWish(Schema):
    """What supervision is asked."""

    request_id = fields.String(required=True, metadata={"zh": "请求"})
    reference_id = fields.String(required=True, attribute="id", metadata={"zh": "选拔任用"})
    purpose = fields.String(required=True, metadata={"zh": "用途"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "干部的隶属路径"})
    requested_on = fields.Date(required=True, allow_none=True, attribute="asked_on", metadata={"zh": "提请日期"})
    round = fields.Int(required=True, metadata={"zh": "轮次"})
    synthetic = fields.Bool(required=True, metadata={"zh": "虚构数据"})


_WISH = {
    "request_id": "sel-01.1",
    "reference_id": "sel-01",
    "purpose": "appointment",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "requested_on": "2026-03-02",
    "round": 1,
    "synthetic": True,
}
VETTING_REQUESTED = EVENTS.event(
    "vetting.requested.v1",
    VettingWish,
    "Supervision is asked to vet a candidate for a post.",
    zh="已提请联审",
    example=_WISH,
)
VETTING_WITHDRAWN = EVENTS.event(
    "vetting.withdrawn.v1", VettingWish, "A vetting is no longer needed.", zh="联审请求已撤回", example=_WISH
)
