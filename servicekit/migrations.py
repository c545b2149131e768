"""Migrations (数据迁移): how what is kept is brought to the shape that a release keeps it in, while processes serve.

A database's own stand in the package `migrations` beside its service, one module each: `m0001_what_it_does`, with a
docstring and a function `migrate(at, place)`. It does one batch, beginning at `place` (None at first), and answers
where the next begins, or None when all is done. A batch may be done twice: whoever is killed does it again. A migration
leaves data that the release before can still work with, so that old and new processes run side by side; one that does
not says `BREAKS = True`, and processes that do not know it do not start any more.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pymongo
from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, PyMongoError

from servicekit import clock, logs
from servicekit.config import ConfigurationError, Settings
from servicekit.leases import Lease, LeaseLost
from servicekit.store import GRAMS, Collection, Document

log = logs.get(__name__)

SCHEMA = "schema"
VERSION, RESTORE, LEASE_ID = "version", "restore", "lease"
"""What the collection keeps: how far the data are, that a restore is under way, and who is migrating."""
LEASE = Lease(30, owner="owner", until="until", fence="fence")
RENEW_SECONDS = 8.0
_NAMED = re.compile(r"m(\d{4})_(\w+)")
Migrate = Callable[["At", Any], Any]


class TooNew(ConfigurationError):
    """The data were migrated by a release that this one cannot work beside."""


class Restoring(ConnectionFailure):
    """A backup is being restored into this database, or was until it was interrupted: it is not there yet."""


class Held(Exception):
    """Somebody else is migrating."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


@dataclass(frozen=True)
class At:
    """What a migration works on."""

    database: Database[Document]
    settings: Settings


@dataclass(frozen=True)
class Migration:
    """One step from a schema to the next."""

    number: int
    name: str
    meaning: str
    migrate: Migrate
    breaks: bool = False
    """Whether processes that do not know it cannot work with what it leaves."""


@dataclass(frozen=True)
class Part:
    """A database with the migrations that this release knows of it, the first first."""

    name: str
    database: Database[Document]
    known: Sequence[Migration]

    @property
    def newest(self) -> int:
        return len(self.known)


@dataclass(frozen=True)
class Standing:
    """How far a database is."""

    number: int
    """The last migration that is done; the newest known one where the database is empty."""
    oldest: int
    """The newest migration that a process has to know."""
    there: bool
    """Whether it is written down; not so in a database that is empty or from before there were migrations."""
    running: Mapping[str, Any] | None
    """What was begun and is not finished: `number`, `place`, `batches`."""
    restoring: Mapping[str, Any] | None


def migrations_of(package: str) -> tuple[Migration, ...]:
    """What stands in `<package>.migrations`, in order. Raises LookupError where a number or a docstring is missing."""
    if importlib.util.find_spec(f"{package}.migrations") is None:
        return ()
    folder = importlib.import_module(f"{package}.migrations")
    found: list[Migration] = []
    for one in sorted(pkgutil.iter_modules(folder.__path__), key=lambda one: one.name):
        if not (named := _NAMED.fullmatch(one.name)):
            continue
        module = importlib.import_module(f"{folder.__name__}.{one.name}")
        meaning = (module.__doc__ or "").strip().splitlines()
        if int(named[1]) != len(found) + 1 or not meaning:
            raise LookupError(f"{module.__name__}: migrations are numbered from 1 without a gap and have a docstring")
        found.append(
            Migration(int(named[1]), named[2], meaning[0], module.migrate, bool(getattr(module, "BREAKS", False)))
        )
    return tuple(found)


def standing_of(part: Part) -> Standing:
    """How far a database is; writes nothing."""
    records = {record["_id"]: record for record in part.database[SCHEMA].find({"_id": {"$in": [VERSION, RESTORE]}})}
    record = records.get(VERSION)
    if record is None:
        number = part.newest if not _holds_anything(part.database) else 0
        return Standing(number, 0, False, None, records.get(RESTORE))
    return Standing(record["number"], record["oldest"], True, record.get("running"), records.get(RESTORE))


def _holds_anything(database: Database[Document]) -> bool:
    return any(name != SCHEMA for name in database.list_collection_names())


