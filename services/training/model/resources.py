"""What training is made from: organisers (1+7+N), plans, teachers (双师), ratings and materials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit.errors import InvalidFields, field_error
from servicekit.revisions import Revision, change
from services.training.errors.common import AlreadyKnown
from services.training.vocabulary.resources import IN_USE, PlanKind, PlanState, TeacherKind, Tier

ELSEWHERE = (Tier.CENTRAL_PARTY_SCHOOL, Tier.REGION_PARTY_SCHOOL, Tier.CADRE_COLLEGE, Tier.OUTSIDE)
"""Who trains outside the city."""


@dataclass
class Organiser:
    """Who runs training (办班主体).

    `key` holds the entry of dictionary training.sector_committees for a sector, of training.cadre_colleges for a
    college.
    """

    id: str
    name: str
    tier: Tier
    key: str
    unit_id: str | None = None
    active: bool = True
    synthetic: bool = False
    version: int = 0


def organiser_key(tier: Tier, key: str | None, unit_id: str | None) -> str:
    """What makes an organiser unique: one party school of each level, each sector committee, college and unit once.

    Raises InvalidFields for a unit tier without a unit, and for one outside the system without a key.
    """
    if tier in (Tier.PARTY_SCHOOL, Tier.CENTRAL_PARTY_SCHOOL, Tier.REGION_PARTY_SCHOOL):
        return tier.value
    if tier is Tier.SECTOR or tier is Tier.CADRE_COLLEGE:
        return f"{tier.value}:{key}"
    if tier is Tier.OUTSIDE:
        if not key:
            zh, en = "系统外办班主体应填写唯一键", "An organiser outside the system has a key of its own"
            raise InvalidFields(zh, en, errors=[field_error("/key", "required", zh, en)])
        return f"outside:{key}"
    if unit_id is None:
        zh, en = "日常培训主体应指明单位", "An organiser of the unit tier names its unit"
        raise InvalidFields(zh, en, errors=[field_error("/unit_id", "required", zh, en)])
    return f"unit:{unit_id}"


@dataclass
class Plan:
    """A training plan (培训计划) of a year; a special one names its programme (training.special_programmes)."""

    id: str
    kind: PlanKind
    year: int
    title: str
    organiser_id: str
    programme: str | None = None
    goals: str | None = None
    classes_wanted: int | None = None
    people_wanted: int | None = None
    state: PlanState = PlanState.DRAFT
    synthetic: bool = False
    version: int = 0


@dataclass
class Teacher:
    """A teacher (教师). Ratings are kept as a sum and a count; the mean is theirs alone."""

    id: str
    name: str
    kind: TeacherKind
    code: str | None = None
    cadre_id: str | None = None
    organiser_id: str | None = None
    topics: list[str] = field(default_factory=list)
    active: bool = True
    ratings: int = 0
    rating_sum: int = 0
    synthetic: bool = False
    version: int = 0

    @property
    def mean_rating(self) -> float | None:
        """Mean of the ratings (1 to 5) to two places; None before the first."""
        return round(self.rating_sum / self.ratings, 2) if self.ratings else None


@dataclass
class Rating:
    """One trainee's rating of a teacher for a class (教学评价); who gave it is never shown."""

    id: str
    teacher_id: str
    class_id: str
    rater_id: str
    score: int
    version: int = 0


@dataclass
class Edition:
    """An edition (版次) of a material."""

    number: int
    published_on: date
    note: str | None = None


@dataclass
class Selection:
    """A material taken into a list of a higher level (收录), e.g. the sixth national batch."""

    level: str
    batch: str
    on: date


@dataclass
class Material:
    """A training material (教材), a case or courseware, with its editions and selections."""

    id: str
    title: str
    kind: str
    code: str | None = None
    topics: list[str] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    selections: list[Selection] = field(default_factory=list)
    state: str = IN_USE
    revisions: list[Revision] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0


def correct(material: Material, right: Mapping[str, Any], revision: Revision) -> None:
    """Put a material right; what it said goes into the revision, which is kept where anything changes.

    Raises AlreadyKnown for editions that do not follow each other, and for a batch that selected it twice.
    """
    checked = Material("", "", "")
    for edition in right.get("editions", []):
        add_edition(checked, edition)
    for selection in right.get("selections", []):
        select(checked, selection)
    if change(material, right, "", revision):
        material.revisions.append(revision)


def add_edition(material: Material, edition: Edition) -> None:
    """Add an edition. Raises AlreadyKnown unless its number and day come after the last one's."""
    if material.editions:
        last = material.editions[-1]
        if edition.number <= last.number or edition.published_on < last.published_on:
            raise AlreadyKnown(
                f"已有第{last.number}版（{last.published_on}）",
                f"Edition {last.number} of {last.published_on} is there already",
            )
    material.editions.append(edition)


def select(material: Material, selection: Selection) -> None:
    """Record a selection, once per level and batch. Raises AlreadyKnown."""
    if any((s.level, s.batch) == (selection.level, selection.batch) for s in material.selections):
        raise AlreadyKnown("已收录于该批次", "It is in this batch already", batch=selection.batch)
    material.selections.append(selection)
