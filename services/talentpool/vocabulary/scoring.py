"""Scores (优先条件评分): the words that events, answers and the model share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from servicekit.lifecycle import Named
from services.talentpool.vocabulary.conditions import INDEX, ROSTER


class How(StrEnum):
    """How an input becomes points."""

    INDEX = "index"
    MONTHS = "months"
    BASIC = "basic"
    COUNT = "count"
    ANY = "any"
    POOL = "pool"
    WISHES = "wishes"


class Unit(Named):
    """What an input is counted in."""

    POINTS = "points", "分"
    MONTHS = "months", "个月"
    TIMES = "times", "次"
    WISHES = "wishes", "项"


_UNITS = {
    How.INDEX: Unit.POINTS,
    How.MONTHS: Unit.MONTHS,
    How.BASIC: Unit.MONTHS,
    How.COUNT: Unit.TIMES,
    How.WISHES: Unit.WISHES,
}


@dataclass(frozen=True)
class Preference:
    """Something that speaks for somebody. `rule` holds the input from which the points are full."""

    key: str
    path: str
    how: How
    right: str
    rule: str | None
    zh: str
    en: str


PREFERENCES: Mapping[str, Preference] = {
    one.key: one
    for one in (
        Preference("index", INDEX, How.INDEX, "appraisal.indices.read", None, "担当指数", "Responsibility index"),
        Preference(
            "years_at_level",
            "level_month",
            How.MONTHS,
            ROSTER,
            "talentpool.match_full_years_at_level",
            "任现层次年限",
            "Years at the present level",
        ),
        Preference(
            "years_in_post",
            "post_month",
            How.MONTHS,
            ROSTER,
            "talentpool.match_full_years_in_post",
            "任现职年限",
            "Years in the present post",
        ),
        Preference(
            "basic_level_years",
            "basic_month",
            How.BASIC,
            ROSTER,
            "talentpool.match_full_basic_level_years",
            "基层工作年限",
            "Years at the basic level",
        ),
        Preference(
            "excellent_grades",
            "excellent_grades",
            How.COUNT,
            ROSTER,
            "talentpool.match_full_excellent_grades",
            "近五年优秀次数",
            "Excellent annual grades",
        ),
        Preference(
            "trainings",
            "trainings",
            How.COUNT,
            "training.completions.read",
            "talentpool.match_full_trainings",
            "结业次数",
            "Trainings completed",
        ),
        Preference("honour", "honour_levels", How.ANY, "incentive.honours.read", None, "在用荣誉", "Honour in force"),
        Preference("pool", "pool", How.POOL, "talentpool.members.read", None, "在年轻干部库", "In the pool"),
        Preference("post_wishes", "", How.WISHES, ROSTER, None, "符合职位的优先要求", "What the post would like"),
    )
}
PREFERENCE_WORDS = {one.key: one.zh for one in PREFERENCES.values()}


def unit_of(key: str) -> Unit | None:
    """What the input of a preference is counted in; None where it is no number."""
    return _UNITS.get(PREFERENCES[key].how) if key in PREFERENCES else None
