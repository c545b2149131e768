"""Whoever is signed in and wants more than their role gives: another's answer, another role, foreign fields."""

from __future__ import annotations

import secrets

import pytest

from gateway import receipts
from gateway.rights import ADMINISTRATORS, AUDIT_ADMINISTRATOR, ROLES
from servicekit import cursors
from servicekit.principal import Reach
from tests.attack.guards import everything, guarded_by
from tests.contract.gateway_app import KEEPER, PASSWORD, App
from tests.contract.stub import Stub
from tests.contract.test_lockout import an_account

pytestmark = pytest.mark.anyio
AUDITOR = AUDIT_ADMINISTRATOR.name
NO_RIGHTS = {
    "gateway__rights__reach": lambda *_: Reach.ALL,
    "gateway__rights__reaches": lambda *_: {Reach.ALL},
}
CONTENT = ("/v1/cadres", "/v1/cadres/c-1", "/v1/cadres/c-1/profile", "/v1/briefing", "/v1/supervision/letters")


async def afresh(app: App, role: str) -> dict[str, str]:
    """The header of a session of a new account: nothing is remembered of its rights."""
    app._tokens.pop(role, None)
    return {"authorization": f"Bearer {await app.token(role)}"}


@guarded_by("the right of each row", **NO_RIGHTS)
@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
async def test_an_administrator_who_reads_content(whole: App, role: str) -> None:
    headers = await afresh(whole, role)
    answers = {path: (await whole.client.get(path, headers=headers)).status_code for path in CONTENT}
    assert answers == dict.fromkeys(CONTENT, 403)


@guarded_by("the right of each row", **NO_RIGHTS)
@pytest.mark.parametrize("role", [name for name in ROLES if name != AUDITOR])
async def test_another_than_the_auditor_who_reads_the_audit_trail(whole: App, role: str) -> None:
    headers = await afresh(whole, role)
    assert (await whole.client.get("/v1/audit?service=gateway", headers=headers)).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_an_auditor_who_edits(whole: App, method: str) -> None:
    for path in ("/v1/audit", "/v1/audit/x-1"):
        answer = await whole.send(method, path, AUDITOR, json={})
        assert answer.status_code in (404, 405)


@guarded_by("the seal of a position", servicekit__cursors__hmac__compare_digest=everything)
async def test_a_forged_position(whole: App) -> None:
    forged = cursors.seal([(2**52, "registry", "cadre.changed.v1", "x")], b"position", secrets.token_bytes(32))
    headers = {"position": forged, "authorization": f"Bearer {await whole.token('registry_officer')}"}
    assert (await whole.client.get("/v1/session", headers=headers)).status_code == 400


@guarded_by("the seal of a cursor", servicekit__cursors__hmac__compare_digest=everything)
async def test_a_cursor_that_was_not_given_out(whole: App) -> None:
    forged = cursors.seal(["", ""], b"", secrets.token_bytes(32))
    answer = await whole.send("GET", f"/v1/accounts?cursor={forged}", KEEPER)
    assert answer.json().get("type") == "/problems/bad-cursor"


_once = receipts.once


@guarded_by(
    "the account in a receipt's key",
    gateway__dispatch__receipts__once=lambda db, _account, *rest: _once(db, "", *rest),
)
async def test_anothers_answer_by_their_idempotency_key(small: App) -> None:
    """Two sessions with the same key and body: each gets an account of its own, and no other's generated password."""
    key, wish = secrets.token_hex(8), {"name": f"n-{secrets.token_hex(4)}", "roles": ["training_officer"]}
    first, second = [
        await small.client.post(
            "/v1/accounts", json=wish, headers=await afresh(small, KEEPER) | {"idempotency-key": key}
        )
        for _ in range(2)
    ]
    assert first.status_code == 201, first.text
    assert second.status_code == 409


async def test_fields_that_no_form_offers(small: App, stub: Stub) -> None:
    """Mass assignment: what a service sets itself is sent along, with the roles of whoever signs in."""
    name = await an_account(small)
    wish = {"name": name, "password": PASSWORD, "roles": [KEEPER], "active": True}
    assert (await small.client.post("/v1/session", json=wish)).status_code == 422


@guarded_by("the types of fields", servicekit__fields__Secret___deserialize=lambda _self, value, *_, **__: str(value))
async def test_an_operator_where_a_text_is_wanted(small: App) -> None:
    name = await an_account(small)
    for password in ({"$ne": ""}, {"$gt": ""}, ["x"], {"$regex": ".*"}):
        assert (await small.client.post("/v1/session", json={"name": name, "password": password})).status_code == 422
