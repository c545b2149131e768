"""Collections: deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import deeds as errors
from services.appraisal.model.deeds import Deed, DeedCount

DEEDS = Collection(
    "deeds",
    Deed,
    [
        index("happened_on", "_id"),
        index("kind", "sign", "happened_on", "_id"),
        index("state", "happened_on", "_id"),
        index("subject_id", "happened_on", "_id"),
        index("cadre_id", "happened_on", "_id"),
        index("unit_ids", "happened_on", "_id"),
    ],
    missing=errors.NoDeed,
    within=Within(),
    sealed=("text", "withdrawal_basis", "timeline.note"),
    whose="cadre_id",
)
DEED_COUNTS = Collection("deed_counts", DeedCount, [], missing=errors.NoDeed)
ALL: list[Collection[Any]] = [DEEDS, DEED_COUNTS]
