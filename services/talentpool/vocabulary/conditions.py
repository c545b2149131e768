"""Conditions (组合查询条件): the words that events, answers and the model share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from servicekit import standards
from servicekit.lifecycle import Named, Words, words_of
from servicekit.people import ClassKind, HonourLevel, Role, Status
from services.talentpool.vocabulary.member_life import State

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
