"""Collections: joint discussion (问题联议), linked action (业务联动) and shared results (成果联用)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors.matters import NoMatter, NoResult, NoTask, ResultInForce
from services.supervision.model.matters import Matter, Result
from services.supervision.model.tasks import Task

MATTERS = Collection(
    "matters",
    Matter,
    [
        index("-registered_on", "-_id"),
        index("state", "-registered_on", "-_id"),
        index("cadre_id", "-registered_on", "-_id"),
        index("unit_ids", "-registered_on", "-_id"),
        index("agency_unit_ids", "-registered_on", "-_id"),
        index("asked_ids", "state", "due_on", "_id"),
        index("state", "due_on", "_id"),
        index("due_on", "_id"),
    ],
    missing=NoMatter,
    within=Within("agency_unit_ids", ""),
    not_for="cadre_id",
    searched=("title",),
    sealed=("opinions.text", "opinions.earlier.text", "conclusion_basis", "timeline.note"),
    whose="cadre_id",
)
TASKS = Collection(
    "joint_tasks",
    Task,
    [
        index("due_on", "_id"),
        index("assigned_on"),
        index("state", "due_on", "_id"),
        index("overdue", "due_on", "_id"),
        index("origin_id", "due_on", "_id"),
        index("agency_ids", "due_on", "_id"),
        index("agency_ids", "state", "due_on", "_id"),
        index("agency_unit_ids", "due_on", "_id"),
    ],
    missing=NoTask,
    within=Within("agency_unit_ids", ""),
    searched=("title",),
)
RESULTS = Collection(
    "results",
    Result,
    [
        index("matter_id", unique=True, where={"state": "in_force"}, problem=ResultInForce),
        index("-published_on", "-_id"),
        index("state", "-published_on", "-_id"),
        index("uses", "-published_on", "-_id"),
        index("cadre_id", "-published_on", "-_id"),
        index("unit_ids", "-published_on", "-_id"),
    ],
    missing=NoResult,
    within=Within(),
    sealed=("timeline.note",),
    whose="cadre_id",
)

ALL: list[Collection[Any]] = [MATTERS, TASKS, RESULTS]
