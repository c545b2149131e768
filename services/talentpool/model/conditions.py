"""Conditions (组合查询条件): which fields can be asked for, with which right, and how many years a date makes.

Ages and tenures are counted to a cut-off day (截止日). A date that is known to the year or month counts as its first
day; `doubts` says where a later day that it allows would change the answer.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from servicekit import standards
from servicekit.lifecycle import Named, Words, words_of
from servicekit.people import ClassKind, HonourLevel, Role, Status
from services.talentpool.model.member_life import State

INDEX = "index"
"""Stands for the slot of indices that readers see; whoever asks puts the slot's own field in its place."""
ROSTER = "registry.cadres.read"
_INDICES = "appraisal.indices.read"
_RESTRICTIONS = "supervision.restrictions.read"
_MEMBERS = "talentpool.members.read"
_SECONDMENTS = "talentpool.secondments.read"
_TRAINING = "training.completions.read"
_HONOURS = "incentive.honours.read"
RESULTS = "supervision.results.pool.read"
_DAY = 10


class Op(Named):
    """How a field is compared."""

    IS = "is", "等于"
    ONE_OF = "one_of", "属于其一"
    AT_LEAST = "at_least", "不少于"
    AT_MOST = "at_most", "不超过"


class Kind(StrEnum):
    """What a field holds."""

    YEARS = "years"
    UNTIL = "until"
    BASIC = "basic"
    NUMBER = "number"
    COUNT = "count"
    CODE = "code"
    EDUCATION = "education"
    FLAG = "flag"


OPS: Mapping[Kind, tuple[Op, ...]] = {
    Kind.YEARS: (Op.AT_LEAST, Op.AT_MOST),
    Kind.UNTIL: (Op.AT_LEAST, Op.AT_MOST),
    Kind.BASIC: (Op.AT_LEAST, Op.AT_MOST),
    Kind.NUMBER: (Op.IS, Op.AT_LEAST, Op.AT_MOST),
    Kind.COUNT: (Op.AT_LEAST,),
    Kind.CODE: (Op.IS, Op.ONE_OF),
    Kind.EDUCATION: (Op.AT_LEAST,),
    Kind.FLAG: (Op.IS,),
}


@dataclass(frozen=True)
class Field:
    """A field that can be asked for: where it is kept, and the right that reading it needs."""

    key: str
    path: str
    kind: Kind
    right: str
    zh: str
    en: str


FIELDS: Mapping[str, Field] = {
    field.key: field
    for field in (
        Field("age", "birth", Kind.YEARS, ROSTER, "年龄", "Age in whole years"),
        Field("years_at_level", "level_since", Kind.YEARS, ROSTER, "任现层次年限", "Years at the present level"),
        Field("years_in_post", "in_post_since", Kind.YEARS, ROSTER, "任现职年限", "Years in the present post"),
        Field("work_years", "work_since", Kind.YEARS, ROSTER, "工作年限", "Years of work"),
        Field("party_years", "party_since", Kind.YEARS, ROSTER, "党龄", "Years in the Party"),
        Field("basic_level_years", "basic_from", Kind.BASIC, ROSTER, "基层工作年限", "Years at the basic level"),
        Field("years_to_retirement", "retires_on", Kind.UNTIL, ROSTER, "距退休年限", "Whole years to retirement"),
        Field("status", "status", Kind.CODE, ROSTER, "状态", "Status"),
        Field("sex", "sex", Kind.CODE, ROSTER, "性别", "Sex"),
        Field("ethnicity", "ethnicity", Kind.CODE, ROSTER, "民族", "Ethnicity"),
        Field("political_status", "political_status", Kind.CODE, ROSTER, "政治面貌", "Political status"),
        Field("education_level", "education_level", Kind.EDUCATION, ROSTER, "学历", "Education"),
        Field("full_time_level", "full_time_level", Kind.EDUCATION, ROSTER, "全日制学历", "Full-time education"),
        Field("post_level", "post_level", Kind.CODE, ROSTER, "职务层次", "Level of the post"),
        Field("rank", "rank", Kind.CODE, ROSTER, "职级", "Rank"),
        Field("role", "role", Kind.CODE, ROSTER, "成员类别", "Role in the team"),
        Field("management", "management", Kind.CODE, ROSTER, "管理权限", "Who manages the cadre"),
        Field("unit", "unit_ids", Kind.CODE, ROSTER, "单位及下级", "Unit, with all below it"),
        Field(
            "selected_graduate_year",
            "selected_graduate_year",
            Kind.NUMBER,
            ROSTER,
            "选调生年度",
            "Selected graduate of",
        ),
        Field(
            "county_level_or_above", "county_level_or_above", Kind.FLAG, ROSTER, "县处级以上", "County level or above"
        ),
        Field("excellent_grades", "excellent_grades", Kind.COUNT, ROSTER, "近五年优秀次数", "Excellent annual grades"),
        Field("index", INDEX, Kind.COUNT, _INDICES, "担当指数", "Responsibility index"),
        Field("trainings", "trainings", Kind.COUNT, _TRAINING, "结业次数", "Trainings completed"),
        Field("training_kind", "training_kinds", Kind.CODE, _TRAINING, "结业班次类别", "Kind of training completed"),
        Field("honour", "honour_levels", Kind.CODE, _HONOURS, "荣誉级别", "Level of an honour in force"),
        Field("pool_tier", "pool.tier_id", Kind.CODE, _MEMBERS, "年轻干部库层级", "Tier of the pool"),
        Field("pool_state", "pool.state", Kind.CODE, _MEMBERS, "年轻干部库状态", "State in the pool"),
        Field("pool_category", "pool.category", Kind.CODE, _MEMBERS, "年轻干部库类别", "Category in the pool"),
        Field("on_secondment", "secondment.active", Kind.FLAG, _SECONDMENTS, "正在挂职跟岗", "On secondment"),
        Field("restricted", "restricted", Kind.FLAG, _RESTRICTIONS, "处于影响期", "Under a restriction"),
        Field(
            "stopped_by_result", "stopped", Kind.FLAG, RESULTS, "有停止使用的联用成果", "Stopped by a published result"
        ),
        Field(
            "warned_by_result", "warned", Kind.FLAG, RESULTS, "有提示性的联用成果", "Warned of by a published result"
        ),
    )
}
BARRED = Field(
    "barred", "barred", Kind.FLAG, _RESTRICTIONS, "影响期内不得提任", "Under a restriction that bars promotion"
)
"""Asked by the platform alone, of everybody who is to be put forward."""
COUNTED_IN: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("years_at_level", "years_in_post", "work_years", "party_years", "basic_level_years", "years_to_retirement"),
        ("年", "years"),
    ),
    "age": ("周岁", "years"),
    "selected_graduate_year": ("年", ""),
    "excellent_grades": ("次", "times"),
    "trainings": ("次", "times"),
    "index": ("分", "points"),
}
"""What the value of a field is counted in, in both languages."""
VALUE_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": words_of(Status),
    "sex": standards.SEXES,
    "ethnicity": standards.ETHNICITIES,
    "political_status": standards.POLITICAL_STATUSES,
    "education_level": standards.EDUCATION_LEVELS,
    "full_time_level": standards.EDUCATION_LEVELS,
    "post_level": standards.POST_LEVELS,
    "rank": standards.RANKS,
    "role": words_of(Role),
    "training_kind": words_of(ClassKind),
    "honour": words_of(HonourLevel),
    "pool_state": words_of(State),
}
"""What the values of a field are called."""
OF_DICTIONARIES: Mapping[str, str] = {
    "management": "registry.management",
    "pool_category": "talentpool.categories",
}
"""Fields whose values are entries of a dictionary."""
ANSWERED: Mapping[str, Words] = {**VALUE_WORDS, **OF_DICTIONARIES}
FIELD_WORDS = {one.key: one.zh for one in (*FIELDS.values(), BARRED)}
RIGHTS: tuple[str, ...] = tuple(dict.fromkeys(field.right for field in FIELDS.values()))


