"""The events that training publishes. They are thin: ids, states and numbers; no name of a person, no evaluation."""

from __future__ import annotations

from typing import Any

from servicekit.events import Catalogue
from servicekit.schema import Schema, fields

EVENTS = Catalogue("training")


class HoursData(Schema):
    """Hours (学时) by category; multiples of 0.5."""

    theory = fields.Float(required=True)
    party_spirit = fields.Float(required=True)
    duty = fields.Float(required=True)
    other = fields.Float(required=True)


_HOURS = {"theory": 20.0, "party_spirit": 8.0, "duty": 12.0, "other": 0.0}


class OrganiserData(Schema):
    organiser_id = fields.String(required=True, attribute="id")
    tier = fields.String(required=True, metadata={"description": "party_school, sector or unit (1+7+N)"})
    key = fields.String(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)


_ORGANISER = {
    "organiser_id": "org-01", "tier": "sector", "key": "sector:health", "unit_id": None, "active": True, "synthetic": True
}  # fmt: skip
ORGANISER_REGISTERED = EVENTS.event(
    "organiser.registered.v1", OrganiserData, "An organiser of training is known.", zh="办班主体已登记", example=_ORGANISER
)
ORGANISER_CHANGED = EVENTS.event(
    "organiser.changed.v1", OrganiserData, "An organiser was renamed or taken in or out of use.", zh="办班主体已变更", example=_ORGANISER
)


class PlanData(Schema):
    plan_id = fields.String(required=True, attribute="id")
    kind = fields.String(required=True)
    year = fields.Integer(required=True)
    programme = fields.String(required=True, allow_none=True)
    organiser_id = fields.String(required=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_PLAN = {
    "plan_id": "pln-01", "kind": "special", "year": 2025, "programme": "first_hand_political_capability",
    "organiser_id": "org-01", "state": "adopted", "synthetic": True,
}  # fmt: skip
PLAN_DRAFTED = EVENTS.event("plan.drafted.v1", PlanData, "A training plan was written.", zh="培训计划已拟订", example=_PLAN)
PLAN_ADOPTED = EVENTS.event("plan.adopted.v1", PlanData, "A training plan is in force.", zh="培训计划已下达", example=_PLAN)
PLAN_CHANGED = EVENTS.event("plan.changed.v1", PlanData, "A plan that is a draft was changed.", zh="培训计划已修改", example=_PLAN)
PLAN_CLOSED = EVENTS.event("plan.closed.v1", PlanData, "A training plan has ended.", zh="培训计划已结束", example=_PLAN)


class ClassData(Schema):
    """The whole thin state of a class, the same in each of its events."""

    class_id = fields.String(required=True, attribute="id")
    code = fields.String(required=True)
    kind = fields.String(required=True)
    round = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True)
    organiser_id = fields.String(required=True)
    organiser_tier = fields.String(required=True)
    plan_id = fields.String(required=True, allow_none=True)
    make_up_of = fields.String(required=True, allow_none=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    term = fields.String(required=True)
    capacity = fields.Integer(required=True)
    enrolled = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    completed = fields.Integer(required=True)
    sessions = fields.Integer(required=True, metadata={"description": "how many sessions"})
    hours = fields.Nested(HoursData, required=True)
    total_hours = fields.Float(required=True)
    theory_party_share = fields.String(required=True, allow_none=True, metadata={"description": "to four places, rounded down"})
    leader_hours = fields.Float(required=True, metadata={"description": "hours that leading cadres teach"})
    synthetic = fields.Boolean(required=True)


_CLASS: dict[str, Any] = {
    "class_id": "cls-01", "code": "2025-ZT-03", "kind": "main", "round": None, "state": "published", "organiser_id": "org-01",
    "organiser_tier": "party_school", "plan_id": "pln-01", "make_up_of": None, "begins": "2025-03-03", "ends": "2025-03-28",
    "term": "2025-spring", "capacity": 50, "enrolled": 0, "waiting": 0, "completed": 0, "sessions": 20, "hours": _HOURS,
    "total_hours": 40.0, "theory_party_share": "0.7", "leader_hours": 10.0, "synthetic": True,
}  # fmt: skip
CLASS_DRAFTED = EVENTS.event("class.drafted.v1", ClassData, "A class was written, nobody can join yet.", zh="班次已拟订", example=_CLASS)
CLASS_CHANGED = EVENTS.event("class.changed.v1", ClassData, "A class or its timetable was changed.", zh="班次已修改", example=_CLASS)
CLASS_PUBLISHED = EVENTS.event(
    "class.published.v1", ClassData, "A class is open for enrolment; a main class has passed the 70% check.", zh="班次已发布", example=_CLASS
)
CLASS_STARTED = EVENTS.event("class.started.v1", ClassData, "A class has begun.", zh="班次已开班", example=_CLASS)
CLASS_COMPLETED = EVENTS.event("class.completed.v1", ClassData, "A class is over and settled.", zh="班次已结业", example=_CLASS)
CLASS_CANCELLED = EVENTS.event("class.cancelled.v1", ClassData, "A class will not take place.", zh="班次已取消", example=_CLASS)


class EnrolmentData(Schema):
    enrolment_id = fields.String(required=True, attribute="id")
    class_id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True, metadata={"description": "the cadre's unit and all above, own last"})
    class_kind = fields.String(required=True)
    round = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    post_level_at_start = fields.String(required=True, allow_none=True)
    county_level_or_above = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)


