"""Idempotency-Key (幂等键) on what the gateway does itself; for commands the services are the judges."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import orjson
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from gateway.route import Answer
from servicekit import clock
from servicekit.errors import KeyReused, StillRunning

KEPT = timedelta(hours=48)
"""How long an answer can be asked for again; the interface promises 24 hours at least."""
_JSON = "application/json"
RUNS_AT_MOST = timedelta(seconds=60)
"""After this a request that left no answer is taken for dead."""


async def prepare(db: AsyncDatabase[dict[str, Any]]) -> None:
    """Create the index by which receipts go when their time is over."""
    await db.receipts.create_index("at", expireAfterSeconds=int(KEPT.total_seconds()), name="at")


async def once(
    db: AsyncDatabase[dict[str, Any]],
    account: str,
    key: str,
    operation: str,
    body_hash: str,
    work: Callable[[], Awaitable[Answer]],
) -> Answer:
    """Do `work` unless this account's key was used before: then its answer again.

    Raises KeyReused for another operation or body, and StillRunning. A refusal leaves no receipt.
    """
    now = clock.now()
    receipt = {
        "_id": f"{account}:{key}",
        "operation": operation,
        "body_hash": body_hash,
        "at": now,
        "until": now + RUNS_AT_MOST,
    }
    try:
        await db.receipts.insert_one(receipt)
    except DuplicateKeyError:
        before = await db.receipts.find_one({"_id": receipt["_id"]})
        if before is None:
            raise StillRunning(retry_after=1) from None
        if (before["operation"], before["body_hash"]) != (operation, body_hash):
            raise KeyReused() from None
        if "answer" in before:
            return _again(before["answer"])
        taken = await db.receipts.find_one_and_update(
            {"_id": receipt["_id"], "answer": None, "until": {"$lt": now}}, {"$set": {"until": now + RUNS_AT_MOST}}
        )
        if taken is None:
            raise StillRunning(retry_after=1) from None
    try:
        answer = await work()
    except BaseException:
        await db.receipts.delete_one({"_id": receipt["_id"], "answer": None})
        raise
    kept = {
        "body": orjson.dumps(answer.body if answer.kept is None else answer.kept, default=str),
        "status": answer.status,
        "etag": answer.etag,
        "location": answer.location,
        "content_type": answer.content_type,
    }
    await db.receipts.update_one({"_id": receipt["_id"]}, {"$set": {"answer": kept}})
    return answer


def _again(kept: dict[str, Any]) -> Answer:
    """The answer that was given, as its handler made it: what is in JSON gets its names and words anew."""
    if kept["content_type"] == _JSON:
        kept = {**kept, "body": orjson.loads(kept["body"])}
    return Answer(**kept)
