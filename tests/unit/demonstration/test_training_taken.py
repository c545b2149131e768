"""What the demonstration loads of training is what the service takes, by the service's own schemas and rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import services.training
from demonstration import rows, year
from servicekit import entries, queries
from servicekit.schema import load
from services.training.model import classes as model
from services.training.model import places
from services.training.model.classes import Session, TrainingClass
from services.training.schemas.classes import CreateClass
from services.training.schemas.places import OpenPoint, RecordVisit
from services.training.schemas.resources import RegisterTeacher
from services.training.vocabulary.resources import Tier

HERE = Path(str(services.training.__file__)).parent


@cache
def shipped(name: str) -> dict[str, Any]:
    return {one["code"]: one for one in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def whole() -> year.Demonstration:
    return year.build()


@pytest.fixture(scope="module")
def ids(whole: year.Demonstration) -> rows.Ids:
    made = rows.Ids()
    classes = [*whole.classes, *whole.after.classes]
    made.teachers = {one.code: one.code for one in whole.teachers}
    made.points = {one.code: one.code for one in whole.points}
    made.organisers = {one.organiser: "org" for one in classes}
    made.plans = {(one.begins.year, one.plan): "pln" for one in classes}
    made.units = {one.unit: "unt" for one in [*whole.visits, *whole.after.visits]}
    made.cadres = {one.cadre: f"cad-{one.cadre}" for one in whole.teachers if one.cadre is not None}
    return made


def taken(schema: Any, row: Any) -> Any:
    """What the service reads of a row, each entry of a dictionary looked up in those that it is shipped with."""
    wish = load(schema, row)
    dictionaries = shipped("dictionaries.yaml")

    def shipped_entries(code: str) -> queries.Entries:
        return queries.Entries({entry["key"]: entry["zh"] for entry in dictionaries[code]["entries"]})

    entries.must_know_entries(shipped_entries, schema, wish)
    return wish


def test_no_teacher_is_at_two_places_at_one_time(whole: year.Demonstration, ids: rows.Ids) -> None:
    minutes = shipped("rules.yaml")["training.minutes_per_hour"]["value"]
    made: list[TrainingClass] = []
    for class_ in [*whole.classes, *whole.after.classes]:
        wish = load(CreateClass, rows.class_(class_, ids))
        sessions = [Session(id=f"{class_.begins}-{class_.code}-{at}", **one) for at, one in enumerate(wish["sessions"])]
        body = {name: wish[name] for name in ("code", "title", "kind", "organiser_id", "begins", "ends", "capacity")}
        one = TrainingClass(id=wish["code"], organiser_tier=Tier.UNIT, term="", sessions=sessions, **body)
        model.must_not_teach_elsewhere(one, sessions, {each.id for each in sessions}, _meeting(one, made), minutes)
        made.append(one)
    assert any(session.teacher_id and session.begins_at for one in made for session in one.sessions)


def _meeting(class_: TrainingClass, others: list[TrainingClass]) -> list[TrainingClass]:
    return [one for one in others if one.begins <= class_.ends and class_.begins <= one.ends]


def test_no_visit_has_more_people_than_its_point_takes_and_themes_are_entries(
    whole: year.Demonstration, ids: rows.Ids
) -> None:
    capacity = {one.code: taken(OpenPoint, rows.point(one))["capacity_per_day"] for one in whole.points}
    for visit in [*whole.visits, *whole.after.visits]:
        row = taken(RecordVisit, rows.visit(visit, ids))
        made = places.Visit("", visit.point, row["theme"], row["on"], row["head_count"])
        places.must_hold(visit.point, capacity[visit.point], made)


def test_teachers_have_topics_that_are_entries(whole: year.Demonstration, ids: rows.Ids) -> None:
    assert [taken(RegisterTeacher, rows.teacher(one, ids.cadres)) for one in whole.teachers]
