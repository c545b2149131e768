"""Whoever has no session, an ended one, or something that looks like one."""

from __future__ import annotations

import asyncio
import base64
import secrets
import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest
from argon2.exceptions import InvalidHashError

from gateway import passwords
from gateway.attempts import FREE
from gateway.sessions import Sessions
from servicekit import clock
from tests.attack.guards import as_it_is, guarded_by, nothing_awaited
from tests.contract.gateway_app import KEEPER, PASSWORD, App
from tests.contract.test_account_changes import holding
from tests.contract.test_accounts import bearer
from tests.contract.test_lockout import an_account, client_at, fail, sign_in
from tests.contract.test_second_factor import Owner, owner

pytestmark = pytest.mark.anyio
UNSIGNED = ".".join(base64.urlsafe_b64encode(part).decode() for part in (b'{"alg":"none"}', b'{"sub":"admin"}', b""))
"""What some take for a signed token: it says that it needs no signature."""
EARLY = SimpleNamespace(now=lambda: datetime(2000, 1, 1, tzinfo=UTC))


async def asks(app: App, token: str) -> int:
    app.core.sessions.forget()
    return (await app.client.get("/v1/session", headers={"authorization": f"Bearer {token}"})).status_code


async def a_token(app: App) -> tuple[str, str]:
    """A session of a new account: the account's id and the token."""
    name = await an_account(app)
    token = (await sign_in(app.client, name)).json()["token"]
    account = await app.core.db.accounts.find_one({"name": name})
    assert account is not None
    return account["_id"], token


async def test_a_token_that_nobody_was_given(small: App) -> None:
    for forged in ("cad_" + secrets.token_urlsafe(32), "admin", "0", "null", UNSIGNED):
        assert await asks(small, forged) == 401


@guarded_by("the end of a session's time", gateway__sessions__clock=EARLY)
async def test_a_session_whose_time_is_over(small: App) -> None:
    account, token = await a_token(small)
    over = {"$set": {"expires_at": clock.now() - timedelta(milliseconds=1)}}
    await small.core.db.sessions.update_one({"account": account}, over)
    assert await asks(small, token) == 401


@guarded_by("the end of a session that nobody uses", gateway__sessions___alive=lambda *_: {})
async def test_a_session_that_was_left_open(small: App) -> None:
    account, token = await a_token(small)
    left = {"$set": {"last_seen": clock.now() - timedelta(hours=2)}}
    await small.core.db.sessions.update_one({"account": account}, left)
    assert await asks(small, token) == 401


async def end_whosever(sessions: Sessions, _: str, number: str) -> None:
    await sessions._db.sessions.delete_one({"number": number})


@guarded_by("the owner of a session", gateway__sessions__Sessions__end_numbered=end_whosever)
async def test_ending_a_session_of_somebody_else(small: App) -> None:
    account, theirs = await a_token(small)
    _, own = await a_token(small)
    session = await small.core.db.sessions.find_one({"account": account})
    assert session is not None
    path, headers = f"/v1/sessions/{session['number']}", {"authorization": f"Bearer {own}"}
    await small.client.delete(path, headers=headers)
    assert await asks(small, theirs) == 200


@guarded_by("the end of a session by its owner", gateway__sessions__Sessions__end=nothing_awaited)
async def test_a_session_that_its_owner_ended(small: App) -> None:
    _, token = await a_token(small)
    await small.client.delete("/v1/session", headers={"authorization": f"Bearer {token}"})
    assert await asks(small, token) == 401


@guarded_by("the end of all sessions with the password", gateway__sessions__Sessions__end_all=nothing_awaited)
async def test_a_stolen_session_after_the_password_was_changed(small: App) -> None:
    account_id, stolen = await a_token(small)
    account = await small.core.accounts.get(account_id)
    own = (await sign_in(small.client, account["name"])).json()["token"]
    changed = await small.client.post(
        "/v1/session/password",
        json={"current_password": PASSWORD, "new_password": "Another-wind-8-over-sand"},
        headers={"authorization": f"Bearer {own}"},
    )
    assert changed.status_code == 204, changed.text
    assert await asks(small, stolen) == 401


async def ended_elsewhere(app: App, account: str) -> None:
    """As another gateway ends it: this one still remembers it."""
    assert (await app.core.db.sessions.delete_many({"account": account})).deleted_count


LASTING = ("password", "second factor", "code", "recovery codes")


async def makes(app: App, what: str, one: Owner, token: str) -> httpx.Response:
    """Make something by a session that outlives it."""
    code = await one.code() if one.secret else ""
    wish: dict[str, tuple[str, dict[str, str]]] = {
        "password": ("password", {"current_password": PASSWORD, "new_password": "Another-wind-8-over-sand"}),
        "second factor": ("second-factor/confirmation", {"code": code}),
        "code": ("code", {"code": code}),
        "recovery codes": ("recovery-codes", {"current_password": PASSWORD, "code": code}),
    }
    path, body = wish[what]
    return await app.client.post(f"/v1/session/{path}", json=body, headers=bearer(token))


async def about_to_make(app: App, what: str) -> tuple[Owner, str]:
    """Somebody who may make it, and the session to make it by."""
    if what != "second factor":
        one = await owner(app)
        return one, (await one.half() if what == "code" else one.token)
    account = await holding(app)
    token = (await sign_in(app.client, account["name"])).json()["token"]
    ask = {"json": {"current_password": PASSWORD}, "headers": bearer(token)}
    secret = (await app.client.post("/v1/session/second-factor", **ask)).json()["secret"]
    return Owner(app, account, secret, [], token), token


