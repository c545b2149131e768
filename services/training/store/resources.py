"""Kept: organisers, plans, teachers and materials (培训资源)."""

from __future__ import annotations

from servicekit import queries
from servicekit.store import PINYIN, Collated, Collection, Sorts, index
from services.training.errors.common import AlreadyKnown
from services.training.errors.resources import AlreadyRated, NoMaterial, NoOrganiser, NoPlan, NoTeacher
from services.training.model.resources import Material, Organiser, Plan, Rating, Teacher
from services.training.store.common import NAMED

ORGANISERS = Collection(
    "organisers",
    Organiser,
    [index("key", unique=True, problem=AlreadyKnown), index("tier", "_id")],
    missing=NoOrganiser,
    searched=("name",),
    called="name",
)

PLANS = Collection(
    "plans",
    Plan,
    [index("year", "kind", "_id"), index("organiser_id", "year"), index("state", "_id")],
    missing=NoPlan,
    searched=("title", "programme"),
    called="title",
)

TEACHERS = Collection(
    "teachers",
    Teacher,
    [
        index("code", unique=True, where={"code": NAMED}, problem=AlreadyKnown),
        index("kind", "_id"),
        index("topics", "_id"),
        index("cadre_id", unique=True, where={"cadre_id": NAMED}, problem=AlreadyKnown),
        index("name", "_id", locale=PINYIN),
    ],
    missing=NoTeacher,
    searched=("name", "code"),
    called="name",
)
TEACHER_SORTS: Sorts = {"name": Collated([("name", 1)], PINYIN), **queries.orders(kind="_id")}

RATINGS = Collection(
    "ratings", Rating, [index("class_id", "teacher_id", "rater_id", unique=True, problem=AlreadyRated)]
)

MATERIALS = Collection(
    "materials",
    Material,
    [
        index("code", unique=True, where={"code": NAMED}, problem=AlreadyKnown),
        index("kind", "_id"),
        index("selections.level", "_id"),
        index("topics", "_id"),
        index("title", "_id", locale=PINYIN),
    ],
    missing=NoMaterial,
    searched=("title", "code"),
    called="title",
)
MATERIAL_SORTS: Sorts = {"title": Collated([("title", 1)], PINYIN), **queries.orders(kind="_id")}