_ENROLMENT: dict[str, Any] = {
    "enrolment_id": "enr-01", "class_id": "cls-01", "cadre_id": "cad-01", "unit_ids": ["unt-01", "unt-07"], "class_kind": "rotation",
    "round": 3, "state": "enrolled", "begins": "2025-03-03", "ends": "2025-03-07", "post_level_at_start": "132",
    "county_level_or_above": True, "synthetic": True,
}  # fmt: skip
ENROLMENT_PLACED = EVENTS.event(
    "enrolment.placed.v1", EnrolmentData, "A cadre has a place in a class, at once or from the waiting list.", zh="学员已入班", example=_ENROLMENT
)
ENROLMENT_WAITING = EVENTS.event(
    "enrolment.waiting.v1", EnrolmentData, "A cadre is on the waiting list of a class.", zh="学员候补",
    example={**_ENROLMENT, "state": "waiting"},
)  # fmt: skip
ENROLMENT_WITHDRAWN = EVENTS.event(
    "enrolment.withdrawn.v1", EnrolmentData, "A cadre has left a class, or missed too much of it.", zh="学员退出",
    example={**_ENROLMENT, "state": "withdrawn"},
)  # fmt: skip
ENROLMENT_CANCELLED = EVENTS.event(
    "enrolment.cancelled.v1", EnrolmentData, "The class of an enrolment was cancelled, or ended while the cadre was waiting.",
    zh="报名已取消", example={**_ENROLMENT, "state": "cancelled"},
)  # fmt: skip


