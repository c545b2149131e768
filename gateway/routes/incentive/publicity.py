"""Publicity (公示) on working days, the notice to the public, objections to it, and naming."""

from __future__ import annotations

from gateway.notices import Notice, notices
from gateway.route import Route, Scope
from servicekit.schema import page_of
from services.incentive.operations import publicity
from services.incentive.schemas.nominations import READS_NOMINATIONS
from services.incentive.schemas.publicity import ListPublic

_I = "/incentive"
_ONE, _BATCH = f"{_I}/nominations/{{nomination_id}}", f"{_I}/batches/{{batch_id}}"

# fmt: off
ROWS = [
    Route.post(f"{_ONE}/publicity", publicity.PUBLICISE, status=200, right="incentive.publicity.manage",
        scope=Scope.PERSON, zh="公示", en="Make an elected nomination public",
        example={"working_days": 5, "summary": "（示例）扎根一线，推动项目落地"}),
    Route.post(f"{_ONE}/publicity-summary", publicity.CORRECT_SUMMARY, status=200, right="incentive.publicity.manage",
        scope=Scope.PERSON, zh="更正公示事迹", en="Put right what a notice says of the merits",
        example={"summary": "（示例）扎根一线，推动项目落地", "basis": "文字有误"}),
    Route.post(f"{_BATCH}/publicity", publicity.PUBLICISE_BATCH, status=200, right="incentive.publicity.manage",
        zh="批量公示", en="Make the elected nominations of a batch public", example={"working_days": 5}),
    Route.get(f"{_I}/publicity", publicity.LIST_PUBLICITY, right="incentive.publicity.read", zh="公示中的推荐",
        en="What is public now: who, in which post, with which merits"),
    Route.local("GET", "/publicity", notices, query=ListPublic, answer=page_of(Notice), scope=Scope.PUBLIC,
        tag="incentive", zh="公示公告（无需登录）",
        en="The public notice of those who are to be honoured or appointed",
        description="First the honours, then the appointments (任前公示), each with fields of its own. With batch_id "
        "only the honours of that batch. Answered as a page where the request accepts text/html."),
    Route.post(f"{_ONE}/objections", publicity.LODGE_OBJECTION, right="incentive.objections.lodge",
        asks=(READS_NOMINATIONS,), scope=Scope.PERSON, zh="提出异议", en="Object to a nomination that is public",
        description="What is public is everybody's to object to, whatever their scope.",
        location=f"{_I}/objections/{{id}}",
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
