"""What concerns every service alike: rules, dictionaries, deadlines and dead letters, asked of each over RPC."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from gateway.readmodels.generations import STATE
from gateway.route import Answer, GatewayRequest, Route, Scope, in_full
from gateway.rpc import if_answered
from servicekit import offered, schemas
from servicekit.errors import (
    DeadlineSettled,
    InvalidFields,
    NoDeadline,
    NotFound,
    PreconditionFailed,
    field_error,
    with_words,
)
from servicekit.operations import Operation
from servicekit.rules import UnknownDictionary, UnknownRule
from servicekit.schema import MAX_PAGE, Id, PageQuery, Schema, fields, load, page_of, validate
from servicekit.store import cut_page
from services import SERVICES

_OPERATES = "operations.deadlines.manage"
_CHANGES = tuple(f"{each.name}.deadlines.change" for each in SERVICES)
"""The right to decide on another day for a branch's deadlines, which is the branch's own."""
_CODE = validate.Regexp(
    r"^[a-z_]{1,30}\.[a-z0-9_.]{1,80}\Z", error="bad-code|代码应为服务名和名称，以点相连|A code is service.name"
)
_SERVICE = {"zh": "服务", "example": "training"}
_SERVICE_WORDS = {each.name: each.zh for each in SERVICES}
_NAME = validate.Length(1, 64)
_ASKS_WITHIN = 3.0
"""Seconds for a service to say how far it is; whoever asks may ask because one is away."""


class RulesQuery(PageQuery):
    """Which rules."""

    service = fields.AnyOf(fields.String(metadata=_SERVICE))
    code = fields.AnyOf(
        fields.String(validate=_CODE, metadata={"zh": "规则代码", "example": "training.theory_party_share"})
    )
    on = fields.Date(metadata={"zh": "生效日", "description": "Only the versions that hold on this day."})


class DictionariesQuery(PageQuery):
    """Which dictionaries."""

    service = fields.AnyOf(fields.String(metadata=_SERVICE))


class DictionaryPath(Schema):
    """Which dictionary."""

    code = fields.String(required=True, validate=_CODE, metadata={"zh": "字典代码", "example": "registry.unit_kind"})


class ServiceStandingOut(schemas.StandingOut):
    """One service's events on their way into the read models."""

    service = fields.String(required=True, metadata={"zh": "服务"})
    reached = fields.String(required=True, allow_none=True, metadata={"zh": "最近写入读模型的事件"})
    current = fields.Bool(required=True, metadata={"zh": "是否已全部可读"})


class AllStandingOut(Schema):
    """Whether what was committed can be read."""

    items = fields.List(fields.Nested(ServiceStandingOut), required=True)
    unanswered = fields.List(fields.String(), required=True, metadata={"zh": "未答复的服务", "words": _SERVICE_WORDS})
    current = fields.Bool(required=True, metadata={"zh": "是否已全部可读"})


class DeadLettersQuery(schemas.ListDeadLetters):
    """Whose dead letters."""

    service = fields.String(required=True, validate=_NAME, metadata=_SERVICE)


class DeadLetterPath(Schema):
    """Which dead letter."""

    service = fields.String(required=True, validate=_NAME, metadata=_SERVICE)
    letter_id = Id(metadata={"zh": "死信"})


class DiscardDeadLetterOf(schemas.DiscardDeadLetter):
    """Which dead letter of which service is not dealt with."""

    service = fields.String(required=True, validate=_NAME, metadata=_SERVICE)


class DeadlinesQuery(schemas.ListDeadlines):
    """Whose deadlines."""

    service = fields.String(required=True, validate=_NAME, metadata={"zh": "服务", "example": "supervision"})


class MoveDeadlineOf(schemas.MoveDeadline):
    """Which deadline of which service, and its new day."""

    service = fields.String(required=True, validate=_NAME, metadata={"zh": "服务", "example": "supervision"})


class RetryDeadlineOf(schemas.RetryDeadline):
    """Which deadline of which service is tried again."""

    service = fields.String(required=True, validate=_NAME, metadata={"zh": "服务", "example": "supervision"})


class CancelDeadlineOf(schemas.CancelDeadline):
    """Which deadline of which service is taken back."""

    service = fields.String(required=True, validate=_NAME, metadata={"zh": "服务", "example": "supervision"})


def services_of(request: GatewayRequest) -> list[str]:
    """The services that rows call."""
    return in_full(request).core.table.services


