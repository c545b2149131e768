"""Sealed cursors: a place in a list that its reader hands back unread, good for the list that gave it out alone.

Services and gateway seal with a secret of their own, which their database keeps.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import pymongo
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database

from servicekit.errors import Invalid
from servicekit.signing import base64url, from_base64url

_MARK = 12
"""Bytes of the seal."""
SECRET_BYTES = 32


class BadCursor(Invalid):
    """The cursor is not one that this list gave out, for these filters and this order."""

    code = "bad-cursor"
    zh = "游标无效"
    en = "The cursor is not valid for this list"
    advice_zh = "从第一页重新读取；翻页时不要改变筛选条件和排序。"
    advice_en = "Leave out the cursor and begin again; keep filters and order the same while paging."


def seal(place: Sequence[Any], binding: bytes, secret: bytes) -> str:
    """A cursor for a place, which is JSON values and instants, in the list that `binding` stands for."""
    marked = [{"$date": value.isoformat()} if isinstance(value, datetime) else value for value in place]
    text = orjson.dumps(marked)
    return base64url(_mark(text, binding, secret) + text)


def unseal(cursor: str, binding: bytes, secret: bytes) -> list[Any]:
    """The place that was sealed. Raises BadCursor for anything else."""
    try:
        raw = from_base64url(cursor)
    except ValueError:
        raise BadCursor() from None
    if base64url(raw) != cursor:
        raise BadCursor()  # The decoder overlooks signs that are not of its alphabet.
    mark, text = raw[:_MARK], raw[_MARK:]
    if not hmac.compare_digest(mark, _mark(text, binding, secret)):
        raise BadCursor()
    values: list[Any] = orjson.loads(text)
    return [datetime.fromisoformat(value["$date"]) if isinstance(value, dict) else value for value in values]


def _mark(text: bytes, binding: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, binding + text, "sha256")[:_MARK]


def secret_of(database: Database[Any], name: str = "cursor", size: int = SECRET_BYTES) -> bytes:
    """A secret of the installation, by its name: made by whoever needs it first, the same for all from then on."""
    return _made(database["secrets"].find_one_and_update(**_making(name, size)))


async def secret_of_async(database: AsyncDatabase[Any], name: str = "cursor", size: int = SECRET_BYTES) -> bytes:
    """As `secret_of`, for the gateway."""
    return _made(await database["secrets"].find_one_and_update(**_making(name, size)))


def _making(name: str, size: int) -> dict[str, Any]:
    return {
        "filter": {"_id": name},
        "update": {"$setOnInsert": {"value": secrets.token_bytes(size)}},
        "upsert": True,
        "return_document": pymongo.ReturnDocument.AFTER,
    }


def _made(kept: Mapping[str, Any] | None) -> bytes:
    assert kept is not None
    return bytes(kept["value"])
