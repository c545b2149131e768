"""The figures of the work briefing (工作简报): each counted from the read rows when it is asked for.

A figure says what it counts, how, and the call of the gateway that lists exactly that. Where no list of a service
shows it (rounds, terms, the lowest share), the briefing lists it itself, under the figure's own id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, TypeAlias
from urllib.parse import urlencode

from pymongo.asynchronous.client_session import AsyncClientSession

from gateway.readmodels.store import Generation
from servicekit.principal import Reach, Scope

Filter: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """Both days belong to it; without a first day it is everything up to the last."""

    first: date | None
    last: date

    def on(self, field: str) -> Filter:
        """A filter for a date that is kept as text."""
        low = {} if self.first is None else {"$gte": self.first.isoformat()}
        return {field: {**low, "$lte": self.last.isoformat()}}

    def named(self, first: str, last: str) -> dict[str, str]:
        """The same as the parameters of a list."""
        low = {} if self.first is None else {first: self.first.isoformat()}
        return {**low, last: self.last.isoformat()}


@dataclass(frozen=True)
class Asked:
    """For whom and for when figures are counted."""

    rows: Generation
    period: Period
    scope: Scope
    unit_ids: tuple[str, ...] = ()
    """The reader's unit and those below it, where the scope is a unit."""
    session: AsyncClientSession | None = None

    def persons(self, where: Filter) -> Filter:
        """The filter, cut down to the persons in scope."""
        return {**where, **self.scope.filter(unit="unit_ids", cadre="cadre_id")}

    def of_units(self, where: Filter) -> Filter:
        """The filter, cut down to what belongs to the units in scope."""
        match self.scope.reach:
            case Reach.ALL:
                return where
            case Reach.UNIT:
                return {**where, "unit_id": {"$in": list(self.unit_ids)}}
        return {**where, "_id": {"$in": []}}


@dataclass(frozen=True)
class Figure:
    """One figure: rows of `collection` that match `where`, counted by `how`.

    `how` is `count`, `sum` of `field`, `distinct` values of `field`, `lowest` share in `field`, or `lowest_of_terms`.
    `query` gives path and parameters of the list of what is counted; None is the briefing's own list.
    """

    id: str
    zh: str
    en: str
    unit: tuple[str, str]
    collection: str
    where: Callable[[Asked], Filter]
    how: str = "count"
    field: str = ""
    key: Any = None
    """What tells the distinct values apart, where the field alone does not: an expression over the row."""
    members: str = "class_id"
    """The field whose values stand with each of the distinct values."""
    query: Callable[[Period], tuple[str, dict[str, str]]] | None = None

    async def count(self, asked: Asked) -> int | float | None:
        """The value now; None for a share of nothing."""
        rows, where = asked.rows[self.collection], self.where(asked)
        if self.how == "count":
            return await rows.count_documents(where, session=asked.session)
        if self.how == "sum":
            total = {"$group": {"_id": None, "sum": {"$sum": f"${self.field}"}}}
            found = await self._run(asked, [{"$match": where}, total])
            return int(found[0]["sum"]) if found else 0
        items = await self.items(asked)
        if self.how == "distinct":
            return len(items)
        return items[0]["share"] if items else None

    async def items(self, asked: Asked) -> list[dict[str, Any]]:
        """What a figure of few things counts: rounds with their classes, classes or terms with their shares."""
        match: Filter = {"$match": self.where(asked)}
        if self.how == "distinct":
            key, pushed = self.key or f"${self.field}", {"$push": f"${self.members}"}
            group = {"$group": {"_id": key, "count": {"$sum": 1}, "members": pushed}}
            found = await self._run(asked, [match, group, {"$sort": {"_id": 1}}])
            members = f"{self.members.removeprefix('_')}s"
            return [
                {"id": str(row["_id"]), self.field: row["_id"], "count": row["count"], members: row["members"]}
                for row in found
            ]
        if self.how == "lowest":
            fields = {"code": 1, "begins": 1, "total_hours": 1, "hours": 1, "share": {"$toDouble": f"${self.field}"}}
            found = await self._run(asked, [match, {"$project": fields}, {"$sort": {"share": 1, "_id": 1}}])
            return [{"id": row.pop("_id"), **row} for row in found]
        sums = {"_id": "$term", "total_hours": {"$sum": "$total_hours"}, "leader_hours": {"$sum": "$leader_hours"}}
        found = await self._run(asked, [match, {"$group": sums}, {"$match": {"total_hours": {"$gt": 0}}}])
        items = [
            {
                "id": row["_id"],
                "term": row["_id"],
                "total_hours": row["total_hours"],
                "leader_hours": row["leader_hours"],
                "share": _share(row["leader_hours"], row["total_hours"]),
            }
            for row in found
        ]
        return sorted(items, key=lambda item: (item["share"], item["term"]))

    async def _run(self, asked: Asked, pipeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
        cursor = await asked.rows[self.collection].aggregate(pipeline, session=asked.session)
        return await cursor.to_list(None)

    def shown(self, value: int | float | None, period: Period, language: str) -> dict[str, Any]:
        """The figure as the briefing shows it."""
        path, parameters = self.query(period) if self.query else (f"/briefing/{self.id}", period.named("from", "to"))
        english = language == "en"
        return {
            "id": self.id,
            "value": value,
            "unit": self.unit[english],
            "title": self.en if english else self.zh,
            "query": f"/v1{path}?{urlencode(parameters)}",
        }


def _share(part: float, whole: float) -> float:
    """To four places, rounded down: a share just below a limit never reads as the limit."""
    return float((Decimal(str(part)) / Decimal(str(whole))).quantize(Decimal("0.0001"), ROUND_DOWN))
