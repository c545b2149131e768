"""Kept: teaching points (现场教学点)."""

from __future__ import annotations

from collections.abc import Iterable

from servicekit.store import Collection, index
from services.training.errors.common import AlreadyKnown
from services.training.errors.places import NoBooking, NoPoint, NoVisit
from services.training.model.places import Booking, PointDay, TeachingPoint, Visit
from services.training.store.common import Db

POINTS = Collection(
    "teaching_points",
    TeachingPoint,
    [
        index("code", unique=True, problem=AlreadyKnown),
        index("kind", "state", "_id"),
        index("state", "_id"),
        index("region", "_id"),
        index("base_id", "_id"),
        index("themes", "_id"),
    ],
    missing=NoPoint,
    searched=("name", "code", "address"),
    called="name",
)

POINT_DAYS = Collection("point_days", PointDay)

BOOKINGS = Collection(
    "bookings",
    Booking,
    [
        index("point_id", "begins", "_id"),
        index("class_id"),
        index("unit_id", "begins"),
        index("begins", "_id"),
        index("state", "begins", "_id"),
    ],
    missing=NoBooking,
)

VISITS = Collection(
    "visits",
    Visit,
    [
        index("theme", "state", "on", "_id"),
        index("point_id", "on", "_id"),
        index("unit_id", "on", "_id"),
        index("on", "_id"),
        index("state", "on", "_id"),
    ],
    missing=NoVisit,
)


def capacities(db: Db, ids: Iterable[str]) -> dict[str, int]:
    """How many people a day the teaching points with these ids take."""
    found = db[POINTS.name].find({"_id": {"$in": list(set(ids))}}, {"capacity_per_day": 1})
    return {point["_id"]: point["capacity_per_day"] for point in found}


def points_by_code(db: Db, codes: Iterable[str]) -> dict[str, str]:
    """Ids of teaching points by code."""
    return {p["code"]: p["_id"] for p in db[POINTS.name].find({"code": {"$in": list(set(codes))}}, {"code": 1})}
