"""The working calendar (工作日历): what its commands take and what is answered."""

from __future__ import annotations

from typing import Any

from servicekit.forms import day, text, whole
from servicekit.schema import PageQuery, Schema, fields, validate

MOST_DAYS = 366


def _days(zh: str) -> fields.List[Any]:
    return fields.List(day(zh), load_default=list, validate=validate.Length(max=MOST_DAYS), metadata={"zh": zh})


class PublishCalendar(Schema):
    """Publish a year, or publish it anew."""

    year = whole("年度", 1990, 2099, required=True)
    holidays = _days("放假日")
    make_up_days = _days("调休上班日")
    basis = text("依据文件", 500, required=True)


class CalendarOf(Schema):
    year = whole("年度", 1990, 2099, required=True)


class CountDays(Schema):
    """The last day of a period of working days after a day, which itself does not count."""

    after = day("起算日（当日不计）", required=True)
    days = fields.Integer(required=True, validate=validate.Range(1, 1000), metadata={"zh": "工作日数"})


class CountOut(Schema):
    """The last day, and whether it may still change because a year has not been published."""

    after = fields.Date(metadata={"zh": "起算日"})
    days = fields.Integer(metadata={"zh": "工作日数"})
    last = fields.Date(metadata={"zh": "届满日"})
    provisional = fields.Boolean(metadata={"zh": "涉及未发布年度，暂定"})


class ListCalendars(PageQuery):
    """The years that are published."""


class CalendarLine(Schema):
    """A published year (工作日历)."""

    id = fields.String(metadata={"zh": "标识"})
    version = fields.Integer()
    year = fields.Integer(metadata={"zh": "年度"})
    holidays = fields.List(fields.Date(), metadata={"zh": "放假日"})
    make_up_days = fields.List(fields.Date(), metadata={"zh": "调休上班日"})
    basis = fields.String(metadata={"zh": "依据文件"})
    published_at = fields.AwareDateTime(allow_none=True, metadata={"zh": "发布时间"})


class PublicationOut(Schema):
    """A version of a year."""

    holidays = fields.List(fields.Date(), metadata={"zh": "放假日"})
    make_up_days = fields.List(fields.Date(), metadata={"zh": "调休上班日"})
    basis = fields.String(metadata={"zh": "依据文件"})
    by = fields.String(metadata={"zh": "发布人"})
    at = fields.AwareDateTime(metadata={"zh": "发布时间"})


class CalendarOut(CalendarLine):
    """A published year with all its versions, the newest last."""

    history = fields.List(fields.Nested(PublicationOut), metadata={"zh": "历次发布"})
