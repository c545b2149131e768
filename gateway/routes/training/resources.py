"""Organisers, plans, teachers and materials."""

from __future__ import annotations

from gateway.route import ImportKind, Route, Scope
from services.training.operations import resources

_T = "/training"

# fmt: off
_ORGANISERS = [
    Route.post(f"{_T}/organisers", resources.REGISTER_ORGANISER, right="training.organisers.manage",
        scope=Scope.PERSON, zh="登记办班主体",
        en="Register an organiser (1+7+N)", example={"name": "卫健行业党工委", "tier": "sector", "key": "health"}),
    Route.get(f"{_T}/organisers", resources.LIST_ORGANISERS, right="training.organisers.read", zh="查询办班主体",
        en="Organisers by tier"),
    Route.get(f"{_T}/organisers/{{organiser_id}}", resources.GET_ORGANISER, right="training.organisers.read",
        zh="办班主体详情", en="One organiser"),
    Route.patch(f"{_T}/organisers/{{organiser_id}}", resources.CHANGE_ORGANISER, right="training.organisers.manage",
        scope=Scope.PERSON,
        zh="变更办班主体", en="Rename an organiser, or take it in or out of use", example={"active": False}),
]

_PLANS = [
    Route.post(f"{_T}/plans", resources.DRAFT_PLAN, right="training.plans.manage", zh="拟订培训计划",
        en="Write a training plan",
        example={"kind": "annual", "year": 2025, "title": "2025年全市干部教育培训计划", "organiser_id": "org-01"}),
    Route.get(f"{_T}/plans", resources.LIST_PLANS, right="training.plans.read", zh="查询培训计划",
        en="Plans by kind, year and state"),
    Route.get(f"{_T}/plans/{{plan_id}}", resources.GET_PLAN, right="training.plans.read", zh="培训计划详情",
        en="One plan"),
    Route.patch(f"{_T}/plans/{{plan_id}}", resources.CHANGE_PLAN, right="training.plans.manage", zh="修改培训计划",
        en="Change a plan that is a draft", example={"classes_wanted": 80}),
    Route.post(f"{_T}/plans/{{plan_id}}/adoption", resources.ADOPT_PLAN, status=200, right="training.plans.adopt",
        zh="下达培训计划", en="Put a plan in force"),
    Route.post(f"{_T}/plans/{{plan_id}}/closing", resources.CLOSE_PLAN, status=200, right="training.plans.adopt",
        zh="结束培训计划", en="End a plan"),
]

_TEACHERS = [
    Route.post(f"{_T}/teachers", resources.REGISTER_TEACHER, right="training.teachers.manage", zh="登记教师",
        en="Put a teacher on the list",
        example={"name": "示例教师", "kind": "full_time", "code": "T-001", "synthetic": True}),
    Route.get(f"{_T}/teachers", resources.LIST_TEACHERS, right="training.teachers.read", zh="查询教师",
        en="Teachers by kind and topic"),
    Route.get(f"{_T}/teachers/{{teacher_id}}", resources.GET_TEACHER, right="training.teachers.read", zh="教师详情",
        en="One teacher"),
    Route.patch(f"{_T}/teachers/{{teacher_id}}", resources.CHANGE_TEACHER, right="training.teachers.manage",
        zh="变更教师信息", en="Change a teacher's entry", example={"topics": ["rule_of_law"]}),
    Route.post(f"{_T}/teachers/{{teacher_id}}/ratings", resources.RATE_TEACHER, status=200,
        right="training.ratings.give", scope=Scope.PERSON, zh="评价教师", en="Rate a teacher of a class one was in",
        example={"class_id": "cls-01", "cadre_id": "cad-01", "score": 5}),
    Route.get(f"{_T}/teaching-loads", resources.TEACHING_LOADS, right="training.teachers.read", zh="教师学期授课量",
        en="Teaching load of a term"),
    Route.post(f"{_T}/materials", resources.ADD_MATERIAL, right="training.materials.manage", zh="登记教材",
        en="Make a training material known", example={"title": "让法治声音传递到草原最深处", "kind": "case"}),
    Route.get(f"{_T}/materials", resources.LIST_MATERIALS, right="training.materials.read", zh="查询教材",
        en="Materials"),
    Route.post(f"{_T}/materials/{{material_id}}/corrections", resources.CORRECT_MATERIAL, status=200,
        right="training.materials.manage", zh="更正教材", en="Put a material right: names, editions, selections",
        example={"title": "让法治声音传递到草原最深处", "basis": "（示例）以版权页为准"}),
    Route.get(f"{_T}/materials/{{material_id}}", resources.GET_MATERIAL, right="training.materials.read", zh="教材详情",
        en="One material"),
    Route.post(f"{_T}/materials/{{material_id}}/editions", resources.ADD_EDITION, status=200,
        right="training.materials.manage", zh="增加版次", en="Add an edition",
        example={"number": 2, "published_on": "2025-06-01"}),
    Route.post(f"{_T}/materials/{{material_id}}/selections", resources.SELECT_MATERIAL, status=200,
        right="training.materials.manage", zh="登记收录", en="Record that a material was selected",
        example={"level": "national", "batch": "第六批", "on": "2024-09-01"}),
]
# fmt: on

ROWS = [*_ORGANISERS, *_PLANS, *_TEACHERS]

IMPORTS: list[ImportKind] = [
    ImportKind("teachers", resources.IMPORT_TEACHERS, right="training.teachers.manage", zh="教师", en="Teachers"),
    ImportKind("materials", resources.IMPORT_MATERIALS, right="training.materials.manage", zh="教材", en="Materials"),
]
