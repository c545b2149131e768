"""Offered: organisers, plans, teachers and materials."""

from __future__ import annotations

from servicekit.errors import DayNotCome, UnknownEntry, UnknownUnit
from servicekit.operations import OWN_WORD, BulkCommand, Command, Query
from servicekit.schema import page_of
from services.training.errors.classes import NoClass, NotDailyTraining, UnknownTeacher
from services.training.errors.common import AlreadyKnown, NoSuchRow, NotInThisState
from services.training.errors.enrolments import NotEnrolled
from services.training.errors.resources import AlreadyRated, NoMaterial, NoOrganiser, NoPlan, NoTeacher
from services.training.schemas import resources as schemas

# fmt: off
REGISTER_ORGANISER = Command(
    "training.register_organiser", schemas.RegisterOrganiser, schemas.OrganiserOut,
    refuses=(UnknownEntry, AlreadyKnown, UnknownUnit, NotDailyTraining),
    put_right=("change_organiser",),
)
CHANGE_ORGANISER = Command(
    "training.change_organiser", schemas.ChangeOrganiser, schemas.OrganiserOut,
    refuses=(NoOrganiser,),
    put_right=("change_organiser",),
)
GET_ORGANISER = Query("training.get_organiser", schemas.OrganiserOf, schemas.OrganiserOut, refuses=(NoOrganiser,))
LIST_ORGANISERS = Query("training.list_organisers", schemas.ListOrganisers, page_of(schemas.OrganiserOut))
DRAFT_PLAN = Command(
    "training.draft_plan", schemas.DraftPlan, schemas.PlanOut,
    refuses=(UnknownEntry, NoOrganiser),
    put_right=("change_plan",),
)
CHANGE_PLAN = Command(
    "training.change_plan", schemas.ChangePlan, schemas.PlanOut,
    refuses=(NotInThisState, NoPlan),
    put_right=("change_plan",),
)
ADOPT_PLAN = Command(
    "training.adopt_plan", schemas.PlanOf, schemas.PlanOut,
    refuses=(NotInThisState, NoPlan),
    put_right=("close_plan",),
)
CLOSE_PLAN = Command(
    "training.close_plan", schemas.PlanOf, schemas.PlanOut,
    refuses=(NotInThisState, NoPlan),
    put_right=("draft_plan",),
)
GET_PLAN = Query("training.get_plan", schemas.PlanOf, schemas.PlanOut, refuses=(NoPlan,))
LIST_PLANS = Query("training.list_plans", schemas.ListPlans, page_of(schemas.PlanOut))
REGISTER_TEACHER = Command(
    "training.register_teacher", schemas.RegisterTeacher, schemas.TeacherOut,
    refuses=(AlreadyKnown, NoOrganiser, UnknownEntry),
    put_right=("change_teacher",),
)
CHANGE_TEACHER = Command(
    "training.change_teacher", schemas.ChangeTeacher, schemas.TeacherOut,
    refuses=(NoTeacher, UnknownEntry),
    put_right=("change_teacher",),
)
IMPORT_TEACHERS = BulkCommand(
    "training.import_teachers", row=schemas.RegisterTeacher,
    refuses=(AlreadyKnown, NoSuchRow, UnknownEntry),
    put_right=("change_teacher",),
)
GET_TEACHER = Query("training.get_teacher", schemas.TeacherOf, schemas.TeacherOut, refuses=(NoTeacher,))
LIST_TEACHERS = Query("training.list_teachers", schemas.ListTeachers, page_of(schemas.TeacherOut))
TEACHING_LOADS = Query("training.teaching_loads", schemas.LoadQuery, schemas.LoadsOut)
RATE_TEACHER = Command(
    "training.rate_teacher", schemas.RateTeacher, schemas.RatingOut,
    refuses=(NotEnrolled, AlreadyRated, UnknownTeacher, NoClass, NoTeacher),
    put_right=OWN_WORD,
)
ADD_MATERIAL = Command(
    "training.add_material", schemas.AddMaterial, schemas.MaterialOut,
    refuses=(DayNotCome, AlreadyKnown, UnknownEntry),
    put_right=("correct_material",),
)
IMPORT_MATERIALS = BulkCommand(
    "training.import_materials", row=schemas.AddMaterial,
    refuses=(DayNotCome, AlreadyKnown, UnknownEntry),
    put_right=("correct_material",),
)
ADD_EDITION = Command(
    "training.add_edition", schemas.AddEdition, schemas.MaterialOut,
    refuses=(DayNotCome, AlreadyKnown, NoMaterial),
    put_right=("correct_material",),
)
SELECT_MATERIAL = Command(
    "training.select_material", schemas.SelectMaterial, schemas.MaterialOut,
    refuses=(DayNotCome, AlreadyKnown, NoMaterial),
    put_right=("correct_material",),
)
CORRECT_MATERIAL = Command(
    "training.correct_material", schemas.CorrectMaterial, schemas.MaterialOut,
    refuses=(DayNotCome, AlreadyKnown, NoMaterial, UnknownEntry),
    put_right=("correct_material",),
)
GET_MATERIAL = Query("training.get_material", schemas.MaterialOf, schemas.MaterialOut, refuses=(NoMaterial,))
LIST_MATERIALS = Query("training.list_materials", schemas.ListMaterials, page_of(schemas.MaterialOut))