@dataclass(frozen=True)
class Condition:
    """One thing that is asked of a cadre."""

    field: Field
    op: Op
    value: Any

    def out(self) -> dict[str, Any]:
        return {"field": self.field.key, "op": self.op.value, "value": self.value}


def shifted(day: date, years: int) -> str:
    """The same day of another year, as text; 29 February stays one, which as text is in order."""
    return f"{day.year + years:04d}-{day.month:02d}-{day.day:02d}"


def years_between(since: str, day: date) -> int:
    """Whole years from the first day that a partial date allows."""
    month, first = int(since[5:7] or 1), int(since[8:10] or 1)
    return day.year - int(since[:4]) - ((day.month, day.day) < (month, first))


def latest(text: str) -> str:
    """The last day that a partial date allows."""
    year, month = int(text[:4]), int(text[5:7] or 12)
    return text if len(text) == _DAY else f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def doubts(conditions: Iterable[Condition], cutoff: date) -> Callable[[Mapping[str, Any]], list[str]]:
    """Says of a cadre the fields whose condition a later day that the stored date allows would not meet.

    Only a date whose period holds the day of the bound can be in doubt, and few do.
    """
    bounds = [
        (one, one.field.path, shifted(cutoff, -one.value if one.op is Op.AT_LEAST else -one.value - 1))
        for one in conditions
        if one.field.kind in (Kind.YEARS, Kind.BASIC)
    ]

    def of(known: Mapping[str, Any]) -> list[str]:
        found = []
        for condition, path, bound in bounds:
            text = known.get(path)
            if text and bound.startswith(text) and len(text) < _DAY:
                first, last = years_between(text, cutoff), years_between(latest(text), cutoff)
                if _reaches(condition, first) != _reaches(condition, last):
                    found.append(condition.field.key)
        return found

    return of


def _reaches(condition: Condition, years: int) -> bool:
    wanted: int = condition.value
    return years >= wanted if condition.op is Op.AT_LEAST else years <= wanted


def pinned(conditions: Sequence[Condition]) -> dict[str, int]:
    """The paths that are asked for exactly, with how many values each."""
    found: dict[str, int] = {}
    for condition in conditions:
        path = condition.field.path
        if condition.op is Op.ONE_OF:
            found[path] = min(found.get(path, len(condition.value)), len(condition.value))
        elif condition.op is Op.IS and (condition.field.kind is not Kind.FLAG or condition.value):
            found[path] = 1
    return found


def bounded(conditions: Sequence[Condition]) -> set[str]:
    """The paths that have a bound that an index can use."""
    ranged = (Kind.YEARS, Kind.UNTIL, Kind.NUMBER, Kind.COUNT)
    return {c.field.path for c in conditions if c.op in (Op.AT_LEAST, Op.AT_MOST) and c.field.kind in ranged}
