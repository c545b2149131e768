"""Completes rows with what the services show of a person, unit or class now; events are too thin for that.

Rows say themselves that they want a snapshot, so nothing is forgotten when a service is away or this process dies,
and a batch of events never waits for one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

from pymongo import UpdateOne
from pymongo.errors import PyMongoError

from gateway.projector import metrics
from gateway.readmodels.generations import Generation
from gateway.readmodels.rows import SNAPSHOT, STALE
from gateway.readmodels.store import Store
from servicekit.errors import Problem

log = logging.getLogger(__name__)

Fetch: TypeAlias = Callable[[str, Sequence[str]], Awaitable[list[dict[str, Any]]]]
"""A collection and ids in, snapshots out, each with its `id`; ids that the service does not know are left out."""

SIZE = 500
LOOK_AGAIN = 2.0
"""Seconds between looks when nobody woke it."""


class Snapshots:
    """Fetches what is wanted, for every generation that takes events."""

    def __init__(self, store: Store, fetch: Fetch) -> None:
        self.store = store
        self.fetch = fetch
        self._wanted = asyncio.Event()

    def wake(self) -> None:
        """Snapshots are wanted."""
        self._wanted.set()

    async def run(self) -> None:
        """Fetch until cancelled; whatever is away is tried again."""
        tries = 0
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), LOOK_AGAIN)
            self._wanted.clear()
            try:
                for number in (await self.store.state()).live:
                    await self.fill(self.store.generation(number))
                tries = 0
            except (PyMongoError, Problem, OSError) as away:
                log.warning("snapshots not fetched, trying again: %s", type(away).__name__)
                await asyncio.sleep(min(0.5 * 2**tries, 10.0))
                tries += 1
                self._wanted.set()
            except Exception as answered:  # noqa: BLE001 - a fault of a service must not end the filling
                log.error("snapshots refused: %r", answered)
                await asyncio.sleep(min(0.5 * 2**tries, 10.0))
                tries += 1

    async def fill(self, generation: Generation) -> int:
        """Fetch all that a generation wants now; say how many."""
        count = 0
        for name in self.store.projection.with_snapshots:
            collection = generation[name]
            while True:
                wanted = await collection.find({STALE: {"$exists": True}}, {STALE: 1}).limit(SIZE).to_list(None)
                metrics.STALE.set(len(wanted))
                if not wanted:
                    break
                found = {item["id"]: _words(item) for item in await self.fetch(name, [row["_id"] for row in wanted])}
                await collection.bulk_write(
                    [
                        UpdateOne(
                            {"_id": row["_id"], STALE: row[STALE]},
                            {"$set": {SNAPSHOT: found.get(row["_id"])}, "$unset": {STALE: ""}},
                        )
                        for row in wanted
                    ],
                    ordered=False,
                )
                count += len(wanted)
                metrics.SNAPSHOTS.inc(len(found))
        return count


def _words(item: dict[str, Any]) -> dict[str, Any]:
    """Without the version: a guard of an invariant moves it silently, and so it would differ after a rebuild."""
    return {name: value for name, value in item.items() if name != "version"}
