"""Transactions that leave nothing open behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import eventlet
import pymongo
from pymongo.errors import PyMongoError

from servicekit import logs

log = logs.get(__name__)

_ABORT_SECONDS = 5.0


def transact(client: pymongo.MongoClient[Any], body: Callable[[Any], None]) -> None:
    """Run `body(session)` in a transaction; the driver runs it again on a conflict, within the caller's deadline.

    Past the deadline the driver can no longer send the abort, and the transaction would stay open on the server and
    stop others for a minute. So it is ended by a call of its own, outside that deadline.
    """
    with client.start_session() as session:
        try:
            session.with_transaction(body)
        except PyMongoError as error:
            if error.timeout:
                eventlet.spawn_n(_end, client, dict(session.session_id))
            raise


def _end(client: pymongo.MongoClient[Any], session_id: dict[str, Any]) -> None:
    try:
        with pymongo.timeout(_ABORT_SECONDS):
            client.admin.command("killSessions", [session_id])
    except PyMongoError as error:
        log.warning("an abandoned transaction is left to the server's own limit", error=repr(error))
