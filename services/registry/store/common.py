"""What several subjects look up alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo.database import Database

from servicekit.store import Collection, Document

# Part of the partial indexes over optional codes, and of each query that is to use them.
NAMED = {"$type": "string"}


def by_code(db: Database[Document], collection: Collection[Any], values: Iterable[str]) -> dict[str, Document]:
    """Documents by their codes, in one round trip: id, path, state and name only."""
    wanted = sorted(set(values))
    fields = dict.fromkeys(("code", "unit_ids", "unit_id", "state", "name"), 1)
    return (
        {d["code"]: d for d in db[collection.name].find({"code": {"$in": wanted, **NAMED}}, fields)} if wanted else {}
    )
