"""Where people will be on a day to come, by what is planned for units until then (计划变更): mergers and moves.

What is planned is shown, and changes nothing kept: its day may find it impossible, or cancelled.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from servicekit.work import Reading
from services.registry.operations import units as operations
from services.registry.store.planned import PLANNED
from services.registry.store.units import UNITS
from services.registry.vocabulary.planned import PlannedState

MOST_PLANNED = 500
"""Mergers and moves of units that are planned at one time."""
_MOVES = (operations.MERGE_UNIT.name, operations.MOVE_UNIT.name)


class Foreseen:
    """The paths of units on a day; on one that has come they are those of the files."""

    def __init__(self, read: Reading, day: date) -> None:
        self._db = read.db
        self._changes: list[dict[str, Any]] = []
        if day > read.today:
            until = {"$gt": read.today.isoformat(), "$lte": day.isoformat()}
            where = {"state": PlannedState.PLANNED.value, "operation": {"$in": _MOVES}, "on": until}
            self._changes = list(read.db[PLANNED.name].find(where).sort([("on", 1), ("_id", 1)]).limit(MOST_PLANNED))
        others = {id for one in self._changes if (id := _other(one))}
        found = read.db[UNITS.name].find({"_id": {"$in": sorted(others)}}, {"unit_ids": 1})
        self._paths = {unit["_id"]: list(unit["unit_ids"]) for unit in found}

    def path(self, path: Sequence[str]) -> list[str]:
        """What a path of today will be."""
        return self._until(path, len(self._changes))

    def below(self, units: Collection[str], *, itself: bool) -> tuple[list[str], list[str]]:
        """The units that come to be one of `units`, or below one, until the day, and those that no longer are.

        `itself`: one of them alone.
        """
        moved = [one["of"] for one in self._changes]
        came: list[str] = []
        left: list[str] = []
        for unit in self._db[UNITS.name].find({"unit_ids": {"$in": moved}}, {"unit_ids": 1}) if moved else ():
            was, will = list(unit["unit_ids"]), self.path(unit["unit_ids"])
            before, after = (not set(units).isdisjoint(path[-1:] if itself else path) for path in (was, will))
            if before != after:
                (came if after else left).append(unit["_id"])
        return came, left

    def _until(self, path: Sequence[str], count: int) -> list[str]:
        will = list(path)
        for place, change in enumerate(self._changes[:count]):
            if change["of"] not in will:
                continue
            at, other = will.index(change["of"]), _other(change)
            above = self._until(self._paths.get(other, [other]), place) if other else []
            merged = change["operation"] == operations.MERGE_UNIT.name
            will = above + will[at + 1 if merged else at :]
        return will


def _other(change: dict[str, Any]) -> str | None:
    """The unit that another is merged into, or placed below."""
    found: str | None = change["wish"].get("into_id") or change["wish"].get("parent_id")
    return found
