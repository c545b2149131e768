"""Dead letters: filed with their reasons, where an operator lists them, reads them and sends them again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import amqp
import eventlet
import pymongo
from bson.binary import Binary
from pymongo.errors import PyMongoError

from servicekit import clock, logs, topology
from servicekit.publish import BROKER_ERRORS, Outgoing, collapse, connect
from servicekit.reactions import ATTEMPT, attempts, declare_subscriber
from servicekit.store import Document

if TYPE_CHECKING:
    from servicekit.runtime import Runtime

log = logs.get(__name__)

COLLECTION = "dead_letters"
_PREFETCH = 50
AWAY: tuple[type[BaseException], ...] = (*BROKER_ERRORS, PyMongoError)


class Filing:
    """Takes what lands in `<service>.dead` into the collection `dead_letters`, each before it is acknowledged.

    Parking itself needs only the broker, so a message is safe while the database is away; it is filed afterwards.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._stopping = False
        self._connection: Any = None

    def prepare(self) -> None:
        self._runtime.db[COLLECTION].create_indexes(
            [
                pymongo.IndexModel([("state", 1), ("parked_at", -1), ("_id", -1)], name="state"),
                pymongo.IndexModel([("fingerprint", 1), ("state", 1)], name="fingerprint"),
            ]
        )

    def stop(self) -> None:
        self._stopping = True

    def run(self) -> None:
        """File until `stop`. Outages are waited for."""
        pause = 0.5
        while not self._stopping:
            connection = None
            try:
                connection = connect(self._runtime.settings.amqp_uri, f"{self._runtime.name} dead letters")
                channel = connection.channel()
                declare_subscriber(channel, self._runtime.name, self._runtime.settings.delays)
                channel.basic_qos(0, _PREFETCH, False)
                channel.basic_consume(topology.dead_queue(self._runtime.name), callback=self._file)
                pause = 0.5
                while not self._stopping:
                    try:
                        connection.drain_events(timeout=1)
                    except TimeoutError:
                        connection.heartbeat_check()
            except AWAY as away:
                if not self._stopping:
                    log.warning("dead letters cannot be filed yet; they are kept on the broker", error=repr(away))
                    eventlet.sleep(pause)
                    pause = min(pause * 2, 10.0)
            finally:
                if connection is not None:
                    collapse(connection)

    def _file(self, message: amqp.Message) -> None:
        letter = letter_of(message)
        with pymongo.timeout(self._runtime.settings.database_timeout):
            self._runtime.db[COLLECTION].replace_one({"_id": letter["_id"]}, letter, upsert=True)
        message.channel.basic_ack(message.delivery_tag)


def letter_of(message: amqp.Message) -> Document:
    """A dead message as it is filed: where it was going, why it did not get there, and every byte of it."""
    headers = dict(message.headers or {})
    body = message.body if isinstance(message.body, bytes) else str(message.body).encode()
    died = headers.get("x-death") or [{}]
    queue = str(headers.get("cadre-queue") or died[0].get("queue", ""))
    reason = str(headers.get("cadre-reason") or f"broker: {died[0].get('reason', 'unknown')}")
    event_id = str(headers.get("ce-id") or message.properties.get("message_id") or hashlib.sha256(body).hexdigest())
    kept = {key: value for key, value in headers.items() if not key.startswith(("x-", "cadre-"))}
    return {
        "_id": hashlib.blake2b(f"{queue}\0{event_id}".encode(), digest_size=12).hexdigest(),
        "state": "dead",
        "queue": queue,
        "event_id": event_id,
        "event_type": str(headers.get("ce-type", "")),
        "subject": str(headers.get("ce-subject", "")),
        "reason": reason,
        "error": str(headers.get("cadre-error", "")),
        "trace": str(headers.get("cadre-trace", "")),
        "fingerprint": hashlib.blake2b(f"{queue}\0{reason}".encode(), digest_size=8).hexdigest(),
        "tries": attempts(message),
        "parked_at": clock.now(),
        "headers": kept,
        "body": Binary(body),
        "content_type": str(message.properties.get("content_type") or "application/octet-stream"),
    }


def again(letter: Document) -> Outgoing:
    """A filed letter on its way back to its queue: its tries forgotten, its id kept, so that it takes effect once."""
    return Outgoing(
        "",
        letter["queue"],
        bytes(letter["body"]),
        letter["event_id"],
        {**letter["headers"], ATTEMPT: 0},
        letter["content_type"],
    )
