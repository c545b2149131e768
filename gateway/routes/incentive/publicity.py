"""Publicity (公示) on working days, objections to it, and naming."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.incentive.operations import publicity

_I = "/incentive"
_ONE, _BATCH = f"{_I}/nominations/{{nomination_id}}", f"{_I}/batches/{{batch_id}}"

# fmt: off
ROWS = [
    Route.post(f"{_ONE}/publicity", publicity.PUBLICISE, status=200, right="incentive.publicity.manage",
        scope=Scope.PERSON, zh="公示", en="Make an elected nomination public", example={"working_days": 5}),
    Route.post(f"{_BATCH}/publicity", publicity.PUBLICISE_BATCH, status=200, right="incentive.publicity.manage",
        zh="批量公示", en="Make the elected nominations of a batch public", example={"working_days": 5}),
    Route.get(f"{_I}/publicity", publicity.LIST_PUBLICITY, right="incentive.publicity.read", zh="公示中的推荐",
        en="What is public now"),
    Route.post(f"{_ONE}/objections", publicity.LODGE_OBJECTION, right="incentive.objections.lodge", zh="提出异议",
        en="Object to a nomination that is public", location=f"{_I}/objections/{{id}}",
        example={"grounds": "facts", "text": "事迹与实际不符"}),
    Route.get(f"{_I}/objections", publicity.LIST_OBJECTIONS, right="incentive.objections.read", zh="查询异议",
        en="Objections"),
    Route.get(f"{_I}/objections/{{objection_id}}", publicity.GET_OBJECTION, right="incentive.objections.read",
        zh="异议详情", en="One objection"),
    Route.post(f"{_I}/objections/{{objection_id}}/resolution", publicity.RESOLVE_OBJECTION, status=200,
        right="incentive.objections.resolve", zh="办理异议", en="Uphold or dismiss an objection",
        example={"outcome": "dismissed", "basis": "核查报告"}),
    Route.post(f"{_ONE}/naming", publicity.PROPOSE_NAMING, status=202, right="incentive.namings.propose",
        scope=Scope.PERSON, zh="提请命名", en="Reserve a place and ask for clearance; the naming follows"),
    Route.post(f"{_BATCH}/naming", publicity.PROPOSE_NAMINGS, status=202, right="incentive.namings.propose",
        zh="批量提请命名", en="Propose the naming of nominations of a batch"),
]
