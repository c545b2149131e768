"""Changes of units and posts that are decided and whose day has not come (计划变更): each takes effect on its day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit.lifecycle import By, Entry, Lifecycle, Named, Row
from services.registry.errors.planned import PlannedChangeOver


class PlannedState(Named):
    """Where a planned change stands."""

    PLANNED = "planned", "待生效"
    DONE = "done", "已生效"
    CANCELLED = "cancelled", "已取消"


class PlannedStep(Named):
    """What can happen to a planned change."""

    TAKE_EFFECT = "take_effect", "生效"
    CANCEL = "cancel", "取消"


# fmt: off
LIFE = Lifecycle(
    "单位、职位的计划变更",
    "Planned change",
    PlannedState,
    PlannedStep,
    (PlannedState.PLANNED,),
    (
        Row((PlannedState.PLANNED,), PlannedStep.TAKE_EFFECT, PlannedState.DONE, "生效之日已到",
            "its day has come", by=By.DEADLINE),
        Row((PlannedState.PLANNED,), PlannedStep.CANCEL, PlannedState.CANCELLED, "写明依据", "with a basis"),
    ),
    PlannedChangeOver,
    ("One that its day finds impossible stays planned; its deadline says why, and it waits for an officer.",),
)
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
