"""Events: linked action (业务联动)."""

from __future__ import annotations

from servicekit.events import Event
from servicekit.schema import Schema, fields
from services.supervision.events.common import EVENTS


class TaskState(Schema):
    """A task's whole thin state; no wording."""

    task_id = fields.String(required=True, attribute="id")
    mechanism = fields.String(required=True)
    origin = fields.String(required=True)
    origin_id = fields.String(required=True)
    agency_ids = fields.List(fields.String(), required=True)
    waits_for = fields.List(fields.String(), required=True, attribute="missing")
    assigned_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    provisional = fields.Boolean(required=True)
    state = fields.String(required=True)
    round = fields.Integer(required=True)
    reports = fields.Integer(required=True, attribute="report_count")
    overdue = fields.Boolean(required=True)
    overdue_times = fields.Integer(required=True)
    escalation = fields.Integer(required=True)
    synthetic = fields.Boolean(required=True)


_TASK = {
    "task_id": "tsk-01",
    "mechanism": "action",
    "origin": "conference",
    "origin_id": "cnf-01",
    "agency_ids": ["agy-02", "agy-03"],
    "waits_for": ["agy-03"],
    "assigned_on": "2025-02-18",
    "due_on": "2025-03-18",
    "provisional": False,
    "state": "accepted",
    "round": 1,
    "reports": 0,
    "overdue": False,
    "overdue_times": 0,
    "escalation": 0,
    "synthetic": True,
}
_ALL = {"reports": 2, "waits_for": []}
_LATE = {"overdue": True, "overdue_times": 1}


def _task(name: str, meaning: str, zh: str, **state: object) -> Event:
    return EVENTS.event(name, TaskState, meaning, zh=zh, example={**_TASK, **state})


ASSIGNED = _task("task.assigned.v1", "Agencies are to act together until a day.", "联动任务已交办", state="assigned")
ACCEPTED = _task("task.accepted.v1", "An agency has accepted the task.", "任务已接收")
REPORTED = _task("task.reported.v1", "An agency has reported.", "任务已报告", state="reported", **_ALL)
RETURNED = _task("task.returned.v1", "The reports are not enough.", "任务已退回", state="returned", round=2, reports=2)
DONE = _task("task.done.v1", "The task is done.", "任务已办结", state="done", **_ALL)
REOPENED = _task(
    "task.reopened.v1",
    "That it was done was a mistake; it waits for the check again.",
    "任务办结已撤销",
    state="reported",
    **_ALL,
)
WITHDRAWN = _task("task.withdrawn.v1", "The task was withdrawn.", "任务已撤销", state="withdrawn")
OVERDUE = _task("task.overdue.v1", "The due date is over without all reports.", "任务逾期", **_LATE)
ESCALATED = _task(
    "task.escalated.v1", "An overdue task was raised to the next level.", "任务升级督办", escalation=1, **_LATE
)
