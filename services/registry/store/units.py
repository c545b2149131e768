"""Kept: units (单位)."""

from __future__ import annotations

from servicekit import queries
from servicekit.store import Collection, index
from services.registry.errors.units import CodeTaken, MergerNotKept, UnknownUnit
from services.registry.model.units import Merger, Unit

UNITS = Collection(
    "units",
    Unit,
    [
        index("code", unique=True, problem=CodeTaken),
        index("unit_ids", "code", "_id"),
        index("parent_id", "code", "_id"),
        index("kind", "code", "_id"),
        index("state", "code", "_id"),
        index("place", "_id"),
        index("unit_ids", "place", "_id"),
        index("over_since"),
    ],
    UnknownUnit,
)

MERGERS = Collection("mergers", Merger, [index("unit_id", "taken_back", "_id")], MergerNotKept)

UNIT_SORTS = queries.orders("code", state="code") | {"order": [("place", 1)]}
"""By code, by state, and as the tree has them: each unit by its number among its siblings."""
