"""Honourable retirement (荣誉退休): ceremonies for city-managed cadres who have retired, each cadre at one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from servicekit.lifecycle import Lifecycle, Named, Row
from services.incentive.errors.retirement import CeremonySettled, HonouredBefore

CITY_MANAGED = "city"
"""The registry's code of 市委管理干部."""


class CeremonyState(Named):
    """Where a ceremony stands."""

    PLANNED = "planned", "已计划"
    HELD = "held", "已举行"
    CANCELLED = "cancelled", "已取消"


class CeremonyStep(Named):
    """What becomes of a ceremony."""

    HOLD = "hold", "举行"
    CANCEL = "cancel", "取消"


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
    ),
    CeremonySettled,
)
# fmt: on


@dataclass
class Ceremony:
    """A ceremony (荣誉退休仪式)."""

    id: str
    title: str
    planned_on: date
    place: str
    honouree_ids: list[str] = field(default_factory=list)
    state: CeremonyState = CeremonyState.PLANNED
    held_on: date | None = None
    reason: str | None = None
    synthetic: bool = False
    version: int = 0

    @property
    def honourees(self) -> int:
        """How many are honoured."""
        return len(self.honouree_ids)


@dataclass
class Honouree:
    """A retired city-managed cadre, and the guard that each is honoured once; `id` is the cadre's."""

    id: str
    unit_ids: list[str]
    retired_on: str
    ceremony_id: str | None = None
    synthetic: bool = False
    version: int = 0


def invite(ceremony: Ceremony, honourees: Iterable[Honouree]) -> None:
    """Make cadres part of a ceremony. Raises HonouredBefore naming who is part of another; then nobody is invited."""
    invited = list(honourees)
    if taken := [honouree.id for honouree in invited if honouree.ceremony_id]:
        raise HonouredBefore(cadre_ids=taken)
    for honouree in invited:
        honouree.ceremony_id = ceremony.id
        ceremony.honouree_ids.append(honouree.id)
