"""Import jobs in the gateway's database: the job, and its rows in chunks until they are done.

Beside them lie the cells of a sheet's rows, sealed: of those that were right until their chunk is done, of bad ones a
week.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pymongo
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.asynchronous.change_stream import AsyncChangeStream
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from gateway.claims import Claim
from gateway.import_files import Sheet
from gateway.sealing import cipher_of, own_cipher
from servicekit.errors import KeyReused
from servicekit.leases import LONG_AGO, Lease, LeaseLost
from servicekit.principal import Principal

if TYPE_CHECKING:
    from servicekit.crypto import FieldCipher

Document = dict[str, Any]
LEASE = 10
"""Seconds that an importer has a job for itself without a sign of life."""
TOLD_WITHIN_MS = 5_000
"""How long the database may hold the question for new jobs open before it is asked again."""
KEPT = timedelta(days=90)
"""How long the outcome of a job can be read."""
CELLS_KEPT = timedelta(days=7)
"""How long the cells of bad rows are kept, for the error workbook."""
EARLIER_SHEET = "earlier-sheet"
"""What a job waits for whose workbook has an earlier sheet."""
UNDOING = ("undo_checking", "undoing")
"""States in which a job that is done is worked on again; see `gateway.undo_jobs`."""
_MOST_OF_A_ROW = 50_000
"""Bytes of a row's cells; of a longer one none are kept."""
_TOGETHER = 200
IN_CLEAR = b"\x78"
"""With what a chunk's rows begin that an earlier release has kept, which packed and did not seal them."""


@dataclass(frozen=True)
class Rows:
    """The rows of a chunk: their numbers, what they were read as, and what is sent of them, once that is settled."""

    numbers: list[int]
    read: list[Document]
    sent: list[Any] | None


@dataclass(frozen=True)
class AmongSheets:
    """Where a job stands among those of one workbook."""

    before: Sequence[Mapping[str, str]] = ()
    """The jobs of earlier sheets: their ids and kinds."""
    waits_for: str | None = None
    """The last of them that has rows."""
    followed: bool = False
    """Whether a later one waits for this one."""


ALONE = AmongSheets()


def pack(rows: Sequence[Any], chunk: str, name: str) -> bytes:
    """Rows, compact and sealed, for a field of a chunk."""
    return own_cipher().seal_bytes(zlib.compress(orjson.dumps(rows), 1), owner(chunk, name))


def unpack(chunk: Mapping[str, Any], name: str, body: bytes | None = None) -> list[Any]:
    """What `pack` packed in a field of a chunk; in `body` where that lies deeper."""
    content = bytes(chunk[name] if body is None else body)
    if content[:1] != IN_CLEAR:
        content = own_cipher().open_bytes(content, owner(chunk["_id"], name))
    rows: list[Any] = orjson.loads(zlib.decompress(content))
    return rows


def owner(chunk: str, name: str) -> str:
    """For what a field of a chunk is sealed."""
    return f"import_chunks.{name}:{chunk}"


def _sealed(cipher: FieldCipher, job: str, sheet: Sheet, chunk: int, until: datetime) -> list[Document]:
    """What the rows held, sealed row by row, so that those of a chunk that were right can be thrown away unread."""
    parts = [(str(n), sheet.numbers[at : at + chunk]) for n, at in enumerate(range(0, len(sheet.numbers), chunk))]
    unread = [number for number, _ in sheet.bad]
    parts += [(f"unread:{at}", unread[at : at + _TOGETHER]) for at in range(0, len(unread), _TOGETHER)]
    kept: list[Document] = []
    for name, numbers in parts:
        rows = []
        for number in numbers:
            text = orjson.dumps(sheet.cells.get(number, ()))
            if len(text) <= _MOST_OF_A_ROW:
                rows.append({"row": number, "cells": cipher.seal(text.decode(), f"{job}:{number}")})
        kept.append({"_id": f"{job}:{name}", "job": job, "rows": rows, "expires_at": until})
    return kept


def job_id(account: str, key: str) -> str:
    """The same for the same Idempotency-Key of the same account."""
    return "imp-" + hashlib.sha256(f"{account}\n{key}".encode()).hexdigest()[:24]


