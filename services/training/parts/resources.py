"""Organisers, plans, teachers and materials."""

from __future__ import annotations

from typing import Any

from servicekit import queries
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.periods import must_have_come
from servicekit.revisions import Revision
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.training import figures
from services.training.errors.classes import UnknownTeacher
from services.training.errors.common import AlreadyKnown, no_such_row
from services.training.errors.enrolments import NotEnrolled
from services.training.events.resources import (
    MATERIAL_ADDED,
    MATERIAL_CHANGED,
    ORGANISER_CHANGED,
    ORGANISER_REGISTERED,
    PLAN_ADOPTED,
    PLAN_CHANGED,
    PLAN_CLOSED,
    PLAN_DRAFTED,
    TEACHER_CHANGED,
    TEACHER_REGISTERED,
)
from services.training.model import resources
from services.training.model.resources import Edition, Material, Organiser, Plan, Rating, Selection, Teacher
from services.training.operations import resources as operations
from services.training.parts import terms
from services.training.parts.units import must_be_daily, organiser_to_run, unit_to_run
from services.training.schemas import resources as schemas
from services.training.store.classes import CLASSES
from services.training.store.enrolments import ENROLMENTS
from services.training.store.resources import (
    MATERIAL_SORTS,
    MATERIALS,
    ORGANISERS,
    PLANS,
    RATINGS,
    TEACHER_SORTS,
    TEACHERS,
)
from services.training.vocabulary.resources import PLAN_LIFE, WITHDRAWN, PlanKind, PlanStep, Tier