def _owner(code: str) -> str:
    """Whose rule or dictionary it is: codes begin with their service's name."""
    return code.partition(".")[0]


def known(request: GatewayRequest, service: str, pointer: str = "/service") -> str:
    """A service's name. Raises InvalidFields for what is none."""
    return _one_of(service, services_of(request), pointer)


def _one_of(service: str, allowed: Sequence[str], pointer: str = "/service") -> str:
    if service not in allowed:
        zh, en = f"应为其中之一：{with_words(_SERVICE_WORDS, allowed)}", f"One of: {', '.join(allowed)}."
        raise InvalidFields(errors=[field_error(pointer, "not-allowed", zh, en)])
    return service


async def _across(
    request: GatewayRequest,
    operation: Operation,
    services: list[str] | None,
    wish: dict[str, Any],
    asked: dict[str, Any],
) -> Answer:
    """A page of a list that every service has a part of, or of one's, in the order of services, codes and versions.

    Each part is some dozens of items, so that all are asked for and the page is cut here.
    """

    async def of(name: str) -> list[tuple[list[Any], dict[str, Any]]]:
        items: list[dict[str, Any]] = []
        cursor = None
        while True:
            page = await request.call(operation.of(name), **asked, limit=MAX_PAGE, cursor=cursor)
            items += page["items"]
            if (cursor := page["next"]) is None:
                return [([name, item["code"], item["version"]], item) for item in items]

    names = [known(request, service) for service in services] if services else services_of(request)
    parts = await asyncio.gather(*(of(name) for name in names))
    found = sorted((one for part in parts for one in part), key=itemgetter(0))
    list_name = f"{operation.method} {names} {sorted(asked.items())}"
    orders = {"code": itemgetter(0)}
    page = cut_page(list_name, found, wish, itemgetter(0), orders=orders, secret=await request.cursor_secret())
    return Answer(page.body(itemgetter(1)))


async def list_rules(request: GatewayRequest) -> Answer:
    """The rules of every service."""
    wish = load(RulesQuery, request.params)
    asked = {"code": wish["code"]} if wish["code"] else {}
    if "on" in wish:
        asked["on"] = wish["on"].isoformat()
    services = wish["service"] or sorted({_owner(code) for code in wish["code"] or ()})
    return await _across(request, offered.LIST_RULES, services, wish, asked)


async def change_rule(request: GatewayRequest) -> Answer:
    """A new version of a rule."""
    load(schemas.ChangeRule, request.params)
    service = _owner(request.params["code"])
    if service not in services_of(request):
        raise UnknownRule()
    rule = await request.call(offered.CHANGE_RULE.of(service), **request.params)
    return Answer(rule, 201, etag=rule["version"], location=f"/v1/rules?code={rule['code']}")


async def list_dictionaries(request: GatewayRequest) -> Answer:
    """The dictionaries of every service."""
    wish = load(DictionariesQuery, request.params)
    return await _across(request, offered.LIST_DICTIONARIES, wish["service"], wish, {})


async def show_dictionary(request: GatewayRequest) -> Answer:
    """One dictionary."""
    found = await _dictionary(request, load(DictionaryPath, request.params)["code"])
    return Answer(found, etag=found["version"])


async def change_dictionary(request: GatewayRequest) -> Answer:
    """New entries of a dictionary."""
    code = load(schemas.ChangeDictionary, request.params)["code"]
    before = await _dictionary(request, code)
    if before["version"] != request.if_match:
        raise PreconditionFailed(current_version=before["version"])
    changed = await request.call(offered.CHANGE_DICTIONARY.of(_owner(code)), **request.params)
    return Answer(changed, etag=changed["version"])


async def _dictionary(request: GatewayRequest, code: str) -> dict[str, Any]:
    service = _owner(code)
    if service not in services_of(request):
        raise UnknownDictionary(dictionary=code)
    page = await request.call(offered.LIST_DICTIONARIES.of(service), code=code)
    if not page["items"]:
        raise UnknownDictionary(dictionary=code)
    found: dict[str, Any] = page["items"][0]
    return found


async def standing(request: GatewayRequest) -> Answer:
    """How far the events are on their way from the services into the read models."""
    names = services_of(request)
    asked = (if_answered(request.call(offered.STANDING.of(name)), _ASKS_WITHIN) for name in names)
    told = dict(zip(names, await asyncio.gather(*asked), strict=True))
    state = await request.db[STATE].find_one({"_id": "state"}, {"reached": 1}) or {}
    reached = state.get("reached", {})
    items = [
        {**each, "service": name, "reached": reached.get(name), "current": _is_current(each, reached.get(name))}
        for name, each in told.items()
        if each is not None
    ]
    unanswered = [name for name, each in told.items() if each is None]
    current = not unanswered and all(item["current"] for item in items)
    return Answer({"items": items, "unanswered": unanswered, "current": current})


