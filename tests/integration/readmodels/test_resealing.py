"""What the gateway keeps of people lies under the process's key, and what an earlier release left comes under it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import secrets
import zlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import orjson
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from gateway import receipts, resealing
from gateway.export_jobs import Exports
from gateway.import_files import Sheet
from gateway.import_jobs import Jobs
from gateway.projector.links import open_database
from gateway.route import Answer
from gateway.sealing import own_cipher
from servicekit.config import from_environment
from servicekit.crypto import FieldCipher, Key, Unreadable
from servicekit.errors import KeyReused
from servicekit.principal import Principal

pytestmark = pytest.mark.anyio
NUMBER = "110101198001010018"
Database = AsyncDatabase[dict[str, Any]]


@contextlib.asynccontextmanager
async def a_database() -> AsyncIterator[Database]:
    settings = from_environment()
    client = open_database(settings).client
    db = client.get_database(f"{settings.database_prefix}test_{uuid4().hex[:8]}")
    try:
        yield db
    finally:
        await client.drop_database(db.name)
        await client.close()


async def everything(db: Database) -> str:
    """All that is kept, with what is only packed unpacked."""

    def opened(value: Any) -> Any:
        if isinstance(value, bytes):
            with contextlib.suppress(zlib.error):
                return zlib.decompress(value).decode()
        if isinstance(value, dict):
            return {name: opened(inner) for name, inner in value.items()}
        return [opened(inner) for inner in value] if isinstance(value, list) else value

    found = [(name, await db[name].find().to_list(None)) for name in await db.list_collection_names()]
    return repr([(name, [opened(one) for one in kept]) for name, kept in found])


async def handed_in(db: Database) -> tuple[Jobs, dict[str, Any]]:
    jobs = Jobs(db)
    sheet = Sheet(rows=[{"identity_number": NUMBER, "name": "虚构甲"}], numbers=[2], bad=[])
    who = Principal(account="acc-1", roles=("registry_officer",))
    return jobs, await jobs.create(who, "key", "cadres", "commit", sheet, "body", 50, "f.xlsx")


async def test_rows_and_results_of_an_import_are_in_clear_nowhere() -> None:
    async with a_database() as db:
        jobs, job = await handed_in(db)
        claim = await jobs.claim("me")
        assert claim is not None
        await jobs.settle(claim, 0, [{"identity_number": NUMBER}])
        assert NUMBER not in await everything(db)
        kept = await jobs.rows(claim, 0)
        assert (kept.read[0]["identity_number"], kept.sent) == (NUMBER, [{"identity_number": NUMBER}])
        bad = {"row": 2, "errors": [{"pointer": "/name", "value": NUMBER}]}
        await jobs.record(claim, 0, [bad], [{"identity_number": NUMBER}], [None])
        assert NUMBER not in await everything(db)
        assert [one["row"] for one in (await jobs.results(job["_id"], after=(0, 0), limit=9))[0]] == [2]
        moved = await db.import_chunks.find_one({"job": job["_id"]})
        assert moved is not None
        await db.import_chunks.insert_one({**moved, "_id": f"{job['_id']}:9", "n": 9})
        with pytest.raises(Unreadable):
            await jobs.results(job["_id"], after=(0, 0), limit=9)


async def test_a_receipt_shows_neither_what_was_asked_nor_what_was_answered() -> None:
    async with a_database() as db:
        times = 0

        async def work() -> Answer:
            nonlocal times
            times += 1
            return Answer({"number": NUMBER})

        for _ in range(2):
            answer = await receipts.once(db, "acc-1", "k", "/v1/some", "hash-of-body", work)
            assert answer.body == {"number": NUMBER}
        assert times == 1
        kept = await everything(db)
        assert not [one for one in (NUMBER, "hash-of-body", "/v1/some") if one in kept]
        with pytest.raises(KeyReused):
            await receipts.once(db, "acc-1", "k", "/v1/some", "hash-of-another-body", work)
        before = {"_id": "acc-1:old", "operation": "/v1/some", "body_hash": "h", "at": None, "until": None}
        old = {"body": orjson.dumps({"of": "old"}), "status": 200, "etag": None, "location": None}
        await db.receipts.insert_one({**before, "answer": {**old, "content_type": "application/json"}})
        again = await receipts.once(db, "acc-1", "old", "/v1/some", "h", work)
        assert (again.body, times) == ({"of": "old"}, 1)


async def test_what_an_earlier_release_kept_in_clear_or_by_a_secret_beside_it_is_sealed_and_the_secret_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resealing, "PAUSE", 0)
    async with a_database() as db:
        jobs, job = await handed_in(db)
        packed = {
            name: zlib.compress(orjson.dumps(rows))
            for name, rows in (("numbers", [2]), ("body", [{"identity_number": NUMBER}]), ("sent", [NUMBER]))
        }
        await db.import_chunks.update_one({"_id": f"{job['_id']}:0"}, {"$set": packed})
        assert NUMBER in await everything(db)
        secret = secrets.token_bytes(32)
        beside = Key(secret)
        nonce = bytes(12)

        def formerly(content: bytes, owner: str) -> bytes:
            return b"\x01" + nonce + beside.aead.encrypt(nonce, content, owner.encode())

        for name in ("exports", "import_cells"):
            await db.secrets.insert_one({"_id": name, "value": secret})
        wish = orjson.dumps({"path": "/v1/cadres"})
        await db.exports.insert_one({"_id": "exp-1", "wish": formerly(wish, "exp-1:wish"), "told": None, "note": None})
        await db.export_pieces.insert_one({"_id": "piece-1", "job": "exp-1", "content": formerly(b"file", "piece-1")})
        cells = {"row": 2, "cells": formerly(orjson.dumps([NUMBER]), f"{job['_id']}:2")}
        ends = (await db.imports.find_one({"_id": job["_id"]}) or {})["expires_at"]
        await db.import_cells.insert_one({"_id": "c", "job": job["_id"], "rows": [cells], "expires_at": ends})
        exports = Exports(db)
        assert await exports.wish({"_id": "exp-1", "wish": formerly(wish, "exp-1:wish")}) == {"path": "/v1/cadres"}

        await asyncio.wait_for(resealing.bring(db), 60)

        assert NUMBER not in await everything(db)
        assert await db.secrets.count_documents({"_id": {"$in": ["exports", "import_cells"]}}) == 0
        now = Exports(db)
        export = await db.exports.find_one({"_id": "exp-1"})
        assert export is not None
        assert await now.wish(export) == {"path": "/v1/cadres"}
        assert [one async for one in now.file({"pieces": ["piece-1"]})] == [b"file"]
        assert await jobs.cells(job["_id"]) == {2: [NUMBER]}
        claim = await jobs.claim("me")
        assert claim is not None
        rows = await jobs.rows(claim, 0)
        assert (rows.numbers, rows.read, rows.sent) == ([2], [{"identity_number": NUMBER}], [NUMBER])


async def test_a_new_key_takes_over_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "PAUSE", 0)
    async with a_database() as db:
        jobs, job = await handed_in(db)
        await db.imports.update_one({"_id": job["_id"]}, {"$set": {"state": "running"}})
        old = own_cipher()
        new = secrets.token_bytes(32)
        for ring in (FieldCipher(new, *old.keys), FieldCipher(new)):
            monkeypatch.setattr("gateway.import_jobs.own_cipher", lambda ring=ring: ring)
            monkeypatch.setattr(resealing, "own_cipher", lambda ring=ring: ring)
            await asyncio.wait_for(resealing.bring(db), 60)
            claim = await jobs.claim(base64.b64encode(new).decode())
            assert claim is not None
            assert (await jobs.rows(claim, 0)).read[0]["identity_number"] == NUMBER
            await jobs.release(claim)
