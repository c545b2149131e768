"""Kept: classes (班次)."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit.store import Collection, index
from services.training.errors.classes import NoClass
from services.training.errors.common import AlreadyKnown
from services.training.model.classes import TrainingClass
from services.training.store.common import Db

CLASSES = Collection(
    "classes",
    TrainingClass,
    [
        index("code", unique=True, problem=AlreadyKnown),
        index("kind", "state", "begins", "_id"),
        index("state", "begins", "_id"),
        index("begins", "_id"),
        index("term", "kind", "organiser_tier"),
        index("round", "begins"),
        index("organiser_id", "begins"),
        index("plan_id", "begins"),
        index("sessions.teacher_id", "term"),
    ],
    missing=NoClass,
    searched=("title", "code"),
)


def classes_by_code(db: Db, codes: Iterable[str]) -> dict[str, str]:
    """Ids of classes by code."""
    return {c["code"]: c["_id"] for c in db[CLASSES.name].find({"code": {"$in": list(set(codes))}}, {"code": 1})}
