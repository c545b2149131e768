"""What lies sealed in a database, declared once, and bringing all of it under the key in force while processes serve.

Whoever holds the keys does so, and nobody else needs them: each service's process for its own database, the gateway's
for theirs. It begins anew with a new key, goes on where it was after a stop, and ends with a pass in which nothing was
left to do. `cadre keys` counts what lies under which key (ADR 0049).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import bson
import orjson
import pymongo
from pymongo.database import Database

from servicekit import clock, logs
from servicekit.crypto import DATA_KEY, FIELD_KEY, FieldCipher, PersonKey, Unreadable
from servicekit.errors import Forgotten
from servicekit.marks import FIRST, NAMED, OF_PERSON, is_sealed, kind_under_person
from servicekit.personal import PERSON_KEYS, Destroyed, PersonKeys, owner_of
from servicekit.store import CODEC_OPTIONS, Collection, Document, values_at

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
    declared: str = ""
    """What is declared of it, where another declaration begins anew."""

    @property
    def name(self) -> str:
        """What it is called where it is noted how far it is."""
        return f"{self.collection}.{self.declared or self.fields[0]}"


def fields_of(
    collection: str, fields: Sequence[str], owner: Callable[[str, str], str], ring: str = FIELD_KEY
) -> Sealed:
    """Fields of each document are sealed, where they are bytes, for an owner by its id and the field's name."""

    def there(document: Document) -> dict[str, bytes]:
        # What is empty was destroyed.
        return {name: document[name] for name in fields if isinstance(document.get(name), bytes) and document[name]}

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


def receipt(cipher: FieldCipher, key: str, fingerprint: str, answer: Any, whose: PersonKey | None = None) -> bytes:
    """What a journal entry keeps of its command: by what its repetition is known, and what that is answered.

    Of one that kept something of one person alone it lies under that person's key, and goes with it.
    """
    content, owner = orjson.dumps([fingerprint, answer]), f"{JOURNAL}:{key}"
    return whose.seal(content, owner, cipher.suite, _BYTES) if whose else cipher.seal_bytes(content, owner)


def receipt_in(entry: Mapping[str, Any], cipher: FieldCipher, keys: PersonKeys | None = None) -> tuple[str, Any]:
    """Fingerprint and answer of a journal entry, of one from before they were sealed as well.

    Raises Unreadable, and Forgotten where it went with a person's key.
    """
    if "receipt" not in entry:
        return entry["body_hash"], entry["answer"]
    sealed, owner = entry["receipt"], f"{JOURNAL}:{entry['_id']}"
    if kind_under_person(sealed) is None:
        fingerprint, answer = orjson.loads(cipher.open_bytes(sealed, owner))
        return fingerprint, answer
    key = keys.of([entry["whose"]]).get(entry["whose"]) if keys is not None else None
    if isinstance(key, Destroyed):
        raise Forgotten()
    if key is None:
        raise Unreadable("a receipt lies under the key of a person that is not at hand")
    fingerprint, answer = orjson.loads(key.open(sealed, owner))
    return fingerprint, answer


def _brought_receipt(entry: Document, cipher: FieldCipher) -> Document:
    if kind_under_person(entry.get("receipt")) is not None:
        return {"$set": {"receipt": entry["receipt"]}}
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


# -- fields of documents ----------------------------------------------------------------------------------------------

GONE = "（已按规定销毁）"
"""What stands in the place of a text whose key was destroyed; of other things nothing does."""
_TEXT, _BYTES, _DOCUMENT = b"t", b"b", b"d"
_KINDS: Mapping[type, bytes] = {str: _TEXT, bytes: _BYTES, dict: _DOCUMENT}
Keyed = PersonKey | Destroyed | None
"""Under what a document's fields lie: a person's key, none any more, or the service's own ring."""


def persons_of(collection: Collection[Any], documents: Iterable[Document]) -> list[str]:
    """Whose keys it takes to open these documents."""
    whose = collection.whose
    if not whose:
        return []
    return [
        one[whose]
        for one in documents
        if any(kind_under_person(value) is not None for value in _values(collection, one, sealed=True))
    ]


def wants_sealing(collection: Collection[Any], document: Document) -> bool:
    """Whether a document holds anything that is kept sealed."""
    return any(True for _ in _values(collection, document))


def sealed_fields(cipher: FieldCipher, collection: Collection[Any], document: Document, key: Keyed = None) -> Document:
    """A document as it is kept: with the fields sealed that its collection says. Where the person's key is destroyed
    none of it is kept."""

    def seal(value: Any, owner: str) -> Any:
        if isinstance(key, PersonKey):
            kind = _KINDS[type(value)]
            return key.seal(_packed(value), owner, cipher.suite, kind)
        if isinstance(key, Destroyed):
            return _gone(_KINDS[type(value)])
        return cipher.seal(value, owner)

    return _each(collection, document, seal)


