"""Dead letters: filed with their reasons, where an operator lists them, reads them and sends them again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import amqp
import eventlet
import orjson
import pymongo
from bson.binary import Binary
from pymongo.database import Database
from pymongo.errors import PyMongoError

from servicekit import clock, logs, topology
from servicekit.errors import NotFound
from servicekit.publish import BROKER_ERRORS, Outgoing, collapse, connect
from servicekit.reactions import ATTEMPT, attempts, body_bytes, declare_subscriber, raw_channel
from servicekit.runtime import Runtime
from servicekit.store import Document, ensure

log = logs.get(__name__)

COLLECTION = "dead_letters"
INDEXES = [
    pymongo.IndexModel([("state", 1), ("parked_at", -1), ("_id", -1)], name="state"),
    pymongo.IndexModel([("fingerprint", 1), ("state", 1)], name="fingerprint"),
]
PIECES = "dead_letter_pieces"
"""The rest of a body that is too large for one document."""
_PIECE = 8_000_000
_PREFETCH = 50
_SHOWN = 100_000
"""Bytes of a body whose shape is shown."""
_DEEPEST = 10
STARS = "***"
_PLACE = re.compile(r'  File "[^"]+", line \d+, in [\w<>]+')
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ID = re.compile(r"[a-z]{3}-[0-9a-z]{23}")
_KNOWN_BEFORE = {
    "resent_at": "$resent_at",
    "resent_by": "$resent_by",
    "returned": {"$add": [{"$ifNull": ["$returned", 0]}, {"$cond": [{"$eq": ["$state", "resent"]}, 1, 0]}]},
}
"""What stays known of a letter that comes back after it was sent again."""
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
        ensure(self._runtime.db, COLLECTION, INDEXES)
        ensure(self._runtime.db, PIECES, [pymongo.IndexModel([("letter", 1), ("number", 1)], name="letter")])

    def stop(self) -> None:
        self._stopping = True

    def run(self) -> None:
        """File until `stop`. Outages are waited for."""
        pause = 0.5
        while not self._stopping:
            connection = None
            try:
                connection = connect(self._runtime.settings.amqp_uri, f"{self._runtime.name} dead letters")
                channel = raw_channel(connection)
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
        try:
            self._keep(letter_of(message))
        except AWAY:
            raise
        except Exception:
            # Whatever is wrong with one letter must not hold up the others; it stays on the broker.
            log.exception("a dead letter cannot be filed")
            return
        message.channel.basic_ack(message.delivery_tag)

    def _keep(self, letter: Document) -> None:
        body = letter["body"]
        with pymongo.timeout(self._runtime.settings.database_timeout):
            for number, start in enumerate(range(_PIECE, len(body), _PIECE), 1):
                piece = {"letter": letter["_id"], "number": number, "body": Binary(body[start : start + _PIECE])}
                key = {"_id": f"{letter['_id']}:{number}"}
                self._runtime.db[PIECES].replace_one(key, piece, upsert=True)
            letter["body"] = Binary(body[:_PIECE])
            known = {"$mergeObjects": [{"$literal": letter}, _KNOWN_BEFORE]}
            self._runtime.db[COLLECTION].update_one({"_id": letter["_id"]}, [{"$replaceWith": known}], upsert=True)


def letter_of(message: amqp.Message) -> Document:
    """A dead message as it is filed: where it was going, why it did not get there, and every byte of it."""
    headers: Document = storable(message.headers or {})
    body = body_bytes(message)
    died = headers.get("x-death") or [{}]
    queue = str(headers.get("cadre-queue") or died[0].get("queue", ""))
    reason = str(headers.get("cadre-reason") or f"broker: {died[0].get('reason', 'unknown')}")
    sum_of_body = hashlib.sha256(body).hexdigest()
    event_id = str(headers.get("ce-id") or storable(message.properties.get("message_id")) or sum_of_body)
    kept = {key: value for key, value in headers.items() if not key.startswith(("x-", "cadre-"))}
    return {
        "_id": hashlib.blake2b(f"{queue}\0{event_id}\0{sum_of_body}".encode(), digest_size=12).hexdigest(),
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
        "body": body,
        "size": len(body),
        "content_type": str(storable(message.properties.get("content_type")) or "application/octet-stream"),
        "content_encoding": str(storable(message.properties.get("content_encoding")) or "binary"),
    }


def storable(value: Any) -> Any:
    """A header as the database can keep it; what it has no type for becomes text."""
    if value is None or isinstance(value, bool | int | float | bytes | datetime):
        return value
    if isinstance(value, Mapping):
        return {storable(str(key)).replace("\0", ""): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return str(value).encode("utf-8", "replace").decode()


def filed(db: Database[Document], letter_id: str) -> Document:
    """A letter by its id. Raises NotFound."""
    letter = db[COLLECTION].find_one({"_id": letter_id})
    if letter is None:
        raise NotFound()
    return letter


def body_of(db: Database[Document], letter: Document) -> bytes:
    """Every byte of a filed letter's body."""
    pieces = [bytes(letter["body"])]
    if letter["size"] > _PIECE:
        pieces += [piece["body"] for piece in db[PIECES].find({"letter": letter["_id"]}).sort([("number", 1)])]
    return b"".join(pieces)


def shape_of(letter: Document) -> Any:
    """What a filed letter's body is made of: names and ids as they are, and stars for what it says.

    None for what is no JSON, or too large to be looked at. Whoever operates the platform reads no content.
    """
    if letter["size"] > _SHOWN:
        return None
    try:
        return _starred(orjson.loads(bytes(letter["body"])))
    except ValueError:
        return None


def _starred(value: Any, depth: int = 0) -> Any:
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {name if _NAME.fullmatch(name) else STARS: _starred(inner, depth + 1) for name, inner in value.items()}
    if depth < _DEEPEST and isinstance(value, list):
        return [_starred(inner, depth + 1) for inner in value]
    return value if value is None or (isinstance(value, str) and _ID.fullmatch(value)) else STARS


def places_of(letter: Document) -> list[str]:
    """Where in the program a filed letter's last try failed, the innermost last.

    What the failure said is left out: it may quote what the letter says.
    """
    return [line.strip() for line in letter["trace"].splitlines() if _PLACE.fullmatch(line)]


def again(service: str, letter: Document, body: bytes) -> Outgoing:
    """A filed letter on its way back to its queue: its tries forgotten, its id kept, so that it takes effect once."""
    return Outgoing(
        topology.home_exchange(service),
        letter["queue"],
        body,
        letter["event_id"],
        {**letter["headers"], ATTEMPT: 0},
        letter["content_type"],
        letter["content_encoding"],
    )