def _is_current(told: dict[str, Any], reached: str | None) -> bool:
    """Whether everything that the service had committed when it was asked can be read."""
    if told["pending"] or told["newest"] is None:
        return not told["pending"]
    return reached is not None and _place(reached) >= _place(told["newest"])


def _place(event_id: str) -> tuple[str, int]:
    uid, _, number = event_id.partition(".")
    return uid, int(number)


async def list_dead_letters(request: GatewayRequest) -> Answer:
    """What a service could not handle."""
    asked = _of_service(request, DeadLettersQuery)
    return Answer(await request.call(offered.DEAD_LETTERS.of(asked.pop("service")), **asked))


async def show_dead_letter(request: GatewayRequest) -> Answer:
    """One dead letter, without what it says."""
    return await _with_letter(request, DeadLetterPath, offered.DEAD_LETTER)


async def resend_dead_letter(request: GatewayRequest) -> Answer:
    """Send it again."""
    return await _with_letter(request, DeadLetterPath, offered.RESEND_DEAD_LETTER)


async def discard_dead_letter(request: GatewayRequest) -> Answer:
    """Nobody deals with it, for a reason."""
    return await _with_letter(request, DiscardDeadLetterOf, offered.DISCARD_DEAD_LETTER)


async def _with_letter(request: GatewayRequest, schema: type[Schema], operation: Operation) -> Answer:
    asked = _of_service(request, schema)
    return Answer(await request.call(operation.of(asked.pop("service")), **asked))


async def list_deadlines(request: GatewayRequest) -> Answer:
    """What is due when, in a service: to operations in any, to whoever answers for a branch in its own."""
    asked = _of_service(request, DeadlinesQuery)
    service = asked.pop("service")
    if not request.principal.may(_OPERATES):
        _one_of(service, [name for name in services_of(request) if _answers_for(request, name)])
    return Answer(await request.call(offered.LIST_DEADLINES.of(service), **asked))


async def move_deadline(request: GatewayRequest) -> Answer:
    """Another day for a deadline."""
    return await _with_deadline(request, MoveDeadlineOf, offered.MOVE_DEADLINE)


async def cancel_deadline(request: GatewayRequest) -> Answer:
    """A deadline taken back."""
    return await _with_deadline(request, CancelDeadlineOf, offered.CANCEL_DEADLINE)


async def retry_deadline(request: GatewayRequest) -> Answer:
    """A deadline that failed, tried again."""
    asked = _of_service(request, RetryDeadlineOf)
    return Answer(await request.call(offered.RETRY_DEADLINE.of(asked.pop("service")), **asked))


async def _with_deadline(request: GatewayRequest, schema: type[Schema], operation: Operation) -> Answer:
    """Do something to a deadline; one of a branch that is not theirs is none. Raises NoDeadline."""
    asked = _of_service(request, schema)
    service = asked.pop("service")
    if not _answers_for(request, service):
        raise NoDeadline()
    return Answer(await request.call(operation.of(service), **asked))


def _answers_for(request: GatewayRequest, service: str) -> bool:
    return request.principal.may(f"{service}.deadlines.change")


def _of_service(request: GatewayRequest, schema: type[Schema]) -> dict[str, Any]:
    """The request's parameters, once they are right and name a service."""
    load(schema, request.params)
    known(request, request.params["service"])
    return dict(request.params)


