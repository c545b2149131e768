"""Kept: corrections (更正)."""

from __future__ import annotations

from servicekit import queries
from servicekit.store import Collection, Within, index
from services.registry.errors.corrections import UnknownCorrection
from services.registry.model.corrections import Correction

CORRECTIONS = Collection(
    "corrections",
    Correction,
    [
        index("cadre_id", "requested_at", "_id"),
        index("state", "requested_at", "_id"),
        index("unit_ids", "state", "requested_at", "_id"),
        index("requested_at", "_id"),
    ],
    UnknownCorrection,
    within=Within(),
    sealed=("changes.health", "add.family", "reason", "basis"),
    whose="cadre_id",
)

CORRECTION_SORTS = queries.orders("requested_at", state="requested_at")
