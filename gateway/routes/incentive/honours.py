"""The ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from gateway.route import Answer, GatewayRequest, ImportKind, Route, Scope
from servicekit.schema import load
from services.incentive.operations import honours
from services.incentive.schemas import honours as schemas
from services.registry.operations.cadres import GET_CADRE
from services.registry.operations.units import GET_UNIT

_HONOURS = "/incentive/honours"
_HONOUR = f"{_HONOURS}/{{honour_id}}"


async def certificate(request: GatewayRequest) -> Answer:
    """The certificate with the names of holder and unit, which only the registry knows and only this answer shows."""
    wish = load(schemas.HonourOf, request.params)
    honour = await request.call(honours.RECORD_CERTIFICATE, **wish)
    cadre = await request.call(GET_CADRE, cadre_id=honour["cadre_id"])
    # The unit in which they were when it was conferred; they may have moved since.
    at = honour.get("unit_ids")
    unit = (await request.call(GET_UNIT, unit_id=at[-1]))["name"] if at else None
    return Answer(await request.call(honours.ISSUE_CERTIFICATE, **wish, holder=cadre["name"], unit=unit))


# fmt: off
ROWS: list[Route] = [
    Route.get(_HONOURS, honours.LIST_HONOURS, right="incentive.honours.read", zh="荣誉台账", en="The ledger of honours",
        scope=Scope.PERSON),
    Route.post(_HONOURS, honours.RECORD_HONOUR, right="incentive.honours.record", zh="补录历年表彰",
        en="Enter an honour of a past year", scope=Scope.PERSON,
        example={
            "cadre_id": "cdr-01", "level": "city", "title": "（示例）担当作为好干部", "conferred_on": "2021-07-01",
            "document": "示例发〔2021〕1号",
        }, description="Neither nomination nor certificate of ours; told as conferred on its day."),
    Route.get(f"{_HONOURS}/keys", honours.CERTIFICATE_KEYS, zh="证书公钥", en="The public keys of certificates (JWKS)",
        scope=Scope.PUBLIC),
    Route.get(f"{_HONOURS}/status", honours.CERTIFICATE_STATUS, zh="证书状态列表", en="The status list of certificates",
        scope=Scope.PUBLIC),
    Route.get(_HONOUR, honours.GET_HONOUR, right="incentive.honours.read", zh="荣誉详情", en="One honour",
        scope=Scope.PERSON),
    Route.local("GET", f"{_HONOUR}/certificate", certificate, query=schemas.HonourOf, answer=schemas.CertificateOut,
        right="incentive.honours.read", zh="荣誉证书", en="The certificate of an honour (Open Badges 3.0, VC-JWT)",
        problems=[*honours.RECORD_CERTIFICATE.refuses, *honours.ISSUE_CERTIFICATE.refuses], scope=Scope.PERSON),
    Route.post(f"{_HONOUR}/revocation", honours.REVOKE_HONOUR, status=200, right="incentive.honours.revoke",
        zh="撤销荣誉", en="Revoke an honour", example={"decided_by": "（示例）经办负责人", "basis": "（示例）撤销决定"},
        scope=Scope.PERSON),
    Route.post(f"{_HONOUR}/review", honours.REVIEW_HONOUR, status=200, right="incentive.honours.review",
        zh="办结荣誉复核", en="Decide the review of an honour",
        example={"decision": "keep", "decided_by": "（示例）经办负责人", "basis": "（示例）复核结论"},
        scope=Scope.PERSON),
]
# fmt: on
IMPORTS: list[ImportKind] = [
    ImportKind(
        "past-honours",
        honours.IMPORT_PAST_HONOURS,
        right="incentive.honours.record",
        zh="历年表彰",
        en="Honours of past years",
        ordered=True,
        meets=("cadre_id",),
    )
]
