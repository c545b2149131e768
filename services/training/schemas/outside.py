"""Training outside the city (外出培训): what commands take and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import (
    PAST,
    among,
    among_ids,
    among_persons,
    check_period,
    choice,
    day,
    given,
    or_named,
    searched,
    synthetic,
    text,
    wanted,
    words,
)
from servicekit.schema import PageQuery, Schema, fields, validate
from services.training.schemas.common import HoursOut
from services.training.vocabulary.hours import STEP, Mode
from services.training.vocabulary.outside import State
from services.training.vocabulary.resources import Tier


def _hours(zh: str) -> fields.Float:
    return fields.Float(load_default=0.0, validate=validate.Range(0, 2000), metadata={"zh": zh})


class OutsideIn(Schema):
    """A cadre's training outside the city, with its hours by category."""

    cadre_id = wanted("干部")
    organiser_id = wanted("办班主体（市外）")
    title = text("班次名称", required=True)
    begins = day("开班日期", PAST, required=True)
    ends = day("结业日期", PAST, required=True)
    mode = choice(Mode, "培训方式：脱产、集中、网络", load_default=Mode.OFF_JOB)
    theory = _hours("理论教育学时")
    party_spirit = _hours("党性教育学时")
    duty = _hours("履职能力学时")
    other = _hours("其他学时")
    certificate = words("结业证书编号", 100)
    basis = words("登记依据（调训通知、结业证书）", 500)
    synthetic = synthetic()

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        check_period(data)
        hours = [data[name] for name in ("theory", "party_spirit", "duty", "other")]
        if not sum(hours) or any(one % STEP for one in hours):
            raise ValidationError(
                "bad-hours|学时合计应大于零，各为0.5的倍数|Hours above zero, in steps of 0.5", "theory"
            )


class PastIn(OutsideIn):
    """A cadre's training of a past year, in the city or outside, as the ledger of that year has it."""

    organiser_id = wanted("办班主体")
    basis = text("登记依据（历年培训台账、结业证书）", 500, required=True)


class AnnulOutside(Schema):
    """Annul a record that was entered by mistake; its hours are taken back, and it stays to be seen."""

    outside_record_id = wanted("外出培训记录")
    basis = text("作废依据", 500, required=True)


class OutsideOf(Schema):
    outside_record_id = wanted("外出培训记录")


class ListOutside(PageQuery):
    q = searched()
    named = or_named()
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下级）")
    organiser_id = among_ids("办班主体")
    organiser_tier = among(Tier, "办班主体层级")
    state = among(State, "状态")
    ends_from = day("结束不早于", load_default=None)
    ends_to = day("结束不晚于", load_default=None)


class OutsideOut(Schema):
    """A cadre's training outside the city (外出培训记录)."""

    id = given("标识")
    version = fields.Integer()
    cadre_id = given("干部")
    unit_id = given("单位", allow_none=True)
    organiser_id = given("办班主体")
    organiser_tier = given("办班主体层级", "training.organiser_tiers")
    title = given("班次名称")
    begins = fields.Date(metadata={"zh": "开班日期"})
    ends = fields.Date(metadata={"zh": "结业日期"})
    mode = given("培训方式")
    hours = fields.Nested(HoursOut, metadata={"zh": "分类学时"})
    total_hours = fields.Float(metadata={"zh": "学时"})
    certificate = given("结业证书编号", allow_none=True)
    basis = given("登记依据", allow_none=True)
    state = given("状态")
    annulled_by = given("作废账号", allow_none=True)
    annulled_because = given("作废依据", allow_none=True)
    synthetic = fields.Boolean()
