"""What a stranger sends before anybody knows who it is."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

import pytest

from gateway.attempts import FREE
from tests.attack.guards import Every, as_it_is, everything, guarded_by, nothing
from tests.contract.gateway_app import KEEPER, App, running
from tests.contract.manners_rows import ROUTES
from tests.contract.stub import until
from tests.contract.test_lockout import an_account, fail

pytestmark = pytest.mark.anyio


@guarded_by("the host check", gateway__edge__PROBES=Every())
async def test_a_page_under_a_foreign_name(small: App) -> None:
    assert (await small.client.get("/docs", headers={"host": "evil.example"})).status_code == 421


@guarded_by("the bound on headers", gateway__edge__MOST_HEADERS=10**9, gateway__edge__MOST_HEAD=10**9)
async def test_thousands_of_headers(small: App) -> None:
    headers = {f"x-{number}": "v" * 20 for number in range(3000)}
    assert (await small.client.get("/v1/things", headers=headers)).status_code == 431


@guarded_by("the bound on the target", gateway__edge__MOST_TARGET=10**9, gateway__edge__MOST_HEAD=10**9)
async def test_a_target_without_end(small: App) -> None:
    assert (await small.client.get("/v1/things?limit=" + "1" * 60_000)).status_code == 414


@guarded_by("the strict headers", gateway__app__strictly=as_it_is)
async def test_a_page_that_is_read_as_something_else_or_shown_in_anothers(small: App) -> None:
    for path in ("/openapi.json", "/v1/nowhere", "/problems"):
        headers = (await small.client.get(path)).headers
        assert headers.get("x-content-type-options") == "nosniff"
        assert headers.get("x-frame-options") == "DENY"


@guarded_by("the list of trusted proxies", gateway__edge__Edge___trusts=everything)
async def test_another_address_at_each_try_by_a_header(own_vhost: Any, mongo_uri: str, database_prefix: str) -> None:
    async with running(
        own_vhost.amqp_uri, mongo_uri, f"{database_prefix}a_", ROUTES, trusted_proxies="10.0.0.0/8"
    ) as app:
        name, statuses = await an_account(app), []
        for last in range(FREE + 1):
            app.client.headers["x-forwarded-for"] = f"192.0.2.{last}"
            statuses += await fail(app.client, name, 1)
        assert statuses[-1] == 429


@guarded_by(
    "the share of one address", **{f"gateway__admission__Strangers__{do}": nothing for do in ("enter", "leave")}
)
async def test_taking_all_places_without_a_session(small: App) -> None:
    strangers = small.core.strangers
    for _ in range(strangers.most_each):
        strangers.enter("127.0.0.1")
    try:
        assert (await small.client.get("/v1/things")).status_code == 503
    finally:
        for _ in range(strangers.most_each):
            strangers.leave("127.0.0.1")


@guarded_by("what is known of tokens", gateway__sessions__Sessions__seen=everything)
async def test_one_forged_token_many_times_at_once(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """One waits at a stranger's place, the others for what becomes of it, none at a place of who is signed in."""
    looked, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_token: str) -> None:
        looked.set()
        await go_on.wait()

    monkeypatch.setattr(small.core.sessions, "_look", slowly)
    headers = {"authorization": f"Bearer cad_{secrets.token_urlsafe(32)}"}
    asked = [asyncio.create_task(small.client.get("/v1/things", headers=headers)) for _ in range(5)]
    await looked.wait()
    await until(lambda: small.core.gate.taken + sum(small.core.strangers._each.values()) == 1)
    taken = small.core.gate.taken
    go_on.set()
    assert {(await one).status_code for one in asked} == {401}
    assert taken == 0


@guarded_by("the bound on nesting", gateway__request__DEEPEST=10**9)
async def test_json_within_json(small: App) -> None:
    body = '{"name": ' + "[" * 200 + "]" * 200 + "}"
    answer = await small.send("POST", "/v1/things", KEEPER, content=body, headers={"content-type": "application/json"})
    assert answer.json().get("type") == "/problems/too-deep"


async def test_a_body_larger_than_its_row_takes_told_or_untold(small: App) -> None:
    async def pieces() -> Any:
        for _ in range(200):
            yield b"x" * 1000

    headers = {"content-type": "application/json"}
    for content in (b"x" * 200_000, pieces()):
        answer = await small.send("POST", "/v1/things", KEEPER, content=content, headers=headers)
        assert answer.status_code == 413
