"""Everything that is declared is asked once before a process begins, of rows that look at the question alone.

So a field that a kind, a section, a figure or a dashboard misspells stops the start, and the word says which one it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession

from gateway.readmodels.asked import Asked, Period
from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.checking import Misdeclared, Shape, check_pipeline, naming
from gateway.readmodels.dashboards import BOARDS, Dashboard
from gateway.readmodels.figures import FIGURES, Figure
from gateway.readmodels.generations import Document
from gateway.readmodels.kinds import Projection
from gateway.readmodels.worklists import WAITING, Waiting
from servicekit.principal import Reach, Scope


class Rehearsal:
    """Rows that are not there: every question is compared with their events' fields, and its answer is nothing."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = shapes

    async def count(self, name: str, where: Mapping[str, Any], session: AsyncClientSession | None = None) -> int:
        """0. Raises Misdeclared."""
        await self.run(name, [{"$match": where}])
        return 0

    async def run(
        self, name: str, pipeline: Sequence[Mapping[str, Any]], session: AsyncClientSession | None = None
    ) -> list[Document]:
        """No rows. Raises Misdeclared."""
        with naming(f"rows of {name}"):
            if name not in self._shapes:
                raise Misdeclared("none are kept")
            check_pipeline(self._shapes[name], pipeline)
        return []


async def rehearse(
    projection: Projection = PROJECTION,
    figures: Iterable[Figure] = tuple(FIGURES.values()),
    boards: Iterable[Dashboard] = BOARDS,
    worklist: Iterable[Waiting] = WAITING,
) -> None:
    """Ask for everything once. Raises Misdeclared for the first declaration that names what no event carries."""
    projection.check()
    kept = {name: shape for name, shape in projection.shapes.items() if name in projection.collections}
    rows, period = Rehearsal(kept), Period(date(2025, 1, 1), date(2025, 12, 31))
    asked = Asked(rows, period, Scope(Reach.UNIT, unit_id="unit"), ("unit",))
    for figure in figures:
        with naming(f"figure {figure.id}"):
            await figure.count(asked)
    for board in boards:
        prepared = await board.prepared(asked)
        for name, part in board.parts():
            with naming(f"dashboard {board.name}, {name}"):
                await part(prepared)
    for waiting in worklist:
        with naming(f"worklist, {waiting.what}"):
            await waiting.counted(asked)
            await waiting.first(asked, None, 1)
