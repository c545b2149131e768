"""Machines (服务账号): made by two, answered for by one; secrets change without a stop, tokens last minutes."""

from __future__ import annotations

import asyncio
import base64
import secrets
from datetime import timedelta
from urllib.parse import quote_plus

import httpx
import pytest

from gateway.attempts import FREE
from gateway.resealing import bring
from gateway.rights import ADMINISTRATORS, ROLES, UNIT_OFFICER, reach, reaches
from gateway.route import Scope
from gateway.service_accounts import MOST_SECRETS
from gateway.service_scopes import GRANTS, SERVICE_SCOPES, held
from gateway.table import collect
from servicekit import clock
from servicekit.crypto import DATA_KEY, FieldCipher
from servicekit.principal import Reach
from tests.contract.gateway_app import App
from tests.contract.stub import Stub
from tests.contract.test_every_route_as_every_role import ENDS_THE_SESSION, ROWS, filled, request_for
from tests.contract.test_lockout import client_at
from tests.support.machines import (
    APPROVER,
    GRANT,
    PROPOSER,
    TOKEN,
    Machine,
    a_machine,
    a_person,
    change,
    decide,
    make_secret,
    proposed,
    shown,
)

pytestmark = pytest.mark.anyio
NOT_FOR_MACHINES = (
    "accounts.",
    "audit.",
    "dictionaries.",
    "document-templates.",
    "exports.",
    "imports.",
    "operations.",
    "rules.",
)


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def error(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, answer.json()["error"]


# Scopes


@pytest.mark.parametrize("scope", SERVICE_SCOPES.values(), ids=lambda scope: scope.name)
def test_a_scope_names_rights_of_rows_and_none_of_an_administrators_alone(scope):
    there = {route.right for route in collect()}
    officers = tuple(ROLES.keys() - ADMINISTRATORS)
    for right in scope.rights:
        assert right in there, right
        assert reaches(officers, right), right
        assert not right.startswith(NOT_FOR_MACHINES)
        assert right.rpartition(".")[2] in ("read", "record", "manage"), "a machine decides on nothing"
        assert not scope.of_units or Reach.UNIT in reaches((UNIT_OFFICER.name,), right), right


def test_no_role_can_be_given_to_a_machine_and_no_scope_to_a_person():
    assert not GRANTS.keys() & ROLES.keys()
    assert held(ROLES, Reach.ALL) == ()
    assert held(["training.online-records.manage"], Reach.UNIT) == ()


@pytest.mark.parametrize("far", [Reach.ALL, Reach.UNIT])
@pytest.mark.parametrize("scope", SERVICE_SCOPES)
async def test_a_machine_reaches_what_its_scope_says_over_every_route(whole: App, stub: Stub, scope: str, far: Reach):
    if far is Reach.UNIT and not SERVICE_SCOPES[scope].of_units:
        return
    machine = await a_machine(whole, scopes=[scope], reach=far.value, unit_id="u-1" if far is Reach.UNIT else None)
    headers = {"authorization": f"Bearer {await machine.token(whole)}"}
    wrong = []
    for key, route in ROWS.items():
        if key in ENDS_THE_SESSION or route.scope is Scope.PUBLIC:
            continue
        stub.received.clear()
        request = request_for(route)
        answer = await whole.client.request(
            route.method, filled(route), **request | {"headers": request.get("headers", {}) | headers}
        )
        may = route.for_machines if route.scope is Scope.SIGNED_IN else route.right in SERVICE_SCOPES[scope].rights
        if not may:
            if (answer.status_code, answer.json().get("type")) != (403, "/problems/forbidden") or stub.received:
                wrong.append((key, answer.status_code))
            continue
        # What is made of several things asks for the rights to each.
        lacks = answer.status_code == 403 and answer.json().get("right") not in (None, *SERVICE_SCOPES[scope].rights)
        if answer.status_code in (401, 403, 405, 500) and not lacks:
            wrong.append((key, answer.status_code, answer.text))
        # What is asked with the right of another row has that row's scope, as for any reader.
        own = [one for one in stub.received if one.principal["right"] == route.right]
        expected = far if route.scope is Scope.PERSON else Reach.ALL
        for came in own:
            principal = came.principal
            if principal["account"] != machine.id or principal["scope"]["reach"] != expected.value:
                wrong.append((key, principal))
            if principal["roles"] != list(held([scope], far)) or principal["scope"]["cadre_id"] is not None:
                wrong.append((key, principal))
            if expected is Reach.UNIT and principal["scope"]["unit_id"] != "u-1":
                wrong.append((key, principal))
    assert wrong == []


# What gives power


async def test_a_machine_may_nothing_before_another_has_approved_it(small: App):
    owner = await a_person(small)
    made = await proposed(small, owner)
    assert (made["scopes"], made["active"], made["reach"], made["secrets"]) == ([], False, None, [])
    assert made["proposed"]["after"]["scopes"] == ["training.read"]
    assert problem(await make_secret(small, owner, made["id"])) == (404, "unknown-service-account")
    assert problem(await decide(small, made["id"], role=PROPOSER)) == (403, "forbidden")
    assert (await decide(small, made["id"])).status_code == 204
    decided = await shown(small, made["id"])
    assert (decided["scopes"], decided["active"], decided["owner_id"], decided["proposed"]) == (
        ["training.read"], True, owner.id, None,
    )  # fmt: skip
    assert (await make_secret(small, owner, made["id"])).status_code == 201


async def test_what_is_refused_or_withdrawn_gives_nothing(small: App):
    refused = await proposed(small)
    assert problem(await decide(small, refused["id"], approved=False)) == (422, "invalid-fields")
    assert (await decide(small, refused["id"], approved=False, note="示例")).status_code == 204
    after = await shown(small, refused["id"])
    assert (after["active"], after["proposed"]) == (False, None)
    assert problem(await decide(small, refused["id"])) == (409, "service-accounts/nothing-waits")
    withdrawn = await proposed(small)
    path, wish = f"/v1/service-accounts/{withdrawn['id']}/withdrawal", {"note": "示例"}
    assert (await small.send("POST", path, PROPOSER, json=wish)).status_code == 204
    assert problem(await small.send("POST", path, PROPOSER, json=wish)) == (409, "service-accounts/nothing-waits")


async def test_who_decides_has_seen_what_they_decide_on(small: App):
    made = await proposed(small)
    path = f"/v1/service-accounts/{made['id']}"
    request = {"json": {"approved": True}, "headers": {"if-match": '"1"'}}
    await small.core.db.service_accounts.update_one({"_id": made["id"]}, {"$inc": {"version": 1}})
    assert problem(await small.send("POST", f"{path}/decision", APPROVER, **request)) == (412, "precondition-failed")
    bare = await small.send("POST", f"{path}/decision", APPROVER, json={"approved": True})
    assert problem(bare) == (428, "precondition-required")


async def test_nobody_approves_a_machine_that_they_answer_for_or_have_proposed(small: App):
    security = await a_person(small, APPROVER, person="虚构安全员")
    officer = await a_person(small)
    machine = await a_machine(small, officer)
    wish = {"$set": {"owner_id": security.id}}
    await small.core.db.service_accounts.update_one({"_id": machine.id}, wish)
    await change(small, machine.id, scopes=["honours.read"], owner_id=officer.id)
    path = f"/v1/service-accounts/{machine.id}"

    async def decided() -> httpx.Response:
        headers = {"if-match": (await small.send("GET", path, PROPOSER)).headers["etag"]}
        return await security.send(small, "POST", f"{path}/decision", json={"approved": True}, headers=headers)

    assert problem(await decided()) == (409, "about-oneself")
    back = {"$set": {"owner_id": officer.id, "proposed.by": security.id}}
    await small.core.db.service_accounts.update_one({"_id": machine.id}, back)
    assert problem(await decided()) == (409, "not-independent")
    assert machine.id not in {one["_id"] for one in await small.core.machines.waiting_for(security.id)}


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
async def test_no_administrator_answers_for_a_machine(small: App, role: str):
    administrator = await a_person(small, role)
    wish = {
        "name": f"m-{secrets.token_hex(5)}", "purpose": "虚构", "owner_id": administrator.id,
        "scopes": ["roster.read"], "reach": "all",
    }  # fmt: skip
    answer = await small.send("POST", "/v1/service-accounts", PROPOSER, json=wish)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/owner_id")


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"reach": "unit"}, "/unit_id"),
        ({"unit_id": "u-1"}, "/unit_id"),
        ({"reach": "unit", "unit_id": "u-1", "scopes": ["training.online-records.manage"]}, "/scopes"),
        ({"scopes": ["system_administrator"]}, "/scopes/0"),
        ({"scopes": ["accounts.manage"]}, "/scopes/0"),
        ({"scopes": []}, "/scopes"),
        ({"reach": "self"}, "/reach"),
        ({"owner_id": "acc-nobody"}, "/owner_id"),
    ],
)
async def test_a_machine_is_declared_whole(small: App, wish: dict, pointer: str):
    owner = await a_person(small)
    body = {"name": f"m-{secrets.token_hex(5)}", "purpose": "虚构", "owner_id": owner.id, "scopes": ["roster.read"]}
    answer = await small.send("POST", "/v1/service-accounts", PROPOSER, json=body | {"reach": "all"} | wish)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_one_change_waits_and_a_new_scope_ends_the_tokens(small: App):
    machine = await a_machine(small)
    headers = {"authorization": f"Bearer {await machine.token(small)}"}
    assert (await change(small, machine.id, scopes=["honours.read"])).json()["scopes"] == ["training.read"]
    assert problem(await change(small, machine.id, reach="unit", unit_id="u-1")) == (409, "service-accounts/waiting")
    assert (await small.client.get("/v1/session", headers=headers)).json()["scopes"] == ["training.read"]
    await decide(small, machine.id)
    assert (await small.client.get("/v1/session", headers=headers)).status_code == 401
    assert (await machine.ask(small)).json()["scope"] == "honours.read"


