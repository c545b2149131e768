"""Kept: what training knows of cadres."""

from __future__ import annotations

from servicekit.store import Collection, Within, index
from services.training.errors.common import UnknownCadre
from services.training.model.people import Person

PEOPLE = Collection(
    "people",
    Person,
    [index("unit_ids", "active", "regime", "promoted_on"), index("unit_ids", "active", "_id"), index("active", "_id")],
    UnknownCadre,
    within=Within(cadre="id"),
)
