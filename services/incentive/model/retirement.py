"""Honourable retirement (荣誉退休): ceremonies for city-managed cadres who have retired, each cadre at one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.incentive.errors.retirement import CeremonySettled, HonouredBefore

CITY_MANAGED = "city"
"""The registry's code of 市委管理干部."""


class CeremonyState(StrEnum):
    """Where a ceremony stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


TABLE: Sequence[tuple[CeremonyState, str, CeremonyState, str]] = (
    (CeremonyState.PLANNED, "hold", CeremonyState.HELD, ""),
    (CeremonyState.PLANNED, "cancel", CeremonyState.CANCELLED, "with a reason; the honourees are free again"),
)
"""From, on, to, and what guards the step."""


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


def after(state: CeremonyState, step: str) -> CeremonyState | None:
    """The state after a step; None where the table does not have it."""
    return next((to for begins, on, to, _ in TABLE if (begins, on) == (state, step)), None)


def take(ceremony: Ceremony, step: str) -> None:
    """Take a step. Raises CeremonySettled."""
    to = after(ceremony.state, step)
    if to is None:
        raise CeremonySettled(state=ceremony.state.value)
    ceremony.state = to


def invite(ceremony: Ceremony, honourees: Iterable[Honouree]) -> None:
    """Make cadres part of a ceremony. Raises HonouredBefore naming who is part of another; then nobody is invited."""
    invited = list(honourees)
    if taken := [honouree.id for honouree in invited if honouree.ceremony_id]:
        raise HonouredBefore(cadre_ids=taken)
    for honouree in invited:
        honouree.ceremony_id = ceremony.id
        ceremony.honouree_ids.append(honouree.id)