async def test_to_disable_a_machine_holds_at_once(small: App):
    machine = await a_machine(small)
    headers = {"authorization": f"Bearer {await machine.token(small)}"}
    assert (await change(small, machine.id, active=False)).json()["active"] is False
    assert (await small.client.get("/v1/session", headers=headers)).status_code == 401
    assert error(await machine.ask(small)) == (401, "invalid_client")
    again = await change(small, machine.id, active=True)
    assert (again.json()["active"], again.json()["proposed"]["after"]["active"]) == (False, True)


async def test_a_machine_stops_with_the_account_of_whoever_answers_for_it(small: App):
    machine = await a_machine(small)
    headers = {"authorization": f"Bearer {await machine.token(small)}"}
    path = f"/v1/accounts/{machine.owner.id}"
    seen = await small.send("GET", path, PROPOSER)
    disabled = await small.send(
        "PATCH", path, PROPOSER, json={"active": False}, headers={"if-match": seen.headers["etag"]}
    )
    assert disabled.status_code == 200
    small.core.sessions.forget()
    assert (await small.client.get("/v1/session", headers=headers)).status_code == 401
    assert error(await machine.ask(small)) == (401, "invalid_client")


async def test_what_waits_is_told_to_whoever_may_decide(small: App):
    made = await proposed(small)
    token = await small.token(APPROVER)
    who = await small.core.sessions.find(token)
    assert who is not None
    assert made["id"] in {one["_id"] for one in await small.core.machines.waiting_for(who.account)}