def begin(part: Part) -> None:
    """What a process looks at before it touches its database, and writes down in one that is empty.

    Raises TooNew where it cannot work beside what is there, and Restoring until a restore is finished. What only
    another release knows, or nobody has migrated yet, is said in the log and served on.
    """
    standing = standing_of(part)
    if standing.restoring is not None:
        raise Restoring(f"{part.name} is being restored, or was until that was interrupted: run `cadre restore` again")
    if not standing.there:
        write_down(part, standing)
    if standing.oldest > part.newest:
        raise TooNew(
            f"the data of {part.name} are at schema {standing.number} and want a release that knows {standing.oldest}; "
            f"this one knows {part.newest}: start the newer release again, or restore the backup made before it"
        )
    if standing.number > part.newest:
        log.warning("the data are of a newer release, which this one can serve beside", part=part.name)
    elif standing.number < part.newest:
        log.warning("the data wait for a migration: run `cadre migrate`", part=part.name, at=standing.number)


def has_settled(part: Part, number: int, seconds: float) -> bool:
    """Whether a migration was done so many seconds ago, or never had to be: whoever ran before it runs no more."""
    record = part.database[SCHEMA].find_one({"_id": VERSION}) or {}
    if record.get("number", -1) < number:
        return False
    done = [one["at"] for one in record["applied"] if one["number"] == number]
    return all((clock.now() - at).total_seconds() >= seconds for at in done)


def write_down(part: Part, standing: Standing) -> None:
    """Keep how far a database is from now on; of several who do so the first decides."""
    first = {"number": standing.number, "oldest": standing.oldest, "applied": [], "fence": 0}
    part.database[SCHEMA].update_one({"_id": VERSION}, {"$setOnInsert": first}, upsert=True)


@contextmanager
def _lease(database: Database[Document]) -> Iterator[int]:
    """Be the only one who migrates; answers the fence. Raises Held naming who does. Renewed until the end."""
    owner = f"{socket.gethostname()}, process {os.getpid()}"
    leases = database[SCHEMA]
    leases.update_one({"_id": LEASE_ID}, {"$setOnInsert": LEASE.nobodys()}, upsert=True)
    taken = leases.find_one_and_update(
        {"_id": LEASE_ID, **LEASE.free_for(owner)}, LEASE.take(owner), return_document=pymongo.ReturnDocument.AFTER
    )
    if taken is None:
        holder = leases.find_one({"_id": LEASE_ID}) or {}
        raise Held(str(holder.get("owner")))
    fence, over = LEASE.fence_of(taken), threading.Event()
    mine = {"_id": LEASE_ID, **LEASE.held(fence)}

    def renew() -> None:
        while not over.wait(RENEW_SECONDS):
            try:
                leases.update_one(mine, LEASE.renew())
            except PyMongoError as away:
                log.warning("the lease was not renewed", error=repr(away))

    heart = threading.Thread(target=renew, daemon=True)
    heart.start()
    try:
        yield fence
    finally:
        over.set()
        heart.join(5)
        leases.update_one(mine, LEASE.give_back())


Progress = Callable[[Part, Migration, int], None]
"""Told of each batch: of which database, of which migration, how many batches it has had."""


def run(parts: Iterable[Part], leases: Database[Document], settings: Settings, progress: Progress) -> int:
    """Do what is pending, one after another; answers how many were done.

    Raises Held where somebody else does so, LeaseLost where somebody has taken over, TooNew and Restoring as `begin`.
    """
    done = 0
    with _lease(leases) as fence:
        for part in parts:
            begin(part)
            standing = standing_of(part)
            for migration in part.known[standing.number :]:
                _run_one(part, migration, At(part.database, settings), fence, progress)
                done += 1
    return done


def _run_one(part: Part, migration: Migration, at: At, fence: int, progress: Progress) -> None:
    began = time.monotonic()
    running = (part.database[SCHEMA].find_one({"_id": VERSION}) or {}).get("running") or {}
    place, batches = running.get("place"), running.get("batches", 0)
    _note(part, fence, {"$set": {"running": {"number": migration.number, "place": place, "batches": batches}}})
    while True:
        place = migration.migrate(at, place)
        batches += 1
        if place is None:
            break
        _note(part, fence, {"$set": {"running.place": place, "running.batches": batches}})
        progress(part, migration, batches)
    applied = {
        "number": migration.number,
        "name": migration.name,
        "at": clock.now(),
        "seconds": round(time.monotonic() - began, 1),
        "batches": batches,
    }
    oldest = {"oldest": migration.number} if migration.breaks else {}
    _note(
        part,
        fence,
        {"$set": {"number": migration.number, **oldest}, "$push": {"applied": applied}, "$unset": {"running": ""}},
    )
    progress(part, migration, batches)


