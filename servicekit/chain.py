"""The chain of a journal (审计链): by it is found what was removed from the journal, changed, or put into it by hand.

Each entry stands in one link, with the digest of what of it never changes. A link is bound to the one before by its
hash and signed with the key by which its process signs calls; who has no such key adds none. Each newest link is told
to the other services (`Checkpoint`), which keep it where nothing is changed or deleted: a chain that somebody makes
anew, though with a stolen key, is another one than theirs, and one whose end is cut is shorter (ADR 0051).

Links and checkpoints of a part are in a database of their own (`audit_of`), in which an account may only add. That two
processes never add the same link, the number sees to that is its key.

What waits for its link is what a look at the last moments of the journal finds: a transaction may be seen later than
others that have begun after it, by as much as a transaction may take (`LATER`). What comes later still, or is put in
under a date that has passed, never gets a link, and is found by that.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import bson
import orjson
from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from servicekit import clock, logs
from servicekit.leases import LONG_AGO
from servicekit.sealing import JOURNAL
from servicekit.store import CODEC_OPTIONS, Document
from servicekit.vouching import NotVouched, Signer, Verifier

log = logs.get(__name__)

AUDIT = "_audit"
"""Ends the name of the database that a part's chain is in."""
LINKS, KEPT = "links", "kept"
"""Its collections: its own links, and the other parts' checkpoints."""
LATER = timedelta(seconds=120)
MOST = 1000
"""Entries of one link."""
CHANGES = ("pending", "position", "published_at", "receipt", "answer", "body_hash")
"""Of an entry, what the relay marks, and what is sealed anew under each key, which nobody makes without that key."""
STAYS = dict.fromkeys(CHANGES, 0)
"""A projection: what never changes."""
NOTHING_BEFORE = bytes(32)
SIGNS = {"gateway": "importer"}
"""Whose key signs the chain of a part, where that is not the process of its name."""
LOOK_SECONDS, WHILE_MORE = 10.0, 0.02
"""Between two looks for entries that wait for a link, and while one link follows the other."""
QUEUED: dict[str, Any] = {"x-queue-type": "quorum", "x-max-length": 10_000, "x-overflow": "drop-head"}
"""How the others' checkpoints wait for a part: a later one says all that the earlier ones say."""
_AT_ONCE = 100


def audit_of(database: Database[Document]) -> Database[Document]:
    """Where the chain of what is in a database is kept, apart from it."""
    return database.client.get_database(
        f"{database.name}{AUDIT}",
        codec_options=CODEC_OPTIONS,
        write_concern=WriteConcern("majority"),
        read_concern=ReadConcern("majority"),
    )


def journal_of(database: Database[Document]) -> Collection[Document]:
    """A journal, of which only what lasts is read."""
    return database[JOURNAL].with_options(codec_options=CODEC_OPTIONS, read_concern=ReadConcern("majority"))


def digests(journal: Collection[Document], ids: list[Any]) -> Iterator[tuple[Any, bytes]]:
    """Of each of these entries that is there its key and the digest of what of it never changes."""
    return ((id, hashlib.sha256(raw).digest()) for id, raw in kept_as(journal, ids))


def kept_as(journal: Collection[Document], ids: list[Any]) -> Iterator[tuple[Any, bytes]]:
    """Of each of these entries that is there its key and what of it never changes, as it is stored."""
    found: Any = journal.find_raw_batches({"_id": {"$in": ids}}, STAYS, batch_size=_AT_ONCE)
    for batch in found:
        at = 0
        while at < len(batch):
            end = at + int.from_bytes(batch[at : at + 4], "little")
            raw = batch[at:end]
            yield _key_in(raw), raw
            at = end


def _key_in(raw: bytes) -> Any:
    """An entry's key: what is first in it, and mostly a text."""
    if raw[4:9] == b"\x02_id\x00":
        return raw[13 : 12 + int.from_bytes(raw[9:13], "little")].decode()
    return RawBSONDocument(raw)["_id"]


def hash_of(part: str, link: Mapping[str, Any]) -> bytes:
    """What binds a link to all before it."""
    said = {name: link[name] for name in ("_id", "at", "entries", "until", "ids", "ats", "digests")}
    return hashlib.sha256(b"cadre audit link v1\n" + link["prev"] + bson.encode({"part": part, **said})).digest()


@dataclass(frozen=True)
class Checkpoint:
    """How far a part's chain is: its newest link, as it is told to the others."""

    part: str
    n: int
    entries: int
    at: str
    hash: bytes
    key: str
    signature: str

    @classmethod
    def of(cls, part: str, link: Mapping[str, Any]) -> Checkpoint:
        """What a link, or what was kept of it, says."""
        n, at = link.get("n", link["_id"]), link["at"]
        told = at if isinstance(at, str) else at.isoformat(timespec="milliseconds")
        return cls(part, n, link["entries"], told, bytes(link["hash"]), link["key"], link["signature"])

    @classmethod
    def read(cls, body: bytes | str) -> Checkpoint:
        """One that was told. Raises ValueError."""
        try:
            told = orjson.loads(body)
            return cls(
                str(told["part"]),
                int(told["n"]),
                int(told["entries"]),
                str(told["at"]),
                base64.b64decode(told["hash"], validate=True),
                str(told["key"]),
                str(told["signature"]),
            )
        except (KeyError, TypeError) as wrong:
            raise ValueError("no checkpoint") from wrong

    @classmethod
    def told_by(cls, teller: str | None, body: bytes | str) -> Checkpoint:
        """One that somebody told of their own chain. Raises ValueError."""
        told = cls.read(body)
        if told.part != teller:
            raise ValueError("told by another")
        return told

    def told(self) -> bytes:
        """As it is told."""
        return orjson.dumps({**self.__dict__, "hash": base64.b64encode(self.hash).decode()})

    @property
    def content(self) -> bytes:
        """What is signed."""
        return orjson.dumps([self.part, self.n, self.entries, self.at, self.hash.hex()])

    def is_signed(self, verifier: Verifier) -> bool | None:
        """Whether its part's process has signed it; None where the key is not in the ring any more."""
        if not verifier.knows(self.key):
            return None
        try:
            return verifier.of_link(self.key, self.signature, self.content) == SIGNS.get(self.part, self.part)
        except NotVouched:
            return False


