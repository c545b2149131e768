"""Teaching points, bookings and visits: what commands take and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit import forms
from servicekit.forms import (
    AHEAD,
    PAST,
    PeriodQuery,
    among,
    among_ids,
    among_keys,
    check_period,
    choice,
    day,
    entry,
    given,
    other,
    searched,
    synthetic,
    text,
    wanted,
    whole,
    words,
)
from servicekit.lifecycle import words_of
from servicekit.schema import FOR_PROGRAMS, PageQuery, Schema, fields
from servicekit.schemas import stated
from services.training.schemas.common import MOST_TOPICS, THEMES, HoursField, RevisionOut
from services.training.vocabulary.places import MOST_DAYS, BookingState, PointKind, PointState, VisitState

REGION = "行政区划代码"


class OpenPoint(Schema):
    """Bring a teaching point into use."""

    code = text("编号", 40, required=True)
    name = text("名称", required=True)
    kind = choice(PointKind, "基地或教学点", load_default=PointKind.POINT)
    capacity_per_day = whole("单日接待能力（人）", 1, 100_000, required=True)
    region = forms.region(REGION, load_default=None, allow_none=True)
    address = words("地址", 300)
    base_id = other("所属基地")
    unit_id = other("管理单位")
    themes = fields.List(entry(THEMES, "主题"), load_default=list, validate=MOST_TOPICS, metadata={"zh": "主题"})
    hours = HoursField(load_default=None, allow_none=True, metadata={"zh": "一次教学学时"})
    opened_on = day("启用日期", PAST, load_default=None, allow_none=True)
    synthetic = synthetic()


class ChangePoint(Schema):
    """Change a teaching point."""

    point_id = wanted("教学点")
    name = text("名称")
    capacity_per_day = whole("单日接待能力（人）", 1, 100_000)
    address = text("地址", 300, allow_none=True)
    themes = fields.List(entry(THEMES, "主题"), validate=MOST_TOPICS, metadata={"zh": "主题"})


class ClosePoint(Schema):
    """Take a teaching point out of use."""

    point_id = wanted("教学点")
    closed_on = day("停用日期", PAST, load_default=None, allow_none=True)


class ReopenPoint(Schema):
    """Bring a teaching point that was closed into use again, with a basis."""

    point_id = wanted("教学点")
    basis = text("依据", 500, required=True)


class PointOf(Schema):
    point_id = wanted("教学点")


class ListPoints(PageQuery):
    q = searched()
    kind = among(PointKind, "基地或教学点")
    state = among(words_of(PointState), "状态")
    region = fields.AnyOf(forms.region(REGION))
    base_id = among_ids("所属基地")
    theme = among_keys("主题", 40)
    code = among_keys("编号", 40)


class PointOut(Schema):
    """A teaching point (现场教学点)."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    name = given("名称")
    kind = given("基地或教学点")
    capacity_per_day = fields.Integer(metadata={"zh": "单日接待能力（人）"})
    region = given("行政区划", "registry.region", allow_none=True)
    address = given("地址", allow_none=True)
    base_id = given("所属基地", allow_none=True)
    unit_id = given("管理单位", allow_none=True)
    themes = fields.List(fields.String(), metadata={"zh": "主题", "words": "training.visit_themes"})
    hours = fields.Float(allow_none=True, metadata={"zh": "一次教学学时"})
    state = stated(PointState)
    opened_on = fields.Date(allow_none=True, metadata={"zh": "启用日期"})
    closed_on = fields.Date(allow_none=True, metadata={"zh": "停用日期"})
    revisions = fields.List(fields.Nested(RevisionOut), metadata={"zh": "停用后的恢复"})
    synthetic = fields.Boolean()


class BookPoint(Schema):
    """Book places at a teaching point on each day of a period."""

    point_id = wanted("教学点")
    begins = day("开始日期", AHEAD, required=True)
    ends = day("结束日期", AHEAD, load_default=None, allow_none=True)
    people = whole("人数", 1, 100_000, required=True)
    unit_id = other("预约单位")
    class_id = other("预约班次")
    theme = entry(THEMES, "主题", load_default=None, allow_none=True)
    synthetic = synthetic()

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        check_period(data)
        if data.get("ends") and (data["ends"] - data["begins"]).days >= MOST_DAYS:
            raise ValidationError(f"too-long|一次最多预约{MOST_DAYS}天|At most {MOST_DAYS} days in one booking", "ends")


