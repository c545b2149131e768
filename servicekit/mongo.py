"""Whether the database is there: outages told from errors, and waiting for one that can be written to.

The driver remembers of each pooled connection what the server could do when it was opened. One that was opened before
the replica set was initiated refuses transactions for ever. So clients of its own do the waiting, each used once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pymongo
from pymongo.errors import ConnectionFailure, PyMongoError, WaitQueueTimeoutError

_WAIT = {"serverSelectionTimeoutMS": 3000, "connectTimeoutMS": 3000, "timeoutMS": 3000}


class NotWritable(ConnectionFailure):
    """The server answers, and is not a primary with transactions (yet)."""


async def require_primary_async(uri: str) -> None:
    """Raises NotWritable, or the driver's error, until the database can be written to."""
    async with pymongo.AsyncMongoClient[dict[str, Any]](uri, **_WAIT) as client:  # type: ignore[arg-type]
        _judge(await client.admin.command("hello"))


def require_primary(uri: str) -> None:
    """The same, for the services."""
    with one_client(uri) as client:
        _judge(client.admin.command("hello"))


def one_client(uri: str) -> pymongo.MongoClient[dict[str, Any]]:
    """A client for one look, which gives up after three seconds."""
    return pymongo.MongoClient(uri, tz_aware=True, **_WAIT)  # type: ignore[arg-type]


def is_outage(error: PyMongoError) -> bool:
    """Whether the database was away or too slow, rather than asked something wrong."""
    return bool(
        error.timeout
        or isinstance(error, ConnectionFailure | WaitQueueTimeoutError)
        or error.has_error_label("TransientTransactionError")
        or error.has_error_label("UnknownTransactionCommitResult")
        or error.has_error_label("RetryableWriteError")
    )


def _judge(hello: Mapping[str, Any]) -> None:
    if not hello.get("isWritablePrimary") or hello.get("logicalSessionTimeoutMinutes") is None:
        raise NotWritable("the database is not a primary of a replica set yet")
