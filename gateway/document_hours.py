"""What a statement of hours of study (学时证明) says: of a judgement, and of the entries of the years it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from gateway.document_words import day_of, number_of, word_of
from services.training.schemas.ledger import ListCompliance, ListHours

Row: TypeAlias = Mapping[str, Any]
_RECOGNISED = ("off_job", "concentrated")
"""How one studies for the hours that are required; the others are online, and apart."""
_NEARLY = 0.005
"""Sums of hours that differ by less are the same."""


def standing_entries(entries: Sequence[Row]) -> list[Row]:
    """The entries of a ledger that stand, by their days: one that was taken back goes away with its correction."""
    corrections = {one["reverses"]: one for one in entries if one["reverses"]}
    ids = {one["id"] for one in entries}
    found = []
    for one in entries:
        if one["reverses"] in ids:
            continue
        stands, last = True, one["id"]
        while last in corrections:
            stands, last = not stands, corrections[last]["id"]
        if stands:
            found.append(one)
    return sorted(found, key=lambda one: str(one["on"]))


def hours_stated(stands: Row, entries: Mapping[int, Sequence[Row]], year: int, today: str) -> dict[str, Any]:
    """What a statement of hours says of a judgement and of the entries of its years, by year."""
    sums = {
        at: (
            sum(one["total_hours"] for one in of if one["mode"] in _RECOGNISED),
            sum(one["total_hours"] for one in of if one["mode"] not in _RECOGNISED),
        )
        for at, of in entries.items()
    }
    counted = stands.get("counted_hours")
    # Of hours in units outside their scope a reader sees the judgement alone: then no sums of a part are shown.
    whole = counted is None or abs(sum(one for one, _ in sums.values()) - counted) < _NEARLY
    return {
        "year": str(year),
        "period": _period(stands, year),
        "required": number_of(stands.get("required_hours")),
        "counted": number_of(counted),
        "online": number_of(stands.get("online_hours")),
        "state": word_of(ListCompliance, "state", _state(stands, today)),
        "years": [
            {"year": str(at), "counted": number_of(one) if whole else "", "online": number_of(online) if whole else ""}
            for at, (one, online) in sorted(sums.items())
        ],
        "entries": [
            {
                "on": day_of(one["on"]),
                "mode": word_of(ListHours, "mode", one["mode"]),
                "source": word_of(ListHours, "source", one["source"]),
                "hours": number_of(one["total_hours"]),
            }
            for one in entries[year]
        ],
    }


def _period(stands: Row, year: int) -> str:
    if stands.get("regime") != "five_years":
        return f"{year}年度"
    first = stands["from_year"]
    return f"{first}—{year}年五年累计" if year - first == 4 else f"{first}年以来五年累计"


def _state(stands: Row, today: str) -> str | None:
    """How hours stand on the day of the paper: grace that ran at the end of a past year may be over by then."""
    state, until = stands.get("state"), stands.get("grace_until")
    is_over = state == "in_grace" and until is not None and str(until) < today
    return "behind" if is_over else state
