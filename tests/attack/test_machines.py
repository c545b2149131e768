"""Whoever has something of a machine's: a token, an ended secret, the name, the person who answers for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gateway.attempts import FREE
from gateway.service_scopes import GRANTS
from gateway.sessions import Who
from servicekit.principal import Reach
from tests.attack.guards import everything, guarded_by, nothing, nothing_awaited
from tests.contract.gateway_app import App
from tests.contract.stub import Stub
from tests.support.machines import (
    APPROVER,
    PROPOSER,
    Machine,
    Person,
    a_machine,
    a_person,
    make_secret,
    proposed,
)

pytestmark = pytest.mark.anyio


async def as_machine(app: App, token: str, method: str, path: str, **request: Any) -> int:
    app.core.sessions.forget()
    headers = {"authorization": f"Bearer {token}"}
    return (await app.client.request(method, path, headers=headers, **request)).status_code


@guarded_by("what is a person's own", gateway__sessions__RowScope=SimpleNamespace(SIGNED_IN=None))
async def test_a_machine_does_what_is_a_persons_own(whole: App) -> None:
    token = await (await a_machine(whole)).token(whole)
    for path in ("/v1/exports", "/v1/work", "/v1/roles"):
        assert await as_machine(whole, token, "GET", path) == 403


@guarded_by(
    "the scopes of a token",
    gateway__service_accounts__held=lambda *_: tuple(one for one in GRANTS if "service:" in one),
)
async def test_a_token_for_one_thing_is_used_for_another(whole: App) -> None:
    machine = await a_machine(whole, scopes=["honours.read", "roster.read"])
    token = await machine.token(whole, scope="honours.read")
    assert await as_machine(whole, token, "GET", "/v1/cadres") == 403


@guarded_by("the unit that a machine is bound to", gateway__service_accounts__Reach=lambda _: Reach.ALL)
async def test_a_units_machine_asks_for_everybody(whole: App, stub: Stub) -> None:
    machine = await a_machine(whole, scopes=["roster.read"], reach="unit", unit_id="u-1")
    token = await machine.token(whole)
    stub.received.clear()
    await as_machine(whole, token, "GET", "/v1/cadres?limit=5")
    asked = [one for one in stub.received if one.target == "registry.list_cadres"]
    assert [one.principal["scope"] for one in asked] == [{"reach": "unit", "unit_id": "u-1", "cadre_id": None}]


@guarded_by("the comparison of a secret", gateway__service_accounts__hmac=SimpleNamespace(compare_digest=everything))
async def test_a_secret_that_is_not_the_machines(small: App) -> None:
    machine, other = await a_machine(small), await a_machine(small)
    for secret in ("cas_guess", other.secret, machine.id, machine.secret[:-1], machine.secret.upper()):
        wrong = Machine(machine.id, secret, "", machine.owner)
        assert (await wrong.ask(small)).status_code in (401, 429)


async def ended_or_not(self: Any, machine_id: str, _: str) -> Any:
    """Stands in for the look for a secret: whether it has ended is not looked at."""
    return await self._db.service_secrets.find_one({"machine": machine_id})


@guarded_by("the end of a secret", gateway__service_accounts__ServiceAccounts___known=ended_or_not)
async def test_a_secret_that_was_ended(small: App) -> None:
    machine = await a_machine(small)
    path = f"/v1/service-accounts/{machine.id}/secrets/{machine.secret_id}"
    assert (await small.send("DELETE", path, PROPOSER)).status_code == 204
    assert (await machine.ask(small)).status_code == 401


async def believed(self: Any, session: Any) -> Who:
    """Stands in for the look at whose token it is: that it is there is enough."""
    return Who(session["account"], "", (), None, None, session["_id"], session["expires_at"], scopes=())


@guarded_by("the look at a token's machine", gateway__sessions__Sessions___whose=believed)
async def test_a_token_after_its_machine_was_disabled(small: App) -> None:
    machine = await a_machine(small)
    token = await machine.token(small)
    await small.core.db.service_accounts.update_one({"_id": machine.id}, {"$set": {"active": False}})
    assert await as_machine(small, token, "GET", "/v1/session") == 401


@guarded_by("that a secret is made by who answers for the machine", gateway__service_accounts___must_answer_for=nothing)
async def test_an_administrator_makes_a_secret_for_themselves(small: App) -> None:
    machine = await a_machine(small)
    for role in (PROPOSER, APPROVER):
        answer = await small.send("POST", f"/v1/service-accounts/{machine.id}/secrets", role, json={})
        assert answer.status_code == 404


@guarded_by("that another approves", gateway__service_accounts__ServiceAccounts___must_be_another=nothing_awaited)
async def test_an_administrator_approves_a_machine_that_they_are_to_answer_for(small: App) -> None:
    owner = await a_person(small)
    made = await proposed(small, owner)
    await small.core.db.accounts.update_one({"_id": owner.id}, {"$set": {"person": "虚构甲"}})
    same = await a_person(small, APPROVER, person="虚构甲")
    path, wish = f"/v1/service-accounts/{made['id']}/decision", {"approved": True}
    answer = await same.send(small, "POST", path, json=wish, headers={"if-match": '"1"'})
    assert answer.status_code == 409


@guarded_by("who may answer for a machine", gateway__service_accounts___can_answer=everything)
async def test_an_administrator_reads_content_by_a_machine_of_theirs(small: App) -> None:
    machine = await a_machine(small, scopes=["roster.read"])
    roles = {"$set": {"roles": [PROPOSER]}}
    await small.core.db.accounts.update_one({"_id": machine.owner.id}, roles)
    assert (await machine.ask(small)).status_code == 401


@guarded_by("the count of failed tries", gateway__attempts__FREE=10**9)
async def test_guessing_a_secret(small: App) -> None:
    machine = await a_machine(small)
    wrong = Machine(machine.id, "cas_guess", "", machine.owner)
    for _ in range(FREE):
        await wrong.ask(small)
    assert (await wrong.ask(small)).status_code == 429


async def test_a_machines_name_and_secret_are_no_persons(small: App) -> None:
    machine = await a_machine(small)
    name = (await small.send("GET", f"/v1/service-accounts/{machine.id}", PROPOSER)).json()["name"]
    for called in (name, machine.id):
        answer = await small.client.post("/v1/session", json={"name": called, "password": machine.secret})
        assert answer.status_code == 401


async def test_a_person_is_no_machine(small: App) -> None:
    owner: Person = await a_person(small)
    machine = Machine(owner.id, "Steppe-wind-9-over-grass", "", owner)
    assert (await machine.ask(small)).status_code == 401
    assert (await make_secret(small, owner, owner.id)).status_code == 404
