"""Events: appeals (申诉) against restrictions and letters. Neither grounds nor reasons are told."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class AppealState(Schema):
    appeal_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    against = fields.String(required=True)
    subject_id = fields.String(required=True)
    state = fields.String(required=True)
    lodged_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    overdue = fields.Boolean(required=True)
    outcome = fields.String(required=True, allow_none=True)
    new_ends = fields.Date(required=True, allow_none=True)
    decided_on = fields.Date(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


_APPEAL = {
    "appeal_id": "apl-01",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "against": "restriction",
    "subject_id": "rst-01",
    "state": "open",
    "lodged_on": "2026-03-09",
    "due_on": "2026-04-08",
    "overdue": False,
    "outcome": None,
    "new_ends": None,
    "decided_on": None,
    "synthetic": True,
}


def _appeal(name: str, en: str, zh: str, **state: Any) -> Any:
    return EVENTS.event(name, AppealState, en, zh=zh, example={**_APPEAL, **state})


LODGED = _appeal("appeal.lodged.v1", "An appeal was lodged.", "申诉已提出")
OVERDUE = _appeal("appeal.overdue.v1", "The day for the decision is over without one.", "申诉逾期未决", overdue=True)
DUE_MOVED = _appeal("appeal.due_moved.v1", "The day for the decision is another now.", "申诉决定期限已变更")
DECIDED = _appeal(
    "appeal.decided.v1",
    "An appeal was decided.",
    "申诉已决定",
    state="decided",
    outcome="upheld",
    decided_on="2026-03-20",
)
CORRECTED = _appeal(
    "appeal.corrected.v1",
    "The decision of an appeal was put right.",
    "申诉决定已更正",
    state="decided",
    outcome="rejected",
    decided_on="2026-03-23",
)
WITHDRAWN = _appeal("appeal.withdrawn.v1", "An appeal was taken back.", "申诉已撤回", state="withdrawn")
MOVED = _appeal("appeal.moved.v1", "The cadre belongs to other units now.", "申诉随干部转移")
