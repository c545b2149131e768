"""Rows of tables of one history (简历、学历学位、家庭成员 …): an entry with whose it is, in columns of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError, post_load

from servicekit.schema import Id, Schema, fields, validate
from services.registry.schemas import histories
from services.registry.schemas.common import one_of, person_name, text
from services.registry.schemas.histories import (
    PARTIES,
    RELATIONS,
    AssessmentIn,
    EducationIn,
    ProfessionalPostIn,
    ResumeIn,
    RewardIn,
    partial,
)
from services.registry.vocabulary import form_words


class OfSomebody(Schema):
    """Whose entry a row is: by id, or by identity number."""

    cadre_id = Id(required=False, load_default=None, allow_none=True, metadata={"zh": "干部标识"})
    identity_number = fields.String(
        load_default=None,
        allow_none=True,
        load_only=True,
        validate=validate.Length(1, 32),
        metadata={"zh": "公民身份号码", "description": "与干部标识择一", "example": "150203198501010012"},
    )


REPLACED, BESIDE = "replace", "beside"
SAME_PERIOD = {REPLACED: "替换", BESIDE: "并列"}
"""What becomes of a line of a résumé whose very period the file words otherwise."""


class ResumeRow(OfSomebody, ResumeIn):
    """A period of somebody's résumé."""

    same_period = one_of(
        "同一时段（档案中另有表述的：替换原表述，或与之并列）", SAME_PERIOD, load_default=None, allow_none=True
    )


class EducationRow(OfSomebody, EducationIn):
    """A line of somebody's education."""


class ProfessionalPostRow(OfSomebody, ProfessionalPostIn):
    """A professional post of somebody."""


class AssessmentRow(OfSomebody, AssessmentIn):
    """An assessment of somebody."""


class RewardRow(OfSomebody, RewardIn):
    """A reward of somebody; of one that says no kind its name does, as in 奖惩情况."""

    kind = one_of("奖励种类；不填的按名称", histories.REWARDS, load_default=None, allow_none=True)

    @post_load
    def _kind_by_name(self, row: dict[str, Any], **_: Any) -> dict[str, Any]:
        if row["kind"] is not None:
            return row
        if form_words.is_punishment(row["title"]):
            raise ValidationError({"title": ["punishment|处分不作为奖励录入|A punishment is no reward"]})
        return row | {"kind": form_words.reward(row["title"]) or form_words.OTHER}


class FamilyRow(OfSomebody):
    """A relative of somebody; who is of the roster too is linked in the file itself."""

    relation = one_of("关系", RELATIONS, required=True)
    relative = person_name(required=True, zh="家庭成员姓名")
    birth = partial("出生年月")
    political_status = one_of("政治面貌", PARTIES, load_default=None, allow_none=True)
    work = text("工作单位及职务")


@dataclass(frozen=True)
class HistoryRows:
    """A history whose entries come in as rows of their own."""

    history: str
    row: type[Schema]
    columns: dict[str, str] = field(default_factory=dict)
    """By field of the entry the column that it stands in, where that is called otherwise."""
    asks: tuple[str, ...] = ()
    """Columns that say what is to become of the entry, and are no part of it."""


RESUME = HistoryRows("resume", ResumeRow, asks=("same_period",))
EDUCATION = HistoryRows("education", EducationRow)
PROFESSIONAL_POSTS = HistoryRows("professional_posts", ProfessionalPostRow)
ASSESSMENTS = HistoryRows("assessments", AssessmentRow)
REWARDS = HistoryRows("rewards", RewardRow)
FAMILY = HistoryRows("family", FamilyRow, {"name": "relative"})
WHOSE = tuple(OfSomebody._declared_fields)
