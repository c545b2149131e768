"""Kept: training outside the city (外出培训)."""

from __future__ import annotations

from servicekit.store import Collection, Within, index
from services.training.errors.outside import NoOutsideRecord, OutsideKnown
from services.training.model.outside import OutsideRecord

OUTSIDE = Collection(
    "outside_records",
    OutsideRecord,
    [
        index("cadre_id", "organiser_id", "begins", unique=True, where={"state": "recorded"}, problem=OutsideKnown),
        index("cadre_id", "ends", "_id"),
        index("unit_ids", "ends", "_id"),
        index("organiser_id", "ends", "_id"),
        index("organiser_tier", "ends", "_id"),
        index("ends", "_id"),
        index("state", "ends", "_id"),
    ],
    missing=NoOutsideRecord,
    within=Within(),
    searched=("title", "certificate"),
)
