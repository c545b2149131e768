"""Training's collections, their indexes and queries. A unique index or a guard document stands for each invariant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo.database import Database

from servicekit.rules import RuleBook
from servicekit.store import Collection, Document, Within, index
from services.training import errors
from services.training.errors import AlreadyEnrolled, AlreadyKnown, AlreadyRated, RecordKnown, UnknownCadre
from services.training.model.attendance import Sheet
from services.training.model.class_ import TrainingClass
from services.training.model.enrolment import Agenda, Enrolment
from services.training.model.ledger import Entry, PersonYear, Reminder, Requirement
from services.training.model.needs import Need
from services.training.model.online import OnlineRecord
from services.training.model.people import Person
from services.training.model.place import Booking, PointDay, TeachingPoint, Visit
from services.training.model.resource import Material, Organiser, Plan, Rating, Teacher

# Part of the partial indexes over optional values, and of each query that is to use them.
_NAMED = {"$type": "string"}
MOST_PEOPLE = 2000
"""People in one class, and so in one command."""

ORGANISERS = Collection(
    "organisers",
    Organiser,
    [index("key", unique=True, problem=AlreadyKnown), index("tier", "_id")],
    missing=errors.NoOrganiser,
)
PLANS = Collection(
    "plans",
    Plan,
    [index("year", "kind", "_id"), index("organiser_id", "year"), index("state", "_id")],
    missing=errors.NoPlan,
)
TEACHERS = Collection(
    "teachers",
    Teacher,
    [
        index("code", unique=True, where={"code": _NAMED}, problem=AlreadyKnown),
        index("kind", "_id"),
        index("topics", "_id"),
        index("cadre_id", unique=True, where={"cadre_id": _NAMED}, problem=AlreadyKnown),
    ],
    missing=errors.NoTeacher,
)
RATINGS = Collection(
    "ratings", Rating, [index("class_id", "teacher_id", "rater_id", unique=True, problem=AlreadyRated)]
)
MATERIALS = Collection(
    "materials",
    Material,
    [
        index("code", unique=True, where={"code": _NAMED}, problem=AlreadyKnown),
        index("kind", "_id"),
        index("selections.level", "_id"),
        index("topics", "_id"),
    ],
    missing=errors.NoMaterial,
)
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
        index("make_up_of"),
        index("sessions.teacher_id", "term"),
        index("audience.topics", "state"),
    ],
    missing=errors.NoClass,
)
ENROLMENTS = Collection(
    "enrolments",
    Enrolment,
    [
        index("class_id", "cadre_id", unique=True, problem=AlreadyEnrolled),
        index("class_id", "state", "number", "_id"),
        index("cadre_id", "begins", "_id"),
        index("unit_ids", "begins", "_id"),
        index("class_kind", "state", "county_level_or_above", "begins", "_id"),
        index("begins", "_id"),
        index("round", "state", "begins", "_id"),
        index("certificate_number", unique=True, where={"certificate_number": _NAMED}, problem=AlreadyKnown),
    ],
    missing=errors.NoEnrolment,
    within=Within(),
)
AGENDAS = Collection("agendas", Agenda)
SHEETS = Collection("sheets", Sheet, [index("class_id", "session_id")])
ENTRIES = Collection(
    "hours",
    Entry,
    [
        index("source", "source_id", unique=True, problem=AlreadyKnown),
        index("cadre_id", "on", "_id"),
        index("unit_ids", "on", "_id"),
        index("year", "mode", "on", "_id"),
        index("on", "_id"),
    ],
    missing=errors.NoEntry,
    within=Within(),
)
PERSON_YEARS = Collection("person_years", PersonYear, [index("cadre_id", "year"), index("unit_ids", "regime", "year")])
REMINDERS = Collection(
    "reminders",
    Reminder,
    [index("cadre_id", "open"), index("year", "open", "_id"), index("unit_ids", "year", "open", "_id")],
)
PEOPLE = Collection(
    "people",
    Person,
    [index("unit_ids", "active", "regime", "promoted_on"), index("unit_ids", "active", "_id"), index("active", "_id")],
    UnknownCadre,
    within=Within(cadre="id"),
)
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
    missing=errors.NoPoint,
)
POINT_DAYS = Collection("point_days", PointDay, [index("point_id", "day")])
BOOKINGS = Collection(
    "bookings",
    Booking,
    [index("point_id", "begins", "_id"), index("class_id"), index("unit_id", "begins"), index("begins", "_id")],
    missing=errors.NoBooking,
)
VISITS = Collection(
    "visits",
    Visit,
    [
        index("theme", "state", "on", "_id"),
        index("point_id", "on", "_id"),
        index("unit_id", "on", "_id"),
        index("on", "_id"),
    ],
    missing=errors.NoVisit,
)
ONLINE_RECORDS = Collection(
    "online_records",
    OnlineRecord,
    [
        index("platform", "record_id", unique=True, problem=RecordKnown),
        index("cadre_id", "finished_on", "_id"),
        index("unit_ids", "finished_on", "_id"),
        index("finished_on", "_id"),
    ],
    missing=errors.NoOnlineRecord,
)
NEEDS = Collection(
    "needs",
    Need,
    [index("who", "open", "_id"), index("cadre_id", "open"), index("post_level", "open"), index("unit_ids", "open")],
    missing=errors.NoNeed,
    within=Within(),
)

ALL: list[Collection[Any]] = [
    ORGANISERS,
    PLANS,
    TEACHERS,
    RATINGS,
    MATERIALS,
    CLASSES,
    ENROLMENTS,
    AGENDAS,
    SHEETS,
    ENTRIES,
    PERSON_YEARS,
    REMINDERS,
    PEOPLE,
    POINTS,
    POINT_DAYS,
    BOOKINGS,
    VISITS,
    ONLINE_RECORDS,
    NEEDS,
]

Db = Database[Document]


def requirement(rules: RuleBook) -> Requirement:
    """The rules of compliance as numbers."""
    return Requirement(
        five_years=float(rules["training.five_year_hours"].value),
        yearly=float(rules["training.yearly_hours"].value),
        online=float(rules["training.online_hours"].value),
        grace_years=int(rules["training.grace_years"].value),
        window=str(rules["training.five_year_window"].value),
        window_start=int(rules["training.window_start"].value),
    )


def classes_by_code(db: Db, codes: Iterable[str]) -> dict[str, str]:
    """Ids of classes by code."""
    return {c["code"]: c["_id"] for c in db[CLASSES.name].find({"code": {"$in": list(set(codes))}}, {"code": 1})}


def points_by_code(db: Db, codes: Iterable[str]) -> dict[str, str]:
    """Ids of teaching points by code."""
    return {p["code"]: p["_id"] for p in db[POINTS.name].find({"code": {"$in": list(set(codes))}}, {"code": 1})}


def taken(db: Db, collection: Collection[Any], field: str, values: Iterable[str | None]) -> set[str | None]:
    """Those of `values` that `field` has already."""
    wanted = {value for value in values if value is not None}
    return (
        {row[field] for row in db[collection.name].find({field: {"$in": list(wanted), **_NAMED}}, {field: 1})}
        if wanted
        else set()
    )


def known_records(db: Db, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those records of online platforms, as (platform, record), that have been taken in."""
    wanted: dict[str, list[str]] = {}
    for platform, record_id in keys:
        wanted.setdefault(platform, []).append(record_id)
    found: set[tuple[str, str]] = set()
    for platform, record_ids in wanted.items():
        where = {"platform": platform, "record_id": {"$in": record_ids}}
        found |= {(platform, row["record_id"]) for row in db[ONLINE_RECORDS.name].find(where, {"record_id": 1})}
    return found
