"""Tries at a name's password: whoever fails waits, nobody waits for ever, and no stranger keeps a person out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from gateway.attempts import FREE
from gateway.problems import SignInLocked
from servicekit import clock
from tests.contract.gateway_app import PASSWORD, App

pytestmark = pytest.mark.anyio


async def an_account(app: App) -> str:
    name = f"p-{secrets.token_hex(5)}"
    await app.core.accounts.create({"name": name, "roles": ["training_officer"]}, PASSWORD, "test", "")
    return name


@asynccontextmanager
async def client_at(app: App, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client at another address than `app.client`, which is at 127.0.0.1."""
    transport = httpx.ASGITransport(app=app.front, client=(address, 50000))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


async def sign_in(client: httpx.AsyncClient, name: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/v1/session", json={"name": name, "password": password})


async def fail(client: httpx.AsyncClient, name: str, times: int) -> list[int]:
    return [(await sign_in(client, name, "wrong-password")).status_code for _ in range(times)]


async def let_locks_end(app: App) -> None:
    over = {"$set": {"until": clock.now() - timedelta(seconds=1)}}
    await app.core.db.attempts.update_many({"until": {"$ne": None}}, over)


async def set_password(app: App, token: str, password: str) -> None:
    who = await app.core.sessions.find(token)
    assert who is not None
    await app.core.accounts.set_password(who, await app.core.accounts.get(who.account), password, "")


async def counts(app: App) -> list[dict[str, Any]]:
    return await app.core.db.attempts.find().sort("_id").to_list()


async def test_repeated_failures_close_a_name_whether_or_not_it_exists(small: App):
    name = await an_account(small)
    for tried in (name, f"nobody-{secrets.token_hex(5)}"):
        assert await fail(small.client, tried, 7) == [401] * 5 + [429] * 2
        locked = await sign_in(small.client, tried)
        assert (locked.status_code, locked.json()["type"]) == (429, "/problems/sign-in-locked")
        assert 0 < int(locked.headers["retry-after"]) <= 61


async def test_a_lock_ends_grows_with_further_failures_and_a_right_password_forgives(small: App):
    name = await an_account(small)
    assert await fail(small.client, name, 6) == [401] * 5 + [429]
    await let_locks_end(small)
    assert await fail(small.client, name, 2) == [401, 429]
    assert 61 < int((await sign_in(small.client, name)).headers["retry-after"]) <= 121
    await let_locks_end(small)
    assert (await sign_in(small.client, name)).status_code == 201
    assert await fail(small.client, name, 1) == [401]


async def test_tries_while_a_lock_lasts_do_not_prolong_it(small: App):
    name = await an_account(small)
    await fail(small.client, name, 5)
    before = await counts(small)
    for password in (PASSWORD, "wrong-password", PASSWORD):
        assert (await sign_in(small.client, name, password)).status_code == 429
    assert [(one["count"], one["until"], one["last"]) for one in await counts(small)] == [
        (one["count"], one["until"], one["last"]) for one in before
    ]


async def test_many_at_once_never_lock_for_good_and_what_was_not_judged_does_not_lock(small: App):
    names = [await an_account(small) for _ in range(8)]
    wrong = [sign_in(small.client, name, "wrong-password") for name in names for _ in range(7)]
    answers = [answer.status_code for answer in await asyncio.gather(*wrong)]
    assert 503 in answers, "nothing was turned away unjudged, so this shows nothing"
    for place, name in enumerate(names):
        judged = answers[place * 7 : place * 7 + 7].count(401)
        assert judged <= FREE
        assert (await sign_in(small.client, name)).status_code == (201 if judged < FREE else 429)
    await let_locks_end(small)
    assert {(await sign_in(small.client, name)).status_code for name in names} == {201}


async def test_a_try_that_a_process_took_with_it_when_it_died_locks_for_a_while_only(small: App):
    attempts = small.core.accounts.attempts
    name = f"nobody-{secrets.token_hex(5)}"
    for _ in range(FREE):
        await attempts.begin(name, "192.0.2.1")
    with pytest.raises(SignInLocked) as locked:
        await attempts.begin(name, "192.0.2.1")
    assert 0 < (locked.value.retry_after or 0) <= 61


async def test_a_stranger_does_not_keep_a_person_out(small: App):
    name = await an_account(small)
    async with client_at(small, "198.51.100.7") as stranger:
        assert await fail(stranger, name, 6) == [401] * 5 + [429]
        assert (await sign_in(stranger, name)).status_code == 429
    assert (await sign_in(small.client, name)).status_code == 201


async def test_one_network_of_ipv6_is_one_address(small: App):
    name = await an_account(small)
    statuses = []
    for last in range(6):
        async with client_at(small, f"2001:db8:1:2::{last:x}") as stranger:
            statuses += await fail(stranger, name, 1)
    assert statuses == [401] * 5 + [429]


async def test_many_addresses_together_are_bounded_and_a_known_one_is_not_held_up(small: App, monkeypatch):
    monkeypatch.setattr("gateway.attempts.FREE_ANYWHERE", 8)
    name = await an_account(small)
    assert (await sign_in(small.client, name)).status_code == 201
    for last in (1, 2):
        async with client_at(small, f"203.0.113.{last}") as stranger:
            assert await fail(stranger, name, 4) == [401] * 4
    async with client_at(small, "203.0.113.3") as stranger:
        assert (await sign_in(stranger, name)).status_code == 429
        assert (await sign_in(small.client, name)).status_code == 201
        assert (await sign_in(stranger, name)).status_code == 201, "whose password is right opens the name again"


async def test_a_password_that_is_set_lifts_every_lock(small: App, monkeypatch):
    monkeypatch.setattr("gateway.attempts.FREE_ANYWHERE", 5)
    name = await an_account(small)
    token = (await sign_in(small.client, name)).json()["token"]
    await fail(small.client, name, 5)
    await set_password(small, token, "another long phrase")
    async with client_at(small, "203.0.113.9") as elsewhere:
        assert (await sign_in(elsewhere, name, "another long phrase")).status_code == 201
    assert (await sign_in(small.client, name, "another long phrase")).status_code == 201


async def test_a_device_that_is_known_is_not_kept_out_at_an_address_that_strangers_have_used_up(small: App):
    """As behind a proxy that is not trusted: everybody comes from one address."""
    name = await an_account(small)
    device = (await sign_in(small.client, name)).json()["device"]
    assert await fail(small.client, name, 6) == [401] * 5 + [429]
    body = {"name": name, "password": PASSWORD, "device": device}
    assert (await sign_in(small.client, name)).status_code == 429
    assert (await small.client.post("/v1/session", json=body)).status_code == 201
    assert (await sign_in(small.client, name)).status_code == 429, "of the address nothing is forgiven"


async def test_tries_with_a_device_are_bounded_and_one_that_was_given_for_nothing_of_it_is_none(small: App):
    name, other = await an_account(small), await an_account(small)
    begun = (await sign_in(small.client, name)).json()
    device, token = begun["device"], begun["token"]

    async def tried(device: str, password: str, name: str = name) -> int:
        body = {"name": name, "password": password, "device": device}
        return (await small.client.post("/v1/session", json=body)).status_code

    assert [await tried(device, "wrong-password") for _ in range(6)] == [401] * 5 + [429]
    await fail(small.client, other, 5)
    for forged in (device, device[:-1] + "x", "x", "..", "0.x." + "0" * 64, "é.é.é"):
        assert await tried(forged, PASSWORD, other) == 429
    await set_password(small, token, "another long phrase")
    await fail(small.client, name, 5)
    assert await tried(device, "another long phrase") == 429, "it ended with the password"
