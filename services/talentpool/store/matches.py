"""Collections: shortlists (人岗相适)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.talentpool.errors.matches import NoMatch
from services.talentpool.model.matches import Match

MATCHES = Collection(
    "matches",
    Match,
    [
        index("made_at", "_id"),
        index("post_id", "made_at", "_id"),
        index("unit_ids", "made_at", "_id"),
        index("state", "made_at", "_id"),
        index("lines.cadre_id", "state"),
    ],
    missing=NoMatch,
    within=Within(cadre=""),
    # It is about all who were found.
    sealed=("confirmation.reason", "taken_back.confirmation.reason", "taken_back.basis"),
)
ALL: list[Collection[Any]] = [MATCHES]
