"""The unit of work: what a command reads, what it will change, and what it tells, committed together or not at all.

Reading happens before the transaction and writing is optimistic: each entity is saved only if its version is still
the one that was read. So a transaction holds no lock while a command thinks; when somebody else was first, the whole
command runs again on what is true now.

One journal entry per transaction is command receipt, inbox row, audit entry and outbox at once (ADR 0002).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

import pymongo
from bson import ObjectId
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from servicekit import clock, traces
from servicekit.crypto import FieldCipher, PersonKey
from servicekit.errors import AboutOneself, AlreadyExists, Forgotten, PreconditionFailed, Problem, field_error
from servicekit.events import Event
from servicekit.ids import new_id
from servicekit.lifecycle import Mark
from servicekit.personal import PERSON_KEYS, Destroyed, PersonKeys, destruction
from servicekit.principal import ABOUT, ABOUT_MANY, SYSTEM, Principal, Reach, Scope
from servicekit.rules import RuleBook
from servicekit.schema import Schema
from servicekit.sealing import opened_fields, persons_of, sealed_fields, veiled, wants_sealing
from servicekit.store import (
    Collection,
    Document,
    Entity,
    Page,
    Sorts,
    Word,
    found_by,
    new_word,
    newer_word,
    projection_of,
    read_page,
)
from servicekit.transaction import transact

JOURNAL = "journal"
MOST_FOLLOWED = 20_000
"""Entities that follow what the events of one batch tell, at most."""
_DUPLICATE_KEY = 11000

E = TypeVar("E", bound=Entity)
Write = (
    pymongo.UpdateOne
    | pymongo.UpdateMany
    | pymongo.DeleteOne
    | pymongo.DeleteMany
    | pymongo.ReplaceOne[Document]
    | pymongo.InsertOne[Document]
)
Prepared = list[tuple[Collection[Any], list[Any], int, int, list[Write]]]


def inbox_key(event_id: str, handler: str) -> str:
    """The journal's key of an event that took effect at a handler."""
    return f"e:{event_id}:{handler}"


class Stale(Exception):
    """Somebody else changed what this command read; it must run again on what is true now."""


class MoreThanExpected(Exception):
    """More matches than whoever asked has reckoned with; to do the work for some of it would be wrong."""


class AlreadyDone(Exception):
    """A journal entry with this key is there already: the command or the event took effect before."""


