"""Rows in memory: read once, forgotten when they change, never kept while nobody tells of changes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection

from gateway import kept_rows
from gateway.kept_rows import KeptRows
from servicekit.config import from_environment

FIELDS = ("name",)
Document = dict[str, Any]


@asynccontextmanager
async def people(deadline: int = 10_000) -> AsyncIterator[AsyncCollection[Document]]:
    settings = from_environment()
    async with AsyncMongoClient[Document](settings.mongo_uri, timeoutMS=deadline) as client:
        db = client[f"{settings.database_prefix}test_{uuid4().hex[:8]}"]
        await db["read_people.1"].insert_many([{"_id": id, "name": "前", "other": 1} for id in ("a", "b")])
        try:
            yield db["read_people.1"]
        finally:
            await client.drop_database(db.name)


async def until(done: Callable[[], Awaitable[bool]]) -> None:
    ends = time.monotonic() + 20
    while not await done():
        assert time.monotonic() < ends
        await asyncio.sleep(0.01)


@asynccontextmanager
async def kept(of: AsyncCollection[Document]) -> AsyncIterator[KeptRows]:
    rows = KeptRows(of.database)
    rows.start()
    try:
        yield rows
    finally:
        await rows.stop()


async def watching(rows: KeptRows) -> bool:
    return rows.watching


def test_a_row_is_read_once_until_it_changes_and_a_missing_one_each_time() -> None:
    async def story() -> None:
        async with people() as of, kept(of) as rows:

            async def names() -> dict[str, str]:
                return {row["_id"]: row["name"] for row in await rows.read(of, ("a", "b", "c"), FIELDS)}

            async def shows(wanted: dict[str, str]) -> bool:
                return await names() == wanted

            await until(lambda: watching(rows))
            assert await names() == {"a": "前", "b": "前"}
            assert set(rows._rows) == {(of.name, "a"), (of.name, "b")}
            await of.replace_one({"_id": "a"}, {"name": "后"})
            await of.insert_one({"_id": "c", "name": "新"})
            await until(lambda: shows({"a": "后", "b": "前", "c": "新"}))
            await of.delete_one({"_id": "b"})
            await until(lambda: shows({"a": "后", "c": "新"}))
            await of.drop()
            await until(lambda: shows({}))

    asyncio.run(story())


def test_what_changes_while_it_is_read_is_not_kept() -> None:
    async def story() -> None:
        async with people() as of, kept(of) as rows:
            await until(lambda: watching(rows))

            async def reads_while_it_changes(*asked: Any) -> list[Document]:
                before = await true_rows_of(*asked)
                await of.update_one({"_id": "a"}, {"$set": {"name": "后"}})
                await until(lambda: told())
                return before

            async def told() -> bool:
                return (of.name, "a") not in rows._reading

            true_rows_of, kept_rows.rows_of = kept_rows.rows_of, reads_while_it_changes
            try:
                await rows.read(of, ("a",), FIELDS)
            finally:
                kept_rows.rows_of = true_rows_of
            assert [row["name"] for row in await rows.read(of, ("a",), FIELDS)] == ["后"]

    asyncio.run(story())


def test_nothing_is_kept_while_nobody_watches() -> None:
    async def story() -> None:
        async with people() as of:
            rows = KeptRows(of.database)
            await rows.read(of, ("a", "b"), FIELDS)
            await of.update_one({"_id": "a"}, {"$set": {"name": "后"}})
            assert {row["name"] for row in await rows.read(of, ("a",), FIELDS)} == {"后"}
            assert not rows._rows
            assert not rows._reading

    asyncio.run(story())


def test_more_than_it_may_keep_is_forgotten() -> None:
    async def story() -> None:
        async with people() as of, kept(of) as rows:
            await until(lambda: watching(rows))
            most, kept_rows.MOST = kept_rows.MOST, 1
            try:
                await rows.read(of, ("a",), FIELDS)
                await rows.read(of, ("b",), FIELDS)
                assert set(rows._rows) == {(of.name, "b")}
            finally:
                kept_rows.MOST = most

    asyncio.run(story())


def test_it_watches_for_longer_than_a_call_may_take() -> None:
    async def story() -> None:
        await_ms, kept_rows.AWAIT_MS = kept_rows.AWAIT_MS, 200
        try:
            async with people(deadline=1000) as of, kept(of) as rows:
                await until(lambda: watching(rows))
                await rows.read(of, ("a",), FIELDS)
                ends = time.monotonic() + 2.5

                async def over() -> bool:
                    assert rows.watching
                    assert rows._rows
                    return time.monotonic() > ends

                await until(over)
        finally:
            kept_rows.AWAIT_MS = await_ms

    asyncio.run(story())