class Resources:
    """Who organises training, by which plan, with which teachers and materials."""

    @command(operations.REGISTER_ORGANISER)
    def register_organiser(self, wish: Document, work: UnitOfWork) -> Organiser:
        """Register an organiser: one party school of each level, each committee, college and unit once."""
        must_be_daily(work, wish["tier"])
        wish["unit_id"] = unit_to_run(work, wish["unit_id"])
        if wish["tier"] is Tier.SECTOR:
            queries.must_know(work.db, "training.sector_committees", [wish["key"] or ""], "/key")
        if wish["tier"] is Tier.CADRE_COLLEGE:
            queries.must_know(work.db, "training.cadre_colleges", [wish["key"] or ""], "/key")
        wish["key"] = resources.organiser_key(wish["tier"], wish["key"], wish["unit_id"])
        organiser = work.add(ORGANISERS, Organiser(id=work.new_id("org"), **wish))
        work.tell(ORGANISER_REGISTERED, organiser)
        return organiser

    @command(operations.CHANGE_ORGANISER)
    def change_organiser(self, wish: Document, work: UnitOfWork) -> Organiser:
        """Rename an organiser, or take it in or out of use."""
        organiser = organiser_to_run(work, wish.pop("organiser_id"))
        work.save(ORGANISERS, _change(organiser, wish))
        work.tell(ORGANISER_CHANGED, organiser)
        return organiser

    @query(operations.GET_ORGANISER)
    def get_organiser(self, wish: Document, read: Reading) -> Document:
        """One organiser."""
        return read.get(ORGANISERS, wish["organiser_id"])

    @query(operations.LIST_ORGANISERS)
    def list_organisers(self, wish: Document, read: Reading) -> Page:
        """Organisers by tier (1+7+N)."""
        where, sorts = queries.filters(wish, "tier", "active"), queries.orders(tier="_id")
        return read.page(ORGANISERS, where, wish, sorts=sorts, answer=schemas.OrganiserOut)

    @command(operations.DRAFT_PLAN)
    def draft_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Write a training plan; a special one names its programme."""
        work.load(ORGANISERS, wish["organiser_id"])
        if wish["kind"] is PlanKind.SPECIAL:
            queries.must_know(work.db, "training.special_programmes", [wish["programme"] or ""], "/programme")
        plan = work.add(PLANS, Plan(id=work.new_id("pln"), **wish))
        work.tell(PLAN_DRAFTED, plan)
        return plan

    @command(operations.CHANGE_PLAN)
    def change_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Change a plan that is still a draft."""
        plan = work.load(PLANS, wish.pop("plan_id"))
        PLAN_LIFE.must(plan, PlanStep.CHANGE)
        work.save(PLANS, _change(plan, wish))
        work.tell(PLAN_CHANGED, plan)
        return plan

    @command(operations.ADOPT_PLAN)
    def adopt_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """Put a plan in force."""
        plan = work.load(PLANS, wish["plan_id"])
        PLAN_LIFE.move(plan, PlanStep.ADOPT)
        work.tell(PLAN_ADOPTED, work.save(PLANS, plan))
        return plan

    @command(operations.CLOSE_PLAN)
    def close_plan(self, wish: Document, work: UnitOfWork) -> Plan:
        """End a plan."""
        plan = work.load(PLANS, wish["plan_id"])
        PLAN_LIFE.move(plan, PlanStep.CLOSE)
        work.tell(PLAN_CLOSED, work.save(PLANS, plan))
        return plan

    @query(operations.GET_PLAN)
    def get_plan(self, wish: Document, read: Reading) -> Document:
        """One plan."""
        return read.get(PLANS, wish["plan_id"])

    @query(operations.LIST_PLANS)
    def list_plans(self, wish: Document, read: Reading) -> Page:
        """Plans by kind, year and state."""
        where = queries.filters(wish, "kind", "year", "state", "organiser_id")
        sorts = {"year": [("year", 1), ("kind", 1)], **queries.orders(state="_id")}
        return read.page(PLANS, where, wish, sorts=sorts, default_sort="-year", answer=schemas.PlanOut)

    @command(operations.REGISTER_TEACHER)
    def register_teacher(self, wish: Document, work: UnitOfWork) -> Teacher:
        """Put a teacher on the list."""
        if wish["organiser_id"] is not None:
            work.load(ORGANISERS, wish["organiser_id"])
        teacher = work.add(TEACHERS, Teacher(id=work.new_id("tch"), **wish))
        work.tell(TEACHER_REGISTERED, teacher)
        return teacher

    @command(operations.CHANGE_TEACHER)
    def change_teacher(self, wish: Document, work: UnitOfWork) -> Teacher:
        """Change a teacher's entry."""
        teacher = work.load(TEACHERS, wish.pop("teacher_id"))
        work.save(TEACHERS, _change(teacher, wish))
        work.tell(TEACHER_CHANGED, teacher)
        return teacher

    @command(operations.IMPORT_TEACHERS)
    def import_teachers(self, wish: Document, work: UnitOfWork) -> Document:
        """Teachers, many at once; the code of each is new."""
        results = Results(work)
        good = results.read(schemas.RegisterTeacher, wish["rows"])
        organisers = queries.known_ids(
            work.db, ORGANISERS, (row["organiser_id"] for _, row in good if row["organiser_id"])
        )
        taken = queries.taken(work.db, TEACHERS, "code", (row["code"] for _, row in good))
        persons = queries.taken(work.db, TEACHERS, "cadre_id", (row["cadre_id"] for _, row in good))
        for number, row in good:
            with results.row(number):
                if row["organiser_id"] and row["organiser_id"] not in organisers:
                    raise no_such_row("/organiser_id", "办班主体不存在", "There is no such organiser")
                if row["code"] in taken or row["cadre_id"] in persons:
                    raise AlreadyKnown("教师编号或干部已在库", "The code or the cadre is on the list already")
                taken |= {row["code"]} - {None}
                persons |= {row["cadre_id"]} - {None}
                teacher = Teacher(id=work.new_id("tch"), **row)
                results.ok(number, None if wish["dry_run"] else teacher.id)
                if not wish["dry_run"]:
                    work.tell(TEACHER_REGISTERED, work.add(TEACHERS, teacher))
        return results.answer()

    @query(operations.GET_TEACHER)
    def get_teacher(self, wish: Document, read: Reading) -> Document:
        """One teacher."""
        return read.get(TEACHERS, wish["teacher_id"])

    @query(operations.LIST_TEACHERS)
    def list_teachers(self, wish: Document, read: Reading) -> Page:
        """Teachers by kind (双师 and leading cadres) and topic."""
        where = queries.filters(wish, "kind", "active", "code", topic="topics")
        return read.page(TEACHERS, where, wish, sorts=TEACHER_SORTS, answer=schemas.TeacherOut)

    @query(operations.TEACHING_LOADS)
    def teaching_loads(self, wish: Document, read: Reading) -> Document:
        """Hours that teachers give in a term."""
        term = terms.meant(read, wish["term"])
        loads = figures.teaching_load(read.db, term, wish["teacher_id"], wish["kind"], wish["limit"])
        return {"term": term, "items": loads}

    @command(operations.RATE_TEACHER)
    def rate_teacher(self, wish: Document, work: UnitOfWork) -> Teacher:
        """A trainee rates a teacher of the class, once."""
        teacher = work.load(TEACHERS, wish["teacher_id"])
        class_ = work.load(CLASSES, wish["class_id"])
        there = {"class_id": class_.id, "cadre_id": wish["cadre_id"], "state": {"$in": ["enrolled", "completed"]}}
        rater = work.find(ENROLMENTS, there, most=1)
        if not rater or not work.sees(ENROLMENTS, rater[0]):
            raise NotEnrolled("不在本班次学员名单", "Not enrolled in this class", cadre_id=wish["cadre_id"])
        if all(session.teacher_id != teacher.id for session in class_.sessions):
            raise UnknownTeacher(
                "该教师未在本班次授课", "The teacher gave no session of this class", field="teacher_id"
            )
        rating = Rating(work.new_id("rat"), teacher.id, class_.id, wish["cadre_id"], wish["score"])
        work.add(RATINGS, rating)
        teacher.ratings += 1
        teacher.rating_sum += wish["score"]
        return work.save(TEACHERS, teacher)

    @command(operations.ADD_MATERIAL)
    def add_material(self, wish: Document, work: UnitOfWork) -> Material:
        """Make a training material known, with its first edition where its day is given."""
        published_on = wish.pop("published_on")
        material = Material(id=work.new_id("mat"), **wish)
        if published_on is not None:
            must_have_come(published_on, work.today, "/published_on")
            resources.add_edition(material, Edition(1, published_on))
        _tell_material(work, MATERIAL_ADDED, work.add(MATERIALS, material))
        return material

    @command(operations.IMPORT_MATERIALS)
    def import_materials(self, wish: Document, work: UnitOfWork) -> Document:
        """Materials, many at once."""
        results = Results(work)
        good = results.read(schemas.AddMaterial, wish["rows"])
        taken = queries.taken(work.db, MATERIALS, "code", (row["code"] for _, row in good))
        for number, row in good:
            with results.row(number):
                if row["code"] in taken:
                    raise AlreadyKnown("教材编号已在库", "The code is in use already")
                taken |= {row["code"]} - {None}
                published_on = row.pop("published_on")
                material = Material(id=work.new_id("mat"), **row)
                if published_on is not None:
                    must_have_come(published_on, work.today, "/published_on")
                    resources.add_edition(material, Edition(1, published_on))
                results.ok(number, None if wish["dry_run"] else material.id)
                if not wish["dry_run"]:
                    _tell_material(work, MATERIAL_ADDED, work.add(MATERIALS, material))
        return results.answer()

    @command(operations.ADD_EDITION)
    def add_edition(self, wish: Document, work: UnitOfWork) -> Material:
        """Add an edition to a material."""
        material = work.load(MATERIALS, wish.pop("material_id"))
        must_have_come(wish["published_on"], work.today, "/published_on")
        resources.add_edition(material, Edition(**wish))
        _tell_material(work, MATERIAL_CHANGED, work.save(MATERIALS, material))
        return material

    @command(operations.SELECT_MATERIAL)
    def select_material(self, wish: Document, work: UnitOfWork) -> Material:
        """Record that a material was taken into a national, regional or municipal list."""
        material = work.load(MATERIALS, wish.pop("material_id"))
        must_have_come(wish["on"], work.today, "/on")
        resources.select(material, Selection(**wish))
        _tell_material(work, MATERIAL_CHANGED, work.save(MATERIALS, material))
        return material

    @command(operations.CORRECT_MATERIAL)
    def correct_material(self, wish: Document, work: UnitOfWork) -> Material:
        """Put a material right (更正): names, and the editions and selections that it should have; before is kept."""
        material = work.load(MATERIALS, wish.pop("material_id"))
        revision = Revision(work.now, work.principal.account, wish.pop("basis"))
        for name, of, its_day in (("editions", Edition, "published_on"), ("selections", Selection, "on")):
            for place, row in enumerate(wish.get(name, [])):
                must_have_come(row[its_day], work.today, f"/{name}/{place}/{its_day}")
            if name in wish:
                wish[name] = [of(**row) for row in wish[name]]
        resources.correct(material, wish, revision)
        _tell_material(work, MATERIAL_CHANGED, work.save(MATERIALS, material))
        return material

    @query(operations.GET_MATERIAL)
    def get_material(self, wish: Document, read: Reading) -> Document:
        """One material."""
        return read.get(MATERIALS, wish["material_id"])

    @query(operations.LIST_MATERIALS)
    def list_materials(self, wish: Document, read: Reading) -> Page:
        """Materials by kind, topic, and level of selection."""
        where = queries.filters(wish, "kind", topic="topics") | queries.filters(wish, level="selections.level")
        where["state"] = {"$ne": WITHDRAWN}
        return read.page(MATERIALS, where, wish, sorts=MATERIAL_SORTS, answer=schemas.MaterialOut)


def _change(entity: Any, values: Document) -> Any:
    for name, value in values.items():
        setattr(entity, name, value)
    return entity


def _tell_material(work: UnitOfWork, event: Any, material: Material) -> None:
    work.tell(event, material, editions=len(material.editions), levels=[s.level for s in material.selections])
