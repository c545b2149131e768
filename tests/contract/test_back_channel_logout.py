"""The identity provider says that somebody has signed out there: what it had opened here ends."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import pytest

from tests.contract.gateway_app import PASSWORD, App
from tests.contract.test_accounts import bearer
from tests.contract.test_second_factor import asks
from tests.support.authenticator import Authenticator, offer, register
from tests.support.issuer import Forge, linked, sign_in, signs_out

pytestmark = pytest.mark.anyio


@pytest.fixture
async def subject(small: App) -> str:
    """Whose account is linked."""
    name = f"u-{secrets.token_hex(5)}"
    await linked(small, name)
    return name


async def opened(app: App, forge: Forge, **claims: Any) -> str:
    answer = await sign_in(app, forge, **claims)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


async def lives(app: App, token: str) -> bool:
    return (await asks(app, token, "/v1/session"))[0] == 200


async def by_password(app: App, subject: str) -> str:
    account = await app.core.db.accounts.find_one({"identity.subject": subject})
    assert account is not None
    body = {"name": account["name"], "password": PASSWORD}
    return str((await app.client.post("/v1/session", json=body)).json()["token"])


async def test_every_session_that_a_subject_has_opened_ends_and_no_other(small: App, forge: Forge, subject: str):
    mine = [await opened(small, forge, sub=subject) for _ in range(2)]
    own = await by_password(small, subject)
    other_subject = f"u-{secrets.token_hex(5)}"
    await linked(small, other_subject)
    others = await opened(small, forge, sub=other_subject)
    answer = await signs_out(small, forge.logout(sub=subject))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert [await lives(small, token) for token in (*mine, own, others)] == [False, False, True, True]
    entry = await small.core.db.journal.find_one({"action": "gateway.oidc.signed-out"}, sort=[("_id", -1)])
    account = await small.core.db.accounts.find_one({"identity.subject": subject})
    assert entry is not None
    assert account is not None
    assert (entry["subject"], entry["kind"]) == (account["_id"], "sign-in")


async def test_one_session_at_the_issuer_ends_what_was_opened_from_it(small: App, forge: Forge, subject: str):
    office, phone = [await opened(small, forge, sub=subject, sid=sid) for sid in ("s-office", "s-phone")]
    unsaid = await opened(small, forge, sub=subject)
    assert (await signs_out(small, forge.logout(sub=None, sid="s-nobodys"))).status_code == 200
    assert (await signs_out(small, forge.logout(sub=None, sid="s-office"))).status_code == 200
    assert [await lives(small, token) for token in (office, phone, unsaid)] == [False, True, True]
    assert (await signs_out(small, forge.logout(sub=subject, sid="s-office"))).status_code == 200
    assert [await lives(small, token) for token in (phone, unsaid)] == [True, False], "it may have been of that one"


async def test_what_goes_on_under_a_new_token_ends_too(small: App, forge: Forge, subject: str, monkeypatch):
    offer(small, monkeypatch)
    token = await opened(small, forge, sub=subject)
    later = (await register(small, token, Authenticator())).json()
    assert later["means"] == ["issuer", "passkey"]
    assert (await signs_out(small, forge.logout(sub=subject))).status_code == 200
    assert not await lives(small, later["token"])


async def test_a_token_counts_once_even_if_it_comes_many_times_at_once(small: App, forge: Forge, subject: str):
    token = forge.logout(sub=subject)
    answers = await asyncio.gather(*(signs_out(small, token) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400]


async def test_a_refusal_is_as_the_standard_says_it(small: App, forge: Forge):
    refused = await signs_out(small, "no.token.atall")
    body = refused.json()
    assert (refused.status_code, body["error"], body["type"]) == (
        400,
        "invalid_request",
        "/problems/oauth/invalid-request",
    )
    assert (refused.headers["content-type"], refused.headers["cache-control"]) == ("application/json", "no-store")
    path = "/v1/session/oidc/back-channel-logout"
    assert (await small.client.post(path, data={"another": "x"})).status_code == 400
    assert (await small.client.post(path, data={"logout_token": ["a", "b"]})).status_code == 400
    assert (await small.client.post(path, json={"logout_token": "a"})).status_code == 400
    forge.away.add("/.well-known/openid-configuration")
    small.core.oidc.issuer._published.clear()
    assert (await signs_out(small, forge.logout())).status_code == 503


async def test_without_an_issuer_nobody_signs_out_so(small: App):
    answer = await signs_out(small, "a.b.c")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/oidc/not-offered")


async def test_an_account_without_an_open_session_is_none_the_worse(small: App, forge: Forge, subject: str):
    assert (await signs_out(small, forge.logout(sub=subject))).status_code == 200
    assert (await small.client.get("/v1/session", headers=bearer(await opened(small, forge, sub=subject)))).is_success
