"""The figures of the work briefing (工作简报): each counted from the read rows when it is asked for.

A figure says what it counts, how, and the call of the gateway that lists exactly that. Where no list of a service
shows it (rounds, terms, the lowest share), the briefing lists it itself, under the figure's own id.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, Decimal
from typing import Any, Protocol

from gateway.readmodels.asked import Asked, Cut, Link, Period, Selection, link
from gateway.readmodels.generations import Document, Generation
from servicekit.operations import Operation
from servicekit.store import Page, cut_page, plan_page

SHARE = ("比例", "share")
"""The unit of a share, which is counted as a fraction and written in percent."""
_HUNDREDTH = Decimal("0.01")
_NOT_SHOWN = {"seq": 0, "seqs": 0, "event": 0, "stale": 0}


class Way(Protocol):
    """A way of counting."""

    async def value(self, asked: Asked, selected: Selection) -> int | float | None:
        """The value now; None for a share of nothing."""


@dataclass(frozen=True)
class Count:
    """How many rows there are."""

    async def value(self, asked: Asked, selected: Selection) -> int | float | None:
        """The number of rows."""
        return await asked.count(selected)


@dataclass(frozen=True)
class Sum:
    """The sum of a field of the rows."""

    field: str

    async def value(self, asked: Asked, selected: Selection) -> int | float | None:
        """The sum."""
        found = await asked.run(selected, {"$group": {"_id": None, "sum": {"$sum": f"${self.field}"}}})
        return int(found[0]["sum"]) if found else 0


class Few(ABC):
    """A way that counts few things which are made of the rows; these are listed instead of the rows."""

    @abstractmethod
    async def items(self, asked: Asked, selected: Selection) -> list[Document]:
        """The things, each with its `id`, in the order of `place`."""

    @abstractmethod
    def place(self, item: Document) -> list[Any]:
        """What the things are ordered by, and told apart."""


@dataclass(frozen=True)
class Distinct(Few):
    """How many values of a field there are; each with what has it: a round with its classes, a cadre with the rows."""

    field: str
    key: Any = None
    """What tells the values apart, where the field alone does not: an expression over the row."""
    members: str = "_id"
    """The field whose values stand with each of the distinct values."""

    async def value(self, asked: Asked, selected: Selection) -> int | float | None:
        """The number of values."""
        return len(await self.items(asked, selected))

    async def items(self, asked: Asked, selected: Selection) -> list[Document]:
        """The values."""
        pushed = {"$push": f"${self.members}"}
        group = {"$group": {"_id": self.key or f"${self.field}", "count": {"$sum": 1}, "members": pushed}}
        members = f"{self.members.removeprefix('_')}s"
        return [
            {"id": str(row["_id"]), self.field: row["_id"], "count": row["count"], members: row["members"]}
            for row in await asked.run(selected, group, {"$sort": {"_id": 1}})
        ]

    def place(self, item: Document) -> list[Any]:
        """By value."""
        return [item[self.field]]


class _Lowest(Few):
    async def value(self, asked: Asked, selected: Selection) -> int | float | None:
        """The lowest share."""
        items = await self.items(asked, selected)
        return items[0]["share"] if items else None

    def place(self, item: Document) -> list[Any]:
        """The lowest first."""
        return [item["share"], item["id"]]


@dataclass(frozen=True)
class LowestOfClasses(_Lowest):
    """The lowest share that a class has in a field."""

    field: str

    async def items(self, asked: Asked, selected: Selection) -> list[Document]:
        """Classes with their shares."""
        fields = {"code": 1, "begins": 1, "total_hours": 1, "hours": 1, "share": {"$toDouble": f"${self.field}"}}
        found = await asked.run(selected, {"$project": fields}, {"$sort": {"share": 1, "_id": 1}})
        return [{"id": row.pop("_id"), **row} for row in found]


@dataclass(frozen=True)
class LowestOfTerms(_Lowest):
    """The lowest share of leading cadres' hours in a term."""

    async def items(self, asked: Asked, selected: Selection) -> list[Document]:
        """Terms with their shares."""
        sums = {"_id": "$term", "total_hours": {"$sum": "$total_hours"}, "leader_hours": {"$sum": "$leader_hours"}}
        found = await asked.run(selected, {"$group": sums}, {"$match": {"total_hours": {"$gt": 0}}})
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


def _share(part: float, whole: float) -> float:
    """To four places, rounded down: a share just below a limit never reads as the limit."""
    return float((Decimal(str(part)) / Decimal(str(whole))).quantize(Decimal("0.0001"), ROUND_DOWN))


@dataclass(frozen=True)
class Figure:
    """One figure: the selected rows, counted in a way."""

    id: str
    zh: str
    en: str
    unit: tuple[str, str]
    selected: Selection
    way: Way = Count()
    shown_by: Link | None = None
    """The list of what is counted; None is the briefing's own list."""
    listed: Operation = field(kw_only=True)
    """The operation whose right and scope what is counted has, whichever list shows it."""
    list_cut: Cut | None = None
    """How the briefing's own list is cut down, where the number is everybody's and the list is not."""

    async def count(self, asked: Asked) -> int | float | None:
        """The value now; None for a share of nothing."""
        return await self.way.value(asked, self.selected)

    async def page(self, asked: Asked, wish: Mapping[str, Any], secret: bytes) -> Page:
        """A page of what is counted: of the things that the way makes, else of the rows by id. Raises BadCursor."""
        name = f"figure {self.id}"
        selected = replace(self.selected, cut=self.list_cut) if self.list_cut else self.selected
        if isinstance(self.way, Few):
            items = await self.way.items(asked, selected)
            return cut_page(f"{name} {asked.period} {asked.scope}", items, wish, self.way.place, secret=secret)
        plan = plan_page(name, selected.where(asked), wish, projection=_NOT_SHOWN, secret=secret)
        assert isinstance(asked.rows, Generation)
        found = plan.find(asked.rows[selected.collection], session=asked.session)
        return plan.page(await found.to_list())

    def shown(self, value: int | float | None, period: Period, language: str) -> Document:
        """The figure as the briefing shows it."""
        english = language == "en"
        shown_by = self.shown_by or link(f"/briefing/{self.id}", days=("from", "to"))
        return {
            "id": self.id,
            "value": value,
            "unit": self.unit[english],
            "text": None if value is None else self._written(value, english=english),
            "title": self.en if english else self.zh,
            "query": shown_by(period),
        }

    def _written(self, value: int | float, *, english: bool) -> str:
        """The number as it is written in a report: 80%, 13,985人次."""
        if self.unit == SHARE:
            return f"{(Decimal(str(value)) * 100).quantize(_HUNDREDTH).normalize():f}%"
        return f"{value:,}{' ' if english else ''}{self.unit[english]}"
