"""Collections: measures (激励措施) and what is granted of them."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.incentive.errors import measures as errors
from services.incentive.model.measures import Grant, Measure

MEASURES = Collection(
    "measures",
    Measure,
    [
        index("code", unique=True, problem=errors.MeasureKnown),
        index("kind", "code", "_id"),
        index("state", "code", "_id"),
    ],
    missing=errors.NoMeasure,
    searched=("code", "title"),
    called="title",
)
GRANTS = Collection(
    "grants",
    Grant,
    [
        index("begins", "_id"),
        index("ends", "_id"),
        index("cadre_id", "begins", "_id"),
        index("unit_ids", "begins", "_id"),
        index("measure_id", "begins", "_id"),
        index("state", "begins", "_id"),
        index("honour_id", "state"),
    ],
    missing=errors.NoGrant,
    within=Within(),
    sealed=("basis", "revocation_basis"),
    whose="cadre_id",
)
ALL: list[Collection[Any]] = [MEASURES, GRANTS]
