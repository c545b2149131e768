"""Kept: classes (班次)."""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from collections.abc import Iterable
from datetime import date

from servicekit.store import Collection, Document, index
from services.training.errors.classes import NoClass
from services.training.errors.common import AlreadyKnown
from services.training.model.classes import TeacherDay, TrainingClass
from services.training.store.common import Db
from services.training.vocabulary.classes import State

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
        index("sessions.teacher_id", "ends"),
    ],
    missing=NoClass,
    searched=("title", "code"),
    called="title",
)

TEACHER_DAYS = Collection("teacher_days", TeacherDay)


def taught_by(teacher_ids: AnyOf[str], days: AnyOf[date], but: str) -> Document:
    """The filter for classes that are not cancelled, in which one of these teachers gives a session on one of these
    days; `but` is left out."""
    session = {"teacher_id": {"$in": sorted(teacher_ids)}, "on": {"$in": sorted(day.isoformat() for day in days)}}
    return {"sessions": {"$elemMatch": session}, "state": {"$ne": State.CANCELLED.value}, "_id": {"$ne": but}}


def classes_by_code(db: Db, codes: Iterable[str]) -> dict[str, str]:
    """Ids of classes by code."""
    return {c["code"]: c["_id"] for c in db[CLASSES.name].find({"code": {"$in": list(set(codes))}}, {"code": 1})}
