"""The three needs (组织需求、岗位需求、个人需求) and the classes they recommend, with reasons. Advice only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.training.model.classes import TrainingClass
from services.training.model.enrolments import Agenda
from services.training.model.ledger import Compliance
from services.training.model.people import Person
from services.training.vocabulary.classes import Kind
from services.training.vocabulary.ledger import Judgement
from services.training.vocabulary.needs import State, Who


@dataclass
class Need:
    """A need of training (培训需求): of the organisation (for a unit or all), of a post level, or of a cadre."""

    id: str
    who: Who
    topic: str
    unit_ids: list[str] = field(default_factory=list)
    unit_id: str | None = None
    post_level: str | None = None
    cadre_id: str | None = None
    note: str | None = None
    open: bool = True
    synthetic: bool = False
    version: int = 0

    @property
    def state(self) -> State:
        """Its state, which is kept as `open`."""
        return State.OPEN if self.open else State.CLOSED

    @state.setter
    def state(self, state: State) -> None:
        self.open = state is State.OPEN


@dataclass(frozen=True)
class Reason:
    """Why a class is recommended: the need, its weight, and words."""

    need: Who
    weight: float
    zh: str
    en: str


@dataclass(frozen=True)
class Recommendation:
    """A class that fits a cadre's needs, with the score as the sum of the reasons' weights."""

    class_id: str
    code: str
    title: str
    kind: Kind
    begins: str
    ends: str
    free: int
    score: float
    reasons: list[Reason]


def recommend(
    person: Person,
    classes: Iterable[TrainingClass],
    needs: Sequence[Need],
    standing: Compliance,
    agenda: Agenda,
    weights: Mapping[Who, Decimal],
    most: int = 20,
) -> list[Recommendation]:
    """Classes with a place that the cadre could join, best first, ties by the earlier class.

    A class for other levels or units, or on days that are taken, is left out. Every point of the score is a reason.
    """
    found: list[Recommendation] = []
    for class_ in classes:
        if not class_.free or agenda.clash(class_) or not _meant_for(class_, person):
            continue
        reasons = [*_from_needs(class_, needs, weights), *_from_hours(class_, standing, weights)]
        if class_.audience.post_levels:
            reasons.append(
                Reason(
                    Who.POST, float(weights[Who.POST]), "班次面向本职务层次", "The class is meant for this post level"
                )
            )
        if reasons:
            found.append(
                Recommendation(
                    class_id=class_.id,
                    code=class_.code,
                    title=class_.title,
                    kind=class_.kind,
                    begins=class_.begins.isoformat(),
                    ends=class_.ends.isoformat(),
                    free=class_.free,
                    score=sum(reason.weight for reason in reasons),
                    reasons=reasons,
                )
            )
    return sorted(found, key=lambda r: (-r.score, r.begins, r.class_id))[:most]


def _meant_for(class_: TrainingClass, person: Person) -> bool:
    audience = class_.audience
    return (not audience.post_levels or person.post_level in audience.post_levels) and (
        not audience.unit_ids or not set(audience.unit_ids).isdisjoint(person.unit_ids)
    )


def _from_needs(class_: TrainingClass, needs: Sequence[Need], weights: Mapping[Who, Decimal]) -> list[Reason]:
    words = {
        Who.ORGANISATION: ("组织需求", "The organisation needs"),
        Who.POST: ("岗位需求", "The post needs"),
        Who.INDIVIDUAL: ("个人需求", "The cadre asked for"),
    }
    return [
        Reason(
            need.who,
            float(weights[need.who]),
            f"{words[need.who][0]}：{need.topic}",
            f"{words[need.who][1]}: {need.topic}",
        )
        for need in needs
        if need.topic in class_.audience.topics
    ]


def _from_hours(class_: TrainingClass, standing: Compliance, weights: Mapping[Who, Decimal]) -> list[Reason]:
    if standing.state is Judgement.MET or not class_.total_hours:
        return []
    if class_.kind is Kind.ONLINE:
        return []
    return [
        Reason(
            Who.ORGANISATION,
            float(weights[Who.ORGANISATION]),
            f"尚缺{standing.missing_hours:g}学时，本班次{class_.total_hours:g}学时",
            f"{standing.missing_hours:g} hours are missing; this class has {class_.total_hours:g}",
        )
    ]