# Secrets


async def test_secrets_are_the_owners_alone_and_shown_once(small: App):
    machine = await a_machine(small)
    other = await a_person(small)
    assert problem(await make_secret(small, other, machine.id)) == (404, "unknown-service-account")
    path = f"/v1/service-accounts/{machine.id}"
    for role in (PROPOSER, APPROVER):
        assert problem(await small.send("POST", f"{path}/secrets", role, json={})) == (404, "unknown-service-account")
        told = await small.send("GET", path, role)
        assert machine.secret not in told.text
        assert told.json()["secrets"][0]["id"] == machine.secret_id
    assert (await other.send(small, "GET", path)).status_code == 404
    assert (await machine.owner.send(small, "GET", path)).json()["id"] == machine.id
    listed = (await machine.owner.send(small, "GET", "/v1/service-accounts")).json()["items"]
    assert [one["id"] for one in listed] == [machine.id]
    for name in await small.core.db.list_collection_names():
        async for kept in small.core.db[name].find():
            assert machine.secret not in str(kept), name


async def test_a_repeated_request_shows_no_secret_again(small: App):
    owner = await a_person(small)
    made = await proposed(small, owner)
    await decide(small, made["id"])
    path, headers = f"/v1/service-accounts/{made['id']}/secrets", {"idempotency-key": secrets.token_hex(8)}
    first = await owner.send(small, "POST", path, json={}, headers=headers)
    again = await owner.send(small, "POST", path, json={}, headers=headers)
    assert (first.json()["id"], first.headers["cache-control"]) == (again.json()["id"], "no-store")
    assert again.json()["client_secret"] is None


