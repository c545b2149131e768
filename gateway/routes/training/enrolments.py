"""Enrolment, attendance and completion."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from servicekit.schema import page_of
from services.training.errors.classes import NoSessions, UnknownSession
from services.training.errors.common import NotInThisState, UnknownCadre
from services.training.errors.enrolments import (
    AlreadyEnrolled,
    AttendanceMissing,
    ClassFull,
    ContradictoryAttendance,
    LeaveTooLong,
    NotEnrolled,
    Overlap,
    Retired,
)
from services.training.schemas import enrolments

_T = "/training"

_CLASS = f"{_T}/classes/{{class_id}}"

ROWS = [
    Route.post(
        f"{_CLASS}/enrolments",
        "training.enrol",
        body=enrolments.Enrol,
        answer=enrolments.EnrolOut,
        location=f"{_CLASS}/enrolments",
        right="training.enrolments.manage",
        scope=Scope.PERSON,
        zh="报名调训",
        en="Enrol cadres in a class, up to 500 at once, each with a result",
        problems=[
            UnknownCadre,
            Retired,
            Overlap,
            AlreadyEnrolled,
            ClassFull,
            NotInThisState,
        ],
        example={"cadre_ids": ["cad-01", "cad-02"]},
    ),
    Route.get(
        f"{_CLASS}/enrolments",
        "training.list_class_enrolments",
        query=enrolments.ListClassEnrolments,
        answer=page_of(enrolments.EnrolmentOut),
        right="training.enrolments.read",
        scope=Scope.PERSON,
        zh="班次学员",
        en="The people of a class",
    ),
    Route.get(
        f"{_T}/enrolments",
        "training.list_enrolments",
        query=enrolments.ListEnrolments,
        answer=page_of(enrolments.EnrolmentOut),
        right="training.enrolments.read",
        scope=Scope.PERSON,
        zh="查询报名与结业",
        en="Enrolments across classes",
    ),
    Route.get(
        f"{_T}/enrolments/{{enrolment_id}}",
        "training.get_enrolment",
        query=enrolments.EnrolmentOf,
        answer=enrolments.EnrolmentOut,
        right="training.enrolments.read",
        scope=Scope.PERSON,
        zh="报名详情",
        en="One enrolment",
    ),
    Route.post(
        f"{_T}/enrolments/{{enrolment_id}}/withdrawal",
        "training.withdraw",
        body=enrolments.Withdraw,
        answer=enrolments.WithdrawOut,
        status=200,
        right="training.enrolments.manage",
        scope=Scope.PERSON,
        zh="退出班次",
        en="Take a cadre out of a class; the waiting list moves up",
        problems=[NotInThisState],
        example={"reason": "工作需要"},
    ),
    Route.post(
        f"{_CLASS}/attendance",
        "training.record_attendance",
        body=enrolments.RecordAttendance,
        answer=enrolments.AttendanceOut,
        status=200,
        right="training.attendance.record",
        zh="记录考勤",
        en="Take attendance of one, several or all sessions",
        problems=[
            NotEnrolled,
            ContradictoryAttendance,
            UnknownSession,
            NotInThisState,
            NoSessions,
        ],
        example={
            "rest": "present",
            "exceptions": [{"session_id": "ses-01", "cadre_id": "cad-02", "mark": "leave"}],
        },
    ),
    Route.get(
        f"{_CLASS}/attendance",
        "training.list_attendance",
        query=enrolments.AttendanceQuery,
        answer=enrolments.SheetsOut,
        right="training.attendance.read",
        scope=Scope.PERSON,
        zh="班次考勤",
        en="Attendance of a class",
    ),
    Route.post(
        f"{_CLASS}/completion",
        "training.complete_class",
        body=enrolments.Complete,
        answer=enrolments.CompleteOut,
        status=200,
        right="training.classes.complete",
        zh="班次结业",
        en="Complete a class: certificates and hours for all who qualify",
        problems=[LeaveTooLong, AttendanceMissing, NotEnrolled, NotInThisState],
        example={"completed_on": "2025-03-28"},
    ),
]

IMPORTS: list[ImportKind] = [
    ImportKind(
        "enrolments",
        "training.import_enrolments",
        enrolments.EnrolmentRow,
        right="training.enrolments.manage",
        zh="报名",
        en="Enrolments",
        problems=[UnknownCadre, Retired, Overlap, AlreadyEnrolled, ClassFull],
    ),
]
