"""Enrolment, attendance and completion."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.training.operations import enrolments

_T = "/training"

_CLASS = f"{_T}/classes/{{class_id}}"

# fmt: off
ROWS = [
    Route.post(f"{_CLASS}/enrolments", enrolments.ENROL, location=f"{_CLASS}/enrolments",
        right="training.enrolments.manage", scope=Scope.PERSON, zh="报名调训",
        en="Enrol cadres in a class, up to 500 at once, each with a result",
        example={"cadre_ids": ["cad-01", "cad-02"]}),
    Route.get(f"{_CLASS}/enrolments", enrolments.LIST_CLASS_ENROLMENTS, right="training.enrolments.read",
        scope=Scope.PERSON, zh="班次学员", en="The people of a class"),
    Route.get(f"{_T}/enrolments", enrolments.LIST_ENROLMENTS, right="training.enrolments.read", scope=Scope.PERSON,
        zh="查询报名与结业", en="Enrolments across classes"),
    Route.get(f"{_T}/enrolments/{{enrolment_id}}", enrolments.GET_ENROLMENT, right="training.enrolments.read",
        scope=Scope.PERSON, zh="报名详情", en="One enrolment"),
    Route.post(f"{_T}/enrolments/{{enrolment_id}}/withdrawal", enrolments.WITHDRAW, status=200,
        right="training.enrolments.manage", scope=Scope.PERSON, zh="退出班次",
        en="Take a cadre out of a class; the waiting list moves up", example={"reason": "工作需要"}),
    Route.post(f"{_CLASS}/attendance", enrolments.RECORD_ATTENDANCE, status=200, right="training.attendance.record",
        scope=Scope.PERSON,
        zh="记录考勤", en="Take attendance of one, several or all sessions",
        example={"rest": "present", "exceptions": [{"session_id": "ses-01", "cadre_id": "cad-02", "mark": "leave"}]}),
    Route.post(f"{_CLASS}/attendance/corrections", enrolments.CORRECT_ATTENDANCE, status=200,
        right="training.classes.complete", scope=Scope.PERSON,
        zh="更正已结业班次的考勤（原记录保留，学时、结业和证书随之更正）",
        en="Put attendance of a completed class right, with a basis",
        example={"basis": "签到表核对", "present": ["cad-02"]}),
    Route.get(f"{_CLASS}/attendance", enrolments.LIST_ATTENDANCE, right="training.attendance.read", scope=Scope.PERSON,
        zh="班次考勤", en="Attendance of a class"),
    Route.post(f"{_CLASS}/completion", enrolments.COMPLETE_CLASS, status=200, right="training.classes.complete",
        scope=Scope.PERSON,
        zh="班次结业", en="Complete a class: certificates and hours for all who qualify",
        example={"completed_on": "2025-03-28"}),
]
# fmt: on

IMPORTS: list[ImportKind] = [
    ImportKind(
        "enrolments", enrolments.IMPORT_ENROLMENTS, right="training.enrolments.manage", zh="报名", en="Enrolments"
    )
]