class CompletionData(Schema):
    completion_id = fields.String(required=True, attribute="id", metadata={"description": "the same as the enrolment's id"})
    class_id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    class_kind = fields.String(required=True)
    round = fields.Integer(required=True, allow_none=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    post_level_at_start = fields.String(required=True, allow_none=True)
    county_level_or_above = fields.Boolean(required=True)
    hours = fields.Nested(HoursData, required=True)
    certificate_number = fields.String(required=True)
    completed_on = fields.Date(required=True)
    synthetic = fields.Boolean(required=True)


COMPLETION_RECORDED = EVENTS.event(
    "completion.recorded.v1",
    CompletionData,
    "A cadre has completed a class and has a certificate; the hours are in the ledger.",
    zh="学员已结业",
    example={
        "completion_id": "enr-01", "class_id": "cls-01", "cadre_id": "cad-01", "unit_ids": ["unt-01", "unt-07"],
        "class_kind": "rotation", "round": 3, "begins": "2025-03-03", "ends": "2025-03-07", "post_level_at_start": "132",
        "county_level_or_above": True, "hours": _HOURS, "certificate_number": "2025-LX-03-01-0007", "completed_on": "2025-03-07",
        "synthetic": True,
    },
)  # fmt: skip


class AttendanceData(Schema):
    class_id = fields.String(required=True)
    session_id = fields.String(required=True)
    present = fields.Integer(required=True)
    leave = fields.Integer(required=True)
    absent = fields.Integer(required=True)


ATTENDANCE_RECORDED = EVENTS.event(
    "attendance.recorded.v1",
    AttendanceData,
    "Attendance of a session was taken or corrected; the numbers replace earlier ones.",
    zh="考勤已记录",
    example={"class_id": "cls-01", "session_id": "ses-01", "present": 228, "leave": 2, "absent": 0},
)


class HoursCreditedData(Schema):
    entry_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    year = fields.Integer(required=True)
    on = fields.Date(required=True)
    mode = fields.String(required=True, metadata={"description": "off_job, concentrated or online"})
    source = fields.String(required=True, metadata={"description": "class, online_record or correction"})
    source_id = fields.String(required=True)
    hours = fields.Nested(HoursData, required=True)
    total_hours = fields.Float(required=True, metadata={"description": "negative in a correction"})
    synthetic = fields.Boolean(required=True)


HOURS_CREDITED = EVENTS.event(
    "hours.credited.v1",
    HoursCreditedData,
    "Hours were entered in a cadre's ledger; a correction has negative hours.",
    zh="学时已入账",
    example={
        "entry_id": "hrs-01", "cadre_id": "cad-01", "unit_ids": ["unt-01", "unt-07"], "year": 2025, "on": "2025-03-07",
        "mode": "off_job", "source": "class", "source_id": "enr-01", "hours": _HOURS, "total_hours": 40.0, "synthetic": True,
    },
)  # fmt: skip


class OnlineRecordData(Schema):
    online_record_id = fields.String(required=True, attribute="id")
    platform = fields.String(required=True)
    record_id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    category = fields.String(required=True)
    hours = fields.Float(required=True)
    finished_on = fields.Date(required=True)
    synthetic = fields.Boolean(required=True)


ONLINE_RECORD_ACCEPTED = EVENTS.event(
    "online_record.accepted.v1",
    OnlineRecordData,
    "A record of an online platform was taken in, once; its hours are in the ledger.",
    zh="网络学习记录已入库",
    example={
        "online_record_id": "onl-01", "platform": "beijiang_cloud", "record_id": "bj-2025-000123", "cadre_id": "cad-01",
        "unit_ids": ["unt-01", "unt-07"], "category": "theory", "hours": 2.0, "finished_on": "2025-05-06", "synthetic": True,
    },
)  # fmt: skip


class PointData(Schema):
    point_id = fields.String(required=True, attribute="id")
    code = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    capacity_per_day = fields.Integer(required=True)
    synthetic = fields.Boolean(required=True)


_POINT = {
    "point_id": "pnt-01", "code": "JXD-01", "kind": "point", "state": "open", "region": "150203", "capacity_per_day": 200, "synthetic": True
}  # fmt: skip
POINT_OPENED = EVENTS.event("teaching_point.opened.v1", PointData, "A teaching point is in use.", zh="现场教学点已启用", example=_POINT)
POINT_CHANGED = EVENTS.event("teaching_point.changed.v1", PointData, "A teaching point was changed.", zh="现场教学点已变更", example=_POINT)
POINT_CLOSED = EVENTS.event(
    "teaching_point.closed.v1", PointData, "A teaching point is out of use.", zh="现场教学点已停用", example={**_POINT, "state": "closed"}
)


class BookingData(Schema):
    booking_id = fields.String(required=True, attribute="id")
    point_id = fields.String(required=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    people = fields.Integer(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    class_id = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_BOOKING = {
    "booking_id": "bkg-01", "point_id": "pnt-01", "begins": "2025-04-08", "ends": "2025-04-08", "people": 60, "unit_id": "unt-07",
    "class_id": None, "state": "held", "synthetic": True,
}  # fmt: skip
BOOKING_HELD = EVENTS.event("booking.held.v1", BookingData, "A teaching point has promised places.", zh="教学点预约成功", example=_BOOKING)
BOOKING_RELEASED = EVENTS.event(
    "booking.released.v1", BookingData, "Places at a teaching point were given back.", zh="教学点预约取消",
    example={**_BOOKING, "state": "released"},
)  # fmt: skip


class VisitData(Schema):
    visit_id = fields.String(required=True, attribute="id")
    point_id = fields.String(required=True)
    theme = fields.String(required=True)
    on = fields.Date(required=True)
    head_count = fields.Integer(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    class_id = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    synthetic = fields.Boolean(required=True)


_VISIT = {
    "visit_id": "vis-01", "point_id": "pnt-01", "theme": "loyalty_education", "on": "2025-04-08", "head_count": 58, "unit_id": "unt-07",
    "class_id": None, "state": "recorded", "synthetic": True,
}  # fmt: skip
VISIT_RECORDED = EVENTS.event(
    "visit.recorded.v1", VisitData, "People were taught at a teaching point; a head count.", zh="现场教学已记录", example=_VISIT
)
VISIT_ANNULLED = EVENTS.event(
    "visit.annulled.v1", VisitData, "A visit was recorded in error and does not count.", zh="现场教学记录已作废",
    example={**_VISIT, "state": "annulled"},
)  # fmt: skip


class TeacherData(Schema):
    teacher_id = fields.String(required=True, attribute="id")
    kind = fields.String(required=True)
    cadre_id = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)


_TEACHER = {"teacher_id": "tch-01", "kind": "leading_cadre", "cadre_id": "cad-01", "active": True, "synthetic": True}
TEACHER_REGISTERED = EVENTS.event("teacher.registered.v1", TeacherData, "A teacher is on the list.", zh="教师已入库", example=_TEACHER)
TEACHER_CHANGED = EVENTS.event("teacher.changed.v1", TeacherData, "A teacher's entry was changed.", zh="教师信息已变更", example=_TEACHER)


class MaterialData(Schema):
    material_id = fields.String(required=True, attribute="id")
    kind = fields.String(required=True)
    editions = fields.Integer(required=True, metadata={"description": "how many editions"})
    levels = fields.List(fields.String(), required=True, metadata={"description": "levels that selected it"})
    synthetic = fields.Boolean(required=True)


_MATERIAL = {"material_id": "mat-01", "kind": "case", "editions": 1, "levels": ["national"], "synthetic": True}
MATERIAL_ADDED = EVENTS.event("material.added.v1", MaterialData, "A training material is known.", zh="教材已入库", example=_MATERIAL)
MATERIAL_CHANGED = EVENTS.event(
    "material.changed.v1", MaterialData, "A material has a new edition or was selected.", zh="教材已变更", example=_MATERIAL
)


class ReminderData(Schema):
    reminder_id = fields.String(required=True, attribute="id")
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    year = fields.Integer(required=True)
    missing_hours = fields.Float(required=True)
    open = fields.Boolean(required=True)


_REMINDER = {
    "reminder_id": "cad-01.2025", "cadre_id": "cad-01", "unit_ids": ["unt-01", "unt-07"], "year": 2025, "missing_hours": 12.5, "open": True
}  # fmt: skip
REMINDER_SENT = EVENTS.event("reminder.sent.v1", ReminderData, "A cadre was told of missing hours.", zh="学时提醒已发出", example=_REMINDER)
REMINDER_CLOSED = EVENTS.event(
    "reminder.closed.v1", ReminderData, "The missing hours are there.", zh="学时提醒已消除",
    example={**_REMINDER, "missing_hours": 0.0, "open": False},
)  # fmt: skip
