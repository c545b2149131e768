"""Rows of cadres (干部) and their files."""

from __future__ import annotations

from gateway import import_forms
from gateway.route import ImportKind, Route
from gateway.routes.registry.common import PERSON
from servicekit.operations import BulkCommand
from services.registry.operations import cadres, careers, imports

_CADRE = {
    "identity_number": "150203198501010012",
    "name": "（虚构）单晓",
    "sex": "1",
    "birth": "1985-01",
    "ethnicity": "02",
    "political_status": "01",
    "joined_party_on": "2006-07",
    "began_work_on": "2007-08",
    "unit_code": "BT-SWZZB",
    "education": [{"mode": "full_time", "level": "21", "school": "（虚构）大学", "major": "法学", "ended": "2007-07"}],
    "levels": [{"code": "142", "began": "2018-05"}],
    "resume": [{"began": "2007-08", "ended": "2012-08", "text": "苏木工作", "basic_level": True}],
    "synthetic": True,
}

# fmt: off
ROWS: list[Route] = [
    Route.get("/cadres", cadres.LIST_CADRES, right="registry.cadres.read", zh="组合查询干部", en="Search cadres",
        noted=False, **PERSON),
    Route.post("/cadres", cadres.REGISTER_CADRE, right="registry.cadres.register", zh="登记干部", en="Register a cadre",
        example=_CADRE, **PERSON),
    Route.post("/cadres/lookups", cadres.FIND_BY_NUMBER, right="registry.cadres.lookup", status=200,
        zh="按公民身份号码查找", en="Find a cadre by identity number",
        example={"identity_number": "150203198501010012"}, **PERSON),
    Route.get("/cadres/{cadre_id}", cadres.GET_CADRE, right="registry.cadres.read", zh="查看干部信息（可指定截止日期）",
        en="Read a cadre's file, also as of a day", **PERSON),
    Route.patch("/cadres/{cadre_id}", cadres.CHANGE_CADRE, right="registry.cadres.change", zh="修改干部信息、补充履历",
        en="Change a cadre's file or append to it",
        example={"native_place": "内蒙古包头", "add": {"assessments": [{"year": 2025, "grade": "excellent"}]}},
        **PERSON),
    Route.get("/cadres/{cadre_id}/family", cadres.GET_FAMILY, right="registry.cadres.family.read", zh="查看家庭成员",
        en="Read a cadre's family members", **PERSON),
    Route.get("/cadres/{cadre_id}/health", cadres.GET_HEALTH, right="registry.cadres.health.read", zh="查看健康状况",
        en="Read a cadre's health", **PERSON),
    Route.get("/cadres/{cadre_id}/photo", cadres.GET_PHOTO, right="registry.cadres.photo.read", zh="查看照片",
        en="Read a cadre's photo", **PERSON),
    Route.post("/cadres/{cadre_id}/photo", cadres.SET_PHOTO, right="registry.cadres.change", status=200, zh="更新照片",
        en="Set a cadre's photo", **PERSON),
    Route.post("/cadres/{cadre_id}/voided-entries", careers.SET_ASIDE, right="registry.cadres.change", status=200,
        zh="作废履历条目", en="Set an entry of a history aside", **PERSON),
    Route.post("/cadres/{cadre_id}/acknowledgements", cadres.ACKNOWLEDGE, right="registry.cadres.acknowledge",
        status=200, zh="三龄两历认定", en="Acknowledge what a file says",
        example={"item": "birth", "on": "2025-06-10", "document": "干部档案任前审核认定表", "by": "（虚构）负责人"},
        **PERSON),
    Route.post("/cadres/{cadre_id}/corrected-entries", cadres.CORRECT_ENTRY, right="registry.cadres.change",
        status=200, zh="更正履历条目", en="Put an entry of a history right",
        example={"history": "levels", "entry": "3", "right": {"levels": [{"code": "132", "began": "2018-03"}]},
                 "by": "（虚构）负责人", "basis": "档案审核认定"}, **PERSON),
    Route.post("/cadres/{cadre_id}/identity-number", cadres.CORRECT_NUMBER, right="registry.cadres.change",
        status=200, zh="更正公民身份号码", en="Correct the identity number",
        example={"identity_number": "150203198501010012", "document": "公安机关证明"}, **PERSON),
    Route.post("/cadres/{cadre_id}/identity-number/reveals", cadres.REVEAL_NUMBER,
        right="registry.cadres.number.read", status=200, zh="查看完整公民身份号码",
        en="Show an identity number in full, for a reason", example={"reason": "核对调动手续所附身份证复印件"},
        noted=True, **PERSON),
]
# fmt: on


def _of_a_history(kind: str, operation: BulkCommand, zh: str, en: str, once: tuple[str, ...] = ()) -> ImportKind:
    # Rows of one person stand in several chunks: the later ones see the file with the earlier ones.
    return ImportKind(
        kind,
        operation,
        right="registry.cadres.change",
        zh=zh,
        en=en,
        ordered=True,
        meets=("cadre_id", "identity_number"),
        once=once,
        follows="cadres",
    )


IMPORTS: list[ImportKind] = [
    ImportKind(
        "cadres",
        imports.IMPORT_CADRES,
        right="registry.cadres.register",
        zh="干部",
        en="Cadres",
        meets=("identity_number", "appointments.post_id", "appointments.post_code"),
        once=("identity_number",),
    ),
    ImportKind(
        "careers",
        imports.IMPORT_CAREERS,
        right="registry.cadres.change",
        zh="履历补录",
        en="Entries of careers",
        # Rows of one cadre stand in several chunks.
        ordered=True,
    ),
    _of_a_history("resumes", imports.IMPORT_RESUMES, "简历", "Résumés", once=("cadre_id", "identity_number")),
    _of_a_history("education", imports.IMPORT_EDUCATION, "学历学位", "Education"),
    _of_a_history("professional-posts", imports.IMPORT_PROFESSIONAL_POSTS, "专业技术职务", "Professional posts"),
    _of_a_history("assessments", imports.IMPORT_ASSESSMENTS, "考核结果", "Assessments"),
    _of_a_history("rewards", imports.IMPORT_REWARDS, "奖励", "Rewards"),
    _of_a_history("families", imports.IMPORT_FAMILIES, "家庭成员", "Relatives"),
    ImportKind(
        "appointment-forms",
        imports.IMPORT_FORMS,
        right="registry.cadres.import-forms",
        zh="干部任免审批表",
        en="Appointment forms",
        # Each may hold a photo, and a message of the broker 16 MB.
        chunk=40,
        read=import_forms.read,
    ),
]
