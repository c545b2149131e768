"""The keys of persons (一人一密): one each in a service's database, wrapped by the service's own ring.

What is kept of somebody in the collections that say so (`Collection.whose`) lies under that person's key. A key that
is destroyed (销毁) takes with it everything that lies under it, wherever copies of it are; that it is gone, since when
and why stays known (ADR 0054).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pymongo
from pymongo.database import Database

from servicekit import clock
from servicekit.crypto import KEY_BYTES, FieldCipher, PersonKey
from servicekit.store import Document

PERSON_KEYS = "person_keys"
MOST_KEPT = 500
"""Keys in memory, some 3 kB each; what is done of one person in a row is soon over."""
KEPT_SECONDS = 60.0
"""How long a key that was unwrapped is used without a look whether it is still there."""


@dataclass(frozen=True)
class Destroyed:
    """That somebody's key is gone."""

    at: datetime


def owner_of(person: str) -> str:
    """What the wrapped key of somebody is bound to."""
    return f"{PERSON_KEYS}:{person}"


class PersonKeys:
    """The keys of persons in one database, each unwrapped once a minute; `MOST_KEPT` in memory."""

    def __init__(self, database: Database[Document], cipher: Callable[[], FieldCipher]) -> None:
        self._keys = database[PERSON_KEYS]
        self._cipher = cipher
        self._kept: dict[str, tuple[float, PersonKey | Destroyed]] = {}

    def of(self, persons: Iterable[str]) -> Mapping[str, PersonKey | Destroyed]:
        """The keys of those who have one or had one, in one round trip for those that are not in memory."""
        now, found, unknown = time.monotonic(), {}, []
        for person in dict.fromkeys(persons):
            kept = self._kept.get(person)
            if kept is not None and kept[0] > now:
                found[person] = kept[1]
            else:
                unknown.append(person)
        for document in self._keys.find({"_id": {"$in": unknown}}) if unknown else ():
            found[document["_id"]] = self._keep(document, now)
        return found

    def made(self, person: str) -> tuple[PersonKey, Document]:
        """A new key for somebody, and what is kept of it in the transaction that needs it first."""
        material = os.urandom(KEY_BYTES)
        wrapped = self._cipher().seal_bytes(material, owner_of(person))
        return PersonKey(material), {"_id": person, "wrapped": wrapped, "at": clock.now()}

    def ensured(self, person: str) -> PersonKey | Destroyed:
        """The key of somebody, made and kept at once where there was none."""
        if (known := self.of([person]).get(person)) is not None:
            return known
        _, document = self.made(person)
        first = {name: value for name, value in document.items() if name != "_id"}
        self._keys.update_one({"_id": person}, {"$setOnInsert": first}, upsert=True)
        return self.of([person])[person]

    def forget(self, person: str) -> None:
        """Let go of a key in memory."""
        self._kept.pop(person, None)

    def _keep(self, document: Document, now: float) -> PersonKey | Destroyed:
        person = document["_id"]
        key: PersonKey | Destroyed
        if "destroyed_at" in document:
            key = Destroyed(document["destroyed_at"])
        else:
            key = PersonKey(self._cipher().open_bytes(document["wrapped"], owner_of(person)))
        self._kept.pop(person, None)
        # The oldest come first.
        while self._kept and (len(self._kept) >= MOST_KEPT or next(iter(self._kept.values()))[0] <= now):
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[person] = (now + KEPT_SECONDS, key)
        return key


def destruction(person: str, by: str, basis: str) -> pymongo.UpdateOne:
    """What destroys somebody's key, and keeps none from being made again; done twice it changes nothing."""
    gone = {"destroyed_at": clock.now(), "destroyed_by": by, "basis": basis}
    unless_done = {"$cond": [{"$ifNull": ["$destroyed_at", False]}, "$$ROOT", {"_id": person, **_literally(gone)}]}
    return pymongo.UpdateOne({"_id": person}, [{"$replaceWith": unless_done}], upsert=True)


def _literally(values: Document) -> Document:
    return {name: {"$literal": value} for name, value in values.items()}
