"""Training outside the city (外出培训): at 中央党校, 自治区党校, 干部学院 or 系统外, entered from its certificate.

The city holds no class there and takes no attendance: what is known is who was where, when, and for how many hours. So
it is of what was held in the city in years before the platform (历年参训), which comes in from the ledgers of those.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.errors.outside import NotElsewhere
from services.training.model.hours import Hours
from services.training.model.resources import ELSEWHERE, Organiser
from services.training.vocabulary.hours import Mode
from services.training.vocabulary.outside import LIFE, State, Step
from services.training.vocabulary.resources import Tier

# fmt: on


@dataclass
class OutsideRecord:
    """A cadre's training outside the city, with its organiser and hours."""

    id: str
    cadre_id: str
    unit_id: str | None
    unit_ids: list[str]
    organiser_id: str
    organiser_tier: Tier
    title: str
    begins: date
    ends: date
    mode: Mode
    hours: Hours
    total_hours: float
    certificate: str | None = None
    basis: str | None = None
    state: State = State.RECORDED
    annulled_by: str | None = None
    annulled_because: str | None = None
    synthetic: bool = False
    version: int = 0


def must_be_elsewhere(organiser: Organiser) -> None:
    """Raises NotElsewhere for an organiser of the city, whose training is a class with attendance."""
    if organiser.tier not in ELSEWHERE:
        allowed = [tier.value for tier in ELSEWHERE]
        raise NotElsewhere(
            f"“{organiser.name}”为本市办班主体，应按班次登记",
            "It is an organiser of the city: hold a class",
            allowed=allowed,
        )


def must_be_of_a_past_year(organiser: Organiser, ends: date, today: date) -> None:
    """Raises NotElsewhere for what an organiser of the city holds this year: that is a class with attendance."""
    if organiser.tier not in ELSEWHERE and ends.year >= today.year:
        raise NotElsewhere(
            f"“{organiser.name}”为本市办班主体，本年度的培训应按班次登记；只补录往年的",
            "It is an organiser of the city: hold a class; what comes in so is of past years",
        )


def annul(record: OutsideRecord, basis: str, by: str) -> None:
    """Take a record back that was entered by mistake (作废). Raises NotInThisState."""
    LIFE.move(record, Step.ANNUL)
    record.annulled_by, record.annulled_because = by, basis