def opened_fields(cipher: FieldCipher, collection: Collection[Any], document: Document, key: Keyed = None) -> Document:
    """A document as it is read; what is from before it was sealed is as it is, and what is gone is said to be.

    Raises Unreadable.
    """

    def opened(value: Any, owner: str) -> Any:
        kind = kind_under_person(value)
        if kind is None:
            return cipher.open(value, owner) if is_sealed(value) else value
        if isinstance(key, PersonKey):
            return _unpacked(key.open(value, owner), kind)
        if isinstance(key, Destroyed):
            return _gone(kind)
        raise Unreadable("there is no key of the person under whose it lies")

    return _each(collection, document, opened, sealed=True)


def fields_in(collection: Collection[Any], keys: PersonKeys | None = None, since: int = 0) -> Sealed:
    """The sealed fields of a collection, to be brought under the key in force; what is in clear too.

    Whoever brings them there has the keys of persons; whoever only counts has none. `since`: the migration from which
    on fields are sealed (`Service.fields_sealed_since`); with a new one it begins anew, as everything is kept in clear
    until that has settled.
    """

    def found(document: Document) -> list[bytes]:
        values = [*_values(collection, document, sealed=True), *_values(collection, document)]
        # A value in clear is no sealed one, whatever it begins with; nor one under the ring that is to be a person's.
        under = OF_PERSON if _person_in(collection, document) else NAMED + FIRST
        return [value if is_sealed(value) and value[:1] in under else b"" for value in values]

    def brought(document: Document, cipher: FieldCipher) -> Document:
        key: Keyed = None
        if person := _person_in(collection, document):
            assert keys is not None, "whoever seals anew is told the keys"
            key = keys.ensured(person)
        anew = sealed_fields(cipher, collection, opened_fields(cipher, collection, document, key), key)
        return {"$set": {name: anew[name] for name in tops if name in anew}}

    tops = tuple(dict.fromkeys(path.partition(".")[0] for path in collection.sealed))
    fields = tuple(dict.fromkeys([*tops, *filter(None, [collection.whose])]))
    whose = ["of", collection.whose] if collection.whose else []
    declared = " ".join([*collection.sealed, *whose, *(["since", str(since)] if since else [])])
    return Sealed(collection.name, fields, found, brought, declared=declared)


KEYS_OF_PERSONS = fields_of(PERSON_KEYS, ("wrapped",), lambda person, _: owner_of(person), ring=DATA_KEY)


def _person_in(collection: Collection[Any], document: Document) -> str | None:
    """Whom a document is about; nobody where it is about a unit alone, whose texts lie under the service's ring."""
    return document.get(collection.whose) if collection.whose else None


def _packed(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return value if isinstance(value, bytes) else bson.encode(value)


def _unpacked(content: bytes, kind: bytes) -> Any:
    if kind == _TEXT:
        return content.decode()
    return content if kind == _BYTES else bson.decode(content, codec_options=CODEC_OPTIONS)


def _gone(kind: bytes) -> Any:
    return {_TEXT: GONE, _BYTES: b""}.get(kind, _NOTHING)


_NOTHING = object()
"""Stands for a document that is gone: of a list it leaves no place, elsewhere None."""


def _each(
    collection: Collection[Any], document: Document, become: Callable[[Any, str], Any], *, sealed: bool = False
) -> Document:
    """A copy of the document in which each value in the collection's sealed fields has become another: of those that
    lie sealed, or of those in clear that there is anything in."""
    meant = _meant(collection, document, sealed=sealed)
    for path in collection.sealed:
        owner = f"{collection.name}.{path}:{document['_id']}"
        document = _within(document, path.split("."), meant, partial(_owned, become, owner))
    return document


def _values(collection: Collection[Any], document: Document, *, sealed: bool = False) -> Iterator[Any]:
    """The values that `_each` would have become another."""
    meant = _meant(collection, document, sealed=sealed)
    return (value for path in collection.sealed for value in values_at(document, path) if meant(value))


def _meant(collection: Collection[Any], document: Document, *, sealed: bool) -> Callable[[Any], bool]:
    kinds = (str, bytes, dict) if _person_in(collection, document) else (str,)

    def meant(value: Any) -> bool:
        if is_sealed(value):
            return sealed
        return not sealed and isinstance(value, kinds) and bool(value) and value != GONE

    return meant


def _owned(become: Callable[[Any, str], Any], owner: str, value: Any) -> Any:
    return become(value, owner)


def _within(value: Any, path: Sequence[str], meant: Callable[[Any], bool], become: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        ones = (_within(one, path, meant, become) for one in value)
        return [one for one in ones if one is not _NOTHING]
    if path:
        if not isinstance(value, dict) or path[0] not in value:
            return value
        inner = _within(value[path[0]], path[1:], meant, become)
        return {**value, path[0]: None if inner is _NOTHING else inner}
    return become(value) if meant(value) else value


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
