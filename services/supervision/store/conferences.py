"""Collections: joint conferences (会商联席)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.supervision.errors.conferences import NoConference
from services.supervision.model.conferences import Conference

CONFERENCES = Collection(
    "conferences",
    Conference,
    [
        index("-held_on", "-_id"),
        index("state", "-held_on", "-_id"),
        index("agency_unit_ids", "-held_on", "-_id"),
    ],
    missing=NoConference,
    within=Within("agency_unit_ids", ""),
    searched=("title",),
    searched_through=("minutes",),
    called="title",
)

ALL: list[Collection[Any]] = [CONFERENCES]
