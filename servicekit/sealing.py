"""What lies sealed in a database, declared once, and bringing all of it under the key in force while processes serve.

Whoever holds the keys does so, and nobody else needs them: each service's process for its own database, the gateway's
for theirs. It begins anew with a new key, goes on where it was after a stop, and ends with a pass in which nothing was
left to do. `cadre keys` counts what lies under which key (ADR 0049).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
import pymongo
from pymongo.database import Database

from servicekit import clock, logs
from servicekit.crypto import DATA_KEY, FIELD_KEY, FieldCipher, Unreadable
from servicekit.store import Collection, Document

log = logs.get(__name__)

SEALING = "sealing"
"""Keeps how far each collection is."""
JOURNAL = "journal"
VEIL = "~"
"""With what begins that stands for an account which is not to be named."""


def anew(cipher: FieldCipher, sealed: bytes, owner: str) -> bytes:
    """The same under the key in force. Raises Unreadable."""
    return cipher.seal_bytes(cipher.open_bytes(sealed, owner), owner)


@dataclass(frozen=True)
class Sealed:
    """A collection in which something lies sealed."""

    collection: str
    fields: tuple[str, ...]
    """Of a document, which hold what is sealed, or held it in clear before it was."""
    found: Callable[[Document], Sequence[bytes]]
    """What is sealed in a document."""
    brought: Callable[[Document, FieldCipher], Document]
    """The change that seals a document's fields under the key in force. Raises Unreadable."""
    in_clear: tuple[str, ...] = ()
    """Of the fields, those that are from before they were sealed."""
    ring: str = DATA_KEY

    @property
    def name(self) -> str:
        """What it is called where it is noted how far it is."""
        return f"{self.collection}.{self.fields[0]}"


def fields_of(
    collection: str, fields: Sequence[str], owner: Callable[[str, str], str], ring: str = FIELD_KEY
) -> Sealed:
    """Fields of each document are sealed, where they are bytes, for an owner by its id and the field's name."""

    def there(document: Document) -> dict[str, bytes]:
        return {name: document[name] for name in fields if isinstance(document.get(name), bytes)}

    def found(document: Document) -> list[bytes]:
        return [*there(document).values()]

    def brought(document: Document, cipher: FieldCipher) -> Document:
        id = document["_id"]
        return {"$set": {name: anew(cipher, sealed, owner(id, name)) for name, sealed in there(document).items()}}

    return Sealed(collection, tuple(fields), found, brought, ring=ring)


def veiled(cipher: FieldCipher, account: str) -> str:
    """What stands for an account that is not to be named: the same each time, and by whoever has the keys alone."""
    return VEIL + cipher.blind(f"account:{account}")


# -- receipts in the journal ----------------------------------------------------------------------------------------


def receipt(cipher: FieldCipher, key: str, fingerprint: str, answer: Any) -> bytes:
    """What a journal entry keeps of its command: by what its repetition is known, and what that is answered."""
    return cipher.seal_bytes(orjson.dumps([fingerprint, answer]), f"{JOURNAL}:{key}")


def receipt_in(entry: Mapping[str, Any], cipher: FieldCipher) -> tuple[str, Any]:
    """Fingerprint and answer of a journal entry, of one from before they were sealed as well. Raises Unreadable."""
    if "receipt" not in entry:
        return entry["body_hash"], entry["answer"]
    fingerprint, answer = orjson.loads(cipher.open_bytes(entry["receipt"], f"{JOURNAL}:{entry['_id']}"))
    return fingerprint, answer


def _brought_receipt(entry: Document, cipher: FieldCipher) -> Document:
    fingerprint, answer = receipt_in(entry, cipher)
    kept = receipt(cipher, entry["_id"], fingerprint, answer)
    return {"$set": {"receipt": kept}, "$unset": {"body_hash": "", "answer": ""}}


RECEIPTS = Sealed(
    JOURNAL,
    ("receipt", "body_hash", "answer"),
    lambda entry: [bytes(entry["receipt"])] if "receipt" in entry else [],
    _brought_receipt,
    in_clear=("body_hash", "answer"),
)


# -- texts of documents -----------------------------------------------------------------------------------------------


def sealed_texts(cipher: FieldCipher, collection: Collection[Any], document: Document) -> Document:
    """A document as it is kept: with the texts sealed that its collection says."""
    return _each(collection, document, str, lambda text, owner: cipher.seal(text, owner))


