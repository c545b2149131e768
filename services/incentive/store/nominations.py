"""Collections: nominations (推荐) from draft to naming, and what is known of the restrictions of each nominee."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.incentive.errors import nominations as errors
from services.incentive.model.nominations import Nomination, Standing

NOMINATIONS = Collection(
    "nominations",
    Nomination,
    [
        index("batch_id", "cadre_id", unique=True, where={"counts": True}, problem=errors.AlreadyNominated),
        index("batch_id", "state", "_id"),
        index("cadre_id", "state"),
        index("unit_ids", "state", "_id"),
        index("programme_id", "state", "_id"),
        index("state", "_id"),
    ],
    missing=errors.NoNomination,
    within=Within(),
    called="cadre_id",
    # What is made public of the merits (`publicity_summary`) is for everybody to read.
    sealed=("merits", "override.basis", "timeline.note"),
    whose="cadre_id",
)
STANDINGS = Collection("standings", Standing)
ALL: list[Collection[Any]] = [NOMINATIONS, STANDINGS]
