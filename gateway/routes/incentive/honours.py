"""The ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from typing import Any

from gateway.route import Answer, GatewayRequest, Route, Scope
from servicekit.schema import load, page_of
from services.incentive.errors import honours as errors
from services.incentive.schemas import honours

_HONOURS = "/incentive/honours"
_HONOUR = f"{_HONOURS}/{{honour_id}}"
_PERSON: dict[str, Any] = {"scope": Scope.PERSON, "tag": "incentive"}
_PUBLIC: dict[str, Any] = {"scope": Scope.PUBLIC, "tag": "incentive"}


async def certificate(request: GatewayRequest) -> Answer:
    """The certificate with the holder's name, which only the registry knows and only this answer shows."""
    wish = load(honours.HonourOf, request.params)
    honour = await request.call("incentive.record_certificate", **wish)
    cadre = await request.call("registry.get_cadre", cadre_id=honour["cadre_id"])
    return Answer(await request.call("incentive.issue_certificate", **wish, holder=cadre["name"]))


ROWS: list[Route] = [
    Route.get(
        _HONOURS,
        "incentive.list_honours",
        query=honours.ListHonours,
        answer=page_of(honours.HonourOut),
        right="incentive.honours.read",
        zh="荣誉台账",
        en="The ledger of honours",
        **_PERSON,
    ),
    Route.get(
        f"{_HONOURS}/keys",
        "incentive.certificate_keys",
        answer=honours.KeySetOut,
        zh="证书公钥",
        en="The public keys of certificates (JWKS)",
        **_PUBLIC,
    ),
    Route.get(
        f"{_HONOURS}/status",
        "incentive.certificate_status",
        answer=honours.StatusListOut,
        zh="证书状态列表",
        en="The status list of certificates",
        **_PUBLIC,
    ),
    Route.get(
        _HONOUR,
        "incentive.get_honour",
        query=honours.HonourOf,
        answer=honours.HonourOut,
        right="incentive.honours.read",
        zh="荣誉详情",
        en="One honour",
        problems=[errors.NoHonour],
        **_PERSON,
    ),
    Route.local(
        "GET",
        f"{_HONOUR}/certificate",
        certificate,
        query=honours.HonourOf,
        answer=honours.CertificateOut,
        right="incentive.honours.read",
        zh="荣誉证书",
        en="The certificate of an honour (Open Badges 3.0, VC-JWT)",
        problems=[errors.NoHonour, errors.HonourNotInThisState],
        **_PERSON,
    ),
    Route.post(
        f"{_HONOUR}/revocation",
        "incentive.revoke_honour",
        body=honours.RevokeHonour,
        answer=honours.HonourOut,
        status=200,
        right="incentive.honours.revoke",
        zh="撤销荣誉",
        en="Revoke an honour",
        problems=[errors.NoHonour, errors.HonourNotInThisState],
        example={"decided_by": "（示例）经办负责人", "basis": "（示例）撤销决定"},
        **_PERSON,
    ),
    Route.post(
        f"{_HONOUR}/review",
        "incentive.review_honour",
        body=honours.ReviewHonour,
        answer=honours.HonourOut,
        status=200,
        right="incentive.honours.review",
        zh="办结荣誉复核",
        en="Decide the review of an honour",
        problems=[errors.NoHonour, errors.HonourNotInThisState],
        example={"decision": "keep", "decided_by": "（示例）经办负责人", "basis": "（示例）复核结论"},
        **_PERSON,
    ),
]
