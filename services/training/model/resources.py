"""What training is made from: organisers (1+7+N), plans, teachers (双师), ratings and materials."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.training.errors.common import AlreadyKnown, NotInThisState, UnknownEntry


class Tier(StrEnum):
    """The tiers of the 1+7+N system: the municipal party school, the sector committees, and any unit."""

    PARTY_SCHOOL = "party_school"
    SECTOR = "sector"
    UNIT = "unit"


@dataclass
class Organiser:
    """Who runs training (办班主体). `key` is the entry of dictionary training.sector_committees for a sector tier."""

    id: str
    name: str
    tier: Tier
    key: str
    unit_id: str | None = None
    active: bool = True
    synthetic: bool = False
    version: int = 0


def organiser_key(tier: Tier, key: str | None, unit_id: str | None, sectors: set[str]) -> str:
    """What makes an organiser unique: one municipal party school, each sector committee once, each unit once.

    Raises UnknownEntry for a sector committee that the dictionary does not have, or a unit tier without a unit.
    """
    if tier is Tier.PARTY_SCHOOL:
        return "party_school"
    if tier is Tier.SECTOR:
        if key not in sectors:
            raise UnknownEntry(
                f"行业党（工）委字典中没有“{key}”", f"training.sector_committees has no {key}", allowed=sorted(sectors)
            )
        return f"sector:{key}"
    if unit_id is None:
        raise UnknownEntry("日常培训主体应指明单位", "An organiser of the unit tier names its unit", field="unit_id")
    return f"unit:{unit_id}"


class PlanKind(StrEnum):
    """Annual plans and the special ones (年度计划、专项计划)."""

    ANNUAL = "annual"
    SPECIAL = "special"


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    CLOSED = "closed"


PLAN_STEPS = {("adopt", PlanState.DRAFT): PlanState.ADOPTED, ("close", PlanState.ADOPTED): PlanState.CLOSED}


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


def plan_step(plan: Plan, on: str) -> None:
    """Adopt or close a plan. Raises NotInThisState."""
    after = PLAN_STEPS.get((on, plan.state))
    if after is None:
        raise NotInThisState(
            f"计划处于“{plan.state}”状态", f"A plan that is {plan.state} cannot {on}", state=plan.state.value
        )
    plan.state = after


def must_be_draft(plan: Plan) -> None:
    """Raises NotInThisState for a plan that is in force or closed."""
    if plan.state is not PlanState.DRAFT:
        raise NotInThisState(f"计划处于“{plan.state}”状态", f"The plan is {plan.state}", state=plan.state.value)


class TeacherKind(StrEnum):
    """The two kinds of the 双师 system, and leading cadres who lecture (领导干部上讲台)."""

    FULL_TIME = "full_time"
    SPECIAL = "special"
    LEADING_CADRE = "leading_cadre"


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
    state: str = "in_use"
    synthetic: bool = False
    version: int = 0


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
