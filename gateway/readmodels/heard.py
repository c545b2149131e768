"""Which events the read models show (已读入): so that a reader can wait for what they did a moment ago (ADR 0025).

Of each journal entry the projector marks the last event of each type, after it has been applied: what positions name.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError
from pymongo.write_concern import WriteConcern

from gateway import metrics
from gateway.readmodels.kinds import Projection
from servicekit import clock
from servicekit.errors import NotYet
from servicekit.events import Received
from servicekit.positions import LIFETIME, Position, Remembered, pauses

COLLECTION = "read_heard"
KEPT = timedelta(seconds=5 * LIFETIME)
"""How long a mark is kept: longer than anybody asks for it, however slowly the database clears up."""
DUPLICATE = 11000
PLACES = 50
"""Requests that wait at once; further ones are told at once that it is not yet."""
Document = dict[str, Any]


class Heard:
    """The marks in one database."""

    def __init__(self, db: AsyncDatabase[Document], projection: Projection) -> None:
        # Lost with a database node, a mark costs somebody a `not-yet`; it is not worth waiting for a majority.
        self._marks = db.get_collection(COLLECTION, write_concern=WriteConcern(1))
        self._projection = projection
        self._known = Remembered()
        self._waiting = 0

    async def prepare(self) -> None:
        """Create the index by which marks go."""
        await self._marks.create_indexes(
            [IndexModel([("at", 1)], name="at", expireAfterSeconds=int(KEPT.total_seconds()))]
        )

    async def mark(self, facts: Iterable[Received]) -> None:
        """These have been applied, in this order. Marking again changes nothing."""
        last = {(fact.id.rpartition(".")[0] or fact.id, fact.type): fact.id for fact in facts}
        now = clock.now()
        try:
            await self._marks.insert_many([{"_id": id, "at": now} for id in last.values()], ordered=False)
        except BulkWriteError as failed:
            if any(error.get("code") != DUPLICATE for error in failed.details["writeErrors"]):
                raise

    async def until(self, position: Position, seconds: float) -> None:
        """Return when the read models show everything of a position that they take. Raises NotYet after `seconds`."""
        services = {told.id: told.service for told in position if self._projection.takes(told.service, told.type)}
        missing = await self._unheard(services)
        if not missing:
            return
        began, heard = time.monotonic(), False
        if self._waiting < PLACES:
            self._waiting += 1
            try:
                for pause in pauses(seconds):
                    await asyncio.sleep(pause)
                    missing = await self._unheard(missing)
                    if heard := not missing:
                        break
            finally:
                self._waiting -= 1
        metrics.NEWS_WAITED.labels("heard" if heard else NotYet.code).observe(time.monotonic() - began)
        if not heard:
            raise NotYet(retry_after=1, waiting_for=sorted({services[id] for id in missing}))

    async def _unheard(self, ids: Iterable[str]) -> set[str]:
        unknown = self._known.unknown(ids)
        if not unknown:
            return unknown
        found = [mark["_id"] for mark in await self._marks.find({"_id": {"$in": list(unknown)}}, {"_id": 1}).to_list()]
        self._known.add(found)
        return unknown.difference(found)
