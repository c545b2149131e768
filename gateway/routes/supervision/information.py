"""The information link (信息联通)."""

from __future__ import annotations

from gateway.route import Route, Scope
from gateway.routes.supervision.shown import Logged
from services.supervision.operations import information

_I = "/supervision/information"
_AGREEMENT = f"{_I}/agreements/{{agreement_id}}"
_ITEM = f"{_I}/items/{{item_id}}"
_READ = "supervision.information.read"
_MANAGE = "supervision.information.manage"
_SHARE = "supervision.information.share"

# fmt: off
ROWS: list[Route] = [
    Route.post(f"{_I}/agreements", information.MAKE_AGREEMENT, right=_MANAGE, scope=Scope.PERSON, zh="订立信息共享协议",
        en="Agree what an agency gives to others",
        example={
            "code": "XY-2025-01", "giver_agency_id": "agy-01",
            "grants": [{"agency_id": "agy-02", "field_codes": ["audit_finding"]}], "purpose": "干部监督信息研判",
            "legal_basis": "联席会议议定", "valid_from": "2025-01-01", "valid_to": "2025-12-31",
        }),
    Route.get(f"{_I}/agreements", information.LIST_AGREEMENTS, right=_READ, scope=Scope.PERSON, zh="查询信息共享协议",
        en="Agreements"),
    Route.get(_AGREEMENT, information.GET_AGREEMENT, right=_READ, scope=Scope.PERSON, zh="信息共享协议详情",
        en="One agreement"),
    Route.post(f"{_AGREEMENT}/ending", information.END_AGREEMENT, status=200, right=_MANAGE, scope=Scope.PERSON,
        zh="终止协议", en="End an agreement", example={"basis": "协议各方商定"}),
    Route.post(f"{_I}/items", information.SHARE_ITEM, right=_SHARE, scope=Scope.PERSON, zh="共享信息",
        en="Share an item, as the agency that gives it or for it",
        example={
            "agreement_id": "agr-01", "cadre_id": "cad-01", "values": {"audit_finding": "无"},
            "classification": "internal",
        }),
    Route.get(f"{_I}/items", information.LIST_SHARED_ITEMS, right=_READ, scope=Scope.PERSON, zh="查询共享信息目录",
        en="Shared items, without contents", logs=Logged("item")),
    Route.get(_ITEM, information.GET_SHARED_ITEM, right=_READ, scope=Scope.PERSON, zh="共享信息目录详情",
        en="One shared item, without contents", logs=Logged("item")),
    Route.post(f"{_ITEM}/readings", information.READ_ITEM, location=f"{_I}/readings", right=_READ, scope=Scope.PERSON,
        zh="查看共享信息（留痕）", en="Read the granted fields; the reading is logged", noted=True,
        example={"agency_id": "agy-02", "purpose": "提拔前核查"}),
    Route.post(f"{_ITEM}/withdrawal", information.WITHDRAW_ITEM, status=200, right=_SHARE, scope=Scope.PERSON,
        zh="撤回共享信息", en="Withdraw an item", example={"basis": "信息有误"}),
    Route.get(f"{_I}/readings", information.LIST_READINGS, right=_READ, scope=Scope.PERSON, zh="查看日志",
        en="The reading log"),
]
