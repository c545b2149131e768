"""Enrolment, attendance and completion: what commands take and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validates_schema

from servicekit.errors import with_words
from servicekit.forms import (
    AHEAD,
    PAST,
    among,
    among_ids,
    among_keys,
    among_numbers,
    among_persons,
    choice,
    day,
    given,
    ids,
    listed,
    other,
    text,
    wanted,
    words,
)
from servicekit.lifecycle import words_of
from servicekit.schema import PageQuery, Schema, fields, validate
from services.training.schemas.common import HoursOut
from services.training.vocabulary.attendance import Mark
from services.training.vocabulary.classes import Kind, State
from services.training.vocabulary.enrolments import Settled, Standing
from services.training.vocabulary.needs import Who

GRADES = {"excellent": "优秀", "good": "良好", "pass": "合格"}
PLACED = {"enrolled": "已报名", "waiting": "列入候补", "refused": "未能报名"}


class Enrol(Schema):
    """Enrol cadres in a class, in the order of the list; each gets a result of their own."""

    class_id = wanted("班次")
    cadre_ids = ids("干部", required=True)
    need = choice(Who, "来源于哪类需求", load_default=Who.ORGANISATION)
    may_wait = fields.Boolean(load_default=True, metadata={"zh": "名额满时列入候补"})

    @validates_schema(skip_on_field_errors=True)
    def _some(self, data: dict[str, Any], **_: Any) -> None:
        if not data["cadre_ids"]:
            raise ValidationError("empty|至少一人|At least one", "cadre_ids")


class PlacedOut(Schema):
    """What became of one wish to enrol."""

    cadre_id = given("干部")
    state = given(f"结果：{with_words(PLACED)}", PLACED)
    enrolment_id = given("报名标识")
    waiting_number = fields.Integer(metadata={"zh": "候补序号"})
    code = given("未能报名的原因代码")
    zh = given("未能报名的原因")
    en = given("未能报名的原因（英文）")
    facts = fields.Dict(metadata={"zh": "数据"})


class EnrolOut(Schema):
    """What became of each wish, and the class's counters after it."""

    class_id = given("班次")
    version = fields.Integer()
    enrolled = fields.Integer(metadata={"zh": "在班人数"})
    waiting = fields.Integer(metadata={"zh": "候补人数"})
    capacity = fields.Integer(metadata={"zh": "名额"})
    placed = fields.Integer(metadata={"zh": "本次入班人数"})
    results = fields.List(fields.Nested(PlacedOut), required=True)


