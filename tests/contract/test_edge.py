"""What holds whatever is asked: strict headers, one's own name, the caller's address, and places for strangers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from gateway.attempts import FREE
from tests.contract.gateway_app import KEEPER, PASSWORD, App, running
from tests.contract.manners_rows import ROUTES
from tests.contract.stub import Stub, until
from tests.contract.test_lockout import an_account, client_at, fail, sign_in

pytestmark = pytest.mark.anyio
PAGES = (
         "/", "/openapi.json", "/asyncapi.json", "/docs", "/docs/start.js", "/docs/swagger-ui.css", "/problems",
         "/nowhere", "/problems/not-found", "/problems/nothing-of-the-kind", "/docs/")  # fmt: skip
PROBES = ("/healthz", "/readyz")
STRICT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture
async def narrow(own_vhost, mongo_uri: str, database_prefix: str, stub: Stub) -> AsyncIterator[App]:
    """A gateway with few places: two for strangers at one address, eight for all of them."""
    async with running(own_vhost.amqp_uri, mongo_uri, f"{database_prefix}e_", ROUTES, concurrency=32) as app:
        yield app


@asynccontextmanager
async def a_gateway(where: Any, **settings: Any) -> AsyncIterator[App]:
    vhost, mongo_uri, prefix = where
    async with running(vhost.amqp_uri, mongo_uri, f"{prefix}e_", ROUTES, **settings) as app:
        yield app


@pytest.fixture
def where(own_vhost, mongo_uri: str, database_prefix: str, stub: Stub) -> Any:
    return own_vhost, mongo_uri, database_prefix


async def test_every_answer_has_the_strict_headers_once(small: App):
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        for path in (*PAGES, *PROBES, "/v1/things", "/v1/nothing", "/v1/session"):
            for host in ("gateway", "evil.example"):
                answer = await small.client.request(method, path, headers={"host": host})
                for name, value in STRICT.items():
                    assert answer.headers.get_list(name) == [value], (method, path, host)
                for name in ("content-security-policy", "cache-control"):
                    assert len(answer.headers.get_list(name)) == 1, (method, path, host, name)
                assert "default-src 'none'" in answer.headers["content-security-policy"]
                assert "strict-transport-security" not in answer.headers
    signed_in = await small.send("GET", "/v1/things", KEEPER)
    assert STRICT.items() <= dict(signed_in.headers).items()


async def test_nothing_is_answered_under_a_name_that_is_not_ones_own_and_nothing_leads_there(small: App):
    foreign = {"host": "evil.example"}
    for path in (*PAGES, "/v1/things", "/v1/session"):
        refused = await small.client.get(path, headers=foreign)
        assert (refused.status_code, refused.json()["type"]) == (421, "/problems/unknown-host"), path
        assert "evil" not in refused.text + str(refused.headers)
    for path in PROBES:
        assert (await small.client.get(path, headers=foreign)).status_code in (200, 503)
    here = await small.client.get("/docs/")
    assert (here.status_code, here.headers.get("location")) == (404, None)
    assert (await small.client.get("/")).headers["location"] == "/docs"


async def test_behind_a_trusted_proxy_each_caller_has_an_allowance_of_their_own(where: Any):
    async with a_gateway(where, trusted_proxies="127.0.0.1, 10.0.0.0/8") as app:
        name = await an_account(app)

        async def at(address: str, password: str = PASSWORD) -> httpx.Response:
            app.client.headers["x-forwarded-for"] = f"6.6.6.6, {address}, 10.0.0.2"
            return await sign_in(app.client, name, password)

        statuses = [(await at("198.51.100.7", "wrong-password")).status_code for _ in range(FREE + 1)]
        assert statuses == [401] * FREE + [429]
        assert (await at("198.51.100.8")).status_code == 201
        async with client_at(app, "203.0.113.1") as pretender:
            other = await an_account(app)
            statuses = []
            for last in range(FREE + 1):
                pretender.headers["x-forwarded-for"] = f"192.0.2.{last}"
                statuses += await fail(pretender, other, 1)
            assert statuses == [401] * FREE + [429]
            pretender.headers["x-forwarded-proto"] = "https"
            assert "strict-transport-security" not in (await pretender.get("/docs")).headers
        secure = await app.client.get("/docs", headers={"x-forwarded-proto": "https"})
        assert secure.headers["strict-transport-security"] == "max-age=31536000"


async def test_whoever_sends_slowly_without_a_session_holds_few_places_and_not_for_long(narrow: App, monkeypatch):
    monkeypatch.setattr("gateway.request.STRANGERS_ARRIVES_WITHIN", 1.0)
    name = await an_account(narrow)
    signed_in = {"authorization": f"Bearer {await narrow.token(KEEPER)}"}

    async def never_ends() -> AsyncIterator[bytes]:
        yield b'{"name": "'
        await asyncio.Event().wait()

    async def slow(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/v1/session", content=never_ends(), headers={"content-type": "application/json"})

    taken = asyncio.gather(*(slow(narrow.client) for _ in range(narrow.core.strangers.most_each)))
    await until(lambda: list(narrow.core.strangers._each.values()) == [2])
    refused = await sign_in(narrow.client, name)
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/overloaded")
    forged = await narrow.client.get("/v1/things", headers={"authorization": "Bearer never-seen"})
    assert forged.status_code == 503
    assert (await narrow.client.get("/v1/things", headers=signed_in)).status_code == 200
    async with client_at(narrow, "198.51.100.9") as elsewhere:
        assert (await sign_in(elsewhere, name)).status_code == 201
    assert narrow.core.gate.taken == 0
    assert [one.status_code for one in await taken] == [408, 408]
    assert (await sign_in(narrow.client, name)).status_code == 201


async def test_strangers_together_leave_room_for_who_is_signed_in(narrow: App):
    strangers = narrow.core.strangers
    for last in range(4):
        for _ in range(2):
            strangers.enter(f"192.0.2.{last}")
    assert (await narrow.client.get("/v1/things")).status_code == 503
    assert (await narrow.send("POST", "/v1/session", json={"name": "a", "password": "b"})).status_code == 503
    for last in range(4):
        for _ in range(2):
            strangers.leave(f"192.0.2.{last}")
    assert (await narrow.send("GET", "/v1/things", KEEPER)).status_code == 200


async def test_who_asks_much_at_once_of_a_gateway_that_has_just_started_is_no_crowd_of_strangers(
    where: Any, narrow: App
):
    signed_in = {"authorization": f"Bearer {await narrow.token(KEEPER)}"}
    async with a_gateway(where, concurrency=32) as started:
        assert started.core.strangers.most_each == 2
        answers = await asyncio.gather(*(started.client.get("/v1/things", headers=signed_in) for _ in range(16)))
        assert [one.status_code for one in answers] == [200] * 16
        forged = {"authorization": "Bearer never-seen"}
        answers = await asyncio.gather(*(started.client.get("/v1/things", headers=forged) for _ in range(16)))
        assert {one.status_code for one in answers} <= {401, 503}


async def test_forged_tokens_cost_no_look_up_once_their_sender_has_used_up_what_strangers_have(where: Any, monkeypatch):
    async with a_gateway(where, anonymous_rate_limit="3/hour") as app:
        signed_in = {"authorization": f"Bearer {await app.token(KEEPER)}"}
        looked: list[str] = []
        look = app.core.sessions._look

        async def counted(token: str) -> Any:
            looked.append(token)
            return await look(token)

        monkeypatch.setattr(app.core.sessions, "_look", counted)
        forged = [
            (await app.client.get("/v1/things", headers={"authorization": f"Bearer forged-{n}"})).status_code
            for n in range(6)
        ]
        assert forged == [401] * 2 + [429] * 4
        assert len(looked) == 2
        for _ in range(2):
            assert (await app.client.get("/v1/things", headers=signed_in)).status_code == 200
            # As somebody's sign-out does: what is known of tokens is looked at anew, and theirs is not a stranger's.
            app.core.sessions.forget()
        assert len(looked) == 3


async def test_a_token_that_ended_is_a_strangers(small: App):
    name = await an_account(small)
    token = {"authorization": f"Bearer {(await sign_in(small.client, name)).json()['token']}"}
    assert (await small.client.get("/v1/session", headers=token)).status_code == 200
    assert (await small.client.delete("/v1/session", headers=token)).status_code == 204
    for _ in range(2):
        assert (await small.client.get("/v1/session", headers=token)).status_code == 401


async def test_pages_count_and_probes_do_not(where: Any):
    async with a_gateway(where, anonymous_rate_limit="3/hour") as app:
        assert [(await app.client.get(path)).status_code for path in PAGES[3:7]] == [200] * 3 + [429]
        refused = await app.client.get("/problems")
        assert refused.json()["type"] == "/problems/too-many-requests"
        assert (refused.headers["x-ratelimit-remaining"], refused.headers["x-ratelimit-limit"]) == ("0", "3")
        assert 0 < int(refused.headers["retry-after"]) <= 3601
        for path in PROBES:
            assert (await app.client.get(path)).status_code in (200, 503)
        async with client_at(app, "198.51.100.9") as elsewhere:
            assert (await elsewhere.get("/docs")).status_code == 200


async def test_readiness_is_found_out_once_however_many_ask(where: Any, monkeypatch):
    asked: list[int] = []

    async def missing(_: Any) -> list[str]:
        asked.append(1)
        await asyncio.sleep(0)
        return []

    monkeypatch.setattr("gateway.core.Core.missing", missing)
    async with a_gateway(where) as app:
        answers = await asyncio.gather(*(app.client.get("/readyz") for _ in range(50)))
    assert {one.status_code for one in answers} == {200}
    assert len(asked) == 1
