"""What a dashboard is: declared once, and its answer, its schema, its row and its check come from there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gateway.readmodels.asked import Asked, Link, Selection
from gateway.readmodels.figures import FIGURES
from gateway.readmodels.generations import Document
from gateway.route import SchemaClass
from servicekit.principal import Reach

Made: TypeAlias = Callable[[Asked], Awaitable[Any]]
"""What makes a part of a dashboard for a question."""
MOST_FIRST: Document = {"$sort": {"count": -1, "_id": 1}}
BY_VALUE: Document = {"$sort": {"_id": 1}}


@dataclass(frozen=True)
class Series:
    """A series for a chart."""

    zh: str
    made: Made
    whole: bool = False
    """Whether it is one document instead of a list of them."""
    like: SchemaClass | None = None
    """Whose fields those of the same name are like: so their codes are called as there."""


@dataclass(frozen=True)
class Attention:
    """What somebody should look at today: how many there are, and the list that shows them."""

    id: str
    zh: str
    en: str
    selected: Selection
    shown_by: Link
    everybody: bool = False
    """Whether only those who reach everybody may read that list."""


@dataclass(frozen=True)
class Dashboard:
    """A dashboard (看板): of one year, or as things stand today where a part says so, within the reader's scope."""

    name: str
    """Of its path and its right; the briefing's figures that begin with it are shown in it."""
    zh: str
    numbers: Mapping[str, Selection | Made]
    """Totals by name: how many rows are selected, or what else makes the number."""
    series: Mapping[str, Series]
    attention: Sequence[Attention]
    numbers_like: SchemaClass | None = None
    """Where a number is one of each code: of which codes, as of a series."""
    before: Callable[[Asked], Awaitable[Asked]] | None = None
    """What has to be known before anything is counted."""

    async def answer(self, asked: Asked, year: int, language: str) -> Document:
        """The dashboard of a year."""
        within = await self.prepared(asked.of_year(year))
        return {
            "year": year,
            "numbers": {name: await self._number(within, number) for name, number in self.numbers.items()},
            "figures": [
                figure.shown(await figure.count(within), within.period, language)
                for figure in FIGURES.values()
                if figure.id.startswith(f"{self.name}.")
            ],
            **{name: await series.made(within) for name, series in self.series.items()},
            "attention": [
                {
                    "id": one.id,
                    "title": one.en if language == "en" else one.zh,
                    "value": value,
                    "query": one.shown_by(within.period),
                }
                for one in self.attention
                if not one.everybody or within.scope.reach is Reach.ALL
                if (value := await within.count(one.selected))
            ],
        }

    async def prepared(self, asked: Asked) -> Asked:
        """The question, with what has to be known before."""
        return await self.before(asked) if self.before else asked

    async def _number(self, asked: Asked, number: Selection | Made) -> Any:
        return await (asked.count(number) if isinstance(number, Selection) else number(asked))

    def parts(self) -> Iterator[tuple[str, Made]]:
        """Whatever is counted, by name, each by itself."""

        def counting(number: Selection | Made) -> Made:
            return lambda asked: self._number(asked, number)

        for name, number in self.numbers.items():
            yield f"number {name}", counting(number)
        for name, series in self.series.items():
            yield f"series {name}", series.made
        for one in self.attention:
            yield f"attention {one.id}", counting(one.selected)


def by(selected: Selection, *fields: str, order: Document = MOST_FIRST) -> Made:
    """How many rows there are of each value of the fields together: `[{<field>, …, count}]`."""

    async def made(asked: Asked) -> list[Document]:
        group = {"$group": {"_id": {field: f"${field}" for field in fields}, "count": {"$sum": 1}}}
        found = await asked.run(selected, group, order)
        return [{**{field: row["_id"].get(field) for field in fields}, "count": row["count"]} for row in found]

    return made


def by_month(selected: Selection, **sums: Any) -> Made:
    """What the rows of each month add up to by the selection's day: `[{month, <name>, …}]`."""

    async def made(asked: Asked) -> list[Document]:
        month = {"$substrBytes": [f"${selected.day}", 0, 7]}
        group = {"_id": month, **{name: {"$sum": what} for name, what in sums.items()}}
        return [{"month": row.pop("_id"), **row} for row in await asked.run(selected, {"$group": group}, BY_VALUE)]

    return made


def by_unit(selected: Selection, most: int) -> Made:
    """How many rows there are of the units right below the top one, at most so many units: `[{unit_id, count}]`."""

    async def made(asked: Asked) -> list[Document]:
        below = {"$ifNull": [{"$arrayElemAt": ["$unit_ids", 1]}, {"$first": "$unit_ids"}]}
        group = {"$group": {"_id": below, "count": {"$sum": 1}}}
        found = await asked.run(selected, group, MOST_FIRST, {"$limit": most})
        return [{"unit_id": row["_id"], "count": row["count"]} for row in found]

    return made
