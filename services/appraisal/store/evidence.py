"""Collections: evidence that events bring (研判素材), and of whom."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.appraisal.errors import evidence as errors
from services.appraisal.model.evidence import Evidence, Subject

EVIDENCE = Collection(
    "evidence",
    Evidence,
    [
        index("subject_id", "subject_kind", "number", unique=True),
        index("happened_on", "_id"),
        index("unit_ids", "happened_on", "_id"),
        index("source", "happened_on", "_id"),
        index("reference", "source", "subject_id"),
        index("excluded_by", where={"excluded_by": {"$gt": ""}}),
    ],
    missing=errors.NoEvidence,
    within=Within(cadre="subject_id"),
    sealed=("basis",),
    whose="subject_id",
)
SUBJECTS = Collection(
    "subjects",
    Subject,
    [
        index("dirty", "kind", "_id", where={"dirty": True}),
        index("kind", "active", "_id"),
        index("kind", "computed_on"),
        index("team_id", "_id"),
        index("seats.team_id", "_id"),
    ],
)
BEHIND = {"$set": {"dirty": True}, "$inc": {"version": 1}}
"""The update of subjects whose index is behind what it rests on."""
ALL: list[Collection[Any]] = [EVIDENCE, SUBJECTS]
