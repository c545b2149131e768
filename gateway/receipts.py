"""Idempotency-Key (幂等键) on what the gateway does itself; for commands the services are the judges.

What was asked and what was answered lie sealed: from neither can be read, nor guessed, what somebody has sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import bson
import orjson
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from gateway.route import Answer
from gateway.sealing import own_cipher
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
    now, id = clock.now(), f"{account}:{key}"
    receipt = {
        "_id": id,
        "asked": own_cipher().seal_bytes(orjson.dumps([operation, body_hash]), f"receipts.asked:{id}"),
        "at": now,
        "until": now + RUNS_AT_MOST,
    }
    try:
        await db.receipts.insert_one(receipt)
    except DuplicateKeyError:
        before = await db.receipts.find_one({"_id": id})
        if before is None:
            raise StillRunning(retry_after=1) from None
        if _asked(before) != (operation, body_hash):
            raise KeyReused() from None
        if "answer" in before:
            return _again(_answered(before))
        taken = await db.receipts.find_one_and_update(
            {"_id": id, "answer": None, "until": {"$lt": now}}, {"$set": {"until": now + RUNS_AT_MOST}}
        )
        if taken is None:
            raise StillRunning(retry_after=1) from None
    try:
        answer = await work()
    except BaseException:
        await db.receipts.delete_one({"_id": id, "answer": None})
        raise
    kept = {
        "body": orjson.dumps(answer.body if answer.kept is None else answer.kept, default=str),
        "status": answer.status,
        "etag": answer.etag,
        "location": answer.location,
        "content_type": answer.content_type,
    }
    sealed = own_cipher().seal_bytes(bson.encode(kept), f"receipts.answer:{id}")
    await db.receipts.update_one({"_id": id}, {"$set": {"answer": sealed}})
    return answer


def _asked(receipt: dict[str, Any]) -> tuple[str, str]:
    """By which operation and body it is known, of one from before they were sealed as well."""
    if "asked" not in receipt:
        return receipt["operation"], receipt["body_hash"]
    operation, body_hash = orjson.loads(own_cipher().open_bytes(receipt["asked"], f"receipts.asked:{receipt['_id']}"))
    return operation, body_hash


def _answered(receipt: dict[str, Any]) -> dict[str, Any]:
    if isinstance(receipt["answer"], dict):
        return receipt["answer"]
    return bson.decode(own_cipher().open_bytes(receipt["answer"], f"receipts.answer:{receipt['_id']}"))


def _again(kept: dict[str, Any]) -> Answer:
    """The answer that was given, as its handler made it: what is in JSON gets its names and words anew."""
    if kept["content_type"] == _JSON:
        kept = {**kept, "body": orjson.loads(kept["body"])}
    return Answer(**kept)