def kept_id(part: str, n: int, hash: bytes = b"") -> str:
    """By what a checkpoint is kept, in the order of the links; another one of the same link stands beside it."""
    return f"{part}:{n:012d}:{hash[:8].hex()}"


def keep(audit: Database[Document], told: Checkpoint, verifier: Verifier | None) -> bool:
    """Keep another part's checkpoint, once; false where nobody who may has signed it."""
    if verifier is not None and not told.is_signed(verifier):
        return False
    kept = {**told.__dict__, "_id": kept_id(told.part, told.n, told.hash), "heard": clock.now()}
    try:
        audit[KEPT].insert_one(kept)
    except DuplicateKeyError:
        log.debug("a checkpoint came again", part=told.part, n=told.n)
    return True


class Chain:
    """A part's own chain, as it grows."""

    def __init__(self, database: Database[Document], part: str, signer: Signer | None) -> None:
        self._journal = journal_of(database)
        self._links = audit_of(database)[LINKS]
        self._part = part
        self._signer = signer
        self._tail: Document | None = None
        self._known: dict[int, set[int]] = {}
        """Of the last moments, the entries that have a link, by minutes."""
        self._look: Iterator[tuple[Any, datetime]] | None = None
        """What a look finds beyond what its last link had room for."""

    def forget(self) -> None:
        """Another process may go on with it."""
        self._tail, self._known, self._look = None, {}, None

    @property
    def newest(self) -> Checkpoint | None:
        """How far it is, as far as this process knows."""
        return None if self._tail is None else Checkpoint.of(self._part, self._tail)

    def grow(self) -> bool:
        """Add a link where something waits for one; whether more may wait. Raises the database's errors."""
        if self._tail is None:
            self._load()
        now = clock.now()
        if self._tail is None:
            return self._add({"_id": 0, "entries": 0, "until": LONG_AGO, "prev": NOTHING_BEFORE}, now, {}, {})
        waiting = self._waiting(self._tail, now)
        if not waiting and (self._signer is None or self._signer.id == self._tail["key"]):
            return False
        # With nothing that waits: the key is another one, and says so, as the one before will be known no more.
        found = dict(digests(self._journal, list(waiting))) if waiting else {}
        ats = {id: at for id, at in waiting.items() if id in found}
        until = max([self._tail["until"], *ats.values()])
        n, entries = self._tail["_id"] + 1, self._tail["entries"] + len(ats)
        link = {"_id": n, "entries": entries, "until": until, "prev": self._tail["hash"]}
        return self._add(link, now, ats, found)

    def _add(self, link: Document, now: datetime, ats: Mapping[Any, datetime], found: Mapping[Any, bytes]) -> bool:
        link |= {"at": now, "ids": list(ats), "ats": [*ats.values()], "digests": b"".join(found[id] for id in ats)}
        link |= {"key": "", "signature": ""}
        link["hash"] = hash_of(self._part, link)
        if self._signer is not None:
            link["key"], link["signature"] = self._signer.link(Checkpoint.of(self._part, link).content)
        try:
            self._links.insert_one(link)
        except DuplicateKeyError:
            self.forget()  # Another process was first; what it has done is read at the next look.
            return True
        self._tail = {name: link[name] for name in link if name not in ("ids", "ats", "digests")}
        self._note(ats)
        return self._look is not None or not link["_id"]

    def _load(self) -> None:
        self._known = {}
        self._tail = self._links.find_one({}, {"ids": 0, "ats": 0, "digests": 0}, sort=[("_id", -1)])
        if self._tail is None:
            return
        border = self._tail["until"] - LATER
        with self._links.find({}, {"ids": 1, "ats": 1, "until": 1}, batch_size=4).sort("_id", -1) as links:
            for link in links:
                if link["until"] < border:
                    break
                self._note({id: at for id, at in zip(link["ids"], link["ats"], strict=True) if at >= border})

    def _waiting(self, tail: Document, now: datetime) -> dict[Any, datetime]:
        """Entries without a link with their moments, the oldest first: what one look finds goes into several links."""
        look, self._look = self._look or self._without_link(tail["until"] - LATER, now), None
        found = dict(itertools.islice(look, MOST))
        if len(found) == MOST:
            self._look = look
        return found

    def _without_link(self, border: datetime, now: datetime) -> Iterator[tuple[Any, datetime]]:
        looked = self._journal.find({"at": {"$gte": border, "$lte": now}}, {"at": 1}, batch_size=2 * MOST)
        with looked.sort([("at", 1), ("_id", 1)]) as rows:
            for row in rows:
                if _mark(row["_id"]) not in self._known.get(_minute(row["at"]), ()):
                    yield row["_id"], row["at"]

    def _note(self, ats: Mapping[Any, datetime]) -> None:
        for id, at in ats.items():
            self._known.setdefault(_minute(at), set()).add(_mark(id))
        assert self._tail is not None
        past = _minute(self._tail["until"] - LATER)
        self._known = {minute: ids for minute, ids in self._known.items() if minute >= past}


def _minute(at: datetime) -> int:
    return int(at.timestamp() // 60)


def _mark(id: Any) -> int:
    return hash(id if isinstance(id, str) else repr(id))
