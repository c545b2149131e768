"""Taken and answered: joint conferences (会商联席)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import AHEAD, among, choice, day, given, ids, other, searched, synthetic, text, wanted
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.schemas import timeline
from services.supervision.schemas.joint import MOST_AGENCIES, Term, state_of
from services.supervision.schemas.rectification import classification
from services.supervision.vocabulary.conferences import LIFE, ConferenceKind, Presence, State


class AgendaWish(Schema):
    title = text("议题", 500, required=True)
    agency_id = other("提出单位")


class ConveneConference(Schema):
    """Convene a joint conference; the host is one of the members in any case."""

    title = text("名称", required=True)
    kind = choice(ConferenceKind, "类型（定期、专题）", load_default=ConferenceKind.REGULAR)
    held_on = day("召开日期", AHEAD, required=True)
    host_agency_id = wanted("召集单位")
    member_ids = ids("成员单位", MOST_AGENCIES, load_default=list)
    agenda = fields.List(
        fields.Nested(AgendaWish), load_default=list, validate=validate.Length(max=50), metadata={"zh": "议程"}
    )
    synthetic = synthetic()


class ConferenceOf(Schema):
    conference_id = wanted("会议")


class AddAgendaItem(AgendaWish):
    """Put something on the agenda of a planned conference."""

    conference_id = wanted("会议")


class AttendanceWish(Schema):
    agency_id = wanted("成员单位")
    presence = choice(Presence, "出席情况（到会、委托、缺席）", required=True)


class HoldConference(Schema):
    """Record who took part; a member who is not named was absent. Until the minutes are kept it can be corrected."""

    conference_id = wanted("会议")
    attendance = fields.List(
        fields.Nested(AttendanceWish), required=True, validate=validate.Length(1, 100), metadata={"zh": "出席情况"}
    )

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        named = [one["agency_id"] for one in data["attendance"]]
        if len(set(named)) < len(named):
            raise ValidationError("repeated|同一单位重复出现|An agency is named twice", "attendance")


class MinuteConference(Schema):
    """Keep the minutes; they need a quorum."""

    conference_id = wanted("会议")
    minutes = text("纪要", 20_000, required=True)
    classification = classification()


class CorrectMinutes(MinuteConference):
    """What the minutes should have said, and why they are put right."""

    correction = text("更正依据", 500, required=True)


class ResolveAtConference(Term):
    """Take a resolution, which becomes a task of agencies with a due date."""

    conference_id = wanted("会议")
    text = text("议定事项", 1000, required=True)
    agency_ids = ids("责任单位", MOST_AGENCIES, required=True)


class CloseConference(ConferenceOf):
    """Close a conference whose tasks are done."""


class CancelConference(Schema):
    """Cancel a planned conference."""

    conference_id = wanted("会议")
    basis = text("原因", 500, required=True)


class ListConferences(PageQuery):
    q = searched()
    state = state_of(State)
    kind = among(ConferenceKind, "类型")
    held_from = day("不早于", load_default=None)
    held_to = day("不晚于", load_default=None)


class AgendaOut(Schema):
    number = fields.Integer(metadata={"zh": "序号"})
    title = given("议题")
    agency_id = given("提出单位", allow_none=True)


class AttendanceOut(Schema):
    agency_id = given("成员单位")
    presence = given("出席情况", Presence)


class ResolutionOut(Schema):
    number = fields.Integer(metadata={"zh": "序号"})
    text = given("议定事项")
    task_id = given("任务")


class EarlierMinutesOut(Schema):
    """Minutes that were put right."""

    minutes = given("原纪要", allow_none=True)
    classification = given("原密级", allow_none=True)
    corrected_at = fields.AwareDateTime(metadata={"zh": "更正时间"})
    corrected_by = given("更正账号")
    correction = given("更正依据")


class ConferenceLine(Schema):
    """A joint conference (联席会议) in a list."""

    id = given("标识")
    version = fields.Integer()
    title = given("名称")
    kind = given("类型")
    held_on = fields.Date(metadata={"zh": "召开日期"})
    host_agency_id = given("召集单位")
    member_ids = fields.List(fields.String(), metadata={"zh": "成员单位"})
    state = given("状态")
    open_tasks = fields.Integer(metadata={"zh": "未办结任务数"})
    synthetic = fields.Boolean()


class ConferenceOut(ConferenceLine):
    """A joint conference with agenda, attendance, minutes, resolutions and timeline."""

    agenda = fields.List(fields.Nested(AgendaOut), metadata={"zh": "议程"})
    attendance = fields.List(fields.Nested(AttendanceOut), metadata={"zh": "出席情况"})
    minutes = given("纪要", allow_none=True)
    classification = given("密级", allow_none=True)
    superseded = fields.List(fields.Nested(EarlierMinutesOut), metadata={"zh": "更正前的纪要"})
    resolutions = fields.List(fields.Nested(ResolutionOut), metadata={"zh": "议定事项"})
    timeline = timeline(LIFE)
