"""Events of classes, of the people in them, and of attendance."""

from __future__ import annotations

from typing import Any

from servicekit.schema import Schema, fields
from services.training.events.common import EVENTS, HOURS, HoursData


class ClassData(Schema):
    """The whole thin state of a class, the same in each of its events."""

    class_id = fields.String(required=True, attribute="id")
    code = fields.String(required=True)
    title = fields.String(metadata={"description": "names no person"})
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
    theory_party_share = fields.String(
        required=True, allow_none=True, metadata={"description": "to four places, rounded down"}
    )
    leader_hours = fields.Float(required=True, metadata={"description": "hours that leading cadres teach"})
    synthetic = fields.Boolean(required=True)


_CLASS: dict[str, Any] = {
    "class_id": "cls-01",
    "code": "2025-ZT-03",
    "title": "2025年春季主体班次",
    "kind": "main",
    "round": None,
    "state": "published",
    "organiser_id": "org-01",
    "organiser_tier": "party_school",
    "plan_id": "pln-01",
    "make_up_of": None,
    "begins": "2025-03-03",
    "ends": "2025-03-28",
    "term": "2025-spring",
    "capacity": 50,
    "enrolled": 0,
    "waiting": 0,
    "completed": 0,
    "sessions": 20,
    "hours": HOURS,
    "total_hours": 40.0,
    "theory_party_share": "0.7",
    "leader_hours": 10.0,
    "synthetic": True,
}
CLASS_DRAFTED = EVENTS.event(
    "class.drafted.v1", ClassData, "A class was written, nobody can join yet.", zh="班次已拟订", example=_CLASS
)
CLASS_CHANGED = EVENTS.event(
    "class.changed.v1", ClassData, "A class or its timetable was changed.", zh="班次已修改", example=_CLASS
)
CLASS_PUBLISHED = EVENTS.event(
    "class.published.v1",
    ClassData,
    "A class is open for enrolment; a main class has passed the 70% check.",
    zh="班次已发布",
    example=_CLASS,
)
CLASS_STARTED = EVENTS.event("class.started.v1", ClassData, "A class has begun.", zh="班次已开班", example=_CLASS)
CLASS_COMPLETED = EVENTS.event(
    "class.completed.v1", ClassData, "A class is over and settled.", zh="班次已结业", example=_CLASS
)
CLASS_CANCELLED = EVENTS.event(
    "class.cancelled.v1", ClassData, "A class will not take place.", zh="班次已取消", example=_CLASS
)


class EnrolmentData(Schema):
    enrolment_id = fields.String(required=True, attribute="id")
    class_id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(
        fields.String(), required=True, metadata={"description": "the cadre's unit and all above, own last"}
    )
    class_kind = fields.String(required=True)
    round = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    post_level_at_start = fields.String(required=True, allow_none=True)
    county_level_or_above = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)


_ENROLMENT: dict[str, Any] = {
    "enrolment_id": "enr-01",
    "class_id": "cls-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "class_kind": "rotation",
    "round": 3,
    "state": "enrolled",
    "begins": "2025-03-03",
    "ends": "2025-03-07",
    "post_level_at_start": "132",
    "county_level_or_above": True,
    "synthetic": True,
}
ENROLMENT_PLACED = EVENTS.event(
    "enrolment.placed.v1",
    EnrolmentData,
    "A cadre has a place in a class, at once or from the waiting list.",
    zh="学员已入班",
    example=_ENROLMENT,
)
ENROLMENT_WAITING = EVENTS.event(
    "enrolment.waiting.v1",
    EnrolmentData,
    "A cadre is on the waiting list of a class.",
    zh="学员候补",
    example={**_ENROLMENT, "state": "waiting"},
)
ENROLMENT_WITHDRAWN = EVENTS.event(
    "enrolment.withdrawn.v1",
    EnrolmentData,
    "A cadre has left a class, or missed too much of it.",
    zh="学员退出",
    example={**_ENROLMENT, "state": "withdrawn"},
)
ENROLMENT_CANCELLED = EVENTS.event(
    "enrolment.cancelled.v1",
    EnrolmentData,
    "The class of an enrolment was cancelled, or ended while the cadre was waiting.",
    zh="报名已取消",
    example={**_ENROLMENT, "state": "cancelled"},
)


class CompletionData(Schema):
    completion_id = fields.String(
        required=True, attribute="id", metadata={"description": "the same as the enrolment's id"}
    )
    class_id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    unit_ids = fields.List(fields.String(), required=True)
    class_code = fields.String(required=True)
    class_title = fields.String(required=True, metadata={"description": "The title of the class; it names no person"})
    class_kind = fields.String(required=True)
    round = fields.Integer(required=True, allow_none=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)
    post_level_at_start = fields.String(required=True, allow_none=True)
    county_level_or_above = fields.Boolean(required=True)
    hours = fields.Nested(HoursData, required=True)
    certificate_number = fields.String(required=True)
    completed_on = fields.Date(required=True)
    revoked = fields.Boolean(metadata={"description": "it was put right: the class was not completed after all"})
    synthetic = fields.Boolean(required=True)


_COMPLETION: dict[str, Any] = {
    "completion_id": "enr-01",
    "class_id": "cls-01",
    "cadre_id": "cad-01",
    "unit_ids": ["unt-01", "unt-07"],
    "class_code": "ROT-03-2",
    "class_title": "第三轮集中轮训第二期",
    "class_kind": "rotation",
    "round": 3,
    "begins": "2025-03-03",
    "ends": "2025-03-07",
    "post_level_at_start": "132",
    "county_level_or_above": True,
    "hours": HOURS,
    "certificate_number": "2025-LX-03-01-0007",
    "completed_on": "2025-03-07",
    "revoked": False,
    "synthetic": True,
}
COMPLETION_RECORDED = EVENTS.event(
    "completion.recorded.v1",
    CompletionData,
    "A cadre has completed a class and has a certificate; the hours are in the ledger.",
    zh="学员已结业",
    example=_COMPLETION,
)
COMPLETION_CORRECTED = EVENTS.event(
    "completion.corrected.v1",
    CompletionData,
    "A completion was put right: other hours, another day, or another title of the class.",
    zh="学员结业记录已更正",
    example=_COMPLETION,
)
COMPLETION_REVOKED = EVENTS.event(
    "completion.revoked.v1",
    CompletionData,
    "The class was put right, and the cadre has not completed it; certificate and hours count no more.",
    zh="学员结业已撤销",
    example={**_COMPLETION, "revoked": True},
)


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
