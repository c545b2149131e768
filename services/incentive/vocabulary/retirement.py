"""Honourable retirement (荣誉退休): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.lifecycle import Lifecycle, Named, Row
from services.incentive.errors.retirement import CeremonySettled


class CeremonyState(Named):
    """Where a ceremony stands."""

    PLANNED = "planned", "已计划"
    HELD = "held", "已举行"
    CANCELLED = "cancelled", "已取消"


class CeremonyStep(Named):
    """What becomes of a ceremony."""

    HOLD = "hold", "举行"
    CANCEL = "cancel", "取消"
    CORRECT = "correct", "更正举行登记"
    TAKE_BACK = "take_back", "撤销举行登记"


# fmt: off
LIFE = Lifecycle(
    "荣誉退休仪式",
    "Ceremony",
    CeremonyState,
    CeremonyStep,
    (CeremonyState.PLANNED,),
    (
        Row((CeremonyState.PLANNED,), CeremonyStep.HOLD, CeremonyState.HELD),
        Row((CeremonyState.PLANNED,), CeremonyStep.CANCEL, CeremonyState.CANCELLED, "写明原因；荣休干部可列入其他仪式",
            "with a reason; the honourees are free again"),
        Row((CeremonyState.HELD,), CeremonyStep.CORRECT, None, "写明依据；名称、日期、地点、荣休干部，保留更正前后",
            "with a basis: the name, the day, the place, or who was honoured; before and after are kept"),
        Row((CeremonyState.HELD,), CeremonyStep.TAKE_BACK, CeremonyState.PLANNED, "写明依据；并未举行",
            "with a basis; it was not held after all"),
    ),
    CeremonySettled,
)
