"""Collections: selected graduates (选调生), and how many a mentor has."""

from __future__ import annotations

from typing import Any

from servicekit.store import Collection, Within, index
from services.talentpool.errors.graduates import NoGraduate
from services.talentpool.model.graduates import Graduate
from services.talentpool.model.mentors import MentorLoad

GRADUATES = Collection(
    "graduates",
    Graduate,
    [
        index("cadre_id", unique=True),
        index("year", "_id"),
        index("unit_ids", "year", "_id"),
        index("mentor_id", "state"),
        index("lost_mentor", "state"),
        index("stage", "year", "_id"),
        index("promoted", "year", "_id"),
        index("key_training", "year", "_id"),
        index("behind", "year", "_id"),
        index("state", "year", "_id"),
    ],
    missing=NoGraduate,
    within=Within(),
    sealed=(
        *(f"{one}.{name}" for one in ("interviews", "assessments") for name in ("text", "correction", "withdrawn")),
        *("promotions.withdrawn", "mentors.reason", "list_changes.reason", "list_changes.override.basis", "end_reason"),
    ),
    whose="cadre_id",
)
MENTORS = Collection("graduate_mentors", MentorLoad)
ALL: list[Collection[Any]] = [GRADUATES, MENTORS]
