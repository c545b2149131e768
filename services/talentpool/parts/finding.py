"""A page of the candidates whom conditions find, read from the index that they open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import orjson
import pymongo
from pymongo.database import Database
from pymongo.errors import ExecutionTimeout, NetworkTimeout

from servicekit.store import Document, Page, open_cursor, seal_cursor
from servicekit.work import Reading
from services.talentpool.model import access, searches
from services.talentpool.model import conditions as asked
from services.talentpool.model.searches import Asked
from services.talentpool.parts.candidates import index_field
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.filters import all_of, bind, of_search

PATIENCE = 5.0
"""Seconds for one reading of the candidates; well within the time that a request has."""


@contextmanager
def in_time(db: Database[Document]) -> Iterator[None]:
    """For a reading of the candidates: one that takes longer than `PATIENCE` is refused. Raises SearchTooWide.

    An index narrows what is read, not what the other conditions leave of it: few who meet them are found late.
    """
    try:
        with pymongo.timeout(PATIENCE):
            yield
    except (ExecutionTimeout, NetworkTimeout) as late:
        db.command("ping")  # Where the database is away, or the caller's own time is over, this says so instead.
        raise access.too_wide(f"{PATIENCE:g} 秒内未能读完", f"It was not read within {PATIENCE:g} seconds") from late


def find(read: Reading, wanted: Asked, cutoff: date, limit: int, cursor: str | None) -> Page:
    """The next page of those who meet the conditions, in the order of their index. Raises BadCursor, SearchTooWide."""
    way, slot = access.chosen(wanted.all), index_field(read.db)
    where = scoped(read, wanted, cutoff, slot)
    order = slot if way.order == asked.INDEX else way.order
    binding = _binding(where, order)
    filters = [where, {order: {"$gt": ""}} if order == "birth" else {}]
    if cursor:
        filters += _after(order, way.direction, open_cursor(cursor, binding, read.cursor_secret))
    with in_time(read.db):
        found = list(
            read.db[CANDIDATES.name]
            .find(all_of(filters), dict.fromkeys((*searches.READ, slot), 1))
            .sort([(order, way.direction), ("_id", way.direction)])
            .hint(way.index_name(slot))
            .limit(limit + 1)
        )
    following = None
    if len(found) > limit:
        found.pop()
        following = seal_cursor([found[-1][order], found[-1]["_id"]], binding, read.cursor_secret)
    shown = [key for key, right in searches.SHOWN.items() if read.principal.may(right)]
    doubts = asked.doubts(wanted.every, cutoff)
    rows = [{**searches.row(known, cutoff, shown, slot), "uncertain": doubts(known)} for known in found]
    return Page(rows, following)


def scoped(read: Reading, wanted: Asked, cutoff: date, slot: str) -> Document:
    """The filter of conditions within the reader's scope, for the indices that readers see."""
    where: Document = bind(of_search(wanted, cutoff), slot)
    return all_of([where, read.scope.filter()])


def _after(order: str, direction: int, last: list[Any]) -> list[Document]:
    value, id = last
    beyond, up_to = ("$gt", "$gte") if direction == 1 else ("$lt", "$lte")
    return [{order: {up_to: value}}, {"$or": [{order: {beyond: value}}, {order: value, "_id": {beyond: id}}]}]


def _binding(where: Mapping[str, Any], order: str) -> bytes:
    return hashlib.sha256(orjson.dumps(["candidates", where, order], option=orjson.OPT_SORT_KEYS)).digest()
