"""Classes and their sessions: what commands take and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.forms import (
    AHEAD,
    PAST,
    among,
    among_ids,
    among_keys,
    among_numbers,
    check_period,
    choice,
    day,
    entry,
    given,
    ids,
    listed,
    other,
    searched,
    synthetic,
    text,
    time_of_day,
    wanted,
    whole,
    words,
)
from servicekit.lifecycle import OfAYear
from servicekit.schema import PageQuery, Schema, fields, validate
from servicekit.standards import POST_LEVELS
from services.training.schemas.common import MOST_TOPICS, TOPICS, HoursField, HoursOut, RevisionOut, WarningOut
from services.training.vocabulary.classes import Kind, Method, State
from services.training.vocabulary.hours import Category, Mode
from services.training.vocabulary.resources import TeacherKind, Tier

MOST_SESSIONS = 200
CODE = r"^[A-Za-z0-9_㐀-䶿一-鿿\-.·〔〕]{1,40}\Z"


class SessionIn(Schema):
    """One session of a timetable."""

    on = day("日期", AHEAD, required=True)
    title = text("课程名称", required=True)
    category = choice(Category, "类别：理论、党性、履职能力、其他", required=True)
    hours = HoursField(required=True, metadata={"zh": "学时"})
    compulsory = fields.Boolean(load_default=False, metadata={"zh": "首课主课必修课"})
    begins_at = time_of_day("开始时间 HH:MM", load_default=None, allow_none=True)
    methods = fields.List(
        choice(Method, "训练方式"), load_default=list, validate=validate.Length(max=6), metadata={"zh": "训练方式"}
    )
    teacher_id = other("教师")
    place = words("地点")
    material_id = other("教材")
    point_id = other("现场教学点")
    overlap_reason = text("同一时间另有授课的理由", 500, load_default=None, allow_none=True)


class AudienceIn(Schema):
    """For whom a class is meant; empty means everybody."""

    post_levels = fields.List(
        listed(POST_LEVELS, "职务层次代码"),
        load_default=list,
        validate=validate.Length(max=len(POST_LEVELS)),
        metadata={"zh": "职务层次代码"},
    )
    unit_ids = ids("单位", load_default=list)
    topics = fields.List(entry(TOPICS, "专题"), load_default=list, validate=MOST_TOPICS, metadata={"zh": "专题"})


class CreateClass(Schema):
    """Write a class, with or without its timetable."""

    code = fields.String(
        required=True, validate=validate.Regexp(CODE), metadata={"zh": "班次编号", "example": "2025-ZT-03"}
    )
    title = text("班次名称", required=True)
    kind = choice(Kind, "班次类别", required=True)
    organiser_id = wanted("办班主体")
    begins = day("开班日期", AHEAD, required=True)
    ends = day("结业日期", AHEAD, required=True)
    capacity = whole("名额", 1, 2000, required=True)
    waiting_places = whole("候补名额", 0, 500, load_default=50)
    round = whole("轮次", 1, 1000, load_default=None, allow_none=True)
    plan_id = other("培训计划")
    place = words("地点")
    mode = choice(Mode, "培训方式：脱产、集中、网络", load_default=None, allow_none=True)
    audience = fields.Nested(AudienceIn, load_default=None, allow_none=True, metadata={"zh": "培训对象"})
    sessions = fields.List(
        fields.Nested(SessionIn),
        load_default=list,
        validate=validate.Length(max=MOST_SESSIONS),
        metadata={"zh": "课程表"},
    )
    synthetic = synthetic()

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        check_period(data)
        check_round(data)


def check_round(data: dict[str, Any]) -> None:
    """A rotation class has a round (轮次), the others have none."""
    if (data["kind"] is Kind.ROTATION) != (data.get("round") is not None):
        raise ValidationError(
            "round|仅集中轮训班次填写轮次，且必填|A rotation class has a round, others have none", "round"
        )


class ChangeClass(Schema):
    """Change a class that is still a draft."""

    class_id = wanted("班次")
    title = text("班次名称")
    begins = day("开班日期", AHEAD)
    ends = day("结业日期", AHEAD)
    capacity = whole("名额", 1, 2000)
    waiting_places = whole("候补名额", 0, 500)
    place = text("地点", allow_none=True)
    audience = fields.Nested(AudienceIn, metadata={"zh": "培训对象"})

    @validates_schema(skip_on_field_errors=True)
    def _check(self, data: dict[str, Any], **_: Any) -> None:
        check_period(data)


class SessionCorrection(Schema):
    """What is to be put right of one session; what is left out stays."""

    session_id = wanted("课程")
    on = day("日期", AHEAD)
    title = text("课程名称")
    category = choice(Category, "类别：理论、党性、履职能力、其他")
    hours = HoursField(metadata={"zh": "学时"})
    begins_at = time_of_day("开始时间 HH:MM", allow_none=True)
    place = text("地点", allow_none=True)
    overlap_reason = text("同一时间另有授课的理由", 500, allow_none=True)


class CorrectClass(Schema):
    """Put a published class right, with a basis; what is left out stays, and the old values are kept."""

    class_id = wanted("班次")
    basis = text("书面依据", 500, required=True)
    code = fields.String(validate=validate.Regexp(CODE), metadata={"zh": "班次编号", "example": "2025-ZT-03"})
    title = text("班次名称")
    begins = day("开班日期", AHEAD)
    ends = day("结业日期", AHEAD)
    completed_on = day("结业日期（已结业的班次）", PAST)
    capacity = whole("名额", 1, 2000)
    waiting_places = whole("候补名额", 0, 500)
    place = text("地点", allow_none=True)
    audience = fields.Nested(AudienceIn, metadata={"zh": "培训对象"})
    sessions = fields.List(
        fields.Nested(SessionCorrection),
        load_default=list,
        validate=validate.Length(max=MOST_SESSIONS),
        metadata={"zh": "更正的课程"},
    )


class SetSessions(Schema):
    """Replace the timetable of a draft."""

    class_id = wanted("班次")
    sessions = fields.List(
        fields.Nested(SessionIn), required=True, validate=validate.Length(1, MOST_SESSIONS), metadata={"zh": "课程表"}
    )


class AddSessions(SetSessions):
    """Add sessions to the timetable of a draft."""


class ReplaceTeacher(Schema):
    """Let another teacher give a session."""

    class_id = wanted("班次")
    session_id = wanted("课程")
    teacher_id = wanted("教师")
    overlap_reason = text("同一时间另有授课的理由", 500, load_default=None, allow_none=True)


class ClassOf(Schema):
    class_id = wanted("班次")


class PublishClass(ClassOf):
    """Publish a class: from now on people can be enrolled."""


class StartClass(ClassOf):
    """Begin a class: from now on attendance is taken."""


class CancelClass(ClassOf):
    """Cancel a class; everybody enrolled is freed."""

    reason = text("原因", 500, required=True)


class ListClasses(PageQuery):
    q = searched()
    kind = among(Kind, "班次类别")
    state = among(State, "状态")
    round = among_numbers("轮次")
    term = among_keys("学期", 40)
    organiser_id = among_ids("办班主体")
    organiser_tier = among(Tier, "办班主体层级")
    plan_id = among_ids("培训计划")
    code = among_keys("班次编号", 40)
    begins_from = day("开班不早于", load_default=None)
    begins_to = day("开班不晚于", load_default=None)
    waiting = fields.Boolean(load_default=None, metadata={"zh": "有候补学员"})
    not_settled = fields.Boolean(load_default=None, metadata={"zh": "已过结束日期尚未结业"})


class SessionOut(Schema):
    """A session (课程)."""

    id = given("标识")
    on = fields.Date(metadata={"zh": "日期"})
    title = given("名称")
    category = given("类别", Category)
    hours = fields.Float(metadata={"zh": "学时"})
    compulsory = fields.Boolean(metadata={"zh": "首课主课必修课"})
    begins_at = given("开始时间", allow_none=True)
    methods = fields.List(fields.String(), metadata={"zh": "训练方式", "words": Method})
    teacher_id = given("教师", allow_none=True)
    teacher_kind = given("教师类别", TeacherKind, allow_none=True)
    place = given("地点", allow_none=True)
    material_id = given("教材", allow_none=True)
    point_id = given("现场教学点", allow_none=True)
    overlap_reason = given("同一时间另有授课的理由", allow_none=True)


class AudienceOut(Schema):
    """For whom a class is meant."""

    post_levels = fields.List(given("职务层次", "post_level"))
    unit_ids = fields.List(fields.String())
    topics = fields.List(fields.String(), metadata={"words": "training.topics"})


class ClassRow(Schema):
    """A class (班次) as a list shows it."""

    id = given("标识")
    version = fields.Integer()
    code = given("编号")
    title = given("名称")
    kind = given("类别")
    round = fields.Integer(allow_none=True, metadata={"zh": "轮次"})
    state = given("状态", State)
    organiser_id = given("办班主体")
    organiser_tier = given("办班主体层级")
    plan_id = given("培训计划", allow_none=True)
    make_up_of = given("补哪个班次", allow_none=True)
    begins = fields.Date(metadata={"zh": "开班日期"})
    ends = fields.Date(metadata={"zh": "结业日期"})
    term = given("学期", OfAYear("training.terms"))
    place = given("地点", allow_none=True)
    mode = given("培训方式", Mode)
    capacity = fields.Integer(metadata={"zh": "名额"})
    waiting_places = fields.Integer(metadata={"zh": "候补名额"})
    enrolled = fields.Integer(metadata={"zh": "在班人数"})
    waiting = fields.Integer(metadata={"zh": "候补人数"})
    completed = fields.Integer(metadata={"zh": "结业人数"})
    hours = fields.Nested(HoursOut, metadata={"zh": "分类学时"})
    total_hours = fields.Float(metadata={"zh": "总学时"})
    theory_party_share = given("理论教育和党性教育占比", allow_none=True)
    leader_hours = fields.Float(metadata={"zh": "领导干部授课学时"})
    synthetic = fields.Boolean()


class ClassOut(ClassRow):
    """A class (班次) with its timetable."""

    sessions = fields.List(fields.Nested(SessionOut), metadata={"zh": "课程表"})
    audience = fields.Nested(AudienceOut, metadata={"zh": "培训对象"})
    published_at = fields.DateTime(allow_none=True, metadata={"zh": "发布时间"})
    completed_on = fields.Date(allow_none=True, metadata={"zh": "结业日期"})
    reason = given("取消原因", allow_none=True)
    warnings = fields.List(fields.Nested(WarningOut), metadata={"zh": "提示"})
    revisions = fields.List(fields.Nested(RevisionOut), metadata={"zh": "发布后的更正"})


class SessionsOut(Schema):
    """The timetable of a class."""

    class_id = given("班次", attribute="id")
    version = fields.Integer()
    total_hours = fields.Float(metadata={"zh": "总学时"})
    hours = fields.Nested(HoursOut, metadata={"zh": "分类学时"})
    theory_party_share = given("理论教育和党性教育占比", allow_none=True)
    sessions = fields.List(fields.Nested(SessionOut), metadata={"zh": "课程表"})


class TermsQuery(Schema):
    """The share of leading cadres' lectures by term."""

    term = text("学期", 40, load_default=None)
    reached = fields.Boolean(load_default=None, metadata={"zh": "是否达标"})


class TermShare(Schema):
    """Leading cadres' share of the party school's main-class hours in a term (领导干部授课占比)."""

    term = given("学期", OfAYear("training.terms"))
    classes = fields.Integer(metadata={"zh": "主体班次数"})
    total_hours = fields.Float(metadata={"zh": "主体班次总学时"})
    leader_hours = fields.Float(metadata={"zh": "领导干部授课学时"})
    share = given("占比", allow_none=True)
    required_share = given("应达占比")
    reached = fields.Boolean(metadata={"zh": "是否达标"})
    missing_hours = fields.Float(metadata={"zh": "尚缺学时"})
    article = given("依据")


class TermsOut(Schema):
    """The share term by term, newest first."""

    items = fields.List(fields.Nested(TermShare), required=True)
