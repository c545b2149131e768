"""Collections: tolerance of honest mistakes (三个区分开来)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.incentive.errors import tolerance as errors
from services.incentive.model.tolerance import Application

APPLICATIONS = Collection(
    "tolerance_applications",
    Application,
    [
        index("cadre_id", "matter_reference", unique=True, problem=errors.ApplicationKnown),
        index("state", "_id"),
        index("unit_ids", "state", "_id"),
        index("cadre_id", "_id"),
        index("due_on", "_id"),
    ],
    missing=errors.NoApplication,
    within=Within(),
    sealed=(
        *("facts", "opinions.text", "earlier_opinions.text", "reasons", "appeal"),
        *("decisions.reasons", "decisions.basis", "timeline.note"),
    ),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [APPLICATIONS]
