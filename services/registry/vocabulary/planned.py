"""Planned changes of units and posts (计划变更): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
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
