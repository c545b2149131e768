"""Rows kept in memory (行缓存) until the database tells that they have changed, so that names cost no query.

A change stream tells which rows were written. While there is none, nothing is kept and every row is read. What the
stream tells is a few milliseconds late: whoever has changed something lately is not answered from here, see
`Request.rows`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Final

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from gateway.ending import end
from gateway.readmodels.generations import Document

log = logging.getLogger(__name__)

WATCHED: Final = r"^(read_(people|units|posts|agencies)\.\d+|accounts)$"
"""The collections whose rows are kept."""
MOST = 20_000
"""Rows that are kept at once, some ten megabytes; at more, all are forgotten."""
AWAIT_MS = 5_000
"""How long the database may hold a question for changes open."""
RETRY: Final = 1.0
"""Seconds between attempts to watch."""
Place = tuple[str, str]
"""A collection's name and an id."""


class KeptRows:
    """What this process remembers of rows."""

    def __init__(self, db: AsyncDatabase[Document]) -> None:
        self._db = db
        self._rows: dict[Place, Document] = {}
        self._reading: dict[Place, object] = {}
        """What is being read, by the reader whose row may be kept: a change meanwhile takes the right away."""
        self._task: asyncio.Task[None] | None = None
        self.watching = False

    def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch(), name="kept rows")

    async def stop(self) -> None:
        """Watch no more."""
        await end(self._task)
        self._forget()

    async def read(self, of: AsyncCollection[Document], ids: Iterable[str], fields: Sequence[str]) -> list[Document]:
        """Those of `ids` that there are, with `fields`, which are the same for a collection each time."""
        places = [(of.name, id) for id in sorted(ids)]
        found = [self._rows[place] for place in places if place in self._rows]
        missing = [place for place in places if place not in self._rows]
        if missing:
            reader = object()
            if self.watching:
                self._reading |= dict.fromkeys(missing, reader)
            rows = await rows_of(of, [id for _, id in missing], fields)
            self._keep(of.name, rows, missing, reader)
            found += rows
        return found

    def _keep(self, name: str, rows: Iterable[Document], asked: Iterable[Place], reader: object) -> None:
        ours = {place for place in asked if self._reading.get(place) is reader}
        for place in ours:
            del self._reading[place]
        if len(self._rows) + len(ours) > MOST:
            self._rows.clear()
        self._rows |= {(name, row["_id"]): row for row in rows if (name, row["_id"]) in ours}

    def _forget(self) -> None:
        self.watching = False
        self._rows.clear()
        self._reading.clear()

    async def _watch(self) -> None:
        pipeline: list[Document] = [
            {"$match": {"ns.coll": {"$regex": WATCHED}}},
            {"$project": {"ns": 1, "documentKey": 1, "operationType": 1}},
        ]
        while True:
            try:
                async with await self._db.watch(pipeline, max_await_time_ms=AWAIT_MS) as changes:
                    self.watching = True
                    while changes.alive:
                        # Not `async for`: for the driver that is one call, which the deadline of calls would end.
                        if change := await changes.try_next():
                            self._take(change)
            except PyMongoError as away:
                log.warning("read rows are not kept in memory for now: %s", type(away).__name__)
            finally:
                self._forget()
            await asyncio.sleep(RETRY)

    def _take(self, change: Document) -> None:
        """Forget what a change concerns: a row, or everything where it concerns a whole collection."""
        if "documentKey" not in change:
            self._rows.clear()
            self._reading.clear()
            return
        place = (change["ns"]["coll"], change["documentKey"]["_id"])
        self._rows.pop(place, None)
        self._reading.pop(place, None)


async def rows_of(of: AsyncCollection[Document], ids: Iterable[str], fields: Sequence[str]) -> list[Document]:
    """Rows by their ids, from the database."""
    return await of.find({"_id": {"$in": sorted(ids)}}, dict.fromkeys(fields, 1)).to_list(None)
