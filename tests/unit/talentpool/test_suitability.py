"""Hard conditions of a shortlist: what they say, and what of a post a machine can judge."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.talentpool.model import suitability
from services.talentpool.model.conditions import Condition
from services.talentpool.model.suitability import LEVELS
from services.talentpool.store import filters
from services.talentpool.vocabulary.conditions import FIELDS, OF_DICTIONARIES, VALUE_WORDS, Kind, Op

NAMES = {"pool_category": {"grassroots": "基层一线"}}


def asks(kind: str, value: Any) -> dict[str, Any]:
    return {"kind": kind, "value": value, "required": True}


@pytest.mark.parametrize(
    ("field", "op", "value", "zh", "en"),
    [
        ("education_level", Op.AT_LEAST, "31", "学历不低于大学专科毕业", "Education >= 31"),
        ("full_time_level", Op.AT_LEAST, "20", "全日制学历不低于大学本科", "Full-time education >= 20"),
        ("index", Op.AT_LEAST, 60, "担当指数不低于60分", "Responsibility index >= 60 points"),
        ("on_secondment", Op.IS, False, "正在挂职跟岗为否", "On secondment is no"),
        ("county_level_or_above", Op.IS, True, "县处级以上为是", "County level or above is yes"),
        (
            "post_level",
            Op.ONE_OF,
            ["131", "132"],
            "职务层次为其一：县处级正职、县处级副职",
            "Level of the post one of 131, 132",
        ),
        ("sex", Op.IS, "1", "性别为男", "Sex is 1"),
        ("ethnicity", Op.IS, "11", "民族为满", "Ethnicity is 11"),
        ("training_kind", Op.IS, "main", "结业班次类别为主体班次", "Kind of training completed is main"),
        ("pool_category", Op.IS, "grassroots", "年轻干部库类别为基层一线", "Category in the pool is grassroots"),
        ("unit", Op.IS, "unt-1", "单位及下级为所选项", "Unit, with all below it is unt-1"),
    ],
)
def test_a_condition_says_once_what_it_asks(field: str, op: Op, value: Any, zh: str, en: str) -> None:
    (hard,) = suitability.of_wish([Condition(FIELDS[field], op, value)], NAMES)
    assert (hard.zh, hard.en) == (zh, en)


def test_what_values_are_called_is_known_of_every_field_that_has_codes() -> None:
    coded = {key for key, field in FIELDS.items() if field.kind in (Kind.CODE, Kind.EDUCATION)}
    assert coded - {*VALUE_WORDS, *OF_DICTIONARIES} == {"unit", "pool_tier"}, "ids, which have their names"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("education_level", "本科"),
        ("education_level", "3"),
        ("education_level", "３１"),
        ("years_at_level", "三年"),
        ("years_at_level", "1" * 200),
        ("excellent_grades", "1" * 30),
        ("work_years", "100"),
        ("age_at_most", "٤٥"),
        ("experience", "3"),
    ],
)
def test_what_a_machine_cannot_judge_is_left_to_a_person(kind: str, value: str) -> None:
    of = suitability.of_post([asks(kind, value)], "132")
    assert (of.hard, of.wishes, of.by_person) == ([], [], [asks(kind, value)])


def test_what_a_machine_can_judge_excludes_or_is_a_wish() -> None:
    rows = [asks("age_at_most", "50"), {**asks("party_member", "yes"), "required": False}]
    of = suitability.of_post(rows, "132")
    assert [one.condition.out() for one in of.hard if one.condition] == [{"field": "age", "op": "at_most", "value": 50}]
    assert [one.key for one in of.wishes] == ["post.1"]
    assert of.by_person == []


def test_years_at_the_level_below_are_met_by_whoever_is_at_the_posts_own_level() -> None:
    (hard,) = suitability.of_post([asks("years_at_level", "2")], "132").hard
    at_or_above, years = filters.of_hard(hard, date(2026, 6, 30))["$or"]
    assert at_or_above == {"post_level": {"$in": list(LEVELS[: LEVELS.index("132") + 1])}}
    assert years == {"level_since": {"$lte": "2024-06-30"}}
    assert suitability.ordinary([hard]) == []


def test_candidates_come_from_the_posts_own_level_at_least() -> None:
    assert [suitability.levels_for("132", below) for below in (-1, 0, 1)] == [["132"], ["132"], ["132", "141"]]
    assert suitability.levels_for("160", 3) == ["160"]
    assert suitability.levels_for("999", 1) == ["999"]
