"""A few rows that show the gateway's manners without depending on any service."""

from __future__ import annotations

import asyncio

from gateway.account_change_rows import ROWS as CHANGES_OF_ACCOUNTS
from gateway.account_routes import ROWS as ACCOUNTS
from gateway.audit_rows import ROWS as AUDIT
from gateway.oidc_rows import ROWS as IDENTITIES
from gateway.operations import ROWS as OPERATIONS
from gateway.passkey_rows import ROWS as PASSKEYS
from gateway.route import Answer, GatewayRequest, Route, Scope
from gateway.service_account_rows import ROWS as SERVICE_ACCOUNTS
from gateway.session_rows import ROWS as SESSIONS
from servicekit.operations import Command, Query
from servicekit.schema import Id, PageQuery, Schema, fields


class ThingPath(Schema):
    thing_id = Id()


class MakeThing(Schema):
    name = fields.String(required=True)
    size = fields.Int()


class ChangeThing(Schema):
    thing_id = Id()
    name = fields.String()


class ThingOut(Schema):
    id = fields.String(required=True)
    version = fields.Int(required=True)


async def broken(_: GatewayRequest) -> Answer:
    raise RuntimeError("a secret detail")


waiting: list[asyncio.Event] = []


async def patient(_: GatewayRequest) -> Answer:
    """Answers when it is let go."""
    waits = asyncio.Event()
    waiting.append(waits)
    await waits.wait()
    return Answer({})


async def large(request: GatewayRequest) -> Answer:
    return Answer({"bytes": len(await request.read())})


LIST = Query("things.list", PageQuery)
SHOW = Query("things.show", ThingPath, ThingOut)
MAKE = Command("things.make", MakeThing, ThingOut)
CHANGE = Command("things.change", ChangeThing, ThingOut)
REMOVE = Command("things.remove", ThingPath)
HASTY = Query("things.hasty", Schema)
NOWHERE = Query("nowhere.ask", Schema)
ROUTES = [
    Route.get("/things", LIST, right="operations.things.read", scope=Scope.PERSON, zh="查", en="List"),
    Route.get("/things/{thing_id}", SHOW, right="operations.things.read", zh="看", en="Show"),
    Route.post("/things", MAKE, right="operations.things.make", zh="建", en="Make", body_limit=1000),
    Route.patch("/things/{thing_id}", CHANGE, right="operations.things.change", zh="改", en="Change"),
    Route.delete("/things/{thing_id}", REMOVE, right="operations.things.change", zh="删", en="Remove"),
    Route.get("/hasty", HASTY, right="operations.things.read", zh="急", en="Hasty", deadline=0.3),
    Route.get("/nowhere", NOWHERE, right="operations.things.read", zh="无", en="Nowhere"),
    Route.local("GET", "/patient", patient, right="operations.things.read", zh="等", en="Patient"),
    Route.local("GET", "/broken", broken, right="operations.things.read", zh="坏", en="Broken"),
    Route.local(
        "POST",
        "/large",
        large,
        right="operations.things.make",
        zh="大",
        en="Large",
        raw=True,
        body_limit=5000,
        content_types=("text/plain",),
    ),
    *SESSIONS,
    *ACCOUNTS,
    *CHANGES_OF_ACCOUNTS,
    *SERVICE_ACCOUNTS,
    *IDENTITIES,
    *PASSKEYS,
    *OPERATIONS,
    *AUDIT,
]
