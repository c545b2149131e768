"""A page of the candidates whom conditions find, read from the index that they open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pymongo
from pymongo.database import Database
from pymongo.errors import ExecutionTimeout, NetworkTimeout

from servicekit.store import Document, Page, plan_page
from servicekit.work import Reading
from services.talentpool.model import access, searches
from services.talentpool.model import conditions as asked
from services.talentpool.model.searches import Asked
from services.talentpool.parts.candidates import index_field
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.filters import all_of, bind, of_search
from services.talentpool.vocabulary.conditions import INDEX

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
        raise access.too_wide("未能在时限内读完", f"It was not read within {PATIENCE:g} seconds") from late


def find(read: Reading, wanted: Asked, cutoff: date, wish: Mapping[str, Any]) -> Page:
    """The page of those who meet the conditions that a `CursorQuery` asks for, in the order of their index.

    Raises BadCursor and SearchTooWide.
    """
    way, slot = access.chosen(wanted.all), index_field(read.db)
    order = slot if way.order == INDEX else way.order
    where = all_of([scoped(read, wanted, cutoff, slot), {order: {"$gt": ""}} if order == "birth" else {}])
    plan = plan_page(
        CANDIDATES.name,
        where,
        wish,
        sorts={"way": [(order, way.direction)]},
        default_sort="way",
        projection=dict.fromkeys((*searches.READ, slot), 1),
        secret=read.cursor_secret,
    )
    with in_time(read.db):
        page = plan.page(list(plan.find(read.db[CANDIDATES.name], hint=way.index_name(slot))))
    shown = [key for key, right in searches.SHOWN.items() if read.principal.may(right)]
    doubts = asked.doubts(wanted.every, cutoff)
    rows = [{**searches.row(known, cutoff, shown, slot), "uncertain": doubts(known)} for known in page.items]
    return replace(page, items=rows)


def scoped(read: Reading, wanted: Asked, cutoff: date, slot: str) -> Document:
    """The filter of conditions within the reader's scope, for the indices that readers see."""
    where: Document = bind(of_search(wanted, cutoff), slot)
    return all_of([where, read.scope.filter()])
