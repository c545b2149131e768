"""What the dashboards share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from gateway.readmodels.figures import FIGURES, Asked, Period

Document = dict[str, Any]


def of_year(asked: Asked, year: int) -> Asked:
    """The same for one year."""
    return replace(asked, period=Period(date(year, 1, 1), date(year, 12, 31)))


async def run(asked: Asked, name: str, pipeline: list[Document]) -> list[Document]:
    """What an aggregation over read rows answers, in the moment of the request."""
    cursor = await asked.rows[name].aggregate(pipeline, session=asked.session)
    return await cursor.to_list(None)


async def figures_of(area: str, asked: Asked, language: str) -> list[Document]:
    """The briefing's figures of one service."""
    return [
        figure.shown(await figure.count(asked), asked.period, language)
        for figure in FIGURES.values()
        if figure.id.startswith(f"{area}.")
    ]


async def by(asked: Asked, name: str, where: Document, field: str) -> list[Document]:
    """How many rows there are of each value of a field: `[{<field>, count}]`, most first."""
    group = {"$group": {"_id": f"${field}", "count": {"$sum": 1}}}
    found = await run(asked, name, [{"$match": where}, group, {"$sort": {"count": -1, "_id": 1}}])
    return [{field: row["_id"], "count": row["count"]} for row in found]


async def count(asked: Asked, name: str, where: Document) -> int:
    """How many rows there are."""
    return await asked.rows[name].count_documents(where, session=asked.session)
