"""The gateway is killed while what many read is being noted: whatever they were shown stands in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import httpx
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from tests.support.platform import Platform
from tests.support.polling import poll

READERS = 12
ANSWERS = 100
HELD_MICROSECONDS = 500_000
"""For which a write of notes waits before the kill: in so long a gateway that did not wait for it would answer many."""


def test_no_reading_that_was_answered_is_unseen(
    make_platform: Callable[..., Platform], mongo: MongoClient[dict[str, Any]]
) -> None:
    own = make_platform(only=["registry", "gateway"], settings={"RATE_LIMIT": "1000000/minute"})
    own.start()
    signed_in = {"Authorization": own.auditor.http.headers["authorization"]}
    shown: list[str] = []

    def read() -> None:
        with httpx.Client(base_url=own.base, headers=signed_in, timeout=30.0, trust_env=False) as http:
            while True:
                answer = http.get("/v1/audit?service=registry&limit=1")
                assert answer.status_code == 200, answer.text
                shown.append(answer.headers["x-request-id"])

    journal = mongo[f"{own.database_prefix}gateway"]["journal"]
    with ThreadPoolExecutor(READERS) as readers:
        reading = [readers.submit(read) for _ in range(READERS)]
        try:
            poll(lambda: len(shown) >= ANSWERS, 60)
            with nothing_written(journal):
                poll(lambda: waits_to_insert(journal), 20)
                own.kill("gateway")
        finally:
            own.kill("gateway")
    assert {type(one.exception()).__base__ for one in reading} <= {httpx.NetworkError, httpx.ProtocolError}
    noted = {entry["request_id"] for entry in journal.find({"request_id": {"$in": shown}}, {"request_id": 1})}
    assert set(shown) - noted == set()


@contextmanager
def nothing_written(journal: Collection[dict[str, Any]]) -> Iterator[None]:
    """Whoever would write to a collection waits: behind a change of it, which waits for the end of a transaction."""

    def change() -> None:
        with suppress(PyMongoError):
            journal.database.command("collMod", journal.name, index={"name": "at_desc", "hidden": False})

    with ThreadPoolExecutor(1) as changing, journal.database.client.start_session() as session:
        session.start_transaction()
        journal.insert_one({"_id": "held"}, session=session)
        changing.submit(change)
        try:
            yield
        finally:
            session.abort_transaction()


def waits_to_insert(journal: Collection[dict[str, Any]]) -> bool:
    """Whether somebody has waited for a while to write to it."""
    pipeline: list[dict[str, Any]] = [
        {"$currentOp": {}},
        {"$match": {"ns": journal.full_name, "op": "insert", "microsecs_running": {"$gte": HELD_MICROSECONDS}}},
    ]
    with journal.database.client.admin.aggregate(pipeline) as found:
        return any(True for _ in found)