async def test_secrets_change_without_a_stop(small: App):
    old = await a_machine(small)
    made = (await make_secret(small, old.owner, old.id, days=30)).json()
    new = Machine(old.id, made["client_secret"], made["id"], old.owner)
    of_old, of_new = [{"authorization": f"Bearer {await one.token(small)}"} for one in (old, new)]
    assert problem(await make_secret(small, old.owner, old.id)) == (409, "service-accounts/two-secrets")
    path = f"/v1/service-accounts/{old.id}"
    assert (await old.owner.send(small, "DELETE", f"{path}/secrets/{old.secret_id}")).status_code == 204
    ended = await old.owner.send(small, "DELETE", f"{path}/secrets/{old.secret_id}")
    assert problem(ended) == (404, "service-accounts/unknown-secret")
    assert (await small.client.get("/v1/session", headers=of_old)).status_code == 401
    assert (await small.client.get("/v1/session", headers=of_new)).status_code == 200
    assert error(await old.ask(small)) == (401, "invalid_client")
    assert (await new.ask(small)).status_code == 200
    assert (await make_secret(small, old.owner, old.id)).status_code == 201


async def test_of_many_at_once_two_secrets_are_made(small: App):
    owner = await a_person(small)
    made = await proposed(small, owner)
    await decide(small, made["id"])
    answers = await asyncio.gather(*(make_secret(small, owner, made["id"]) for _ in range(6)))
    assert sorted(one.status_code for one in answers) == [201] * MOST_SECRETS + [409] * (6 - MOST_SECRETS)


async def test_a_secret_has_an_end_and_an_administrator_may_end_it_before(small: App):
    machine = await a_machine(small)
    path = f"/v1/service-accounts/{machine.id}/secrets/{machine.secret_id}"
    other = await a_person(small)
    assert problem(await other.send(small, "DELETE", path)) == (404, "unknown-service-account")
    assert (await small.send("DELETE", path, PROPOSER)).status_code == 204
    over = await a_machine(small)
    headers = {"authorization": f"Bearer {await over.token(small)}"}
    ended = {"$set": {"until": clock.now() - timedelta(seconds=1)}}
    await small.core.db.service_secrets.update_one({"_id": over.secret_id}, ended)
    small.core.sessions.forget()
    assert (await small.client.get("/v1/session", headers=headers)).status_code == 401
    assert error(await over.ask(small)) == (401, "invalid_client")
    longest = await make_secret(small, over.owner, over.id, days=366)
    assert (longest.status_code, longest.json()["errors"][0]["pointer"]) == (422, "/days")


async def test_whoever_answers_for_a_machine_no_longer_has_no_secret_of_it(small: App):
    machine, successor = await a_machine(small), await a_person(small)
    await change(small, machine.id, purpose="虚构对接（续）")
    assert (await decide(small, machine.id)).status_code == 204
    assert (await machine.ask(small)).status_code == 200
    await change(small, machine.id, owner_id=successor.id)
    assert (await decide(small, machine.id)).status_code == 204
    assert error(await machine.ask(small)) == (401, "invalid_client")
    assert (await make_secret(small, successor, machine.id)).status_code == 201


async def test_a_secret_is_known_after_the_key_that_sealed_it_was_changed(small: App, monkeypatch):
    machine = await a_machine(small)
    before = FieldCipher.from_environment(name=DATA_KEY).keys[0]
    changed = FieldCipher(secrets.token_bytes(32), before)
    monkeypatch.setattr("gateway.service_accounts.own_cipher", lambda: changed)
    monkeypatch.setattr("gateway.resealing.own_cipher", lambda: changed)
    await bring(small.core.db)
    kept = await small.core.db.service_secrets.find_one({"_id": machine.secret_id})
    assert kept is not None
    assert changed.is_current(bytes(kept["digest"]))
    assert (await machine.ask(small)).status_code == 200


# Tokens


async def test_a_token_is_given_as_the_standard_says(small: App):
    machine = await a_machine(small, scopes=["training.read", "honours.read"])
    answer = await machine.ask(small)
    assert (answer.status_code, answer.headers["cache-control"], answer.headers["pragma"]) == (
        200, "no-store", "no-cache",
    )  # fmt: skip
    body = answer.json()
    assert body == {
        "access_token": body["access_token"],
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "training.read honours.read",
    }
    by_form = await small.client.post(
        TOKEN, data=GRANT | {"client_id": machine.id, "client_secret": machine.secret, "scope": "honours.read"}
    )
    assert by_form.json()["scope"] == "honours.read"
    headers = {"authorization": f"Bearer {by_form.json()['access_token']}"}
    told = (await small.client.get("/v1/session", headers=headers)).json()
    assert (told["account_id"], told["roles"], told["scopes"]) == (machine.id, [], ["honours.read"])
    assert (await small.client.delete("/v1/session", headers=headers)).status_code == 204
    assert (await small.client.get("/v1/session", headers=headers)).status_code == 401