@dataclass
class Reading:
    """What a query sees: the database, who asks and how far they may look, and the rules of the day."""

    db: Database[Document]
    principal: Principal
    rules: RuleBook
    cursor_secret: bytes
    now: datetime = field(default_factory=clock.now)
    request_id: str = ""
    shows: type[Schema] | None = None
    """What the query answers."""
    cipher: FieldCipher | None = None
    """By the service's own keys."""
    keys: PersonKeys | None = None
    """Of persons, each their own."""
    seals: bool = True
    """Whether fields are kept sealed; see `Collection.sealed`."""

    @property
    def scope(self) -> Scope:
        return self.principal.scope

    @cached_property
    def today(self) -> date:
        """The day in China."""
        return clock.day_of(self.now)

    def veil(self, account: str) -> str:
        """What stands for an account that is not to be named; see `sealing.veiled`."""
        return veiled(self.keyed(), account)

    def opened(self, collection: Collection[Any], document: Document) -> Document:
        """A document as its service reads it; see `Collection.sealed`."""
        return self.opened_many(collection, [document])[0]

    def opened_many(self, collection: Collection[Any], documents: Iterable[Document]) -> list[Document]:
        """The same of several documents, with one look for the keys of all."""
        documents = list(documents)
        if not collection.sealed:
            return documents
        cipher, persons = self.keyed(), persons_of(collection, documents)
        keys: Mapping[Any, PersonKey | Destroyed] = self._keys_of_persons(persons) if persons else {}
        whose = collection.whose
        return [opened_fields(cipher, collection, one, keys.get(one.get(whose))) for one in documents]

    def must_be_kept(self, person: str) -> None:
        """Raises Forgotten where what was kept of somebody was destroyed."""
        if isinstance(self._keys_of_persons([person]).get(person), Destroyed):
            raise Forgotten()

    def _keys_of_persons(self, persons: Iterable[str]) -> Mapping[str, PersonKey | Destroyed]:
        assert self.keys is not None, "whoever seals is told the keys of persons"
        return self.keys.of(persons)

    def keyed(self) -> FieldCipher:
        """The cipher by the service's own keys."""
        assert self.cipher is not None, "whoever seals is told the keys"
        return self.cipher

    def get(
        self,
        collection: Collection[Any],
        id: str,
        where: Mapping[str, Any] | None = None,
        answer: type[Schema] | None = None,
    ) -> Document:
        """The document with this id, also matching `where` (the scope). Raises the collection's own NotFound."""
        parts = [part for part in (where, self.not_of_oneself(collection)) if part]
        query = {"$and": [{"_id": id}, *map(dict, parts)]} if parts else {"_id": id}
        shown = projection_of(answer, [collection.whose] if collection.whose else ()) if answer else None
        document = self.db[collection.name].find_one(query, shown)
        if document is None:
            raise collection.not_found(id)
        return self.opened(collection, document)

    def not_of_oneself(self, collection: Collection[Any]) -> Document:
        """A filter that leaves out what others have said of whoever reads as an official (回避, 公务员法 76)."""
        person = self.principal.kept_from
        return {collection.not_for: {"$ne": person}} if collection.not_for and person is not None else {}

    def of_oneself_only(self, cadre: str, where: Document) -> Document:
        """A filter by which of what is about whoever reads only that is found which matches, and all that is not.

        `cadre` is the field that says whom a document is about.
        """
        person = self.scope.cadre_id
        return {"$or": [{cadre: {"$ne": person}}, where]} if person is not None else {}

    def sees(self, collection: Collection[E], entity: E) -> bool:
        """Whether the caller's scope reaches an entity."""
        return collection.scope().reaches(self.scope, entity)

    def load(self, collection: Collection[E], id: str) -> E:
        """The entity with this id. Raises the collection's own NotFound."""
        return collection.to_entity(self.get(collection, id))

    def page(
        self,
        collection: Collection[Any] | str,
        where: Document,
        wish: Mapping[str, Any],
        *,
        sorts: Sorts | None = None,
        default_sort: str | None = None,
        answer: type[Schema] | None = None,
    ) -> Page:
        """One page of a list, of what is found by the words that were asked for (`q`); see `store.read_page`."""
        parts = [where]
        if not isinstance(collection, str):
            parts += [self.not_of_oneself(collection), found_by(collection, wish)]
        parts = [part for part in parts if part]
        page = read_page(
            self.db,
            collection,
            {"$and": parts} if len(parts) > 1 else parts[0] if parts else {},
            wish,
            sorts=sorts,
            default_sort=default_sort,
            answer=answer,
            shows=self.shows,
            also=() if isinstance(collection, str) or not collection.whose else (collection.whose,),
            secret=self.cursor_secret,
        )
        if not isinstance(collection, str):
            page.items = self.opened_many(collection, page.items)
        return page


@dataclass
class _Changes:
    """What is to be written to one collection: guarded by versions, and raw."""

    collection: Collection[Any]
    added: dict[str, Any] = field(default_factory=dict)
    saved: dict[str, Any] = field(default_factory=dict)
    removed: dict[str, Any] = field(default_factory=dict)
    fresh: dict[str, Document] = field(default_factory=dict)
    raw: list[Write] = field(default_factory=list)
    exact: list[Write] = field(default_factory=list)


