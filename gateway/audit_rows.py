"""The audit trail (审计): who did, read or was refused what, for whom, from where; and who has looked at a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, cast

import orjson

from gateway import looks
from gateway.journal import KIND_OF, NAMELESS, NOBODY, Action, Kind, Outcome
from gateway.operations import known, services_of
from gateway.rights import ROLE_WORDS
from gateway.route import Answer, GatewayRequest, Route, Scope
from servicekit import cursors, offered, queries, schemas
from servicekit.errors import InvalidFields, NotFound, field_error
from servicekit.forms import PeriodQuery, among
from servicekit.lifecycle import OPERATIONS
from servicekit.principal import Reach
from servicekit.schema import MAX_PAGE, Id, Schema, fields, load, page_of, present, validate
from servicekit.store import DEFAULT_LIMIT
from services import SERVICES

Page: TypeAlias = dict[str, Any]

OWN = "gateway"
_SERVICES = {OWN: "网关"} | {each.name: each.zh for each in SERVICES}


class AuditQuery(schemas.ListAudit):
    """Whose audit trail, newest first; of all together where none is named."""

    service = fields.String(
        load_default=None,
        validate=validate.Length(1, 64),
        metadata={"zh": "服务，或网关（“gateway”）；不填的为全部", "example": "training"},
    )
    kind = among(Kind, "类别")
    outcome = among(Outcome, "结果")


class TrailOut(schemas.AuditOut):
    """An audit entry (审计记录): who did what, for whom, from where and when; no contents."""

    service = fields.String(required=True, metadata={"zh": "服务", "words": _SERVICES})
    kind = fields.String(required=True, metadata={"zh": "类别", "words": Kind})
    outcome = fields.String(required=True, metadata={"zh": "结果", "words": Outcome})
    code = fields.String(dump_default=None, allow_none=True, metadata={"zh": "拒绝的原因；未被拒绝的为空"})
    subject = fields.String(dump_default=None, allow_none=True, metadata={"zh": "所涉记录"})
    person_ids = fields.List(fields.String(), metadata={"zh": "所涉人员"})
    reason = fields.String(dump_default=None, allow_none=True, metadata={"zh": "事由；无须说明的为空"})


class LooksQuery(PeriodQuery):
    """At whose file, newest first."""

    cadre_id = Id(metadata={"zh": "干部"})


class LookOut(Schema):
    """Somebody has looked at a file (查阅记录)."""

    id = fields.String(required=True, metadata={"zh": "标识"})
    at = fields.DateTime(required=True, metadata={"zh": "时间"})
    action = fields.String(required=True, metadata={"zh": "查阅的内容", "words": OPERATIONS})
    kind = fields.String(required=True, metadata={"zh": "类别", "words": Kind})
    roles = fields.List(fields.String(), required=True, metadata={"zh": "查阅人的角色", "words": ROLE_WORDS})
    account_id = fields.String(required=True, allow_none=True, metadata={"zh": "查阅人；本人查询时为空"})
    address = fields.String(required=True, allow_none=True, metadata={"zh": "来源地址；本人查询时为空"})


async def audit(request: GatewayRequest) -> Answer:
    """Who did what when."""
    wish = load(AuditQuery, request.params)
    if wish["service"] is None:
        return Answer(await _of_all(request, wish))
    if wish["service"] != OWN:
        known(request, wish["service"])
    return Answer(await _of(request, wish["service"], wish, request.params))


async def _of(request: GatewayRequest, source: str, wish: Mapping[str, Any], params: Mapping[str, Any]) -> Page:
    """A page of the trail of a service, or of the gateway's own."""
    if source == OWN:
        return await _own(request, wish)
    kinds, outcomes = wish["kind"] or [Kind.COMMAND], wish["outcome"] or [Outcome.DONE]
    if Kind.COMMAND not in kinds or Outcome.DONE not in outcomes:
        # Services keep what was done, and nothing else.
        return {"items": [], "next": None}
    asked = {name: value for name, value in params.items() if name not in ("service", "kind", "outcome")}
    page: Page = await request.call(offered.AUDIT.of(source), **asked)
    for entry in page["items"]:
        noted = entry.get("noted") or {}
        entry |= {"service": source, "kind": Kind.COMMAND.value, "outcome": Outcome.DONE.value, "code": None}
        entry |= {"reason": noted.get("reason"), "subject": noted.get("subject")}
    return page


async def _of_all(request: GatewayRequest, wish: Mapping[str, Any]) -> Page:
    """A page of all trails together: its cursor says how far each of them was read. Raises what any of them raises."""
    for name in ("page", "count", "sort"):
        if wish.get(name):
            zh, en = "各服务的记录一并查询时，只能按时间由新到旧逐页查看", "All together go by time and cursor alone"
            raise InvalidFields(errors=[field_error(f"/{name}", "of-one-service", zh, en)])
    asked = {name: value for name, value in request.params.items() if name not in ("cursor", "limit")}
    binding, secret = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS), await request.cursor_secret()
    sources = [OWN, *services_of(request)]
    reached: dict[str, str | None] = dict.fromkeys(sources)
    if wish["cursor"]:
        places = cursors.unseal(wish["cursor"], binding, secret)
        reached = dict(zip(places[::2], places[1::2], strict=True))
    limit = wish["limit"] or DEFAULT_LIMIT

    async def read(source: str, most: int) -> Page:
        more = {"limit": most} | ({"cursor": reached[source]} if reached[source] else {})
        return await _of(request, source, {**wish, "cursor": None, **more}, {**asked, **more})

    pages = dict(zip(reached, await asyncio.gather(*(read(source, limit) for source in reached)), strict=True))
    left = {source: list(page["items"]) for source, page in pages.items()}
    shown: list[dict[str, Any]] = []
    while len(shown) < limit and (there := [source for source in left if left[source]]):
        newest = max(there, key=lambda source: datetime.fromisoformat(left[source][0]["at"]))
        shown.append(left[newest].pop(0))

    async def place(source: str) -> str | None:
        """Where the next page goes on in a trail; None where it is at its end."""
        whole, rest = pages[source], left[source]
        if not rest:
            return cast("str | None", whole["next"])
        taken = whole["items"][: len(whole["items"]) - len(rest)]
        if not taken:
            return reached[source] or _BEGINNING
        first, last, most = taken[0]["id"], taken[-1]["id"], len(taken)
        while True:
            page = await read(source, most)
            ids = [entry["id"] for entry in page["items"]]
            if ids[-1] == last or most == MAX_PAGE:
                return cast("str | None", page["next"])
            # What has been added since stands before.
            most = min(MAX_PAGE, most + (ids.index(first) if first in ids else len(ids)))

    following = dict(zip(reached, await asyncio.gather(*map(place, reached)), strict=True))
    places = [one for source, at in following.items() if at for one in (source, None if at == _BEGINNING else at)]
    return {"items": shown, "next": cursors.seal(places, binding, secret) if places else None}


