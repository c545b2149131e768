"""Posts (职位) as the roster tells of them: who holds them, what they ask for, and when they fall vacant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

SERVING = "serving"
ACTIVE = "active"


@dataclass
class OfRoster:
    """What the roster's events tell of a post, by the names that they have there."""

    unit_id: str | None = None
    unit_ids: list[str] = field(default_factory=list)
    post_level: str | None = None
    role: str = ""
    management: str = ""
    vacant: bool = False
    holder_ids: list[str] = field(default_factory=list)
    state: str = ACTIVE
    conditions: list[dict[str, Any]] = field(default_factory=list)
    synthetic: bool = False


@dataclass
class Post(OfRoster):
    """A post. `falls_vacant_on` is the first day on which a holder reaches the age of retirement."""

    id: str = field(kw_only=True)
    falls_vacant_on: str | None = None
    held_since: str | None = None
    sequence: int = 0
    version: int = 0


def from_roster(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an event of the roster tells of a post."""
    return {one.name: told[one.name] for one in fields(OfRoster) if one.name in told}


def of_holders(holders: Iterable[Mapping[str, Any]]) -> dict[str, str | None]:
    """When a post falls vacant and since when it is held, of what is known of its holders in service."""
    serving = [holder for holder in holders if holder.get("status") == SERVING]
    leaving = [holder["retires_on"] for holder in serving if holder.get("retires_on")]
    since = [holder["in_post_since"] for holder in serving if holder.get("in_post_since")]
    return {"falls_vacant_on": min(leaving, default=None), "held_since": min(since, default=None)}