class BookingOf(Schema):
    booking_id = wanted("预约")


class ListBookings(PeriodQuery):
    point_id = among_ids("教学点")
    unit_id = among_ids("单位")
    class_id = among_ids("班次")
    state = among(BookingState, "状态")


class BookingOut(Schema):
    """Places promised at a teaching point (预约)."""

    id = given("标识")
    version = fields.Integer()
    point_id = given("教学点")
    begins = fields.Date(metadata={"zh": "开始日期"})
    ends = fields.Date(metadata={"zh": "结束日期"})
    people = fields.Integer(metadata={"zh": "人数"})
    unit_id = given("单位", allow_none=True)
    class_id = given("班次", allow_none=True)
    theme = given("主题", "training.visit_themes", allow_none=True)
    state = given("状态")
    synthetic = fields.Boolean()


class FreeQuery(Schema):
    """Places left at a teaching point, day by day."""

    point_id = wanted("教学点")
    begins = day("开始日期", required=True)
    ends = day("结束日期", required=True)

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        check_period(data)
        if (data["ends"] - data["begins"]).days >= 92:
            raise ValidationError("too-long|一次最多查询92天|At most 92 days at once", "ends")


class FreeDay(Schema):
    day = fields.Date(metadata={"zh": "日期"})
    booked = fields.Integer(metadata={"zh": "已预约人数"})
    free = fields.Integer(metadata={"zh": "余量"})


class FreeOut(Schema):
    """Places left, day by day."""

    point_id = given("教学点")
    capacity_per_day = fields.Integer(metadata={"zh": "单日接待能力（人）"})
    items = fields.List(fields.Nested(FreeDay), required=True)


class RecordVisit(Schema):
    """Record that people were taught at a teaching point; the point by id, or by code in an import."""

    point_id = other("教学点")
    point_code = text("教学点编号", 40, load_default=None, allow_none=True)
    theme = entry(THEMES, "主题（字典“training.visit_themes”）", required=True)
    on = day("日期", PAST, required=True)
    head_count = whole("人数", 1, 100_000, required=True)
    unit_id = other("单位")
    class_id = other("班次")
    booking_id = other("预约", **{FOR_PROGRAMS: True})
    hours = HoursField(load_default=None, allow_none=True, metadata={"zh": "学时"})
    synthetic = synthetic()

    @validates_schema(skip_on_field_errors=True)
    def _one(self, data: dict[str, Any], **_: Any) -> None:
        if (data["point_id"] is None) == (data["point_code"] is None):
            raise ValidationError("point|填写教学点标识或编号其一|Give either point_id or point_code", "point_id")


class AnnulVisit(Schema):
    """Take back a visit that was recorded in error; it stays on record and does not count."""

    visit_id = wanted("现场教学记录")
    reason = text("原因", 500, required=True)


class VisitOf(Schema):
    visit_id = wanted("现场教学记录")


class ListVisits(PeriodQuery):
    theme = among_keys("主题", 40)
    point_id = among_ids("教学点")
    unit_id = among_ids("单位")
    class_id = among_ids("班次")
    state = among(words_of(VisitState), "状态", load_default=["recorded"])


class VisitOut(Schema):
    """People taught at a teaching point on a day (现场教学记录)."""

    id = given("标识")
    version = fields.Integer()
    point_id = given("教学点")
    theme = given("主题")
    on = fields.Date(metadata={"zh": "日期"})
    head_count = fields.Integer(metadata={"zh": "人数"})
    unit_id = given("单位", allow_none=True)
    class_id = given("班次", allow_none=True)
    booking_id = given("预约", allow_none=True)
    hours = fields.Float(allow_none=True, metadata={"zh": "学时"})
    state = stated(VisitState)
    annulled_by = given("作废账号", allow_none=True)
    annulled_because = given("作废原因", allow_none=True)
    synthetic = fields.Boolean()