_BEGINNING = "-"
"""Stands for the cursor of a trail of which nothing has been shown yet."""


async def _own(request: GatewayRequest, wish: Mapping[str, Any]) -> Page:
    """Sign-ins, changes of accounts, readings, refusals, and what was taken out."""
    where = queries.filters(wish, "account", "action", record_id="subject", person_id="persons")
    where |= queries.on_days(wish, "at")
    every = [_of_kinds(wish["kind"])] if wish["kind"] else []
    if wish["outcome"] and len(wish["outcome"]) == 1:
        refused = {"outcome": Outcome.REFUSED.value}
        every.append(refused if Outcome.REFUSED in wish["outcome"] else {"outcome": {"$ne": Outcome.REFUSED.value}})
    where |= {"$and": every} if every else {}
    page = await request.page("journal", where, wish, sorts=queries.orders(at="_id"), default_sort="-at")
    return page.body(_own_entry)


def _of_kinds(kinds: Sequence[Kind]) -> dict[str, Any]:
    """By what was done; of what is no action of the gateway's own the entry says its kind."""
    actions = [action.value for action in Action if KIND_OF[action] in kinds]
    return {"$or": [{"action": {"$in": actions}}, {"kind": {"$in": [kind.value for kind in kinds]}}]}


def _own_entry(entry: dict[str, Any]) -> dict[str, Any]:
    refused_before = entry["action"] == Action.SIGN_IN_REFUSED and "outcome" not in entry
    told = {
        # An earlier release named the owner of the account as who was refused.
        "principal": {"account": NOBODY if refused_before else entry["account"], "roles": [], "right": ""}
        | {name: entry[name] for name in ("roles", "right", "address") if name in entry},
        "service": OWN,
        "kind": entry.get("kind") or KIND_OF[entry["action"]].value,
        "outcome": Outcome.REFUSED.value if refused_before else entry.get("outcome", Outcome.DONE.value),
        "code": entry.get("code"),
        "subject": entry["subject"] or None,
        "person_ids": entry.get("persons", []),
        "reason": entry["facts"].get("reason"),
    }
    if entry["account"] == NAMELESS:
        # To the minute, it would be known from who was there then.
        told["at"] = entry["at"].replace(minute=0, second=0, microsecond=0)
    return present(TrailOut, entry | told)


async def list_looks(request: GatewayRequest) -> Answer:
    """Who has looked at a file: to the cadre whose it is in which office, to auditors also who."""
    wish = load(LooksQuery, request.params)
    cadre_id, oneself = wish["cadre_id"], request.scope.reach is not Reach.ALL
    if oneself and not request.scope.allows((), cadre_id):
        raise NotFound()
    where = {
        "persons": cadre_id,
        "outcome": Outcome.DONE.value,
        "kind": {"$in": [Kind.READING.value, Kind.TAKING_OUT.value]},
        "right": {"$ne": request.principal.right},
    } | queries.on_days(wish, "at")
    if oneself:
        own = [one["_id"] async for one in request.db["accounts"].find({"cadre_id": cadre_id}, {"_id": 1})]
        where |= {"right": {"$in": [*looks.TOLD]}, "roles": {"$nin": [*looks.WITHHELD]}, "account": {"$nin": own}}
    page = await request.page("journal", where, wish, sorts=queries.orders(at="_id"), default_sort="-at")
    return Answer(page.body(lambda entry: _look(entry, oneself=oneself)))


def _look(entry: dict[str, Any], *, oneself: bool) -> dict[str, Any]:
    hidden = {"account_id": None, "address": None}
    return present(
        LookOut,
        entry | {"account_id": entry["account"]} | {"roles": entry.get("roles", [])} | (hidden if oneself else {}),
    )


# fmt: off
ROWS = [
    Route.local("GET", "/audit", audit, query=AuditQuery, answer=page_of(TrailOut), right="audit.inspect",
        tag="operations", zh="查询审计记录", en="Read the audit trail", problems=[InvalidFields],
        description="Services keep what was done; `gateway` has sign-ins, readings, refusals and files "
        "out."),
    Route.local("GET", "/cadres/{cadre_id}/looks", list_looks, query=LooksQuery, answer=page_of(LookOut),
        right="audit.looks.read", scope=Scope.PERSON, tag="registry", zh="查询本人信息的查阅记录",
        en="Who has looked at a file", problems=[NotFound, InvalidFields],
        description="本人可知何时、以何种角色、查阅了哪些内容（《个人信息保护法》第四十五条），依法保密的除外。 "
        "When, in which office and what; not what the law keeps secret."),
]
# fmt: on
