"""One row of a bulk import of careers (履历补录): one entry of one cadre's file, in columns that a clerk knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from servicekit import standards
from servicekit.forms import offers
from servicekit.lifecycle import words_of
from servicekit.people import Role
from servicekit.schema import Id, Schema, fields, instance, validate
from services.registry.schemas.common import called, code_field, text
from services.registry.schemas.histories import (
    ASSESSMENTS,
    GRADES,
    MODES,
    PROFESSIONAL_LEVELS,
    PUNISHMENTS,
    REWARDS,
    AppointmentIn,
    AssessmentIn,
    EducationIn,
    LevelIn,
    ProfessionalPostIn,
    PunishmentIn,
    RankIn,
    RewardIn,
    partial,
)

ROLE_NAMES = words_of(Role)


class Labelled(fields.String):
    """A code of a list, by itself or by its Chinese label; what is neither is refused with what is allowed."""

    def __init__(self, zh: str, labels: Mapping[str, str], **options: Any) -> None:
        allowed = "；".join(f"{code} {label}" for code, label in labels.items())
        metadata = {"zh": zh, "description": f"代码或名称：{allowed}"}
        super().__init__(validate=validate.OneOf(list(labels), error=offers(labels)), metadata=metadata, **options)
        self.codes = {label: code for code, label in labels.items()}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        read = super()._deserialize(value, attr, data, **options)
        return self.codes.get(str(read).strip(), read)


@dataclass(frozen=True)
class Kind:
    """A kind of row: its history, the schema of the entry, and which column each of the entry's fields stands in."""

    zh: str
    history: str
    entry: type[Schema]
    columns: Mapping[str, str]


_PERIOD = {"began": "on", "began_by": "document", "ended": "ended", "ended_by": "ended_by"}
ROW_KINDS = {
    "appointment": Kind(
        "任职",
        "appointments",
        AppointmentIn,
        {name: name for name in ("unit_id", "unit_code", "post_id", "post_code", "title", "role", "post_level", "main")}
        | _PERIOD,
    ),
    "level": Kind("职务层次", "levels", LevelIn, {"code": "post_level", **_PERIOD}),
    "rank": Kind("职级", "ranks", RankIn, {"code": "rank", **_PERIOD}),
    "education": Kind(
        "学历学位",
        "education",
        EducationIn,
        {name: name for name in ("mode", "degree", "school", "major", "ended")}
        | {"level": "education_level", "began": "on"},
    ),
    "professional_post": Kind(
        "专业技术职务",
        "professional_posts",
        ProfessionalPostIn,
        {"title": "title", "level": "level", "on": "on", "document": "document"},
    ),
    "assessment": Kind(
        "考核",
        "assessments",
        AssessmentIn,
        {"year": "year", "kind": "assessment", "grade": "grade", "document": "document"},
    ),
    "reward": Kind(
        "奖励", "rewards", RewardIn, {"kind": "reward", "title": "title", "on": "on", "document": "document"}
    ),
    "punishment": Kind(
        "处分",
        "punishments",
        PunishmentIn,
        {
            "kind": "punishment",
            "decided_on": "on",
            "until": "until",
            "last_day": "last_day",
            "document": "document",
        },
    ),
}
WHOSE = ("cadre_id", "identity_number", "kind")
"""The columns of every kind: whose entry it is, and of which kind."""


def _labelled(zh: str, labels: Mapping[str, str]) -> Labelled:
    return Labelled(zh, labels, load_default=None, allow_none=True)


class CareerRow(Schema):
    """An entry of a career; which columns are needed follows from its kind."""

    cadre_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "干部标识"})
    identity_number = fields.String(
        load_default=None,
        allow_none=True,
        load_only=True,
        validate=validate.Length(1, 32),
        metadata={"zh": "公民身份号码", "description": "与干部标识择一", "example": "150203198501010012"},
    )
    kind = Labelled("条目类别", {name: kind.zh for name, kind in ROW_KINDS.items()}, required=True)
    on = partial("时间（任职、起算、入学、批准、决定）")
    ended = partial("终止时间（免职、终止、毕业）")
    title = called("名称（职务、奖励）", default=None)
    unit_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "单位标识"})
    unit_code = code_field("单位编码", load_default=None, allow_none=True)
    post_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "职位标识"})
    post_code = code_field("职位编码", load_default=None, allow_none=True)
    role = _labelled("成员类别", ROLE_NAMES)
    post_level = _labelled("职务层次", standards.POST_LEVELS)
    main = fields.Bool(load_default=None, allow_none=True, metadata={"zh": "主要职务"})
    rank = _labelled("职级", standards.RANKS)
    mode = _labelled("教育类别", MODES)
    education_level = _labelled("学历", standards.EDUCATION_LEVELS)
    degree = text("学位", 40, default=None)
    school = text("学校", 100, default=None)
    major = text("专业", 100, default=None)
    level = _labelled("专业技术职务级别", PROFESSIONAL_LEVELS)
    year = fields.Int(
        load_default=None, allow_none=True, validate=validate.Range(1949, 2200), metadata={"zh": "考核年度"}
    )
    assessment = _labelled("考核方式", ASSESSMENTS)
    grade = _labelled("考核等次", GRADES)
    reward = _labelled("奖励种类", REWARDS)
    punishment = _labelled("处分种类", PUNISHMENTS)
    until = fields.Date(load_default=None, allow_none=True, metadata={"zh": "影响期解除之日"})
    last_day = fields.Date(load_default=None, allow_none=True, metadata={"zh": "影响期最后一日"})
    override_by = text("另定影响期的具名负责人", 100, default=None)
    override_basis = text("另定影响期的书面依据", 1000, default=None)
    document = text("文件", default=None)
    ended_by = text("终止文件", default=None)


COLUMNS: dict[str, str] = {name: declared.metadata["zh"] for name, declared in instance(CareerRow).fields.items()}
"""What the columns are called."""