async def test_last_use_is_shown(small: App):
    machine = await a_machine(small)
    assert (await shown(small, machine.id))["last_used_at"] is None
    await machine.token(small)
    told = await shown(small, machine.id)
    assert told["last_used_at"] == told["secrets"][0]["last_used_at"] is not None


def basic(text: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


async def test_refusals_are_the_standards(small: App):
    machine = await a_machine(small)
    known = {"client_id": machine.id, "client_secret": machine.secret}
    pair = f"{machine.id}:{machine.secret}"

    async def asked(body: object = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
        sent = {"content": body} if isinstance(body, str | bytes) else {"data": body}
        form = {"content-type": "application/x-www-form-urlencoded"}
        return error(await small.client.post(TOKEN, headers=form | (headers or {}), **sent))

    assert await asked({**known}) == (400, "invalid_request")
    assert await asked("") == (400, "invalid_request")
    assert await asked(b"grant_type=\xff") == (400, "invalid_request")
    assert await asked(GRANT | known, {"content-type": "application/json"}) == (400, "invalid_request")
    assert await asked("grant_type=client_credentials&grant_type=client_credentials") == (400, "invalid_request")
    assert await asked("&".join(f"a{number}=1" for number in range(30))) == (400, "invalid_request")
    assert await asked(GRANT | known, basic(pair)) == (400, "invalid_request")
    assert await asked(GRANT | {"client_id": "mch-other"}, basic(pair)) == (400, "invalid_request")
    for grant in ("password", "authorization_code", "refresh_token", "implicit"):
        assert await asked({"grant_type": grant} | known) == (400, "unsupported_grant_type")
    assert await asked(GRANT | known | {"scope": "training.read accounts.manage"}) == (400, "invalid_scope")
    for headers in (basic("nobody"), basic(f"{machine.id}:wrong"), {"authorization": "Basic ///"}):
        assert await asked(GRANT, headers) == (401, "invalid_client")
    assert await asked(GRANT) == (401, "invalid_client")
    coded = basic(f"{quote_plus(machine.id)}:{quote_plus(machine.secret)}")
    assert (await small.client.post(TOKEN, data=GRANT, headers=coded)).status_code == 200


async def test_a_refusal_says_how_a_client_signs_in_and_is_in_ascii(small: App):
    answer = await small.client.post(TOKEN, data=GRANT, auth=("mch-nobody", "wrong"))
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert answer.json()["error_description"].isascii()
    assert answer.json()["detail"] == "服务账号或密钥不正确"


async def test_whoever_has_the_secret_is_locked_out_by_nobody(small: App):
    machine = await a_machine(small)
    wrong = Machine(machine.id, "cas_wrong", machine.secret_id, machine.owner)
    async with client_at(small, f"198.51.100.{secrets.randbelow(250)}") as there:
        statuses = [(await wrong.ask(small, there)).status_code for _ in range(FREE + 2)]
        assert statuses == [401] * FREE + [429] * 2
        assert (await machine.ask(small, there)).status_code == 200


async def test_a_machine_asks_for_so_many_tokens_a_minute(small: App, monkeypatch):
    machine = await a_machine(small)
    monkeypatch.setattr(small.core.machines._limiter, "_limit", type("Two", (), {
        "amount": 2, "get_expiry": lambda self: 60,
    })())  # fmt: skip
    statuses = [(await machine.ask(small)).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_the_audit_names_the_machine_and_who_answers_for_it(whole: App, stub: Stub):
    owner = await a_person(whole, person="虚构负责人")
    machine = await a_machine(whole, owner)
    await machine.token(whole)
    await Machine(machine.id, "cas_wrong", "", owner).ask(whole)
    trail = await whole.send("GET", "/v1/audit?service=gateway&limit=50", "audit_administrator")
    entries = [one for one in trail.json()["items"] if one["subject"] == machine.id]
    assert [one["action"].removeprefix("gateway.service-account.") for one in entries] == [
        "token-refused", "token-given", "key-made", "approved", "proposed",
    ]  # fmt: skip
    assert [one["principal"]["account"] for one in entries[:3]] == ["anonymous", machine.id, owner.id]
    assert trail.json()["names"][machine.id]["title"] == "服务账号，负责人：虚构负责人"


def test_reach_of_a_machine_is_its_own():
    assert reach(held(["training.read"], Reach.UNIT), "training.hours.read") is Reach.UNIT
    assert reach(held(["training.read"], Reach.ALL), "training.hours.read") is Reach.ALL
    assert reach(held(["training.read"], Reach.ALL), "training.hours.correct") is Reach.NONE
