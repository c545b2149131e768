"""The cadres as training knows them: a replica of the registry's thin state, without names (干部副本)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit.errors import field_error
from servicekit.periods import before, must_live
from services.training.errors.enrolments import Retired
from services.training.vocabulary.people import Regime

SERVING, DECEASED = "serving", "deceased"


@dataclass
class Person:
    """What training must know of a cadre to enrol, credit and judge."""

    id: str
    unit_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    post_level: str | None = None
    rank: str | None = None
    status: str = SERVING
    status_since: str | None = None
    """To the year, the month or the day; None where nobody has told."""
    active: bool = True
    county_level_or_above: bool = False
    regime: Regime = Regime.YEARLY
    promoted_on: date | None = None
    synthetic: bool = False
    sequence: int = 0
    version: int = 0

    def dead_by(self, day: date) -> bool:
        """Whether the cadre had died before a day, where the day of the death is known."""
        return self.status == DECEASED and self.status_since is not None and before(self.status_since, day)


def must_be_active(person: Person) -> None:
    """Raises Retired for a cadre who is no longer in service."""
    if not person.active:
        raise Retired(
            "干部已退休或已离任，不能报名",
            "The cadre has retired or left and cannot be enrolled",
            cadre_id=person.id,
            cadre_status=person.status,
        )


def must_be_there(person: Person, on: date, pointer: str) -> None:
    """Raises HasDied or Retired for who would have been present on a day after they died, retired or left."""
    must_live(person, on, pointer)
    if not person.active and person.status_since is not None and before(person.status_since, on):
        zh = f"该干部已于{person.status_since}退休或离任，不能登记参加{on.isoformat()}的课程"
        en = f"The cadre retired or left on {person.status_since}, before {on.isoformat()}"
        wrong = field_error(pointer, "retired", zh, en)
        raise Retired(zh, en, errors=[wrong], cadre_id=person.id, cadre_status=person.status)


def regime_of(county_level_or_above: bool, rank: str | None, five_year_ranks: Collection[str]) -> Regime:
    """The rule a cadre falls under: by post level, or by 职级 where the rank reaches it (四级调研员以上)."""
    return Regime.FIVE_YEARS if county_level_or_above or (rank or "") in five_year_ranks else Regime.YEARLY


def replica(data: Mapping[str, Any], five_year_ranks: Collection[str]) -> dict[str, Any]:
    """The replica's fields after an event of the registry with the whole thin state.

    Events of before do not say since when somebody is promoted (提任): then it is since the present level.
    """
    level = data.get("post_level")
    promoted = first_day(data.get("promoted_since", data.get("level_since")))
    status = str(data.get("status") or SERVING)
    county = bool(data.get("county_level_or_above"))
    return {
        "unit_id": data.get("unit_id"),
        "unit_ids": list(data.get("unit_ids") or []),
        "post_level": None if level is None else str(level),
        "rank": data.get("rank"),
        "status": status,
        "status_since": data.get("status_since"),
        "active": status == SERVING,
        "county_level_or_above": county,
        "regime": regime_of(county, data.get("rank"), five_year_ranks).value,
        "promoted_on": promoted.isoformat() if promoted else None,
        "synthetic": bool(data.get("synthetic")),
    }


def first_day(partial: Any) -> date | None:
    """The first day of a date that is known to the year, the month or the day."""
    if not partial:
        return None
    year, month, day = (*(int(part) for part in str(partial)[:10].split("-")), 1, 1)[:3]
    return date(year, month, day)
