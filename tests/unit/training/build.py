"""Small builders for the stories: only what a story is about is spelled out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from services.training.model.classes import Main, Session, TrainingClass, recount
from services.training.model.enrolments import Agenda
from services.training.model.people import Person
from services.training.vocabulary.classes import Kind
from services.training.vocabulary.hours import Category
from services.training.vocabulary.resources import Tier

NOON = datetime(2025, 3, 3, 4, tzinfo=UTC)
MONDAY = date(2025, 3, 3)
SHARE = Main(share=Decimal("0.70"), article="依据", course_article="依据")


def a_session(
    category: str = "theory", hours: float = 4, *, day: int = 0, compulsory: bool = False, **more: Any
) -> Session:
    """A session on the class's `day`-th day."""
    return Session(
        id=more.pop("id", f"ses-{day}-{category}"),
        on=MONDAY + timedelta(days=day),
        title="课程",
        category=Category(category),
        hours=hours,
        compulsory=compulsory,
        **more,
    )


def a_class(kind: str = "main", *, sessions: list[Session] | None = None, **more: Any) -> TrainingClass:
    """A draft of four weeks at the party school."""
    class_ = TrainingClass(
        id=more.pop("id", "cls-1"),
        code=more.pop("code", "2025-ZT-01"),
        title="班次",
        kind=Kind(kind),
        organiser_id="org-1",
        organiser_tier=Tier.PARTY_SCHOOL,
        begins=more.pop("begins", MONDAY),
        ends=more.pop("ends", MONDAY + timedelta(days=25)),
        term="2025-spring",
        capacity=more.pop("capacity", 50),
        **more,
    )
    class_.sessions = sessions or []
    recount(class_)
    return class_


def people(*ids: str, **more: Any) -> dict[str, Person]:
    """Cadres in service."""
    return {id: Person(id=id, unit_id="unt-1", unit_ids=["unt-0", "unt-1"], post_level="132", **more) for id in ids}


def agendas(*ids: str) -> dict[str, Agenda]:
    """Empty agendas."""
    return {id: Agenda(id) for id in ids}
