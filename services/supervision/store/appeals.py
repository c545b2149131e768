"""Collections: appeals (申诉) against restrictions and letters."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors.appeals import AppealOpen, NoAppeal
from services.supervision.model.appeals import Appeal

APPEALS = Collection(
    "appeals",
    Appeal,
    [
        index("subject_id", unique=True, where={"state": "open"}, problem=AppealOpen),
        index("subject_id", "lodged_on", "_id"),
        index("cadre_id", "lodged_on", "_id"),
        index("unit_ids", "lodged_on", "_id"),
        index("state", "lodged_on", "_id"),
        index("overdue", "state", "lodged_on", "_id"),
        index("lodged_on", "_id"),
        index("due_on", "_id"),
    ],
    missing=NoAppeal,
    within=Within(),
    sealed=(
        *("grounds", "late_basis", "decided_basis", "before.closed_basis"),
        *("superseded.basis", "superseded.correction", "timeline.note"),
    ),
    whose="cadre_id",
)

ALL: list[Collection[Any]] = [APPEALS]
