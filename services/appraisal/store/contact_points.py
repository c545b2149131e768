"""Collections: contact points (干部工作联系点) and their visits."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import contact_points as errors
from services.appraisal.model.contact_points import ContactPoint, Visit

CONTACT_POINTS = Collection(
    "contact_points",
    ContactPoint,
    [
        index("cadre_id", "unit_id", unique=True, where={"state": "open"}, problem=errors.ContactPointOpen),
        index("begins", "_id"),
        index("unit_id", "state"),
        index("cadre_id", "begins", "_id"),
        index("unit_ids", "begins", "_id"),
        index("state", "begins", "_id"),
    ],
    missing=errors.NoContactPoint,
    within=Within(),
)
VISITS = Collection(
    "contact_visits",
    Visit,
    [index("contact_point_id", "on", "_id")],
    missing=errors.NoVisit,
    within=Within(),
    sealed=("findings", "follow_up.text", "follow_up.result"),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [CONTACT_POINTS, VISITS]
