"""Offered: enrolment, attendance and completion: one command for many people, in one transaction."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, HasDied
from servicekit.operations import BulkCommand, Command, Query
from servicekit.schema import page_of
from services.training.errors.classes import NoClass, NoSessions, UnknownSession
from services.training.errors.common import AlreadyKnown, NoSuchRow, NotInThisState, UnknownCadre
from services.training.errors.enrolments import (
    AlreadyEnrolled,
    AttendanceMissing,
    BasisNeeded,
    ClassFull,
    ContradictoryAttendance,
    LeaveTooLong,
    NoEnrolment,
    NotEnrolled,
    Overlap,
    Retired,
)
from services.training.schemas import enrolments as schemas

# fmt: off
ENROL = Command(
    "training.enrol", schemas.Enrol, schemas.EnrolOut,
    refuses=(NotInThisState, NoClass, UnknownCadre, Retired, Overlap, AlreadyEnrolled, ClassFull),
    put_right=("withdraw", "correct_attendance"),
)
IMPORT_ENROLMENTS = BulkCommand(
    "training.import_enrolments", row=schemas.EnrolmentRow,
    refuses=(UnknownCadre, Retired, Overlap, AlreadyEnrolled, ClassFull, NoSuchRow, NotInThisState),
    put_right=("withdraw", "correct_attendance"),
)
WITHDRAW = Command(
    "training.withdraw", schemas.Withdraw, schemas.WithdrawOut,
    refuses=(NotInThisState, NoClass, NoEnrolment),
    put_right=("enrol", "correct_attendance"),
)
GET_ENROLMENT = Query("training.get_enrolment", schemas.EnrolmentOf, schemas.EnrolmentOut, refuses=(NoEnrolment,))
LIST_ENROLMENTS = Query("training.list_enrolments", schemas.ListEnrolments, page_of(schemas.EnrolmentOut))
LIST_CLASS_ENROLMENTS = Query(
    "training.list_class_enrolments", schemas.ListClassEnrolments, page_of(schemas.EnrolmentOut),
    refuses=(NoClass,),
)
RECORD_ATTENDANCE = Command(
    "training.record_attendance", schemas.RecordAttendance, schemas.AttendanceOut,
    refuses=(
        NotEnrolled, ContradictoryAttendance, BasisNeeded, UnknownSession, DayNotCome, NotInThisState, NoSessions,
        NoClass, HasDied, Retired,
    ),
    put_right=("record_attendance", "correct_attendance"),
)
CORRECT_ATTENDANCE = Command(
    "training.correct_attendance", schemas.CorrectAttendance, schemas.CorrectionOut,
    refuses=(
        NotEnrolled, ContradictoryAttendance, UnknownSession, DayNotCome, NotInThisState, AttendanceMissing, Overlap,
        AlreadyKnown, NoClass, UnknownCadre, AlreadyEnrolled, ClassFull, HasDied, Retired,
    ),
    put_right=("correct_attendance",),
)
LIST_ATTENDANCE = Query("training.list_attendance", schemas.AttendanceQuery, schemas.SheetsOut, refuses=(NoClass,))
COMPLETE_CLASS = Command(
    "training.complete_class", schemas.Complete, schemas.CompleteOut,
    refuses=(
        LeaveTooLong, AttendanceMissing, NotEnrolled, DayNotCome, EndsBeforeItBegins, NotInThisState, AlreadyKnown,
        NoClass,
    ),
    put_right=("correct_attendance", "correct_class"),
)
