"""Kept: changes of units and posts that are planned (计划变更)."""

from __future__ import annotations

from servicekit import queries
from servicekit.store import Collection, index
from services.registry.errors.planned import AlreadyPlanned, UnknownPlannedChange
from services.registry.model.planned import PlannedChange

PLANNED = Collection(
    "planned_changes",
    PlannedChange,
    [
        index("of", "operation", "on", unique=True, where={"state": "planned"}, problem=AlreadyPlanned),
        index("unit_ids", "state", "on", "_id"),
        index("state", "on", "_id"),
    ],
    UnknownPlannedChange,
)

PLANNED_SORTS = queries.orders("on", state="on")
