"""Collections: combined searches (组合查询)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.talentpool.errors.searches import NoSearch
from services.talentpool.model.searches import Search

SEARCHES = Collection(
    "searches",
    Search,
    [index("made_at", "_id"), index("made_by", "made_at", "_id")],
    NoSearch,
    searched=("title",),
    called="title",
)
ALL: list[Collection[Any]] = [SEARCHES]
