"""Dead letters: filed with their reasons, where an operator lists them and sends them again.

What a letter says, its headers and every byte of its body, lies sealed; in clear stand where it was going, and of which
kind its last failure was and where that came up.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import amqp
import bson
import eventlet
import orjson
import pymongo
from bson.binary import Binary
from pymongo.database import Database
from pymongo.errors import PyMongoError

from servicekit import clock, logs, topology
from servicekit.crypto import FieldCipher
from servicekit.errors import NotFound
from servicekit.publish import BROKER_ERRORS, Outgoing, collapse, connect
from servicekit.reactions import ATTEMPT, PLACES, attempts, body_bytes, declare_subscriber, raw_channel
from servicekit.runtime import Runtime
from servicekit.sealing import Sealed, anew
from servicekit.store import CODEC_OPTIONS, Document, ensure

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
_PLACE = re.compile(r'File "[^"]+", line \d+, in [\w<>]+')
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
            self._keep(*letter_of(message))
        except AWAY:
            raise
        except Exception:
            # Whatever is wrong with one letter must not hold up the others; it stays on the broker.
            log.exception("a dead letter cannot be filed")
            return
        message.channel.basic_ack(message.delivery_tag)

    def _keep(self, letter: Document, headers: Document, body: bytes) -> None:
        cipher = self._runtime.cipher
        with pymongo.timeout(self._runtime.settings.database_timeout):
            for number, start in enumerate(range(_PIECE, len(body), _PIECE), 1):
                id = f"{letter['_id']}:{number}"
                content = cipher.seal_bytes(body[start : start + _PIECE], _owner(PIECES, id))
                piece = {"letter": letter["_id"], "number": number, "content": content}
                self._runtime.db[PIECES].replace_one({"_id": id}, piece, upsert=True)
            letter["content"] = _sealed(cipher, letter["_id"], headers, body[:_PIECE])
            known = {"$mergeObjects": [{"$literal": letter}, _KNOWN_BEFORE]}
            self._runtime.db[COLLECTION].update_one({"_id": letter["_id"]}, [{"$replaceWith": known}], upsert=True)


def letter_of(message: amqp.Message) -> tuple[Document, Document, bytes]:
    """A dead message as it is filed: where it was going and why it did not get there; its headers; its body."""
    headers: Document = storable(message.headers or {})
    body = body_bytes(message)
    died = headers.get("x-death") or [{}]
    queue = str(headers.get("cadre-queue") or died[0].get("queue", ""))
    reason = str(headers.get("cadre-reason") or f"broker: {died[0].get('reason', 'unknown')}")
    sum_of_body = hashlib.sha256(body).hexdigest()
    event_id = str(headers.get("ce-id") or storable(message.properties.get("message_id")) or sum_of_body)
    kept = {key: value for key, value in headers.items() if not key.startswith(("x-", "cadre-"))}
    letter = {
        "_id": hashlib.blake2b(f"{queue}\0{event_id}\0{sum_of_body}".encode(), digest_size=12).hexdigest(),
        "state": "dead",
        "queue": queue,
        "event_id": event_id,
        "event_type": str(headers.get("ce-type", "")),
        "subject": str(headers.get("ce-subject", "")),
        "reason": reason,
        # What an earlier release wrote there may quote what the letter says.
        "error": str(headers.get("cadre-error", "")) if PLACES in headers else "",
        "places": _only_places(headers.get(PLACES) or str(headers.get("cadre-trace", "")).splitlines()),
        "fingerprint": hashlib.blake2b(f"{queue}\0{reason}".encode(), digest_size=8).hexdigest(),
        "tries": attempts(message),
        "parked_at": clock.now(),
        "size": len(body),
        "content_type": str(storable(message.properties.get("content_type")) or "application/octet-stream"),
        "content_encoding": str(storable(message.properties.get("content_encoding")) or "binary"),
    }
    return letter, kept, body


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


def opened(letter: Document, cipher: FieldCipher) -> Document:
    """A filed letter with `headers` and `body`, of a large one its beginning. Raises Unreadable."""
    if "content" not in letter:
        return letter
    content = cipher.open_bytes(letter["content"], _owner(COLLECTION, letter["_id"]))
    return letter | bson.decode(content, codec_options=CODEC_OPTIONS)


def body_of(db: Database[Document], letter: Document, cipher: FieldCipher) -> bytes:
    """Every byte of an opened letter's body. Raises Unreadable."""
    pieces = [bytes(letter["body"])]
    if letter["size"] > _PIECE:
        found = db[PIECES].find({"letter": letter["_id"]}).sort([("number", 1)])
        pieces += [
            cipher.open_bytes(one["content"], _owner(PIECES, one["_id"])) if "content" in one else one["body"]
            for one in found
        ]
    return b"".join(pieces)


def shape_of(letter: Document) -> Any:
    """What an opened letter's body is made of: names and ids as they are, and stars for what it says.

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
    """Where in the program a filed letter's last try failed, the innermost last."""
    return letter["places"] if "places" in letter else _only_places(letter["trace"].splitlines())


def _only_places(lines: Iterable[Any]) -> list[str]:
    """Of lines what can only be a place: what the failure said is left out, it may quote what the letter says."""
    return [line.strip() for line in map(str, lines) if _PLACE.fullmatch(line.strip())]


def again(service: str, letter: Document, body: bytes) -> Outgoing:
    """An opened letter on its way back to its queue: its tries forgotten, its id kept, so that it takes effect once."""
    return Outgoing(
        topology.home_exchange(service),
        letter["queue"],
        body,
        letter["event_id"],
        {**letter["headers"], ATTEMPT: 0},
        letter["content_type"],
        letter["content_encoding"],
    )


# -- at rest ----------------------------------------------------------------------------------------------------------


def _owner(collection: str, id: str) -> str:
    return f"{collection}.content:{id}"


def _sealed(cipher: FieldCipher, id: str, headers: Mapping[str, Any], body: bytes) -> Binary:
    content = bson.encode({"headers": headers, "body": Binary(body)})
    return Binary(cipher.seal_bytes(content, _owner(COLLECTION, id)))


def _content(document: Document) -> list[bytes]:
    return [document["content"]] if "content" in document else []


def _brought_letter(letter: Document, cipher: FieldCipher) -> Document:
    if "content" in letter:
        return {"$set": {"content": anew(cipher, letter["content"], _owner(COLLECTION, letter["_id"]))}}
    kept = _sealed(cipher, letter["_id"], letter.get("headers", {}), bytes(letter.get("body", b"")))
    told = {"content": kept, "error": "", "places": _only_places(letter.get("trace", "").splitlines())}
    return {"$set": told, "$unset": dict.fromkeys(_IN_CLEAR, "")}


def _brought_piece(piece: Document, cipher: FieldCipher) -> Document:
    owner = _owner(PIECES, piece["_id"])
    content = anew(cipher, piece["content"], owner) if "content" in piece else cipher.seal_bytes(piece["body"], owner)
    return {"$set": {"content": content}, "$unset": {"body": ""}}


_IN_CLEAR = ("headers", "body", "trace")
"""What an earlier release kept of a letter in clear."""
SEALED = (
    Sealed(COLLECTION, ("content", *_IN_CLEAR), _content, _brought_letter, in_clear=_IN_CLEAR),
    Sealed(PIECES, ("content", "body"), _content, _brought_piece, in_clear=("body",)),
)
"""What is brought under the key in force; see `sealing`."""