class Jobs:
    """The jobs and their chunks."""

    def __init__(self, db: AsyncDatabase[Document], *, lease: int = LEASE) -> None:
        self.db = db
        self._lease = Lease(lease)
        self.jobs = db["imports"]
        self.chunks = db["import_chunks"]
        self._cells = db["import_cells"]

    async def prepare(self) -> None:
        """Create the indexes."""
        await self.jobs.create_indexes(
            [
                IndexModel([("state", ASCENDING), ("at", ASCENDING)]),
                IndexModel([("account", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
                IndexModel([("at", DESCENDING), ("_id", DESCENDING)]),
                IndexModel([("seen_by", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
                IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
            ]
        )
        await self.chunks.create_indexes(
            [
                IndexModel([("job", ASCENDING), ("n", ASCENDING)]),
                IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
            ]
        )

        await self._cells.create_indexes(
            [IndexModel([("job", ASCENDING)]), IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)]
        )

    async def create(
        self,
        principal: Principal,
        key: str,
        kind: str,
        mode: str,
        sheet: Sheet,
        body_hash: str,
        chunk: int,
        file_name: str,
        for_session: str = "",
        grant: str = "",
        place: AmongSheets = ALONE,
    ) -> Document:
        """Keep a new job with its rows; the one that the same key made before is given back.

        `for_session` is the one that will know what the rows have told, see `gateway.positions`; `grant` is what lets
        the importer act for the account, see `gateway.grants`.
        Raises KeyReused when the key was used with another body, kind or mode.
        """
        now = datetime.now(UTC)
        ends = now + KEPT
        waits_for = place.waits_for if sheet.rows else None
        job: Document = {
            "_id": job_id(principal.account, key),
            "account": principal.account,
            "principal": principal.to_wire(),
            "session": for_session,
            "grant": grant,
            "kind": kind,
            "mode": mode,
            "file": file_name[:200],
            # Keyed by what is kept nowhere, so that a row that can be guessed cannot be found again from its job.
            "hash": hmac.digest(key.encode(), f"{body_hash}\n{kind}\n{mode}".encode(), "sha256").hex(),
            "state": "queued" if sheet.rows else "done",
            "at": now,
            "expires_at": ends,
            "total": len(sheet.rows) + len(sheet.bad),
            "good": 0,
            "bad": len(sheet.bad),
            "chunks": -(-len(sheet.rows) // chunk),
            "chunks_done": 0,
            "ended_at": None if sheet.rows else now,
            "lease": {"owner": None, "until": LONG_AGO, "fence": 0},
            "problem": None if waits_for is None else EARLIER_SHEET,
            "waits_for": waits_for,
            "before": list(place.before),
            "followed": place.followed,
            "understood": sheet.understood,
            "layout": sheet.layout,
            "in_order": sheet.in_order,
        }
        if (before := await self._same(job)) is not None:
            return before
        chunks: list[Document] = [
            {
                "_id": f"{job['_id']}:{n}",
                "job": job["_id"],
                "n": n,
                "state": "waiting",
                "first": sheet.numbers[at],
                "numbers": pack(sheet.numbers[at : at + chunk], f"{job['_id']}:{n}", "numbers"),
                "body": pack(sheet.rows[at : at + chunk], f"{job['_id']}:{n}", "body"),
                "bad": 0,
                "expires_at": ends,
            }
            for n, at in enumerate(range(0, len(sheet.rows), chunk))
        ]
        if sheet.bad:
            unread = [
                {
                    "row": number,
                    **({"file": sheet.files[number]} if number in sheet.files else {}),
                    "errors": [{**error.to_wire(), "value": None} for error in errors],
                }
                for number, errors in sheet.bad
            ]
            chunks.append(
                {
                    "_id": f"{job['_id']}:unread",
                    "job": job["_id"],
                    "n": len(chunks),
                    "state": "done",
                    "first": sheet.bad[0][0],
                    "results": pack(unread, f"{job['_id']}:unread", "results"),
                    "bad": len(unread),
                    "expires_at": ends,
                }
            )

        cells: list[Document] = []
        if sheet.layout:
            cells = await asyncio.to_thread(_sealed, await self._cipher(), job["_id"], sheet, chunk, now + CELLS_KEPT)

        async def body(session: AsyncClientSession) -> None:
            await self.jobs.insert_one(job, session=session)
            await self.chunks.insert_many(chunks, session=session)
            if cells:
                await self._cells.insert_many(cells, session=session)

        try:
            with pymongo.timeout(30):
                async with self.db.client.start_session() as session:
                    await session.with_transaction(body)
        except DuplicateKeyError:
            before = await self._same(job)
            if before is None:
                raise
            return before
        return job

    async def _same(self, job: Document) -> Document | None:
        before = await self.jobs.find_one({"_id": job["_id"]})
        if before is not None and before["hash"] != job["hash"]:
            raise KeyReused()
        return before

    async def told_of_new(self) -> AsyncChangeStream[Document]:
        """The database tells of each job that is made, or is to be undone, from now on."""
        begun = {"updateDescription.updatedFields.state": {"$in": [*UNDOING]}}
        made: list[Document] = [{"$match": {"$or": [{"operationType": "insert"}, begun]}}, {"$project": {"_id": 1}}]
        return await self.jobs.watch(made, max_await_time_ms=TOLD_WITHIN_MS)

    async def claim(self, owner: str) -> Claim | None:
        """Take the oldest job that nobody works on, by the database's clock."""
        found = await self.jobs.find_one_and_update(
            {"state": {"$in": ["queued", "running", *UNDOING]}, "waits_for": None, **self._lease.free_for(owner)},
            self._lease.take(
                owner,
                state={"$cond": [{"$in": ["$state", [*UNDOING]]}, "$state", "running"]},
                started_at={"$ifNull": ["$started_at", "$$NOW"]},
            ),
            sort=[("at", 1)],
            return_document=ReturnDocument.AFTER,
        )
        return None if found is None else Claim(found, self._lease.fence_of(found))

    async def renew(self, claim: Claim) -> None:
        """A sign of life. Raises LeaseLost."""
        done = await self.jobs.update_one({"_id": claim.id, **self._lease.held(claim.fence)}, self._lease.renew())
        if not done.matched_count:
            raise LeaseLost(claim.id)

    async def release(self, claim: Claim) -> None:
        """Let another importer go on at once."""
        await self.jobs.update_one({"_id": claim.id, **self._lease.held(claim.fence)}, self._lease.give_back())

    async def waiting(self, claim: Claim) -> list[int]:
        """The chunks that are still to be sent, in order."""
        found = self.chunks.find({"job": claim.id, "state": "waiting"}, {"n": 1}, sort=[("n", 1)])
        return [chunk["n"] for chunk in await found.to_list(None)]

    async def rows(self, claim: Claim, n: int) -> Rows:
        """The rows of a chunk."""
        chunk = await self.chunks.find_one({"_id": f"{claim.id}:{n}"})
        if chunk is None:
            raise LookupError(f"{claim.id}:{n}")
        sent = unpack(chunk, "sent") if "sent" in chunk else None
        return Rows(unpack(chunk, "numbers"), unpack(chunk, "body"), sent)

    async def settle(self, claim: Claim, n: int, sent: list[Any]) -> None:
        """Keep what is sent of a chunk before it is sent, so that whoever goes on sends the same."""
        id = f"{claim.id}:{n}"
        kept = {"$set": {"sent": pack(sent, id, "sent")}}
        await self.chunks.update_one({"_id": id, "state": "waiting"}, kept)

    async def take_apart(self, claim: Claim, n: int | str) -> None:
        """Note that the rows of a chunk are sent one by one from now on. Raises LeaseLost."""
        done = await self.jobs.update_one(
            {"_id": claim.id, **self._lease.held(claim.fence)}, {"$addToSet": {"apart": n}}
        )
        if not done.matched_count:
            raise LeaseLost(claim.id)

    async def good_rows(self, job: str) -> AsyncIterator[list[Document]]:
        """What a dry run keeps of a job's chunks that are done: the rows that would be there by now."""
        async for chunk in self.chunks.find({"job": job, "good": {"$exists": True}}, {"good": 1}, sort=[("n", 1)]):
            yield unpack(chunk, "good")

    async def record(
        self,
        claim: Claim,
        n: int,
        results: list[Document],
        good: Sequence[Document] | None = None,
        at: Sequence[tuple[str, int] | None] | None = None,
    ) -> None:
        """Keep what became of a chunk, throw its rows away, and count; the `good` ones are kept until the job is done.

        `at` says of each result in which part, and where in it, its row was sent: where the service has written down
        what it did. Raises LeaseLost.
        """
        id = f"{claim.id}:{n}"
        kept: Document = {} if good is None else {"good": pack(good, id, "good")}
        if at is not None:
            kept["at"] = pack(at, id, "at")
        wrong = [result["row"] for result in results if "errors" in result]
        bad = len(wrong)

        async def body(session: AsyncClientSession) -> None:
            counted = await self.chunks.update_one(
                {"_id": f"{claim.id}:{n}", "state": "waiting"},
                {
                    "$set": {"state": "done", "results": pack(results, id, "results"), "bad": bad, **kept},
                    "$unset": {"body": "", "numbers": "", "sent": ""},
                },
                session=session,
            )
            if not counted.modified_count:
                return
            done = await self.jobs.update_one(
                {"_id": claim.id, **self._lease.held(claim.fence)},
                {"$inc": {"good": len(results) - bad, "bad": bad, "chunks_done": 1}, "$set": {"problem": None}},
                session=session,
            )
            if not done.matched_count:
                raise LeaseLost(claim.id)
            of_chunk = {"_id": f"{claim.id}:{n}"}
            if wrong:
                others = {"$pull": {"rows": {"row": {"$nin": wrong}}}}
                await self._cells.update_one(of_chunk, others, session=session)
            else:
                await self._cells.delete_one(of_chunk, session=session)

        with pymongo.timeout(30):
            async with self.db.client.start_session() as session:
                await session.with_transaction(body)

    async def cells(self, job: str) -> dict[int, list[Any]]:
        """What the bad rows of a job held, cell by cell, by their numbers; nothing of it after a week."""
        cipher, found = await self._cipher(), dict[int, list[Any]]()
        async for kept in self._cells.find({"job": job, "expires_at": {"$gt": datetime.now(UTC)}}):
            for one in kept["rows"]:
                found[one["row"]] = orjson.loads(cipher.open(one["cells"], f"{job}:{one['row']}"))
        return found

    async def _cipher(self) -> FieldCipher:
        return await cipher_of(self.db, "import_cells")

    def held(self, claim: Claim) -> Document:
        """A filter: nobody has taken the job over since it was claimed."""
        return self._lease.held(claim.fence)

    async def hold_up(self, claim: Claim, problem: str) -> None:
        """Say what a job is waiting for."""
        await self.jobs.update_one({"_id": claim.id, **self._lease.held(claim.fence)}, {"$set": {"problem": problem}})

    async def finish(self, claim: Claim) -> None:
        """All chunks are done, and the next sheet's job may begin. Raises LeaseLost."""
        # First of all: whoever dies in between leaves a job that is finished once more, and none that waits for ever.
        if claim.job.get("followed"):
            free = {"$set": {"waits_for": None, "problem": None}}
            await self.jobs.update_many({"waits_for": claim.id}, free)
        done = await self.jobs.update_one(
            {"_id": claim.id, **self._lease.held(claim.fence)},
            {"$set": {"state": "done", "ended_at": datetime.now(UTC), "problem": None}},
        )
        if not done.matched_count:
            raise LeaseLost(claim.id)
        if not claim.job.get("followed"):
            ids = [claim.id, *(one["id"] for one in claim.job.get("before", ()))]
            await self.chunks.update_many({"job": {"$in": ids}, "good": {"$exists": True}}, {"$unset": {"good": ""}})

    async def results(
        self, job: str, *, after: tuple[int, int], limit: int, wrong_only: bool = False, became: str | None = None
    ) -> tuple[list[Document], tuple[int, int] | None]:
        """What became of the rows from a place (chunk, index) on, and the place to go on from.

        `became` asks for those alone of which that became when they were undone.
        """
        query: Document = {"job": job, "state": "done", "n": {"$gte": after[0]}}
        if wrong_only:
            query["bad"] = {"$gt": 0}
        if became is not None:
            query["$or"] = [{"undone": {"$exists": True}}, {"checked": {"$exists": True}}]
        items: list[Document] = []
        shown = {"n": 1, "results": 1, "undone": 1, "checked": 1}
        async for chunk in self.chunks.find(query, shown, sort=[("n", 1)]):
            results = unpack(chunk, "results")
            undone, checked = (
                unpack(chunk, name) if name in chunk else [None] * len(results) for name in ("undone", "checked")
            )
            for index, result in enumerate(results):
                place = (chunk["n"], index)
                undo = [one for one in (undone[index], checked[index]) if one]
                if place < after or (wrong_only and "errors" not in result):
                    continue
                if became is not None and became not in [one["state"] for one in undo]:
                    continue
                if len(items) == limit:
                    return items, place
                items.append({**result, "undo": undo} if undo else result)
        return items, None