@pytest.mark.parametrize("what", LASTING)
@guarded_by(
    "the look whether a session lasts",
    gateway__sessions__Sessions__must_last=nothing_awaited,
    gateway__sessions__Sessions__hold=nothing_awaited,
)
async def test_making_something_lasting_by_a_session_that_has_just_been_ended(small: App, what: str) -> None:
    one, token = await about_to_make(small, what)
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 200
    await ended_elsewhere(small, one.account["_id"])
    assert (await makes(small, what, one, token)).status_code == 401


@pytest.mark.parametrize("what", LASTING)
@guarded_by("that a session is held while something lasting is made", gateway__sessions__Sessions__hold=nothing_awaited)
async def test_making_something_lasting_while_the_session_is_ended(
    small: App, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, token = await about_to_make(small, what)

    async def ended_just_then(*_: object) -> None:
        await ended_elsewhere(small, one.account["_id"])

    monkeypatch.setattr(small.core.sessions, "must_last", ended_just_then)
    assert (await makes(small, what, one, token)).status_code == 401


@guarded_by("the look whether a session lasts", gateway__sessions__Sessions__must_last=nothing_awaited)
async def test_an_account_of_ones_own_by_an_administrators_session_that_has_just_been_ended(small: App) -> None:
    account = await holding(small, KEEPER)
    token = (await sign_in(small.client, account["name"])).json()["token"]
    await ended_elsewhere(small, account["_id"])
    wish = {"name": f"own-{secrets.token_hex(4)}", "roles": ["training_officer"]}
    assert (await small.client.post("/v1/accounts", json=wish, headers=bearer(token))).status_code == 401


@guarded_by("that what was shown still holds", gateway__accounts__version_of=lambda _: {"$exists": True})
async def test_signing_in_by_a_password_that_is_reset_meanwhile(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    name = await an_account(small)
    judge = small.core.accounts._judge

    async def judged_before(*asked: object) -> object:
        judged = await judge(*asked)  # type: ignore[arg-type]
        reset = {"$set": {"hash": "another"}, "$inc": {"version": 1}}
        await small.core.db.accounts.update_one({"name": name}, reset)
        return judged

    monkeypatch.setattr(small.core.accounts, "_judge", judged_before)
    assert (await sign_in(small.client, name)).status_code == 401


@guarded_by("the hash under which a token is kept", gateway__sessions___key=as_it_is)
async def test_who_reads_the_database_has_no_token(small: App) -> None:
    account, _ = await a_token(small)
    kept = await small.core.db.sessions.find_one({"account": account})
    assert kept is not None
    assert await asks(small, kept["_id"]) == 401


@guarded_by("the count of failed tries", gateway__attempts__FREE=10**9)
async def test_guessing_a_password(small: App) -> None:
    name = await an_account(small)
    await fail(small.client, name, FREE)
    assert (await sign_in(small.client, name)).status_code == 429


@guarded_by("the address that a lock belongs to", gateway__dispatch__address_of=lambda _: "everywhere")
async def test_keeping_an_owner_out(small: App) -> None:
    name = await an_account(small)
    async with client_at(small, "198.51.100.66") as stranger:
        await fail(stranger, name, FREE + 2)
    assert (await sign_in(small.client, name)).status_code == 201


@guarded_by("the hash that an unknown name is measured against", gateway__passwords__Hasher__fits=nothing_awaited)
async def test_finding_out_names_by_how_long_a_refusal_takes(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    def verify(stored: str, password: str) -> bool:
        verified.append(stored)
        raise InvalidHashError

    monkeypatch.setattr(small.core.accounts.hasher, "_argon2", SimpleNamespace(verify=verify, hash=lambda _: "hash"))
    answers = [
        await sign_in(small.client, name) for name in (await an_account(small), f"nobody-{secrets.token_hex(4)}")
    ]
    known, unknown = (answer.json() | {"request_id": ""} for answer in answers)
    assert known == unknown
    assert len(verified) == 2


@asynccontextmanager
async def unhurried(_: passwords.Hasher, __: passwords.Asker) -> AsyncIterator[None]:
    """Stands in for the line in which each waits for their own turn."""
    yield


def held(hasher: passwords.Hasher, askers: Iterable[passwords.Asker]) -> list[asyncio.Task[bool]]:
    return [asyncio.create_task(hasher.fits("hash", "password", asker)) for asker in askers]


@pytest.mark.parametrize("key", ["acc-insider", "203.0.113.9"])
@guarded_by("the one hash at a time", gateway__passwords__Hasher___in_turn=unhurried)
async def test_one_who_holds_every_place_for_hashes(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await _keep_out([passwords.Asker(key, known=True)] * (passwords.OPEN_HASHES + 1), monkeypatch)


@guarded_by("the places that are kept for who is known", gateway__passwords__KEPT_FOR_KNOWN=0)
async def test_some_addresses_that_hold_every_place_for_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = (f"203.0.113.{place}" for place in range(passwords.OPEN_HASHES + 1))
    await _keep_out([passwords.Asker(address, known=False) for address in addresses], monkeypatch)


async def _keep_out(askers: list[passwords.Asker], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is known is heard while these ask."""
    hasher, done = passwords.Hasher(), threading.Event()
    monkeypatch.setattr(hasher, "_argon2", SimpleNamespace(verify=lambda *_: done.wait(10)))
    tasks = held(hasher, askers)
    for _ in range(3):
        await asyncio.sleep(0)
    (owner,) = held(hasher, [passwords.of_account("acc-owner")])
    for _ in range(3):
        await asyncio.sleep(0)
    done.set()
    outcomes = await asyncio.gather(owner, *tasks, return_exceptions=True)
    hasher.close()
    assert outcomes[0] is True
