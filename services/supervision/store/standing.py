"""Collections: restrictions (影响期), each cadre's standing, and clearance of what must not happen while one holds."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors.standing import NoRestriction
from services.supervision.model.standing import Clearance, Restriction, Standing

RESTRICTIONS = Collection(
    "restrictions",
    Restriction,
    [
        index("cadre_id", "begins", "_id"),
        index("unit_ids", "begins", "_id"),
        index("state", "begins", "_id"),
        index("begins", "_id"),
        index("ends", "_id"),
    ],
    missing=NoRestriction,
    within=Within(),
    sealed=("basis", "closed_basis", "override.basis"),
    whose="cadre_id",
)
STANDINGS = Collection("standings", Standing)
CLEARANCES = Collection("clearances", Clearance)

ALL: list[Collection[Any]] = [RESTRICTIONS, STANDINGS, CLEARANCES]