class EnrolmentRow(Schema):
    """A row of an import of enrolments: the cadre, and the class by id or by code."""

    cadre_id = wanted("干部")
    class_id = other("班次标识")
    class_code = text("班次编号", 40, load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def _one(self, data: dict[str, Any], **_: Any) -> None:
        if (data["class_id"] is None) == (data["class_code"] is None):
            raise ValidationError("class|填写班次标识或班次编号其一|Give either class_id or class_code", "class_code")


class Withdraw(Schema):
    """Take a cadre out of a class; the next on the waiting list gets the place."""

    enrolment_id = wanted("报名")
    reason = text("原因", 500, required=True)


class WithdrawOut(Schema):
    """The enrolment, and who got the place."""

    id = given("报名标识")
    version = fields.Integer()
    class_id = given("班次")
    cadre_id = given("干部")
    state = given("状态", Standing)
    reason = given("原因", allow_none=True)
    promoted = fields.List(fields.String(), metadata={"zh": "候补递补的干部"})


class EnrolmentOf(Schema):
    enrolment_id = wanted("报名")


class ListEnrolments(PageQuery):
    """Enrolments across classes; a person-time of training (人次) is one that is completed."""

    class_id = among_ids("班次")
    class_code = among_keys("班次编号", 40)
    cadre_id = among_persons("干部")
    unit_id = among_ids("单位（含下级）")
    class_kind = among(Kind, "班次类别")
    round = among_numbers("轮次")
    state = among(Standing, "状态")
    county_level_or_above = fields.Boolean(load_default=None, metadata={"zh": "县处级以上"})
    ends_from = day("结束不早于", load_default=None)
    ends_to = day("结束不晚于", load_default=None)


class ListClassEnrolments(PageQuery):
    class_id = wanted("班次")
    cadre_id = among_persons("干部")
    state = among(Standing, "状态")


class EnrolmentOut(Schema):
    """One cadre in one class (学员报名)."""

    id = given("标识")
    version = fields.Integer()
    class_id = given("班次")
    class_code = given("班次编号")
    class_kind = given("班次类别")
    round = fields.Integer(allow_none=True, metadata={"zh": "轮次"})
    begins = fields.Date(metadata={"zh": "开班日期"})
    ends = fields.Date(metadata={"zh": "班次结业日期"})
    cadre_id = given("干部")
    unit_id = given("单位", allow_none=True)
    post_level_at_start = given("入班时职务层次", "post_level", allow_none=True)
    county_level_or_above = fields.Boolean(metadata={"zh": "县处级以上"})
    state = given("状态")
    number = fields.Integer(metadata={"zh": "班内序号"})
    need = given("需求来源", Who)
    waiting_number = fields.Integer(allow_none=True, metadata={"zh": "候补序号"})
    reason = given("原因", allow_none=True)
    hours = fields.Nested(HoursOut, allow_none=True, metadata={"zh": "所得学时"})
    missed_hours = fields.Float(allow_none=True, metadata={"zh": "缺课学时"})
    grade = given("成绩", allow_none=True)
    certificate_number = given("结业证书编号", allow_none=True)
    revoked_certificate = given("已撤销的结业证书编号", allow_none=True)
    completed_on = fields.Date(allow_none=True, metadata={"zh": "结业日期"})
    synthetic = fields.Boolean()


class ExceptionIn(Schema):
    """A mark for one person in one session that differs from the rest."""

    session_id = wanted("课程")
    cadre_id = wanted("干部")
    mark = choice(Mark, "考勤结果", required=True)


class RecordAttendance(Schema):
    """Take attendance of one session, several, or (without session_ids) all of a class; earlier marks stay to be seen.

    Once the class's last day is over, a mark that stands is changed with a basis.
    """

    class_id = wanted("班次")
    session_ids = ids("课程", 200, load_default=None, allow_none=True)
    present = ids("到课", 2000, load_default=list)
    leave = ids("请假", 2000, load_default=list)
    absent = ids("缺课", 2000, load_default=list)
    rest = choice(Mark, "其余学员", load_default=None, allow_none=True)
    exceptions = fields.List(
        fields.Nested(ExceptionIn), load_default=list, validate=validate.Length(max=2000), metadata={"zh": "个别情况"}
    )
    basis = text("书面依据，班次结束后更改已登记的考勤时填写", 500, load_default=None, allow_none=True)


class CorrectAttendance(Schema):
    """Put attendance right after the class is completed; who is not named keeps their mark.

    Without `session_ids` the marks hold for every session. Who had left the class and is marked was there after all;
    who was never entered is named in `added`, and marked as the others are.
    """

    class_id = wanted("班次")
    added = ids("补录的学员", 500, load_default=list)
    session_ids = ids("课程", 200, load_default=None, allow_none=True)
    present = ids("到课", 2000, load_default=list)
    leave = ids("请假", 2000, load_default=list)
    absent = ids("缺课", 2000, load_default=list)
    exceptions = fields.List(
        fields.Nested(ExceptionIn), load_default=list, validate=validate.Length(max=2000), metadata={"zh": "个别情况"}
    )
    basis = text("书面依据", 500, required=True)


class SettledOut(Schema):
    """What became of somebody when the class was put right."""

    cadre_id = given("干部")
    enrolment_id = given("报名标识")
    outcome = given(f"更正结果：{with_words(words_of(Settled))}", Settled)
    state = given("状态", Standing)
    hours = fields.Float(metadata={"zh": "所得学时"})
    missed_hours = fields.Float(metadata={"zh": "缺课学时"})
    certificate_number = given("结业证书编号", allow_none=True)


class CorrectionOut(Schema):
    """What became of those whom a correction has touched."""

    class_id = given("班次")
    version = fields.Integer()
    completed = fields.Integer(metadata={"zh": "班次结业人数"})
    results = fields.List(fields.Nested(SettledOut), required=True)


class SheetOut(Schema):
    """The attendance of one session."""

    session_id = given("课程")
    present = fields.Integer(metadata={"zh": "到课人数"})
    leave = fields.Integer(metadata={"zh": "请假人数"})
    absent = fields.Integer(metadata={"zh": "缺课人数"})


class AttendanceOut(Schema):
    """The attendance that was taken, session by session."""

    class_id = given("班次")
    sheets = fields.List(fields.Nested(SheetOut), required=True)


class AttendanceQuery(Schema):
    """Attendance of a class, of the people whom the reader may see."""

    class_id = wanted("班次")
    session_id = other("课程")


class ChangeOut(Schema):
    """A mark that was put right."""

    cadre_id = given("干部")
    before = given("更正前", Mark, allow_none=True)
    after = given("更正后", Mark, allow_none=True)
    at = fields.DateTime(metadata={"zh": "更正时间"})
    by = given("更正账号")
    basis = given("书面依据", allow_none=True)


class SheetDetail(SheetOut):
    """The attendance of one session with the people who were not present, and what was put right."""

    leave_ids = fields.List(fields.String(), metadata={"zh": "请假干部"})
    absent_ids = fields.List(fields.String(), metadata={"zh": "缺课干部"})
    at = fields.DateTime(metadata={"zh": "登记时间"})
    taken_by = given("登记账号", allow_none=True)
    changes = fields.List(fields.Nested(ChangeOut), metadata={"zh": "更正"})


class SheetsOut(Schema):
    """Attendance of a class, session by session."""

    class_id = given("班次")
    sheets = fields.List(fields.Nested(SheetDetail), required=True)


class Complete(Schema):
    """Complete the class for all who qualify, or the given cadres only (each of whom must then qualify)."""

    class_id = wanted("班次")
    cadre_ids = ids("干部", 2000, load_default=None, allow_none=True)
    completed_on = day("结业日期", PAST, load_default=None, allow_none=True)
    grades = fields.Dict(
        keys=fields.String(),
        values=listed(GRADES, "成绩"),
        load_default=dict,
        validate=validate.Length(max=2000),
        metadata={"zh": "各干部的成绩"},
    )


class CompletedOne(Schema):
    """What became of one person at completion."""

    cadre_id = given("干部")
    enrolment_id = given("报名标识")
    state = given("结果：已结业（“completed”）、已退出（“withdrawn”）", Standing)
    certificate_number = given("结业证书编号", allow_none=True)
    hours = fields.Float(metadata={"zh": "所得学时"})
    missed_hours = fields.Float(metadata={"zh": "缺课学时"})
    code = given("未能结业的原因代码")
    zh = given("未能结业的原因")
    en = given("未能结业的原因（英文）")


class CompleteOut(Schema):
    """What became of each at completion."""

    class_id = given("班次")
    version = fields.Integer()
    state = given("班次状态", State)
    completed = fields.Integer(metadata={"zh": "本次结业人数"})
    withdrawn = fields.Integer(metadata={"zh": "退学人数"})
    results = fields.List(fields.Nested(CompletedOne), required=True)


class MakeUpQuery(Schema):
    """Who did not complete a class and may make it up."""

    class_id = wanted("班次")


class MakeUpPerson(Schema):
    enrolment_id = given("报名标识", attribute="id")
    cadre_id = given("干部")
    missed_hours = fields.Float(allow_none=True, metadata={"zh": "缺课学时"})
    reason = given("原因", allow_none=True)


class MakeUpOut(Schema):
    """People who withdrew from a class, as far as the reader may see them."""

    class_id = given("班次")
    items = fields.List(fields.Nested(MakeUpPerson), required=True)


class PlanMakeUp(Schema):
    """Write a make-up class (补课充电) for those who did not complete a class: its sessions from a new date on."""

    class_id = wanted("原班次")
    code = text("补课班次编号", 40, required=True)
    title = text("补课班次名称", required=True)
    begins = day("开班日期", AHEAD, required=True)
    place = words("地点")
    overlap_reason = text("同一时间另有授课的理由", 500, load_default=None, allow_none=True)
