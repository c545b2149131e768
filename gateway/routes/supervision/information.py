"""The information link (信息联通)."""

from __future__ import annotations

from gateway.route import Route, Scope
from servicekit.errors import UnknownCadre, UnknownUnit
from servicekit.schema import page_of
from services.supervision.errors import information as errors
from services.supervision.errors.conferences import NotAMemberAgency, StepNotPossible
from services.supervision.errors.rectification import UnknownDictionaryEntry
from services.supervision.schemas import information as schemas

_I = "/supervision/information"
_AGREEMENT = f"{_I}/agreements/{{agreement_id}}"
_ITEM = f"{_I}/items/{{item_id}}"
_READ = "supervision.information.read"
_MANAGE = "supervision.information.manage"

ROWS: list[Route] = [
    Route.post(
        f"{_I}/agreements",
        "supervision.make_agreement",
        body=schemas.MakeAgreement,
        answer=schemas.AgreementOut,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="订立信息共享协议",
        en="Agree what an agency gives to others",
        problems=[errors.AgreementKnown, NotAMemberAgency, UnknownDictionaryEntry],
        example={
            "code": "XY-2025-01",
            "giver_agency_id": "agy-01",
            "grants": [{"agency_id": "agy-02", "field_codes": ["audit_finding"]}],
            "purpose": "干部监督信息研判",
            "legal_basis": "联席会议议定",
            "valid_from": "2025-01-01",
            "valid_to": "2025-12-31",
        },
    ),
    Route.get(
        f"{_I}/agreements",
        "supervision.list_agreements",
        query=schemas.ListAgreements,
        answer=page_of(schemas.AgreementOut),
        right=_READ,
        scope=Scope.PERSON,
        zh="查询信息共享协议",
        en="Agreements",
    ),
    Route.get(
        _AGREEMENT,
        "supervision.get_agreement",
        query=schemas.AgreementOf,
        answer=schemas.AgreementOut,
        right=_READ,
        scope=Scope.PERSON,
        zh="信息共享协议详情",
        en="One agreement",
        problems=[errors.NoAgreement],
    ),
    Route.post(
        f"{_AGREEMENT}/ending",
        "supervision.end_agreement",
        body=schemas.EndAgreement,
        answer=schemas.AgreementOut,
        status=200,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="终止协议",
        en="End an agreement",
        problems=[errors.NoAgreement, StepNotPossible],
        example={"basis": "协议各方商定"},
    ),
    Route.post(
        f"{_I}/items",
        "supervision.share_item",
        body=schemas.ShareItem,
        answer=schemas.SharedItemOut,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="共享信息",
        en="Share an item",
        problems=[errors.NoAgreement, errors.AgreementNotInForce, errors.FieldNotAgreed, UnknownCadre, UnknownUnit],
        example={
            "agreement_id": "agr-01",
            "cadre_id": "cad-01",
            "values": {"audit_finding": "无"},
            "classification": "internal",
        },
    ),
    Route.get(
        f"{_I}/items",
        "supervision.list_shared_items",
        query=schemas.ListItems,
        answer=page_of(schemas.SharedItemOut),
        right=_READ,
        scope=Scope.PERSON,
        zh="查询共享信息目录",
        en="Shared items, without contents",
    ),
    Route.get(
        _ITEM,
        "supervision.get_shared_item",
        query=schemas.ItemOf,
        answer=schemas.SharedItemOut,
        right=_READ,
        scope=Scope.PERSON,
        zh="共享信息目录详情",
        en="One shared item, without contents",
        problems=[errors.NoSharedItem],
    ),
    Route.post(
        f"{_ITEM}/readings",
        "supervision.read_item",
        body=schemas.ReadItem,
        answer=schemas.ContentsOut,
        location=f"{_I}/readings",
        right=_READ,
        scope=Scope.PERSON,
        zh="查看共享信息（留痕）",
        en="Read the granted fields; the reading is logged",
        problems=[
            errors.NoSharedItem,
            errors.AgreementNotInForce,
            errors.FieldNotGranted,
            NotAMemberAgency,
            StepNotPossible,
        ],
        example={"agency_id": "agy-02", "purpose": "提拔前核查"},
    ),
    Route.post(
        f"{_ITEM}/withdrawal",
        "supervision.withdraw_item",
        body=schemas.WithdrawItem,
        answer=schemas.SharedItemOut,
        status=200,
        right=_MANAGE,
        scope=Scope.PERSON,
        zh="撤回共享信息",
        en="Withdraw an item",
        problems=[errors.NoSharedItem, StepNotPossible],
        example={"basis": "信息有误"},
    ),
    Route.get(
        f"{_I}/readings",
        "supervision.list_readings",
        query=schemas.ListReadings,
        answer=page_of(schemas.ReadingOut),
        right=_READ,
        scope=Scope.PERSON,
        zh="查看日志",
        en="The reading log",
    ),
]
