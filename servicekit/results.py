"""Published results (联用成果) as the services that use them know them: what supervision's events tell, by codes alone.

Whoever is named by a use (用途) of a result keeps it beside what it weighs on, the newest word of each: a result that
comes late, twice, or after its own withdrawal changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

IN_FORCE, WITHDRAWN = "in_force", "withdrawn"


@dataclass(frozen=True)
class PublishedResult:
    """A result as its newest event tells it. `stops` and `warns` are the uses that it stops, and those it only warns.

    `valid_until` is its last day, None where it has no end.
    """

    id: str
    result: str
    level: int
    stops: tuple[str, ...]
    warns: tuple[str, ...]
    published_on: date
    valid_until: date | None
    state: str
    sequence: int

    def holds(self, on: date | None = None) -> bool:
        """Whether it is in force: now, or on a day. One that was withdrawn counts as never having been."""
        if on is None:
            return self.state == IN_FORCE
        within = self.published_on <= on and (self.valid_until is None or on <= self.valid_until)
        return within and self.state != WITHDRAWN

    @property
    def reason(self) -> str:
        """The code under which it is a reason elsewhere."""
        return f"result_{self.result}"


def told(data: Mapping[str, Any], sequence: int) -> PublishedResult:
    """What an event tells of a result. One of before results had a weight warns every use and stops none."""
    return PublishedResult(
        id=data["result_id"],
        result=data["result"],
        level=data["level"],
        stops=tuple(data.get("stops", ())),
        warns=tuple(data.get("warns", data["uses"])),
        published_on=date.fromisoformat(data["published_on"]),
        valid_until=date.fromisoformat(data["valid_until"]) if data["valid_until"] else None,
        state=data["state"],
        sequence=sequence,
    )


def stopping(known: Iterable[PublishedResult], *uses: str, on: date | None = None) -> list[PublishedResult]:
    """Those in force, now or on a day, that stop one of the uses."""
    return [one for one in known if one.holds(on) and not set(uses).isdisjoint(one.stops)]


def weighing(known: Iterable[PublishedResult], *uses: str, on: date | None = None) -> list[PublishedResult]:
    """Those in force, now or on a day, that stop one of the uses or warn of it."""
    return [one for one in known if one.holds(on) and not set(uses).isdisjoint((*one.stops, *one.warns))]


def shown(known: Iterable[PublishedResult], *uses: str) -> list[dict[str, Any]]:
    """Those that weigh on one of the uses now, the newest first, as `schemas.ResultOut` shows them."""
    found = sorted(weighing(known, *uses), key=lambda one: (one.published_on, one.id), reverse=True)
    return [{**asdict(one), "stops": not set(uses).isdisjoint(one.stops)} for one in found]