def _note(part: Part, fence: int, change: Document) -> None:
    """Change the record unless somebody with a later fence has. Raises LeaseLost."""
    mine = {"_id": VERSION, "fence": {"$lte": fence}}
    if not part.database[SCHEMA].update_one(mine, {**change, "$max": {"fence": fence}}).matched_count:
        raise LeaseLost(part.name)


def in_batches(
    database: Database[Document],
    collection: str,
    where: Document,
    change: Document | list[Document],
    place: Any,
    at_once: int,
) -> Any:
    """Change at most `at_once` documents that match `where`, in the order of `_id` after `place`; where the next begin.

    What is changed need not match any more, and what was changed before need not be known.
    """
    after = {"_id": {"$gt": place}} if place is not None else {}
    found = database[collection].find({**where, **after}, {"_id": 1}).sort([("_id", 1)]).limit(at_once)
    ids = [document["_id"] for document in found]
    if not ids:
        return None
    database[collection].update_many({**where, "_id": {"$in": ids}}, change)
    return ids[-1]


def words_anew(database: Database[Document], collections: Iterable[Collection[Any]], place: Any, at_once: int) -> Any:
    """Make anew the words by which at most `at_once` documents are searched, one collection after another, after
    `place`; answers where the next begin.

    What is changed meanwhile keeps the words that it was given with that.
    """
    searched = {collection.name: collection for collection in collections if collection.searched}
    began, after = place or (next(iter(searched)), None)
    for name in list(searched)[list(searched).index(began) :]:
        collection, where = searched[name], {} if after is None else {"_id": {"$gt": after}}
        fields = (*collection.searched, *collection.searched_through)
        found = list(database[name].find(where, dict.fromkeys(fields, 1)).sort([("_id", 1)]).limit(at_once))
        if found:
            writes = [UpdateOne(one, {"$set": {GRAMS: collection.grams_of(one)}}) for one in found]
            database[name].bulk_write(writes, ordered=False)
            return [name, found[-1]["_id"]]
        after = None
    return None


def same_index(there: Mapping[str, Any], declared: pymongo.IndexModel) -> bool:
    """Whether an index as the database describes it is the one that is declared."""
    wanted = declared.document
    return (
        list(dict(there["key"]).items()) == list(dict(wanted["key"]).items())
        and bool(there.get("unique")) == bool(wanted.get("unique"))
        and there.get("partialFilterExpression") == wanted.get("partialFilterExpression")
        and (there.get("collation") or {}).get("locale") == (wanted.get("collation") or {}).get("locale")
    )


def replace_index(database: Database[Document], collection: Collection[Any], name: str) -> None:
    """Put the declared index `name` where one of another release has the same name.

    A unique one holds throughout: another one, over the same keys, stands in while there is none of that name.
    """
    declared = next(one for one in collection.indexes if one.name == name)
    documents, guard = database[collection.name], f"{name}_meanwhile"
    there = {index["name"]: index for index in documents.list_indexes()}
    if name not in there or not same_index(there[name], declared.model()):
        if declared.unique and guard not in there:
            # Two indexes over the same keys must differ in what they hold; that every document has an `_id` is no news.
            stand_in = {**(declared.where or {}), "_id": {"$exists": True}}
            documents.create_index(list(declared.keys), name=guard, unique=True, partialFilterExpression=stand_in)
        if name in there:
            documents.drop_index(name)
        documents.create_indexes([declared.model()])
    if guard in {index["name"] for index in documents.list_indexes()}:
        documents.drop_index(guard)


def drop_index(database: Database[Document], collection: str, name: str) -> None:
    """Drop an index that is not declared any more, where it is there."""
    if any(index["name"] == name for index in database[collection].list_indexes()):
        database[collection].drop_index(name)
