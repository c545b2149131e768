"""Offered: classes (班次): drafted, planned, published, held."""

from __future__ import annotations

from servicekit.errors import DayNotCome, EndsBeforeItBegins, UnknownEntry
from servicekit.operations import Command, Query
from servicekit.schema import page_of
from services.training.errors.classes import (
    BelowTheoryShare,
    NoClass,
    NoCompulsoryFirstCourse,
    NoSessions,
    NotDailyTraining,
    SessionOutsideClass,
    TeacherBusy,
    TooManyHours,
    UnknownSession,
    UnknownTeacher,
)
from services.training.errors.common import AlreadyKnown, NotInThisState
from services.training.errors.enrolments import AttendanceMissing, NothingToMakeUp, Overlap
from services.training.errors.places import NoPoint
from services.training.errors.resources import NoMaterial, NoOrganiser, NoPlan, NoTeacher
from services.training.schemas import classes as schemas
from services.training.schemas.enrolments import MakeUpOut, MakeUpQuery, PlanMakeUp

# fmt: off
CREATE_CLASS = Command(
    "training.create_class", schemas.CreateClass, schemas.ClassOut,
    refuses=(
        AlreadyKnown, SessionOutsideClass, UnknownTeacher, EndsBeforeItBegins, NoOrganiser, NoPlan, NotInThisState,
        NotDailyTraining, TooManyHours, TeacherBusy, NoMaterial, NoPoint, UnknownEntry,
    ),
    put_right=("change_class", "correct_class", "cancel_class"),
)
CHANGE_CLASS = Command(
    "training.change_class", schemas.ChangeClass, schemas.ClassOut,
    refuses=(NotInThisState, EndsBeforeItBegins, SessionOutsideClass, NoClass, UnknownTeacher, UnknownEntry),
    put_right=("change_class", "correct_class"),
)
CORRECT_CLASS = Command(
    "training.correct_class", schemas.CorrectClass, schemas.ClassOut,
    refuses=(
        NotInThisState, UnknownSession, EndsBeforeItBegins, DayNotCome, SessionOutsideClass, BelowTheoryShare,
        NoCompulsoryFirstCourse, Overlap, AttendanceMissing, AlreadyKnown, NoClass, TooManyHours,
        TeacherBusy, UnknownEntry,
    ),
    put_right=("correct_class",),
)
SET_SESSIONS = Command(
    "training.set_sessions", schemas.SetSessions, schemas.ClassOut,
    refuses=(
        NotInThisState, SessionOutsideClass, UnknownTeacher, EndsBeforeItBegins, NoClass, TooManyHours, TeacherBusy,
        NoMaterial, NoPoint,
    ),
    put_right=("set_sessions", "correct_class"),
)
ADD_SESSIONS = Command(
    "training.add_sessions", schemas.AddSessions, schemas.ClassOut,
    refuses=(
        NotInThisState, SessionOutsideClass, UnknownTeacher, EndsBeforeItBegins, NoClass, TooManyHours, TeacherBusy,
        NoMaterial, NoPoint,
    ),
    put_right=("set_sessions", "correct_class"),
)
REPLACE_TEACHER = Command(
    "training.replace_teacher", schemas.ReplaceTeacher, schemas.ClassOut,
    refuses=(NotInThisState, NoSessions, NoClass, NoTeacher, TeacherBusy),
    put_right=("replace_teacher",),
)
PUBLISH_CLASS = Command(
    "training.publish_class", schemas.PublishClass, schemas.ClassOut,
    refuses=(BelowTheoryShare, NoCompulsoryFirstCourse, NoSessions, NotInThisState, NoClass),
    put_right=("correct_class", "cancel_class"),
)
START_CLASS = Command(
    "training.start_class", schemas.StartClass, schemas.ClassOut,
    refuses=(NotInThisState, DayNotCome, NoClass),
    put_right=("cancel_class",),
)
CANCEL_CLASS = Command(
    "training.cancel_class", schemas.CancelClass, schemas.ClassOut,
    refuses=(NotInThisState, NoClass),
    put_right=("create_class",),
)
GET_CLASS = Query("training.get_class", schemas.ClassOf, schemas.ClassOut, refuses=(NoClass,))
LIST_SESSIONS = Query("training.list_sessions", schemas.ClassOf, schemas.SessionsOut, refuses=(NoClass,))
LIST_CLASSES = Query("training.list_classes", schemas.ListClasses, page_of(schemas.ClassRow))
LIST_TERMS = Query("training.list_terms", schemas.TermsQuery, schemas.TermsOut)
LIST_MAKE_UP = Query("training.list_make_up", MakeUpQuery, MakeUpOut, refuses=(NoClass,))
PLAN_MAKE_UP = Command(
    "training.plan_make_up", PlanMakeUp, schemas.ClassOut,
    refuses=(
        NothingToMakeUp, NotInThisState, AlreadyKnown, EndsBeforeItBegins, NoClass, SessionOutsideClass,
        UnknownTeacher, TooManyHours, TeacherBusy, NoMaterial, NoPoint,
    ),
    put_right=("change_class", "correct_class", "cancel_class"),
)