def opened_texts(cipher: FieldCipher, collection: Collection[Any], document: Document) -> Document:
    """A document as it is read; texts from before they were sealed are as they are. Raises Unreadable."""
    return _each(collection, document, bytes, lambda sealed, owner: cipher.open(sealed, owner))


def texts_of(collection: Collection[Any]) -> Sealed:
    """The sealed texts of a collection, to be brought under the key in force; what is in clear too."""

    def found(document: Document) -> list[bytes]:
        values: list[bytes] = []
        _each(collection, document, str | bytes, lambda value, _: _noted(value, values))
        return values

    def brought(document: Document, cipher: FieldCipher) -> Document:
        anew = sealed_texts(cipher, collection, opened_texts(cipher, collection, document))
        return {"$set": {name: anew[name] for name in tops if name in anew}}

    tops = tuple(dict.fromkeys(path.partition(".")[0] for path in collection.sealed))
    return Sealed(collection.name, tops, found, brought)


def _noted(value: str | bytes, values: list[bytes]) -> str | bytes:
    # A text in clear is no sealed value, whatever it begins with.
    values.append(b"" if isinstance(value, str) else value)
    return value


def _each(collection: Collection[Any], document: Document, kind: Any, become: Callable[[Any, str], Any]) -> Document:
    """A copy of the document in which each of the collection's sealed fields that is of a kind has become another."""
    for path in collection.sealed:
        owner = f"{collection.name}.{path}:{document['_id']}"
        document = _within(document, path.split("."), kind, partial(_owned, become, owner))
    return document


def _owned(become: Callable[[Any, str], Any], owner: str, value: Any) -> Any:
    return become(value, owner)


def _within(value: Any, path: Sequence[str], kind: Any, become: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [_within(one, path, kind, become) for one in value]
    if path:
        if not isinstance(value, dict) or path[0] not in value:
            return value
        return {**value, path[0]: _within(value[path[0]], path[1:], kind, become)}
    return become(value) if isinstance(value, kind) else value


# -- under the key in force -----------------------------------------------------------------------------------------


def to_do(document: Document, what: Sealed, cipher: FieldCipher) -> bool:
    """Whether something of a document is in clear, or under another key than the one in force."""
    return any(name in document for name in what.in_clear) or not all(
        cipher.is_current(sealed) for sealed in what.found(document)
    )


def changes(documents: Sequence[Document], what: Sealed, cipher: FieldCipher) -> list[pymongo.UpdateOne]:
    """What brings documents under the key in force, each unless somebody has changed it in between."""
    made = []
    for document in documents:
        if not to_do(document, what, cipher):
            continue
        try:
            change = what.brought(document, cipher)
        except Unreadable as wrong:
            log.error("what is sealed does not open", collection=what.collection, id=document["_id"], why=str(wrong))
            continue
        unchanged = {name: document.get(name) for name in what.fields}
        made.append(pymongo.UpdateOne({"_id": document["_id"], **unchanged}, change))
    return made


def begun(state: Mapping[str, Any] | None, cipher: FieldCipher) -> Document:
    """How far a collection is under the key in force."""
    if state is None or state["key"] != cipher.current:
        return {"key": cipher.current, "place": None, "changed": 0, "done": False}
    return {name: state[name] for name in ("key", "place", "changed", "done")}


def followed(state: Document, documents: Sequence[Document], changed: int, most: int) -> Document:
    """How far it is after a batch. A pass that has changed something is followed by another one."""
    changed += state["changed"]
    if len(documents) == most:
        return {**state, "place": documents[-1]["_id"], "changed": changed, "at": clock.now()}
    return {**state, "place": None, "changed": 0, "done": not changed, "at": clock.now()}


def after(state: Mapping[str, Any]) -> Document:
    """What is still to be looked at in a pass."""
    return {} if state["place"] is None else {"_id": {"$gt": state["place"]}}


def go_on(database: Database[Document], what: Sealed, cipher: FieldCipher, most: int) -> bool:
    """Bring a batch of a collection under the key in force; answers whether there is more to do."""
    state = begun(database[SEALING].find_one({"_id": what.name}), cipher)
    if state["done"]:
        return False
    collection = database[what.collection]
    documents = list(collection.find(after(state), dict.fromkeys(what.fields, 1)).sort("_id", 1).limit(most))
    made = changes(documents, what, cipher)
    if made:
        collection.bulk_write(made, ordered=False)
    state = followed(state, documents, len(made), most)
    database[SEALING].update_one({"_id": what.name}, {"$set": state}, upsert=True)
    return not state["done"]
