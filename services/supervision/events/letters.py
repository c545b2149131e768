"""Events: letters of inquiry (函询) and reminders. What is written in a letter or an answer is not told."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class LetterState(Schema):
    letter_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    sent_on = fields.Date(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    overdue = fields.Boolean(required=True)
    result_code = fields.String(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


_LETTER = {
    "letter_id": "let-01",
    "cadre_id": "cdr-01",
    "unit_ids": ["unt-01", "unt-07"],
    "kind": "inquiry",
    "state": "sent",
    "sent_on": "2026-03-02",
    "due_on": "2026-03-23",
    "overdue": False,
    "result_code": None,
    "synthetic": True,
}


def _letter(name: str, en: str, zh: str, **state: Any) -> Any:
    return EVENTS.event(name, LetterState, en, zh=zh, example={**_LETTER, **state})


SENT = _letter("letter.sent.v1", "A letter was sent to a cadre.", "函件已发出")
ANSWERED = _letter("letter.answered.v1", "An inquiry was answered.", "函询已回复", state="answered")
OVERDUE = _letter("letter.overdue.v1", "The day for the answer is over without one.", "函询逾期未复", overdue=True)
DUE_MOVED = _letter("letter.due_moved.v1", "The day for the answer is another now.", "函询期限已变更")
CLOSED = _letter(
    "letter.closed.v1", "A letter came to its result.", "函件已办结", state="closed", result_code="explained"
)
CORRECTED = _letter(
    "letter.corrected.v1", "A letter's result was put right.", "函件结果已更正", state="closed", result_code="explained"
)
WITHDRAWN = _letter("letter.withdrawn.v1", "A letter that was sent was taken back.", "函件已撤回", state="withdrawn")
ENDED = _letter(
    "letter.ended.v1",
    "A letter that was sent ended with the death of whom it was sent to.",
    "函件已随去世终止",
    state="ended",
)
RESUMED = _letter("letter.resumed.v1", "The death with which a letter had ended was a mistake.", "函件已恢复")
MOVED = _letter("letter.moved.v1", "The cadre belongs to other units now.", "函件随干部转移")
