"""Cursors of the gateway's own lists: sealed, and bound to the list they were given out for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

import orjson
from pymongo import ReturnDocument
from pymongo.asynchronous.database import AsyncDatabase

from servicekit.store import BadCursor

_MARK = 12


async def secret(db: AsyncDatabase[dict[str, Any]]) -> bytes:
    """The platform's secret for cursors, made by whoever needs it first."""
    kept: dict[str, Any] | None = await db["secrets"].find_one({"_id": "cursor"})
    if kept is None:
        kept = await db["secrets"].find_one_and_update(
            {"_id": "cursor"},
            {"$setOnInsert": {"value": secrets.token_bytes(32)}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
    if kept is None:
        raise LookupError("the cursors' secret")
    return bytes(kept["value"])


def seal(place: Any, binding: str, key: bytes) -> str:
    """A cursor for a place in the list that `binding` names."""
    text = orjson.dumps(place)
    return base64.urlsafe_b64encode(_sign(text, binding, key) + text).decode().rstrip("=")


def unseal(cursor: str, binding: str, key: bytes) -> Any:
    """The place that was sealed. Raises BadCursor for anything else."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        text = raw[_MARK:]
        if not hmac.compare_digest(raw[:_MARK], _sign(text, binding, key)):
            raise BadCursor()
        return orjson.loads(text)
    except ValueError:
        raise BadCursor() from None


def _sign(text: bytes, binding: str, key: bytes) -> bytes:
    return hmac.digest(key, binding.encode() + b"\n" + text, hashlib.sha256)[:_MARK]