# fmt: off
ROWS = [
    Route.local("GET", "/rules", list_rules, query=RulesQuery, answer=page_of(schemas.RuleOut), scope=Scope.SIGNED_IN,
        tag="operations", zh="查询规则", en="List rules", problems=[InvalidFields],
        description="Every number that the platform enforces, with its legal basis; all versions, or those of a day."),
    Route.local("POST", "/rules", change_rule, body=schemas.ChangeRule, answer=schemas.RuleOut, right="rules.change",
        status=201, tag="operations", zh="变更规则", en="Change a rule", problems=[UnknownRule, InvalidFields],
        description="A new version from a day on; what was decided before is still explained by the rules of its day.",
        example={
            "code": "training.theory_party_share", "value": 0.7, "basis": "干部教育培训工作条例",
            "article": "第二十一条", "valid_from": "2026-01-01", "verified": True,
        }),
    Route.local("GET", "/dictionaries", list_dictionaries, query=DictionariesQuery,
        answer=page_of(schemas.DictionaryOut), scope=Scope.SIGNED_IN, tag="operations", zh="查询字典",
        en="List dictionaries", problems=[InvalidFields]),
    Route.local("GET", "/dictionaries/{code}", show_dictionary, query=DictionaryPath, answer=schemas.DictionaryOut,
        scope=Scope.SIGNED_IN, tag="operations", zh="查看字典", en="Show a dictionary", problems=[UnknownDictionary]),
    Route.local("PUT", "/dictionaries/{code}", change_dictionary, body=schemas.ChangeDictionary,
        answer=schemas.DictionaryOut, right="dictionaries.change", tag="operations", zh="修改字典",
        en="Change a dictionary", problems=[UnknownDictionary],
        example={"entries": [{"key": "department", "zh": "市直部门", "en": "Municipal department", "example": True}]}),
    Route.local("GET", "/operations/standing", standing, query=Schema, answer=AllStandingOut,
        right="operations.standing.inspect", tag="operations", zh="查询事件进度", en="How far the events are",
        description="`current` is true when the read models show everything that was committed before this request; a "
        "service that does not answer is named in `unanswered`."),
    Route.local("GET", "/operations/deadlines", list_deadlines, query=DeadlinesQuery,
        answer=page_of(schemas.DeadlineOut), right="deadlines.read", asks=(_OPERATES, *_CHANGES), tag="operations",
        zh="查询时限", en="List deadlines", problems=[InvalidFields],
        description="What happens by itself when its day is over: opinions that are missing, publicity, restrictions."),
    Route.local("POST", "/operations/deadlines/{service}/{deadline_id}/move", move_deadline, body=MoveDeadlineOf,
        answer=schemas.DeadlineOut, right="deadlines.change", asks=_CHANGES, tag="operations", zh="变更时限",
        en="Move a deadline", problems=[NoDeadline, DeadlineSettled],
        example={"due_on": "2026-03-20", "basis": "经批准延长"}),
    Route.local("POST", "/operations/deadlines/{service}/{deadline_id}/cancellation", cancel_deadline,
        body=CancelDeadlineOf, answer=schemas.DeadlineOut, right="deadlines.change", asks=_CHANGES, tag="operations",
        zh="取消时限", en="Take a deadline back", problems=[NoDeadline, DeadlineSettled],
        example={"basis": "事项已另行处理"}),
    Route.local("POST", "/operations/deadlines/{service}/{deadline_id}/retry", retry_deadline, body=RetryDeadlineOf,
        answer=schemas.DeadlineOut, right=_OPERATES, tag="operations", zh="重试失败的时限",
        en="Try a deadline again that failed", problems=[NoDeadline, DeadlineSettled], example={}),
    Route.local("GET", "/operations/dead-letters", list_dead_letters, query=DeadLettersQuery,
        answer=page_of(schemas.DeadLetterOut), right="operations.dead_letters.manage", tag="operations", zh="查询死信",
        en="List dead letters", problems=[InvalidFields]),
    Route.local("GET", "/operations/dead-letters/{service}/{letter_id}", show_dead_letter, query=DeadLetterPath,
        answer=schemas.DeadLetterShapeOut, right="operations.dead_letters.manage", tag="operations", zh="查看死信",
        en="Show a dead letter", noted=True, problems=[NotFound],
        description="What it is made of and where it failed: names and ids. What it says is content, which whoever "
        "operates the platform does not read."),
    Route.local("POST", "/operations/dead-letters/{service}/{letter_id}/resend", resend_dead_letter,
        body=DeadLetterPath, answer=schemas.DeadLetterOut, right="operations.dead_letters.manage", tag="operations",
        zh="重新投递死信", en="Send a dead letter again", problems=[NotFound]),
    Route.local("POST", "/operations/dead-letters/{service}/{letter_id}/discard", discard_dead_letter,
        body=DiscardDeadLetterOf, answer=schemas.DeadLetterOut, right="operations.dead_letters.manage",
        tag="operations", zh="不再处理死信", en="Decide that a dead letter is not dealt with", problems=[NotFound],
        example={"basis": "联调时手工投递的测试报文，不是事件"}),
]  # fmt: skip
