"""Every row is walked as every role: what the table forbids is refused, what it allows arrives with the right scope."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from gateway.openapi import body_example
from gateway.rights import ROLES, reach
from gateway.route import BASE, PARAMETER, Route, Scope
from gateway.table import collect
from servicekit.principal import Reach
from tests.contract import rights
from tests.contract.gateway_app import BINDINGS, PASSWORD, App
from tests.contract.stub import Stub
from tests.support.every import of_every

pytestmark = pytest.mark.anyio

ROWS = {rights.row_key(route): route for route in collect()}
VALUES = {"service": "training", "code": "training.some_rule", "name": "training"}
OF_WHAT_IS_NAMED = {"POST /exports": "registry.cadres.read"}
"""Rows that need besides the right to the list that they name, and which that is in their example."""
ENDS_THE_SESSION = ("DELETE /session", "POST /session", "POST /oauth/token")
"""Or begins one, with what is wrong in an example."""


def filled(route: Route) -> str:
    return BASE + PARAMETER.sub(lambda found: VALUES.get(found[1], "x-1"), route.path)


def request_for(route: Route) -> dict[str, Any]:
    headers = {"if-match": '"3"'} if route.needs_if_match else {}
    if route.raw:
        return {"content": b"", "headers": headers | {"content-type": route.content_types[0]}}
    if route.method == "GET":
        return {"headers": headers}
    return {"json": body_example(route), "headers": headers}


def test_the_agreed_table_is_the_present_one():
    assert rights.current() == rights.agreed(), (
        "who may do what has changed: python -m tests.contract.rights, and read it"
    )


@of_every("row", ROWS)
async def test_signed_out_only_public_rows_answer(whole: App, stub: Stub, row: str):
    route = ROWS[row]
    stub.received.clear()
    answer = await whole.send(route.method, filled(route), None, **request_for(route))
    if route.scope is Scope.PUBLIC:
        assert answer.json().get("type") != "/problems/not-signed-in"
    else:
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
        assert stub.received == []


@pytest.mark.parametrize("role", ROLES)
@of_every("row", [row for row in ROWS if row not in ENDS_THE_SESSION])
async def test_a_role_may_what_the_table_says_as_far_as_it_says(whole: App, stub: Stub, row: str, role: str):
    route = ROWS[row]
    entry = rights.agreed()[row]
    allowed = entry if isinstance(entry, str) else entry.get(role)
    await whole.token(role)
    stub.received.clear()
    answer = await whole.send(route.method, filled(route), role, **request_for(route))
    if allowed is None:
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
        assert stub.received == []
        return
    if (named := OF_WHAT_IS_NAMED.get(row)) and reach((role,), named) is Reach.NONE:
        assert (answer.status_code, answer.json()["right"]) == (403, named)
        return
    assert answer.status_code not in (401, 403, 405, 500), answer.text
    assert (
        answer.headers.get("content-type") != "application/problem+json"
        or answer.json()["type"] != "/problems/no-such-route"
    )
    if route.target is None or isinstance(entry, str):
        return
    # What the gateway asks by itself, for names and words, is not meant.
    own = (one for one in stub.received if not one.principal["account"].startswith("system:"))
    came = next(one for one in own if one.target == route.target)
    assert came.principal["right"] == route.right
    assert came.principal["roles"] == [role]
    scope = came.principal["scope"]
    assert scope["reach"] == allowed
    if allowed == "unit":
        assert scope["unit_id"] == BINDINGS["unit_officer"]["unit_id"]
    if allowed == "self":
        assert scope["cadre_id"] == BINDINGS["cadre"]["cadre_id"]


async def test_an_unbound_account_sees_nobody(whole: App, stub: Stub):
    """An officer whose binding was taken away is refused, not shown everybody."""
    row = next(
        (route for key, route in ROWS.items() if route.target and rights.agreed()[key] != "signed in"
         and isinstance(rights.agreed()[key], dict) and rights.agreed()[key].get("unit_officer") == "unit"), None
    )  # fmt: skip
    if row is None:
        pytest.fail("no row is cut down to the own unit")
    token = await whole.token("unit_officer")
    who = await whole.core.sessions.find(token)
    await whole.core.db.accounts.update_one({"_id": who.account}, {"$set": {"unit_id": None}})
    whole.core.sessions.forget()
    try:
        answer = await whole.send(row.method, filled(row), "unit_officer", **request_for(row))
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/scope-missing")
        assert not any(one.target == row.target for one in stub.received)
    finally:
        await whole.core.db.accounts.update_one({"_id": who.account}, {"$set": {"unit_id": "u-1"}})
        whole.core.sessions.forget()


OF_BOTH = [
    row
    for row, entry in rights.agreed().items()
    if isinstance(entry, dict) and (entry.get("unit_officer"), entry.get("cadre")) == ("unit", "self")
]
"""Rows that an officer of a unit has for the unit, and each cadre for themselves."""


async def test_who_has_both_roles_is_asked_for_with_the_unit_and_their_own_file(whole: App, stub: Stub):
    name = f"both-{secrets.token_hex(4)}"
    wish = {"name": name, "roles": ["unit_officer", "cadre"], "unit_id": "u-1", "cadre_id": "c-7"}
    await whole.core.accounts.create(wish, PASSWORD, "test", "")
    answer = await whole.client.post("/v1/session", json={"name": name, "password": PASSWORD})
    headers = {"authorization": f"Bearer {answer.json()['token']}"}
    asked = 0
    for route in (ROWS[row] for row in OF_BOTH if ROWS[row].target):
        stub.received.clear()
        request = request_for(route)
        sent = {**request, "headers": {**request.get("headers", {}), **headers}}
        await whole.client.request(route.method, filled(route), **sent)
        for came in (one for one in stub.received if one.target == route.target):
            scope = {"reach": "unit", "unit_id": "u-1", "cadre_id": "c-7"}
            assert (came.principal["scope"], came.principal["oneself"]) == (scope, True), rights.row_key(route)
            asked += 1
    assert asked >= 20
