"""Events: joint discussion (问题联议) and shared results (成果联用)."""

from __future__ import annotations

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class MatterState(Schema):
    """A matter's whole thin state; no wording and no opinion."""

    matter_id = fields.String(required=True, attribute="id")
    mechanism = fields.String(required=True)
    source = fields.String(required=True)
    severity = fields.String(required=True)
    cadre_id = fields.String(required=True, allow_none=True)
    unit_id = fields.String(required=True, allow_none=True)
    unit_ids = fields.List(fields.String(), required=True)
    lead_agency_id = fields.String(required=True)
    registered_on = fields.Date(required=True)
    state = fields.String(required=True)
    round = fields.Integer(required=True)
    asked = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    waits_for = fields.List(fields.String(), required=True, attribute="missing")
    due_on = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    escalation = fields.Integer(required=True)
    measures = fields.List(fields.String(), required=True)
    concluded_on = fields.Date(required=True, allow_none=True)
    open_tasks = fields.Integer(required=True)
    result_id = fields.String(required=True, allow_none=True)
    reopenings = fields.Integer(required=True)
    merged_into = fields.String(required=True, allow_none=True)
    synthetic = fields.Boolean(required=True)


_MATTER = {
    "matter_id": "mat-01",
    "mechanism": "discussion",
    "source": "petition",
    "severity": "general",
    "cadre_id": "cad-01",
    "unit_id": None,
    "unit_ids": ["unt-01", "unt-07"],
    "lead_agency_id": "agy-01",
    "registered_on": "2025-04-01",
    "state": "under_discussion",
    "round": 1,
    "asked": 3,
    "answered": 0,
    "waits_for": ["agy-01", "agy-02", "agy-03"],
    "due_on": "2025-04-10",
    "provisional": False,
    "escalation": 0,
    "measures": [],
    "concluded_on": None,
    "open_tasks": 0,
    "result_id": None,
    "reopenings": 0,
    "merged_into": None,
    "synthetic": True,
}
_OVER = {"state": "concluded", "answered": 3, "waits_for": [], "measures": ["reminder"], "concluded_on": "2025-04-11"}
_NEW = {"round": 0, "waits_for": [], "due_on": None}


def _matter(name: str, meaning: str, zh: str, **state: object) -> Event:
    return EVENTS.event(name, MatterState, meaning, zh=zh, example={**_MATTER, **state})


REGISTERED = _matter(
    "matter.registered.v1", "A matter was registered.", "登记联议事项", **{**_NEW, "state": "registered"}
)
DISCUSSED = _matter("matter.discussed.v1", "The agencies were asked for their opinions.", "联议已启动")
OPINION_GIVEN = _matter("matter.opinion_given.v1", "An agency has given its opinion.", "成员单位已提出意见", answered=1)
ESCALATED = _matter("matter.escalated.v1", "Opinions are missing after their day.", "催办联议意见", escalation=1)
CONCLUDED = _matter("matter.concluded.v1", "A matter was concluded.", "联议已形成结论", **_OVER)
IN_ACTION = _matter(
    "matter.in_action.v1",
    "A task came of the conclusion.",
    "联议事项转入联动",
    **{**_OVER, "state": "in_action", "open_tasks": 1},
)
FOLLOWED_UP = _matter(
    "matter.followed_up.v1",
    "A task of the matter is finished, or open again.",
    "联动任务已了结或重新办理",
    **{**_OVER, "state": "in_action"},
)
RESULT_CHANGED = _matter(
    "matter.result_changed.v1", "Which result is in force has changed.", "联用成果变化", **_OVER, result_id="res-01"
)
CLOSED = _matter("matter.closed.v1", "A matter was closed.", "联议事项已办结", **{**_OVER, "state": "closed"})
REOPENED = _matter(
    "matter.reopened.v1", "A matter was opened again.", "联议事项重新启动", state="reopened", reopenings=1
)
MERGED = _matter(
    "matter.merged.v1", "A matter goes on in another one.", "联议事项已合并", state="merged", merged_into="mat-02"
)
WITHDRAWN = _matter(
    "matter.withdrawn.v1",
    "A matter that was registered by mistake counts no more.",
    "误登的联议事项已撤销",
    **{**_NEW, "state": "withdrawn"},
)
MOVED = _matter("matter.moved.v1", "The cadre of a matter belongs to other units now.", "联议事项随干部转移")


class ResultState(Schema):
    """A result's whole thin state. `stops` and `warns` are the uses that it stops, and those that it only warns."""

    result_id = fields.String(required=True, attribute="id")
    mechanism = fields.String(required=True)
    matter_id = fields.String(required=True)
    cadre_id = fields.String(required=True, allow_none=True)
    unit_id = fields.String(required=True, allow_none=True)
    unit_ids = fields.List(fields.String(), required=True)
    uses = fields.List(fields.String(), required=True)
    result = fields.String(required=True)
    level = fields.Integer(required=True)
    stops = fields.List(fields.String(), required=True)
    warns = fields.List(fields.String(), required=True, attribute="warned")
    published_on = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_RESULT = {
    "result_id": "res-01",
    "mechanism": "results",
    "matter_id": "mat-01",
    "cadre_id": "cad-01",
    "unit_id": None,
    "unit_ids": ["unt-01", "unt-07"],
    "uses": ["appointment", "award"],
    "result": "reminded",
    "level": 1,
    "stops": [],
    "warns": ["appointment", "award"],
    "published_on": "2025-04-12",
    "valid_until": "2026-04-11",
    "state": "in_force",
    "synthetic": True,
}


def _result(name: str, meaning: str, zh: str, **state: object) -> Event:
    return EVENTS.event(name, ResultState, meaning, zh=zh, example={**_RESULT, **state})


RESULT_PUBLISHED = _result("result.published.v1", "A result is there for those who use it.", "成果已发布")
RESULT_WITHDRAWN = _result(
    "result.withdrawn.v1", "A result is not to be used any more.", "成果已撤回", state="withdrawn"
)
RESULT_EXPIRED = _result("result.expired.v1", "The validity of a result is over.", "成果已失效", state="expired")
RESULT_TERM_MOVED = _result("result.term_moved.v1", "A result is valid until another day.", "成果有效期已变更")
RESULT_MOVED = _result("result.moved.v1", "The cadre of a result belongs to other units now.", "成果随干部转移")
