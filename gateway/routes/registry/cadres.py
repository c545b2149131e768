"""Rows of cadres (干部) and their files."""

from __future__ import annotations

from gateway.route import ImportKind, Route
from gateway.routes.registry.common import PERSON
from servicekit.schema import page_of
from services.registry.errors.cadres import (
    BadIdentityNumber,
    BadPhoto,
    IdentityNumberKnown,
    OutOfOrder,
    UnknownCadre,
    UnknownEntry,
)
from services.registry.errors.common import NothingChanged
from services.registry.errors.posts import PostTaken, UnknownPost
from services.registry.errors.units import UnknownUnit
from services.registry.schemas.cadres import (
    CadreLine,
    CadreOut,
    ChangeCadre,
    FamilyOut,
    FindByNumber,
    GetCadre,
    ListCadres,
    OneCadre,
    PhotoOut,
    RegisterCadre,
    SetPhoto,
)
from services.registry.schemas.careers import SetAside

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

ROWS: list[Route] = [
    Route.get(
        "/cadres",
        "registry.list_cadres",
        query=ListCadres,
        answer=page_of(CadreLine),
        right="registry.cadres.read",
        zh="组合查询干部",
        en="Search cadres",
        **PERSON,
    ),
    Route.post(
        "/cadres",
        "registry.register_cadre",
        body=RegisterCadre,
        answer=CadreOut,
        right="registry.cadres.register",
        zh="登记干部",
        en="Register a cadre",
        problems=[
            BadIdentityNumber,
            IdentityNumberKnown,
            UnknownUnit,
            UnknownPost,
            OutOfOrder,
        ],
        example=_CADRE,
        **PERSON,
    ),
    Route.post(
        "/cadres/lookups",
        "registry.find_by_number",
        body=FindByNumber,
        answer=CadreLine,
        right="registry.cadres.lookup",
        status=200,
        zh="按公民身份号码查找",
        en="Find a cadre by identity number",
        problems=[BadIdentityNumber, UnknownCadre],
        **PERSON,
    ),
    Route.get(
        "/cadres/{cadre_id}",
        "registry.get_cadre",
        query=GetCadre,
        answer=CadreOut,
        right="registry.cadres.read",
        zh="查看干部信息（可指定截止日期）",
        en="Read a cadre's file, also as of a day",
        problems=[UnknownCadre],
        **PERSON,
    ),
    Route.patch(
        "/cadres/{cadre_id}",
        "registry.change_cadre",
        body=ChangeCadre,
        answer=CadreOut,
        right="registry.cadres.change",
        zh="修改干部信息、补充履历",
        en="Change a cadre's file or append to it",
        problems=[UnknownCadre, NothingChanged, OutOfOrder],
        example={"native_place": "内蒙古包头", "add": {"assessments": [{"year": 2025, "grade": "excellent"}]}},
        **PERSON,
    ),
    Route.get(
        "/cadres/{cadre_id}/family",
        "registry.get_family",
        query=OneCadre,
        answer=FamilyOut,
        right="registry.cadres.family.read",
        zh="查看家庭成员",
        en="Read a cadre's family members",
        problems=[UnknownCadre],
        **PERSON,
    ),
    Route.get(
        "/cadres/{cadre_id}/photo",
        "registry.get_photo",
        query=OneCadre,
        answer=PhotoOut,
        right="registry.cadres.photo.read",
        zh="查看照片",
        en="Read a cadre's photo",
        problems=[UnknownCadre],
        **PERSON,
    ),
    Route.post(
        "/cadres/{cadre_id}/photo",
        "registry.set_photo",
        body=SetPhoto,
        answer=PhotoOut,
        right="registry.cadres.change",
        status=200,
        zh="更新照片",
        en="Set a cadre's photo",
        problems=[UnknownCadre, BadPhoto],
        **PERSON,
    ),
    Route.post(
        "/cadres/{cadre_id}/voided-entries",
        "registry.set_aside",
        body=SetAside,
        answer=CadreOut,
        right="registry.cadres.change",
        status=200,
        zh="作废履历条目",
        en="Set an entry of a history aside",
        problems=[UnknownCadre, UnknownEntry],
        **PERSON,
    ),
]

IMPORTS: list[ImportKind] = [
    ImportKind(
        "cadres",
        "registry.import_cadres",
        RegisterCadre,
        right="registry.cadres.register",
        zh="干部",
        en="Cadres",
        problems=[
            BadIdentityNumber,
            IdentityNumberKnown,
            UnknownUnit,
            UnknownPost,
            PostTaken,
            OutOfOrder,
        ],
    ),
]
