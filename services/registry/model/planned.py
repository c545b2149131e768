"""Changes of units and posts that are decided and whose day has not come (计划变更): each takes effect on its day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit.lifecycle import Entry
from services.registry.vocabulary.planned import PlannedState

# fmt: on


@dataclass
class PlannedChange:
    """What a command asked for from a day to come: `wish` is the command's, and `of` the unit or post it is about."""

    id: str
    operation: str
    of: str
    unit_id: str
    unit_ids: list[str]
    on: date
    wish: dict[str, Any]
    document: str
    planned_by: str
    post_id: str | None = None
    state: PlannedState = PlannedState.PLANNED
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0
