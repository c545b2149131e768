"""Collections: honourable retirement (荣誉退休)."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, index
from services.incentive.errors import retirement as errors
from services.incentive.model.retirement import Ceremony, Honouree

CEREMONIES = Collection(
    "ceremonies",
    Ceremony,
    [index("planned_on", "_id"), index("state", "planned_on", "_id")],
    errors.NoCeremony,
    searched=("title", "place"),
    called="title",
)
HONOUREES = Collection(
    "honourees",
    Honouree,
    [index("ceremony_id", "_id"), index("unit_ids", "ceremony_id", "_id"), index("retired_on", "_id")],
    errors.NotAnHonouree,
)
ALL: list[Collection[Any]] = [CEREMONIES, HONOUREES]
