"""Forgetting somebody (销毁): what a service keeps sealed of them goes with its key, and it stays known that it went.

What still lay in clear, or under the service's ring, is put out in the same transaction. The journal holds none of it:
its answers lie sealed under the ring, and go with their own term (ADR 0054).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import pymongo

from servicekit.calls import on
from servicekit.events import Received
from servicekit.personal import Destroyed
from servicekit.sealing import fields_in, opened_fields, sealed_fields
from servicekit.store import Collection, Document
from servicekit.work import UnitOfWork

APPROVED = "approved"


def forget(work: UnitOfWork, collections: Iterable[Collection[Any]], person: str, by: str, basis: str) -> None:
    """Destroy the key of a person in this service, with what of theirs does not lie under it yet."""
    work.destroy_key(person, by, basis)
    for collection in collections:
        if not (collection.sealed and collection.whose):
            continue
        what = fields_in(collection)
        for document in work.db[collection.name].find({collection.whose: person}, dict.fromkeys(what.fields, 1)):
            if not all(what.found(document)):
                work.write(collection, _put_out(work, collection, document))


def _put_out(work: UnitOfWork, collection: Collection[Any], document: Document) -> pymongo.UpdateOne:
    gone = Destroyed(work.now)
    assert work.cipher is not None, "whoever seals is told the keys"
    anew = sealed_fields(work.cipher, collection, opened_fields(work.cipher, collection, document, gone), gone)
    tops = {path.partition(".")[0] for path in collection.sealed}
    return pymongo.UpdateOne({"_id": document["_id"]}, {"$set": {name: anew[name] for name in tops & anew.keys()}})


class _Keeping(Protocol):
    name: str
    collections: Iterable[Collection[Any]]

    def forget_besides(self, person: str, work: UnitOfWork) -> None: ...


class Forgets:
    """A service that keeps something sealed under keys of persons, and forgets when the registry says so."""

    @on("registry", "disposal.decided.v1", handler="forgetting")
    def forget_whom_the_registry_forgets(self: _Keeping, event: Received, work: UnitOfWork) -> None:
        """The destruction was approved, and this service's part is among it."""
        if event.data["state"] == APPROVED and self.name in event.data["parts"]:
            forget(work, self.collections, event.data["cadre_id"], work.principal.account, event.data["disposal_id"])
            self.forget_besides(event.data["cadre_id"], work)

    def forget_besides(self, person: str, work: UnitOfWork) -> None:
        """Whatever else goes with somebody; in most services nothing."""
