"""The rows by generation, and the one pointer that says which generation is read.

A generation is a full set of collections. A rebuild fills a new one beside the current one; then the pointer moves.
Readers take the pointer once per request, so they see the old or the new, never some of each.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from gateway.readmodels.generations import STATE, Document, Generation
from gateway.readmodels.heard import Heard
from gateway.readmodels.kinds import Projection
from gateway.readmodels.rows import STALE
from gateway.readmodels.runs import last_finished

POINTER_AGE = 0.5
"""Seconds that a reader may go on with the generation it knows."""


@dataclass(frozen=True)
class State:
    """The pointer: what is read, and what is being built."""

    current: int
    building: int | None = None

    @property
    def live(self) -> list[int]:
        """The generations that take new events."""
        return [self.current] if self.building is None else [self.current, self.building]


class NotPrepared(Exception):
    """There is no generation yet, or the database was emptied under the projector."""


def indexes_of(projection: Projection, name: str) -> list[IndexModel]:
    """The indexes of a kind's rows."""
    models = [IndexModel([(field, ASCENDING) for field in index]) for index in projection.collections[name]]
    if name in projection.with_snapshots:
        models.append(IndexModel([(STALE, ASCENDING)], partialFilterExpression={STALE: {"$exists": True}}))
    return models


class Store:
    """Read rows as the projector writes them."""

    def __init__(self, db: AsyncDatabase[Document], projection: Projection) -> None:
        self.db = db
        self.projection = projection
        self.heard = Heard(db, projection)
        self._state: AsyncCollection[Document] = db[STATE]

    def generation(self, number: int) -> Generation:
        """A generation by its number."""
        return Generation(self.db, number)

    async def prepare(self) -> bool:
        """Make the first generation if there is none; say whether it was made now."""
        await self.heard.prepare()
        found = await self._state.find_one({"_id": "state"})
        await self.make(found["current"] if found else 1)
        if found is None:
            await self._state.update_one(
                {"_id": "state"},
                {"$setOnInsert": {"current": 1, "building": None, "batches": 0, "last": 1}},
                upsert=True,
            )
        return found is None

    async def make(self, number: int) -> Generation:
        """Create the collections and indexes of a generation, outside any transaction."""
        generation = self.generation(number)
        for name in self.projection.collections:
            if models := indexes_of(self.projection, name):
                await generation[name].create_indexes(models)
            elif not await self.db.list_collection_names(filter={"name": generation[name].name}):
                await self.db.create_collection(generation[name].name, check_exists=False)
        return generation

    async def drop(self, number: int) -> None:
        """Throw a generation away."""
        suffix = f".{number}"
        for name in await self.db.list_collection_names(filter={"name": {"$regex": r"^read_.*\.\d+$"}}):
            if name.endswith(suffix):
                await self.db.drop_collection(name)

    async def state(self) -> State:
        """The pointer now."""
        found = await self._state.find_one({"_id": "state"})
        return _state(found or {"current": 1})

    async def touch(self, session: AsyncClientSession, reached: Mapping[str, str] | None = None) -> State:
        """The pointer, held for this transaction: a rebuild cannot begin or end in the middle of it.

        `reached` is the last event of each service that this transaction applies, kept for those who ask how far it is.
        """
        marks = {f"reached.{service}": event_id for service, event_id in (reached or {}).items()}
        found = await self._state.find_one_and_update(
            {"_id": "state"},
            {"$inc": {"batches": 1}, "$set": {"applied_at": datetime.now(UTC), **marks}},
            session=session,
            return_document=ReturnDocument.AFTER,
        )
        if found is None:
            raise NotPrepared("the read models have not been prepared")
        return _state(found)

    async def begin_building(self) -> int:
        """Start a new generation: from now on every event goes into it as well. An unfinished one is given up."""
        taken = await self._state.find_one_and_update(
            {"_id": "state"}, {"$inc": {"last": 1}}, return_document=ReturnDocument.AFTER
        )
        if taken is None:
            raise NotPrepared("the read models have not been prepared")
        number = int(taken["last"])
        await self.make(number)
        before = await self._state.find_one_and_update({"_id": "state"}, {"$set": {"building": number}})
        if before and before.get("building"):
            await self.drop(before["building"])
        return number

    async def switch(self, number: int, reached: Mapping[str, str] | None = None) -> int:
        """Read from generation `number` from now on; the one before is returned. LookupError if it was given up.

        `reached` is the last event of each service in it; what was applied live since then stays noted instead.
        """
        marks = {f"reached.{service}": event_id for service, event_id in (reached or {}).items()}
        before = await self._state.find_one_and_update(
            {"_id": "state", "building": number},
            {
                "$set": {"current": number, "building": None, "switched_at": datetime.now(UTC)},
                "$unset": {"gap": ""},
                **({"$max": marks} if marks else {}),
            },
        )
        if before is None:
            raise LookupError(f"generation {number} is not the one being built")
        return int(before["current"])


class Readers:
    """The current generation, for requests: the pointer is read again after half a second."""

    def __init__(self, db: AsyncDatabase[Document]) -> None:
        self.db = db
        self._known: Generation | None = None
        self._until = 0.0
        self._run = 0
        self._run_known = (-1, 0.0)
        """Of which generation, and until when."""

    async def current(self) -> Generation:
        """The generation that a request should use from its beginning to its end."""
        now = time.monotonic()
        if self._known is None or now > self._until:
            found = _state(await self.db[STATE].find_one({"_id": "state"}) or {"current": 1})
            if self._known is None or self._known.number != found.current:
                self._known = Generation(self.db, found.current)
            self._until = now + POINTER_AGE
        return self._known

    async def finished_run(self, rows: Generation) -> int:
        """The number of the last finished run over all cadres' indices, 0 before any; known for as long as the pointer.

        What a run has written that finished a moment ago is not yet shown; what one under way has written, never.
        """
        now = time.monotonic()
        of, until = self._run_known
        if rows.number != of or now > until:
            self._run = (await last_finished(rows, "cadre"))["run"]
            self._run_known = (rows.number, now + POINTER_AGE)
        return self._run


_READERS: WeakKeyDictionary[Any, dict[str, Readers]] = WeakKeyDictionary()


def readers_of(db: Any) -> Readers:
    """The pointer's cache of a database client; one per process in effect."""
    known = _READERS.setdefault(db.client, {})
    # Two clients of one server are equal, but none may use what belongs to the other.
    if db.name not in known or known[db.name].db.client is not db.client:
        known[db.name] = Readers(db)
    return known[db.name]


def _state(found: Mapping[str, Any]) -> State:
    return State(int(found["current"]), found.get("building"))


async def digest(generation: Generation, projection: Projection) -> dict[str, str]:
    """A fingerprint per collection: equal for equal contents, whatever the order of arrival was."""
    marks: dict[str, str] = {}
    for name in sorted(projection.collections):
        mark = hashlib.sha256()
        async for row in generation[name].find({}, {STALE: 0}, sort=[("_id", 1)]):
            mark.update(
                orjson.dumps(row, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC, default=str)
            )
        marks[name] = mark.hexdigest()
    return marks
