"""Effect periods (影响期) of a cadre as supervision's newest event of each tells them.

What is planned for a time is judged by the days of that time, not by today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

POOL = "pool"


@dataclass(frozen=True)
class EffectPeriod:
    """From `begins` to `ends`, both included; without an end until it is lifted."""

    id: str
    effects: tuple[str, ...]
    begins: date
    ends: date | None
    state: str
    sequence: int

    @property
    def bars_pool(self) -> bool:
        """Whether it counts, and bars the pool; one that names no effects bars everything."""
        return self.state != "annulled" and (not self.effects or POOL in self.effects)

    @property
    def in_force(self) -> bool:
        """Whether it holds now."""
        return self.state == "in_force"

    def touches(self, first: date, last: date) -> bool:
        """Whether it holds on any of these days."""
        return self.begins <= last and (self.ends is None or first <= self.ends)


def told(data: Mapping[str, Any], sequence: int) -> EffectPeriod:
    """What an event tells of a restriction."""
    return EffectPeriod(
        id=data["restriction_id"],
        effects=tuple(data["effects"]),
        begins=date.fromisoformat(data["begins"]),
        ends=date.fromisoformat(data["ends"]) if data["ends"] else None,
        state=data["state"],
        sequence=sequence,
    )
