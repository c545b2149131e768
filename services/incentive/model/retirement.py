"""Honourable retirement (荣誉退休): ceremonies for city-managed cadres who have retired, each cadre at one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit.lifecycle import Mark
from servicekit.revisions import Amendment
from services.incentive.errors.retirement import CeremonyNotHeld, CeremonyUnchanged, HonouredBefore
from services.incentive.vocabulary.retirement import LIFE, CeremonyState, CeremonyStep

CITY_MANAGED = "city"
"""The registry's code of 市委管理干部."""
NOT_RETIRED = "退休条目已作废"
"""Why somebody is part of a planned ceremony no longer."""


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
    revisions: list[Amendment] = field(default_factory=list)
    """Who is honoured stands there as a number; from which ceremony to which, with each honouree."""
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
    revisions: list[Amendment] = field(default_factory=list)
    """Ceremonies that it was part of by mistake, and that were put right."""
    retired_by: str | None = None
    """The entry of the cadre's file by which they have retired."""
    mistaken: bool = False
    """Whether that entry was set aside: they have not retired."""
    sequence: int = 0
    """Of the newest word on it."""
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


def uninvite(ceremony: Ceremony, honouree: Honouree, mark: Mark) -> bool:
    """Whether a ceremony that is to come goes on without somebody who has not retired; one that was held stays."""
    if ceremony.state is not CeremonyState.PLANNED or honouree.id not in ceremony.honouree_ids:
        return False
    ceremony.honouree_ids.remove(honouree.id)
    honouree.ceremony_id = None
    honouree.revisions.append(Amendment(mark.at, mark.by, NOT_RETIRED, {"ceremony_id": ceremony.id}, {}))
    return True


def correct(
    ceremony: Ceremony, right: Mapping[str, Any], known: Mapping[str, Honouree], basis: str, mark: Mark
) -> list[Honouree]:
    """Put a ceremony right that was held; the honourees whose ceremony changes by it. Before and after are kept.

    `known` has all who are part of it, or should be. Raises CeremonyNotHeld, CeremonyUnchanged, and HonouredBefore.
    """
    if not LIFE.may(ceremony, CeremonyStep.CORRECT):
        raise CeremonyNotHeld(state=ceremony.state.value, step=CeremonyStep.CORRECT.value)
    there, wanted = set(ceremony.honouree_ids), set(right.get("honouree_ids", ceremony.honouree_ids))
    said = {name: value for name, value in right.items() if name != "honouree_ids"}
    changed = {name: value for name, value in said.items() if getattr(ceremony, name) != value}
    if not changed and there == wanted:
        raise CeremonyUnchanged()
    names = [*changed, *(["honourees"] if there != wanted else [])]
    before = _said(ceremony, names)
    for name, value in changed.items():
        setattr(ceremony, name, value)
    gone, new = [known[id] for id in sorted(there - wanted)], [known[id] for id in sorted(wanted - there)]
    ceremony.honouree_ids = [id for id in ceremony.honouree_ids if id in wanted]
    for honouree in gone:
        honouree.ceremony_id = None
        honouree.revisions.append(Amendment(mark.at, mark.by, basis, {"ceremony_id": ceremony.id}, {}))
    invite(ceremony, new)
    for honouree in new:
        honouree.revisions.append(Amendment(mark.at, mark.by, basis, {}, {"ceremony_id": ceremony.id}))
    ceremony.revisions.append(Amendment(mark.at, mark.by, basis, before, _said(ceremony, names)))
    return [*gone, *new]


def take_back(ceremony: Ceremony, basis: str, mark: Mark) -> None:
    """Let a ceremony that was not held after all be planned as before. Raises CeremonyNotHeld."""
    before = _said(ceremony, ["state", "held_on"])
    if not LIFE.happen(ceremony, CeremonyStep.TAKE_BACK):
        raise CeremonyNotHeld(state=ceremony.state.value, step=CeremonyStep.TAKE_BACK.value)
    ceremony.held_on = None
    ceremony.revisions.append(Amendment(mark.at, mark.by, basis, before, _said(ceremony, ["state"])))


def _said(ceremony: Ceremony, names: Iterable[str]) -> dict[str, str]:
    return {name: str(getattr(ceremony, name)) for name in names}
