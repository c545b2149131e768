"""Kept: units (单位)."""

from __future__ import annotations

from servicekit.store import Collection, index
from services.registry.errors.units import CodeTaken, UnknownUnit
from services.registry.model.units import Unit

UNITS = Collection(
    "units",
    Unit,
    [
        index("code", unique=True, problem=CodeTaken),
        index("unit_ids", "code", "_id"),
        index("parent_id", "code", "_id"),
        index("kind", "code", "_id"),
        index("over_since"),
    ],
    UnknownUnit,
)

UNIT_SORTS = {"code": [("code", 1)]}
