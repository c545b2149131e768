"""Rows of corrections (更正)."""

from __future__ import annotations

from gateway.route import Route
from gateway.routes.registry.common import PERSON
from servicekit.schema import page_of
from services.registry.errors.cadres import (
    UnknownCadre,
)
from services.registry.errors.common import NothingChanged
from services.registry.errors.corrections import CorrectionDecided, OwnCorrection, UnknownCorrection
from services.registry.schemas.corrections import (
    CorrectionOut,
    DecideCorrection,
    GetCorrection,
    ListCorrections,
    RequestCorrection,
    WithdrawCorrection,
)

ROWS: list[Route] = [
    Route.post(
        "/cadres/{cadre_id}/corrections",
        "registry.request_correction",
        body=RequestCorrection,
        answer=CorrectionOut,
        right="registry.corrections.request",
        location="/v1/corrections/{id}",
        zh="申请更正信息",
        en="Ask that a file be corrected",
        problems=[UnknownCadre, NothingChanged],
        example={"changes": {"native_place": "内蒙古包头"}, "reason": "与户籍档案不一致，附复印件"},
        **PERSON,
    ),
    Route.get(
        "/corrections",
        "registry.list_corrections",
        query=ListCorrections,
        answer=page_of(CorrectionOut),
        right="registry.corrections.read",
        zh="查询更正申请",
        en="List correction requests",
        **PERSON,
    ),
    Route.get(
        "/corrections/{correction_id}",
        "registry.get_correction",
        query=GetCorrection,
        answer=CorrectionOut,
        right="registry.corrections.read",
        zh="查看更正申请",
        en="Read a correction request",
        problems=[UnknownCorrection],
        **PERSON,
    ),
    Route.post(
        "/corrections/{correction_id}/decision",
        "registry.decide_correction",
        body=DecideCorrection,
        answer=CorrectionOut,
        right="registry.corrections.decide",
        status=200,
        zh="审批更正申请",
        en="Decide on a correction request",
        problems=[UnknownCorrection, OwnCorrection, CorrectionDecided],
        **PERSON,
    ),
    Route.post(
        "/corrections/{correction_id}/withdrawal",
        "registry.withdraw_correction",
        body=WithdrawCorrection,
        answer=CorrectionOut,
        right="registry.corrections.request",
        status=200,
        zh="撤回更正申请",
        en="Withdraw a correction request of one's own",
        problems=[UnknownCorrection, OwnCorrection, CorrectionDecided],
        **PERSON,
    ),
]