@dataclass
class UnitOfWork(Reading):
    """What a command or a reaction works with. Nothing is written before the method has returned."""

    expected_version: int | None = None
    traceparent: str = ""
    _aimed: Entity | None = None
    """The first entity that was seen or loaded: what the caller's If-Match speaks of."""
    _aimed_at: int | None = None
    """Its version as it was read."""
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)
    _versions: dict[tuple[str, str], int] = field(default_factory=dict)
    _changes: dict[str, _Changes] = field(default_factory=dict)
    _events: list[Document] = field(default_factory=list)
    _acts: int = 0
    _sealed_for: dict[str, PersonKey | Destroyed] = field(default_factory=dict)
    """Of whom something is kept sealed by this, once it is prepared."""
    _forgets: set[str] = field(default_factory=set)
    noted: Document = field(default_factory=dict)
    """See `note`."""

    def see(self, collection: Collection[E], id: str, hides: Callable[[E], bool] | None = None) -> E:
        """The entity with this id, where the caller's scope reaches it: the same object each time.

        `hides` says of one that the scope reaches that this caller is not to know of it nevertheless. What is not
        there and what is not theirs to see have one refusal, the collection's own NotFound; only then the caller's
        If-Match is looked at. Raises PreconditionFailed when the version is another, and LookupError where the
        collection does not say how a scope is measured.
        """
        entity = self._aim(collection, id)
        if not self.sees(collection, entity) or (hides is not None and hides(entity)):
            raise collection.not_found(id)
        self._check_version()
        return entity

    def load(self, collection: Collection[E], id: str) -> E:
        """The entity with this id, whoever asks: the same object each time. What the caller names is for `see`.

        The first one that a command sees or loads is what its If-Match speaks of. A caller whose scope is narrower than
        all is told that the version is another only after `see`, or when the command has done everything else: a 412
        must not tell what a 404 hides. Raises the collection's NotFound, and PreconditionFailed.
        """
        entity = self._aim(collection, id)
        if self.scope.reach is Reach.ALL:
            self._check_version()
        return entity

    def named(self, collection: Collection[E], id: str, pointer: str) -> E:
        """An entity that a request names besides the one that it is about, within the caller's scope.

        Raises the collection's NotFound, with the place in the request that names it.
        """
        entity = self.in_catalogue(collection, id, pointer)
        if not self.sees(collection, entity):
            raise _no_such(collection, id, pointer)
        return entity

    def in_catalogue(self, collection: Collection[E], id: str, pointer: str) -> E:
        """As `named`, of what everybody sees: it lies in nobody's scope."""
        entity = self.load_many(collection, [id]).get(id)
        if entity is None:
            raise _no_such(collection, id, pointer)
        return entity

    def expect(self, version: int) -> None:
        """Check the caller's If-Match, once, against what is about to change. Raises PreconditionFailed."""
        expected, self.expected_version = self.expected_version, None
        if expected not in (None, version):
            raise PreconditionFailed(
                f"当前版本为 {version}，提交依据的版本为 {expected}",
                f"The version is {version} now, the change was made against {expected}",
                current_version=version,
            )

    def _aim(self, collection: Collection[E], id: str) -> E:
        """The entity; the first one is what If-Match speaks of."""
        found = self._known.get((collection.name, id))
        if found is None:
            document = self.db[collection.name].find_one({"_id": id})
            if document is None:
                raise collection.not_found(id)
            [found] = self._remember_all(collection, [document])
        entity: E = found
        if self._aimed_at is None:
            self._aimed, self._aimed_at = entity, entity.version
        return entity

    def _check_version(self) -> None:
        if self._aimed_at is not None:
            self.expect(self._aimed_at)

    def load_many(self, collection: Collection[E], ids: Iterable[str]) -> dict[str, E]:
        """The entities with these ids, in one round trip; an unknown id is simply not in the answer."""
        wanted = list(dict.fromkeys(ids))
        unknown = [id for id in wanted if (collection.name, id) not in self._known]
        if unknown:
            self._remember_all(collection, self.db[collection.name].find({"_id": {"$in": unknown}}))
        return {id: self._known[collection.name, id] for id in wanted if (collection.name, id) in self._known}

    def find(self, collection: Collection[E], where: Document, *, most: int) -> list[E]:
        """All the entities that match, in no order. Raises MoreThanExpected past `most`: nothing is cut in silence."""
        found = self._read(collection, where, None, most + 1)
        if len(found) > most:
            raise MoreThanExpected(f"{collection.name}: more than {most} match")
        return found

    def first(
        self, collection: Collection[E], where: Document, *, sort: Sequence[tuple[str, int]], limit: int
    ) -> list[E]:
        """The first `limit` of the entities that match."""
        return self._read(collection, where, sort, limit)

    def _read(
        self, collection: Collection[E], where: Document, sort: Sequence[tuple[str, int]] | None, limit: int
    ) -> list[E]:
        cursor = self.db[collection.name].find(where).limit(limit)
        if sort:
            cursor = cursor.sort(list(sort))
        return self._remember_all(collection, cursor)

    def _remember_all(self, collection: Collection[E], documents: Iterable[Document]) -> list[E]:
        documents = list(documents)
        new = [one for one in documents if (collection.name, one["_id"]) not in self._known]
        for document in self.opened_many(collection, new):
            key = (collection.name, document["_id"])
            self._known[key] = entity = collection.to_entity(document)
            self._versions[key] = entity.version
        return [self._known[collection.name, one["_id"]] for one in documents]

    def add(self, collection: Collection[E], entity: E) -> E:
        """Keep a new entity. A duplicate of a unique index becomes that index's own problem."""
        if self._of(collection).added.setdefault(entity.id, entity) is not entity:
            raise LookupError(f"{collection.name}/{entity.id} is added twice in this unit of work")
        self._known[collection.name, entity.id] = entity
        return entity

    def add_many(self, collection: Collection[E], entities: Iterable[E]) -> None:
        """Keep many new entities, in one round trip."""
        for entity in entities:
            self.add(collection, entity)

    def save(self, collection: Collection[E], entity: E) -> E:
        """Keep the change of an entity that was loaded or added here."""
        changes = self._of(collection)
        if entity.id in changes.added:
            changes.added[entity.id] = entity
        elif (collection.name, entity.id) in self._versions:
            changes.saved[entity.id] = entity
        else:
            raise LookupError(f"{collection.name}/{entity.id} was not loaded in this unit of work")
        self._known[collection.name, entity.id] = entity
        return entity

    def remove(self, collection: Collection[E], entity: E) -> None:
        """Delete an entity that was loaded here."""
        self._of(collection).removed[entity.id] = entity

    def write(self, collection: Collection[Any], *writes: Write) -> None:
        """Add raw writes, not guarded by a version, to the same transaction."""
        self._of(collection).raw.extend(writes)

    def write_new(self, collection: Collection[Any], document: Document) -> None:
        """Add a document that nobody has seen; where somebody makes it first, this runs again. See `write`."""
        self._of(collection).fresh[document["_id"]] = document

    def keep_latest(self, collection: Collection[Any], *told: Word) -> None:
        """Keep a replica that events feed: only a word with a higher sequence replaces what is there.

        What is new is inserted: that takes a fifth of what an upsert costs that would find out by itself.
        """
        words = {word[0]: word for word in sorted(told, key=lambda word: word[1])}
        there = self.db[collection.name].find({"_id": {"$in": list(words)}}, {"sequence": 1}) if words else ()
        known = {document["_id"]: document.get("sequence", -1) for document in there}
        for id, word in words.items():
            if id not in known:
                self.write_new(collection, new_word(*word))
            elif word[1] > known[id]:
                self.write(collection, newer_word(*word))

    def tell(self, event: Event, entity: Entity, **values: Any) -> None:
        """Tell an event about an entity: the event's fields come from `values` first, else from the entity.

        Each event of an entity has the next sequence number, which is also the entity's version after it.
        """
        entity.version += 1
        self._acts += 1
        self._events.append(
            {
                "type": event.name,
                "subject": entity.id,
                "sequence": entity.version,
                "time": self.now,
                "data": event.data(entity, values),
            }
        )

    def mark(self, by: str | None = None) -> Mark:
        """Who acts now: whoever is named, else the account; an event or a deadline acts in a service's name."""
        return Mark(self.now, by or self.principal.account)

    def must_name_another(self, named: Mapping[str, Any]) -> None:
        """Raises AboutOneself where an official's account names the person whose account it is in a request (回避)."""
        person = self.principal.kept_from
        if person is not None and person in (named.get(name) for name in ABOUT):
            raise AboutOneself(cadre_id=person)

    def must_aim_at_another(self) -> None:
        """Raises AboutOneself where the first entity that a command has seen is about whoever acts, as an official."""
        self.must_be_about_another(self._aimed)

    def must_be_about_another(self, entity: object) -> None:
        """Raises AboutOneself where an entity is about whoever acts, as an official (回避)."""
        person = self.principal.kept_from
        if person is not None and (
            person in (getattr(entity, name, None) for name in ABOUT) or person in getattr(entity, ABOUT_MANY, ())
        ):
            raise AboutOneself(cadre_id=person)

    def new_id(self, prefix: str) -> str:
        """A new identifier; see `ids.new_id`."""
        return new_id(prefix)

    def _of(self, collection: Collection[Any]) -> _Changes:
        self._acts += 1
        if collection.name not in self._changes:
            self._changes[collection.name] = _Changes(collection)
        return self._changes[collection.name]

    def added(self, collection: Collection[E]) -> list[E]:
        """What is added here, which `find` does not see before the end."""
        changes = self._changes.get(collection.name)
        return [] if changes is None else list(changes.added.values())

    def destroy_key(self, person: str, by: str, basis: str) -> None:
        """Destroy a person's key; see `servicekit.forgetting`."""
        self.write_to(PERSON_KEYS, destruction(person, by, basis))
        self._forgets.add(person)

    def note(self, subject: str, reason: str) -> None:
        """Say in the audit trail of whom or what this was, and why, where no event does."""
        self.noted = {"subject": subject, "reason": reason}

    def discard(self) -> None:
        """Forget everything that was to be changed and told: what was done here was only to see what it would be."""
        self._changes.clear()
        self._events.clear()

    @property
    def acts(self) -> int:
        """How often something was added, saved, removed, written or told here: the same number, nothing since."""
        return self._acts

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to commit besides the journal entry."""
        return bool(self._changes or self._events)

    @property
    def told(self) -> Sequence[Document]:
        """The events to publish; once they are committed, with their ids."""
        return self._events

    def write_to(self, name: str, *writes: Write) -> None:
        """Like `write`, for a collection of the platform's own, which has no entities."""
        self.write(Collection(name, dict), *writes)

    def write_exactly(self, name: str, update: pymongo.UpdateOne) -> None:
        """An update of the platform's own collections that must find what it names; else the command runs again."""
        self._of(Collection(name, dict)).exact.append(update)

    def prepare(self) -> Prepared:
        """Settle the versions of everything that will be written; from here on the entities must not change.

        Raises PreconditionFailed where nothing has looked at the caller's If-Match yet.
        """
        self._check_version()
        made: dict[str, tuple[PersonKey, Document]] = {}
        prepared = [self._prepare(changes, made) for changes in self._changes.values()]
        if made:
            # Two at once for the same person: whoever comes second runs again, with the key of the first.
            first: list[Write] = [pymongo.InsertOne(document) for _, document in made.values()]
            prepared.append((Collection(PERSON_KEYS, dict), first, 0, 0, []))
        return prepared

    @property
    def only_person(self) -> str | None:
        """Of whom something sealed is kept by this, where it is one person alone; known once it is prepared."""
        return next(iter(self._sealed_for)) if len(self._sealed_for) == 1 else None

    @property
    def only_key(self) -> PersonKey | None:
        """That person's key."""
        key = self._sealed_for.get(self.only_person or "")
        return key if isinstance(key, PersonKey) else None

    def commit(self, prepared: Prepared, entries: Sequence[Document]) -> None:
        """Write what `prepare` gave and the journal `entries` in one transaction; the last entry carries the events.

        Raises Stale when a version has moved, AlreadyDone when an entry's key is taken, AlreadyExists (or the index's
        own problem) for a duplicate, and pymongo's errors when the database is away.
        """
        # The order of publication is that of the moments of commit: whoever changes an aggregate after somebody else
        # has read what that one committed, so its moment is later too.
        at = clock.now()
        uid = f"{int(at.timestamp() * 1000):012x}{ObjectId()}"
        for number, event in enumerate(self._events):
            event["id"] = f"{uid}.{number}"
        entries[-1].update({"uid": uid, "at": at, "events": self._events})
        if self._events:
            entries[-1]["pending"] = True

        def body(session: Any) -> None:
            for collection, guarded, replaced, deleted, raw in prepared:
                if guarded:
                    self._write_guarded(collection, guarded, replaced, deleted, session)
                if raw:
                    self.db[collection.name].bulk_write(raw, session=session)
            try:
                if len(entries) == 1:
                    self.db[JOURNAL].insert_one(entries[0], session=session)
                else:
                    self.db[JOURNAL].insert_many(entries, session=session)
            except DuplicateKeyError as taken:
                raise AlreadyDone() from taken
            except BulkWriteError as failed:
                if any(error["code"] == _DUPLICATE_KEY for error in failed.details["writeErrors"]):
                    raise AlreadyDone() from failed
                raise

        with traces.begin("transaction", "internal", self.traceparent, root=True) as span:
            if self._events and span.traceparent:
                entries[-1]["traceparent"] = span.traceparent
            transact(self.db.client, body)
        for person in self._forgets:
            assert self.keys is not None, "whoever forgets is told the keys of persons"
            self.keys.forget(person)

    def _prepare(
        self, changes: _Changes, made: dict[str, tuple[PersonKey, Document]]
    ) -> tuple[Collection[Any], list[Any], int, int, list[Write]]:
        collection = changes.collection
        saved = {id: entity for id, entity in changes.saved.items() if id not in changes.removed}
        for id, entity in saved.items():
            if entity.version == self._versions[collection.name, id]:
                entity.version += 1
        kept = self._kept(collection, [*changes.added.values(), *saved.values()], made)
        guarded: list[Any] = [pymongo.InsertOne(document) for document in kept[: len(changes.added)]]
        for document in kept[len(changes.added) :]:
            unchanged = {"_id": document["_id"], "version": self._versions[collection.name, document["_id"]]}
            guarded.append(pymongo.ReplaceOne(unchanged, document))
        replaced = len(guarded) - len(changes.added)
        guarded.extend(
            pymongo.DeleteOne({"_id": id, "version": self._versions[collection.name, id]}) for id in changes.removed
        )
        guarded.extend(map(pymongo.InsertOne, changes.fresh.values()))
        guarded.extend(changes.exact)
        replaced += len(changes.exact)
        return collection, guarded, replaced, len(changes.removed), changes.raw

    def _kept(
        self, collection: Collection[E], entities: Iterable[E], made: dict[str, tuple[PersonKey, Document]]
    ) -> list[Document]:
        """Entities as documents that are kept, with the keys that are made for it. Raises Forgotten."""
        documents = [collection.to_document(entity) for entity in entities]
        if not (collection.sealed and self.seals):
            return documents
        cipher, whose = self.keyed(), collection.whose
        if not whose:
            return [sealed_fields(cipher, collection, document) for document in documents]
        persons = {one[whose] for one in documents if one[whose] is not None and wants_sealing(collection, one)}
        known = self._keys_of_persons(persons) if persons else {}
        if SYSTEM not in self.principal.roles and any(isinstance(key, Destroyed) for key in known.values()):
            raise Forgotten()
        assert self.keys is not None or not persons
        for person in persons - known.keys() - made.keys():
            made[person] = self.keys.made(person)  # type: ignore[union-attr]
        every = {**{person: key for person, (key, _) in made.items()}, **known}
        self._sealed_for |= {person: every[person] for person in persons}
        return [sealed_fields(cipher, collection, one, every.get(one[whose])) for one in documents]

    def _write_guarded(
        self, collection: Collection[Any], writes: list[Any], replaced: int, deleted: int, session: Any
    ) -> None:
        try:
            result = self.db[collection.name].bulk_write(writes, session=session)
        except BulkWriteError as failed:
            for error in failed.details["writeErrors"]:
                if error["code"] == _DUPLICATE_KEY:
                    if "index: _id_" in str(error.get("errmsg")):
                        raise Stale() from failed  # A natural id: whoever came first made it, so look again.
                    raise _duplicate(collection, error) from failed
            raise
        if result.matched_count != replaced or result.deleted_count != deleted:
            raise Stale()


def _no_such(collection: Collection[Any], id: str, pointer: str) -> Problem:
    """The collection's NotFound, with the place in the request that names what is not there."""
    problem = collection.not_found(id, **{pointer.rpartition("/")[2]: id})
    code = problem.code.rpartition("/")[2]
    problem.errors = [field_error(pointer, code, problem.detail_zh, problem.detail_en)]
    return problem


def _duplicate(collection: Collection[Any], error: Mapping[str, Any]) -> Exception:
    message = str(error.get("errmsg", ""))
    name = message.partition("index: ")[2].partition(" ")[0]
    problem = collection.problem_of_duplicate(name) or AlreadyExists
    return problem(fields=list(error.get("keyPattern", {})))
