"""The training area (教育培训): organisers, plans, classes and the people in them, hours, teachers, teaching points."""

from __future__ import annotations

from gateway.route import ImportKind
from gateway.routes.training_rows import classes as class_rows
from gateway.routes.training_rows import ledger, organising, people
from gateway.routes.training_rows import places as place_rows
from services.training import errors
from services.training.schemas import enrolments, hours, places, resources

ROUTES = [*organising.ROWS, *class_rows.ROWS, *people.ROWS, *ledger.ROWS, *place_rows.ROWS]

IMPORTS = [
    ImportKind(
        "teachers",
        "training.import_teachers",
        resources.RegisterTeacher,
        right="training.teachers.manage",
        zh="教师",
        en="Teachers",
        problems=[errors.AlreadyKnown, errors.UnknownEntry],
    ),
    ImportKind(
        "materials",
        "training.import_materials",
        resources.AddMaterial,
        right="training.materials.manage",
        zh="教材",
        en="Materials",
        problems=[errors.AlreadyKnown],
    ),
    ImportKind(
        "teaching-points",
        "training.import_teaching_points",
        places.OpenPoint,
        right="training.teaching-points.manage",
        zh="现场教学点",
        en="Teaching points",
        problems=[errors.AlreadyKnown, errors.NoSuchRow],
    ),
    ImportKind(
        "visits",
        "training.import_visits",
        places.RecordVisit,
        right="training.visits.record",
        zh="现场教学记录",
        en="Visits",
        problems=[errors.NoSuchRow, errors.UnknownEntry],
    ),
    ImportKind(
        "online-records",
        "training.import_online_records",
        hours.OnlineRecordIn,
        right="training.online-records.manage",
        zh="网络学习记录",
        en="Online records",
        problems=[errors.RecordKnown, errors.UnknownCadre, errors.UnknownEntry],
    ),
    ImportKind(
        "enrolments",
        "training.import_enrolments",
        enrolments.EnrolmentRow,
        right="training.enrolments.manage",
        zh="报名",
        en="Enrolments",
        problems=[errors.UnknownCadre, errors.Retired, errors.Overlap, errors.AlreadyEnrolled, errors.ClassFull],
    ),
]
