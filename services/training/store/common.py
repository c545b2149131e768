"""What several subjects look up alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo.database import Database

from servicekit.store import Collection, Document

# Part of the partial indexes over optional values, and of each query that is to use them.
NAMED = {"$type": "string"}


Db = Database[Document]


def taken(db: Db, collection: Collection[Any], field: str, values: Iterable[str | None]) -> set[str | None]:
    """Those of `values` that `field` has already."""
    wanted = {value for value in values if value is not None}
    return (
        {row[field] for row in db[collection.name].find({field: {"$in": list(wanted), **NAMED}}, {field: 1})}
        if wanted
        else set()
    )
