"""Filters and look-ups that every service's queries are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from pymongo.collation import Collation
from pymongo.database import Database

from servicekit import clock
from servicekit.blanks import folded
from servicekit.errors import UnknownEntry, field_error, with_words
from servicekit.rules import DICTIONARIES
from servicekit.store import CONVERTER, Collection, Document

Db = Database[Document]
_HOWEVER_TYPED = Collation(locale="en", strength=2)
MOST_OFFERED = 30
"""Entries that a refusal says in words; `allowed` has them all."""


class Entries(dict[str, str]):
    """The keys of a dictionary in their order, each with what it is called; with the dictionary's code and name."""

    code = zh = ""


def entries_of(db: Db, dictionary: str) -> Entries:
    """The entries of a dictionary."""
    found = db[DICTIONARIES].find_one({"code": dictionary}, {"entries.key": 1, "entries.zh": 1, "zh": 1}) or {}
    entries = Entries({entry["key"]: entry["zh"] for entry in found.get("entries", [])})
    entries.code, entries.zh = dictionary, found.get("zh", "")
    return entries


def named(db: Db, collections: Iterable[Collection[Any]], ids: Iterable[str]) -> list[Document]:
    """What things are called, those of collections that say by which field."""
    wanted, found = list(ids), []
    for collection in collections:
        if not (field := collection.called):
            continue
        words = entries_of(db, collection.called_in) if collection.called_in else {}
        for thing in db[collection.name].find({"_id": {"$in": wanted}}, {field: 1}):
            if value := thing.get(field):
                key = field if field == "cadre_id" else "name"
                found.append({"id": thing["_id"], key: words.get(value, value)})
    return found


def must_know(db: Db, dictionary: str, keys: Iterable[str], pointer: str) -> None:
    """Raises UnknownEntry for the first of `keys` that a dictionary lacks, with what it has."""
    must_be_among(entries_of(db, dictionary), keys, pointer)


def must_be_among(entries: Entries, keys: Iterable[str], pointer: str) -> None:
    """`must_know` for many rows, with the dictionary's entries read once."""
    for key in keys:
        if key not in entries:
            zh, en = f"字典“{entries.zh}”中没有“{key}”", f"The dictionary {entries.code} has no {key}"
            if 0 < len(entries) <= MOST_OFFERED:
                zh, en = f"{zh}；可选：{with_words(entries)}", f"{en}; allowed: {', '.join(entries)}"
            raise UnknownEntry(zh, en, errors=[field_error(pointer, "unknown-entry", zh, en)], allowed=sorted(entries))


def filters(wish: Mapping[str, Any], *fields: str, **kept_as: str) -> Document:
    """A filter for those of `fields` that were asked for; `unit_id` matches a unit and all below it.

    `kept_as` says of further ones under which name the documents have them.
    """
    names = {name: "unit_ids" if name == "unit_id" else name for name in fields} | kept_as
    return {kept: one_of(wish[name]) for name, kept in names.items() if wish.get(name) is not None}


def one_of(asked: Any) -> Any:
    """The condition that a field has the value that was asked for, or one of several."""
    kept = CONVERTER.unstructure(asked)
    if not isinstance(kept, list):
        return kept
    return kept[0] if len(kept) == 1 else {"$in": kept}


def whether(asked: bool | None, condition: Document) -> Document:
    """The filter for what meets a condition, or does not; none where nobody asked."""
    if asked is None:
        return {}
    return condition if asked else {"$nor": [condition]}


def orders(*fields: str, **within: str) -> dict[str, list[tuple[str, int]]]:
    """The orders that a list has: by each of `fields`, and by those of `within`, each then by another (`-`: down)."""
    made = {name: [(name, 1)] for name in fields}
    for name, then in within.items():
        second = (then.removeprefix("-"), -1 if then.startswith("-") else 1)
        made[name] = [(name, 1), second, *([] if then == "_id" else [("_id", second[1])])]
    return made


def between(wish: Mapping[str, Any], field: str, first: str = "day_from", last: str = "day_to") -> Document:
    """A filter for days from `wish[first]` to `wish[last]`."""
    bounds = {}
    if wish.get(first):
        bounds["$gte"] = wish[first].isoformat()
    if wish.get(last):
        bounds["$lte"] = wish[last].isoformat()
    return {field: bounds} if bounds else {}


def on_days(wish: Mapping[str, Any], field: str) -> Document:
    """A filter for instants of the days from `wish["day_from"]` to `wish["day_to"]`."""
    bounds = {}
    if wish.get("day_from"):
        bounds["$gte"] = clock.beginning(wish["day_from"])
    if wish.get("day_to"):
        bounds["$lt"] = clock.beginning(wish["day_to"] + timedelta(days=1))
    return {field: bounds} if bounds else {}


def both(one: Document, two: Document) -> Document:
    """Both filters; neither may widen the other."""
    if not one or not two:
        return one or two
    return {"$and": [one, two]}


def known_ids(db: Db, collection: Collection[Any], ids: Iterable[str]) -> set[str]:
    """Those of `ids` that exist."""
    return {found["_id"] for found in db[collection.name].find({"_id": {"$in": list(set(ids))}}, {"_id": 1})}


def alike(db: Db, collection: Collection[Any], field: str, values: Iterable[str]) -> dict[str, str]:
    """Of `values` those that are there already but for capitals and width, each with how it is written there.

    It looks through the whole collection: for few things alone.
    """
    wanted = sorted(set(values))
    if not wanted:
        return {}
    found = db[collection.name].find({field: {"$in": wanted}}, {field: 1}).collation(_HOWEVER_TYPED)
    there = {folded(row[field]): row[field] for row in found}
    return {value: there[folded(value)] for value in wanted if folded(value) in there}


def taken(db: Db, collection: Collection[Any], field: str, values: Iterable[str | None]) -> set[str | None]:
    """Those of `values` that `field` has already; it may have an index of texts only."""
    wanted = {value for value in values if value is not None}
    if not wanted:
        return set()
    where = {field: {"$in": list(wanted), "$type": "string"}}
    return {row[field] for row in db[collection.name].find(where, {field: 1})}
