"""Taken and answered: the information link (信息联通)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import (
    AHEAD,
    PAST,
    PeriodQuery,
    among,
    among_ids,
    among_persons,
    day,
    given,
    ids,
    other,
    searched,
    synthetic,
    text,
    wanted,
)
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import timeline
from services.supervision.schemas.joint import MOST_AGENCIES, codes, state_of
from services.supervision.schemas.rectification import classification
from services.supervision.vocabulary.information import AGREEMENT_LIFE, ITEM_LIFE, WHO, About, AgreementState, ItemState
from services.supervision.vocabulary.vetting import Purpose


class GrantWish(Schema):
    agency_id = wanted("使用单位")
    field_codes = codes("授权信息项（字典“information_fields”）", required=True)


class MakeAgreement(Schema):
    """Agree what an agency gives to others, field by field."""

    code = text("编号", 40, required=True)
    giver_agency_id = wanted("提供单位")
    grants = fields.List(
        fields.Nested(GrantWish), required=True, validate=validate.Length(1, MOST_AGENCIES), metadata={"zh": "授权"}
    )
    purpose = text("用途", 500, required=True)
    legal_basis = text("法律依据", 500, required=True)
    valid_from = day("生效日期", AHEAD, required=True)
    valid_to = day("终止日期", AHEAD, load_default=None, allow_none=True)
    synthetic = synthetic()

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        takers = [grant["agency_id"] for grant in data["grants"]]
        if len(set(takers)) < len(takers) or data["giver_agency_id"] in takers:
            raise ValidationError(
                "repeated|使用单位重复或即为提供单位|A taker is named twice or is the giver", "grants"
            )


class AgreementOf(Schema):
    agreement_id = wanted("协议")


class EndAgreement(Schema):
    """End an agreement; nothing is read under it any more."""

    agreement_id = wanted("协议")
    basis = text("依据", 500, required=True)


class ListAgreements(PageQuery):
    q = searched()
    state = state_of(AgreementState)


class GrantOut(Schema):
    agency_id = given("使用单位")
    field_codes = fields.List(fields.String(), metadata={"zh": "授权信息项", "words": "supervision.information_fields"})


class AgreementOut(Schema):
    """An agreement (信息共享协议)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    giver_agency_id = given("提供单位")
    grants = fields.List(fields.Nested(GrantOut), metadata={"zh": "授权"})
    purpose = given("用途")
    legal_basis = given("法律依据")
    valid_from = fields.Date(metadata={"zh": "生效日期"})
    valid_to = fields.Date(allow_none=True, metadata={"zh": "终止日期"})
    state = given("状态")
    timeline = timeline(AGREEMENT_LIFE)
    synthetic = fields.Boolean()


class ShareItem(Schema):
    """Share an item under an agreement, about a cadre, a unit, or neither."""

    agreement_id = wanted("协议")
    cadre_id = other("干部")
    unit_id = other("单位")
    values = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 40)),
        values=fields.String(validate=validate.Length(1, 2000)),
        required=True,
        validate=validate.Length(1, 50),
        metadata={"zh": "信息项及内容"},
    )
    classification = classification()
    shared_on = day("共享日期", PAST, load_default=None, allow_none=True)
    synthetic = synthetic()


class ItemOf(Schema):
    item_id = wanted("共享信息")


class WithdrawItem(Schema):
    """Withdraw an item; its contents are deleted, its readings stay logged."""

    item_id = wanted("共享信息")
    basis = text("依据", 500, required=True)


class ReadItem(Schema):
    """Read an item for an agency, for a purpose; the reading is logged. Without `wanted`, all that is granted."""

    item_id = wanted("共享信息")
    agency_id = other("使用单位；联络员只有一个成员单位时可不填")
    purpose = text("用途", 500, required=True)
    wanted = codes("请求的信息项", load_default=None, allow_none=True)


class ListItems(PageQuery):
    agreement_id = among_ids("协议")
    cadre_id = among_persons("干部")
    state = state_of(ItemState)
    shared_from = day("不早于", load_default=None)
    shared_to = day("不晚于", load_default=None)


class SharedItemOut(Schema):
    """A shared item without its contents: these are read one by one, and logged."""

    id = given("标识")
    version = fields.Integer()
    agreement_id = given("协议")
    giver_agency_id = given("提供单位")
    cadre_id = given("干部", allow_none=True)
    unit_id = given("单位", allow_none=True)
    field_codes = fields.List(fields.String(), metadata={"zh": "信息项", "words": "supervision.information_fields"})
    classification = given("密级")
    shared_on = fields.Date(metadata={"zh": "共享日期"})
    readings = fields.Integer(metadata={"zh": "查看次数"})
    state = given("状态")
    timeline = timeline(ITEM_LIFE)
    synthetic = fields.Boolean()


class ReadingOut(Schema):
    """A row of the reading log (查看日志): of a shared item, or of a cadre whom an agency was asked about."""

    id = given("标识")
    about = given("所查看的：共享信息、联审对象、联议对象")
    subject_id = given("所在联审或联议事项", allow_none=True)
    item_id = given("共享信息", allow_none=True)
    agreement_id = given("协议", allow_none=True)
    giver_agency_id = given("提供单位", allow_none=True)
    agency_id = given("使用单位")
    cadre_id = given("干部", allow_none=True)
    field_codes = fields.List(
        fields.String(), metadata={"zh": "查看的信息项", "words": ("supervision.information_fields", WHO)}
    )
    purpose = given("用途；查看联审对象的为联审用途", (Purpose, About))
    at = fields.DateTime(metadata={"zh": "时间"})
    by = given("账号")


class ContentsOut(ReadingOut):
    """What was read: the granted fields with their contents, and the row of the log."""

    values = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        allow_none=True,
        metadata={
            "zh": "内容；同一幂等键重复请求时为空",
            "description": "Null when the same request is sent again.",
            "words": "supervision.information_fields",
        },
    )


class LogReadings(Schema):
    """Whom a liaison is about to be shown: those of these vettings, matters and items."""

    vetting_ids = ids("联审", load_default=list)
    matter_ids = ids("联议事项", load_default=list)
    item_ids = ids("共享信息", load_default=list)


class LoggedOut(Schema):
    """How many readings were new to the log; it has one for each account, subject and day."""

    logged = fields.Integer(metadata={"zh": "新增留痕"})


class ListReadings(PeriodQuery):
    about = among(About, "所查看的")
    item_id = among_ids("共享信息")
    agency_id = among_ids("使用单位")
    cadre_id = among_persons("干部")
