"""Events of organisers, plans, teachers and materials."""

from __future__ import annotations

from servicekit.schema import Schema, fields
from services.training.events.common import EVENTS


class OrganiserData(Schema):
    organiser_id = fields.String(required=True, attribute="id")
    tier = fields.String(
        required=True, metadata={"description": "party_school, sector or unit (1+7+N), or a tier outside the city"}
    )
    key = fields.String(required=True)
    unit_id = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)


_ORGANISER = {
    "organiser_id": "org-01",
    "tier": "sector",
    "key": "sector:health",
    "unit_id": None,
    "active": True,
    "synthetic": True,
}
ORGANISER_REGISTERED = EVENTS.event(
    "organiser.registered.v1",
    OrganiserData,
    "An organiser of training is known.",
    zh="办班主体已登记",
    example=_ORGANISER,
)
ORGANISER_CHANGED = EVENTS.event(
    "organiser.changed.v1",
    OrganiserData,
    "An organiser was renamed or taken in or out of use.",
    zh="办班主体已变更",
    example=_ORGANISER,
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
    "plan_id": "pln-01",
    "kind": "special",
    "year": 2025,
    "programme": "first_hand_political_capability",
    "organiser_id": "org-01",
    "state": "adopted",
    "synthetic": True,
}
PLAN_DRAFTED = EVENTS.event(
    "plan.drafted.v1", PlanData, "A training plan was written.", zh="培训计划已拟订", example=_PLAN
)
PLAN_ADOPTED = EVENTS.event(
    "plan.adopted.v1", PlanData, "A training plan is in force.", zh="培训计划已下达", example=_PLAN
)
PLAN_CHANGED = EVENTS.event(
    "plan.changed.v1", PlanData, "A plan that is a draft was changed.", zh="培训计划已修改", example=_PLAN
)
PLAN_CLOSED = EVENTS.event("plan.closed.v1", PlanData, "A training plan has ended.", zh="培训计划已结束", example=_PLAN)


class TeacherData(Schema):
    teacher_id = fields.String(required=True, attribute="id")
    kind = fields.String(required=True)
    cadre_id = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)


_TEACHER = {"teacher_id": "tch-01", "kind": "leading_cadre", "cadre_id": "cad-01", "active": True, "synthetic": True}
TEACHER_REGISTERED = EVENTS.event(
    "teacher.registered.v1", TeacherData, "A teacher is on the list.", zh="教师已入库", example=_TEACHER
)
TEACHER_CHANGED = EVENTS.event(
    "teacher.changed.v1", TeacherData, "A teacher's entry was changed.", zh="教师信息已变更", example=_TEACHER
)


class MaterialData(Schema):
    material_id = fields.String(required=True, attribute="id")
    kind = fields.String(required=True)
    editions = fields.Integer(required=True, metadata={"description": "how many editions"})
    levels = fields.List(fields.String(), required=True, metadata={"description": "levels that selected it"})
    synthetic = fields.Boolean(required=True)


_MATERIAL = {"material_id": "mat-01", "kind": "case", "editions": 1, "levels": ["national"], "synthetic": True}
MATERIAL_ADDED = EVENTS.event(
    "material.added.v1", MaterialData, "A training material is known.", zh="教材已入库", example=_MATERIAL
)
MATERIAL_CHANGED = EVENTS.event(
    "material.changed.v1",
    MaterialData,
    "A material has a new edition, was selected, or was put right.",
    zh="教材已变更",
    example=_MATERIAL,
)
