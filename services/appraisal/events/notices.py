"""Events: notices (告知), reviews (复核) and complaints (申诉)."""

from __future__ import annotations

from typing import Any

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.appraisal.events.common import EVENTS


class NoticeState(Schema):
    """The whole thin state of a notice: days and outcomes, never what was told or asked."""

    notice_id = fields.String(required=True, attribute="id", metadata={"zh": "告知书"})
    appraisal_id = fields.String(required=True, metadata={"zh": "考察"})
    cadre_id = fields.String(required=True, metadata={"zh": "干部"})
    unit_ids = fields.List(fields.String(), required=True, metadata={"zh": "隶属路径"})
    state = fields.String(required=True, metadata={"zh": "状态"})
    round = fields.Integer(required=True, metadata={"zh": "此前被替代的结论和被撤销的告知次数"})
    delivered_on = fields.Date(required=True, metadata={"zh": "告知日期"})
    acknowledged_on = fields.Date(required=True, allow_none=True, metadata={"zh": "签收日期"})
    unacknowledged = fields.Boolean(required=True, metadata={"zh": "逾期未签收"})
    acknowledge_by = fields.Date(required=True, metadata={"zh": "签收期限"})
    last_day = fields.Date(required=True, allow_none=True, metadata={"zh": "可申请复核或申诉的最后一日"})
    due_on = fields.Date(required=True, allow_none=True, metadata={"zh": "决定期限"})
    overdue = fields.Boolean(required=True, metadata={"zh": "逾期未决定"})
    level = fields.Integer(required=True, metadata={"zh": "督办级次"})
    review_outcome = fields.String(required=True, allow_none=True, metadata={"zh": "复核决定"})
    complaint_outcome = fields.String(required=True, allow_none=True, metadata={"zh": "申诉决定"})
    synthetic = fields.Boolean(required=True, metadata={"zh": "合成数据"})


_DELIVERED: dict[str, Any] = {
    "notice_id": "ntc-01",
    "appraisal_id": "apr-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "state": "delivered",
    "round": 0,
    "delivered_on": "2026-02-12",
    "acknowledged_on": None,
    "unacknowledged": False,
    "acknowledge_by": "2026-02-26",
    "last_day": None,
    "due_on": None,
    "overdue": False,
    "level": 0,
    "review_outcome": None,
    "complaint_outcome": None,
    "synthetic": True,
}
_KNOWN = {**_DELIVERED, "state": "acknowledged", "acknowledged_on": "2026-02-13", "last_day": "2026-03-15"}
_ASKED = {**_KNOWN, "state": "in_review", "due_on": "2026-03-22"}
_REVIEWED = {**_KNOWN, "state": "reviewed", "last_day": "2026-04-01", "review_outcome": "upheld"}
_COMPLAINT = {**_REVIEWED, "state": "in_complaint", "due_on": "2026-05-20"}


def _event(action: str, meaning: str, zh: str, example: dict[str, Any]) -> Event:
    return EVENTS.event(f"notice.{action}.v1", NoticeState, meaning, zh=zh, example=example)


DELIVERED = _event("delivered", "A cadre is told the result of an appraisal.", "考察结果已告知", _DELIVERED)
ACKNOWLEDGED = _event("acknowledged", "The cadre knows; the period for a review begins.", "告知已签收", _KNOWN)
UNACKNOWLEDGED = _event(
    "unacknowledged", "Nobody acknowledged it in time.", "告知逾期未签收", {**_DELIVERED, "unacknowledged": True}
)
REVIEW_ASKED = _event("review_asked", "A review is asked for.", "已申请复核", _ASKED)
REVIEW_WITHDRAWN = _event("review_withdrawn", "The request for a review was taken back.", "复核申请已撤回", _KNOWN)
REVIEW_DECIDED = _event("review_decided", "The review is decided.", "复核已决定", _REVIEWED)
COMPLAINT_LODGED = _event("complaint_lodged", "A complaint is lodged.", "已提出申诉", _COMPLAINT)
COMPLAINT_DECIDED = _event(
    "complaint_decided",
    "The complaint is decided.",
    "申诉已决定",
    {**_REVIEWED, "state": "final", "last_day": None, "complaint_outcome": "upheld"},
)
DECISION_REOPENED = _event(
    "decision_reopened",
    "A decision was entered by mistake: the review or the complaint waits for it again.",
    "复核或申诉决定已更正，重新待决",
    _COMPLAINT,
)
OVERDUE = _event(
    "overdue",
    "The decision on a review or a complaint is missing, at a level of escalation.",
    "复核或申诉逾期未决定",
    {**_ASKED, "overdue": True, "level": 1},
)
FINAL = _event(
    "final",
    "The time for a review and a complaint is over.",
    "告知已生效",
    {**_KNOWN, "state": "final", "last_day": None},
)
ANNULLED = _event(
    "annulled",
    "A notice that was entered by mistake counts no more.",
    "误登的告知已撤销",
    {**_KNOWN, "state": "annulled", "last_day": None},
)
MOVED = _event("moved", "A day has moved, or the cadre to another unit.", "告知期限或隶属已变更", _KNOWN)
