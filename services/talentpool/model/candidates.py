"""Candidates (人选): what searches, matches and successions know of each cadre, one document for each.

A date that is known to the month or the year counts as its first day, as the roster counts it; so text sorts as time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

SERVING = "serving"
EXCELLENT = "excellent"
BARRING = frozenset({"promotion", "post", "appointment", "pool"})
"""Effects of a restriction (影响期) that keep a cadre from being put forward; one without named effects bars all."""


@dataclass
class OfRoster:
    """What the roster's events tell of a cadre, by the names that they have there."""

    unit_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    status: str = ""
    post_level: str | None = None
    level_since: str | None = None
    rank: str | None = None
    county_level_or_above: bool = False
    role: str = ""
    post_ids: list[str] = field(default_factory=list)
    in_post_since: str | None = None
    management: str = ""
    sex: str = ""
    ethnicity: str = ""
    political_status: str = ""
    education_level: str | None = None
    full_time_level: str | None = None
    work_since: str | None = None
    party_since: str | None = None
    basic_level_months: int = 0
    basic_level_since: str | None = None
    annual_grades: list[dict[str, Any]] = field(default_factory=list)
    selected_graduate_year: int | None = None
    retires_on: str | None = None
    synthetic: bool = False


@dataclass
class Candidate(OfRoster):
    """A cadre as searches see them. `seen` holds the newest sequence of each source."""

    id: str = field(kw_only=True)
    birth: str | None = None
    basic_from: str | None = None
    """Since when they would have been at the basic level without a break, with the ended periods put before it."""
    excellent_grades: int = 0
    level_month: int | None = None
    basic_month: int | None = None
    post_month: int | None = None
    restricted: bool = False
    barred: bool = False
    effects: list[str] = field(default_factory=list)
    stopped: bool = False
    """Whether a published result (联用成果) in force stops it that they are put forward."""
    warned: bool = False
    """Whether one is to be known of them, without stopping anything."""
    index_0: float | None = None
    index_1: float | None = None
    trainings: int = 0
    last_training_on: str | None = None
    training_kinds: list[str] = field(default_factory=list)
    honours: dict[str, Any] = field(default_factory=dict)
    honour_levels: list[str] = field(default_factory=list)
    pool: dict[str, Any] | None = None
    secondment: dict[str, Any] | None = None
    seen: dict[str, int] = field(default_factory=dict)
    version: int = 0


@dataclass
class IndexPointer:
    """Which of the two slots of indices readers see; `id` is the kind of subject."""

    id: str
    slot: int = 0
    run: int = 0
    sequence: int = 0
    version: int = 0


def month_of(text: str | None) -> int | None:
    """The number of a month since year 0, of the first day that a partial date allows."""
    return int(text[:4]) * 12 + int(text[5:7] or 1) - 1 if text else None


def months_earlier(text: str, months: int) -> str:
    """A partial date so many months earlier; a bare year counts as its January."""
    year, month = divmod(int(text[:4]) * 12 + int(text[5:7] or 1) - 1 - months, 12)
    return f"{year:04d}-{month + 1:02d}{text[7:]}"


def from_roster(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an event of the roster tells of a cadre, with what is derived from it."""
    known = {one.name: told[one.name] for one in fields(OfRoster) if one.name in told}
    since = known.get("basic_level_since")
    known["birth"] = told.get("birth_month") or (str(told["birth_year"]) if told.get("birth_year") else None)
    known["basic_from"] = months_earlier(since, known.get("basic_level_months", 0)) if since else None
    known["excellent_grades"] = sum(grade["grade"] == EXCELLENT for grade in known.get("annual_grades", []))
    known["basic_month"] = month_of(known["basic_from"])
    known["level_month"] = month_of(known.get("level_since"))
    known["post_month"] = month_of(known.get("in_post_since"))
    if isinstance(known.get("retires_on"), date):
        known["retires_on"] = known["retires_on"].isoformat()
    return known


def from_standing(told: Mapping[str, Any]) -> dict[str, Any]:
    """What holds against a cadre, and whether it keeps them from being put forward."""
    restricted, effects = bool(told["restricted"]), list(told["effects"])
    return {
        "restricted": restricted,
        "effects": effects,
        "barred": restricted and (not effects or not BARRING.isdisjoint(effects)),
    }
