"""Whoever has somebody's password and not their authenticator, or has looked over their shoulder."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.attempts import FREE, FREE_CHANGES, Attempt, Attempts
from gateway.devices import Devices
from gateway.proofs import confirmed
from gateway.second_factor import SecondFactors
from tests.attack.guards import guarded_by, nothing_awaited
from tests.contract.gateway_app import PASSWORD, App
from tests.contract.test_account_changes import holding
from tests.contract.test_accounts import bearer
from tests.contract.test_lockout import client_at
from tests.contract.test_second_factor import Owner, asks, owner

pytestmark = pytest.mark.anyio


async def taken_again(_: SecondFactors, account: Any, code: str) -> bool:
    return True


@guarded_by("the one time that a code is good", gateway__second_factor__SecondFactors__use=taken_again)
@pytest.mark.parametrize("kind", ["time", "recovery"])
async def test_giving_a_code_again_that_was_seen(small: App, kind: str) -> None:
    one = await owner(small)
    seen = await one.code() if kind == "time" else one.recovery[0]
    assert (await one.sign_in(code=seen)).status_code == 201
    assert (await one.shows(await one.half(), seen)).status_code == 422


@guarded_by("what a session lacks", gateway__sessions__lacking=lambda *_: ())
async def test_reading_with_the_password_alone(small: App) -> None:
    one = await owner(small)
    begun = (await one.sign_in()).json()
    assert (await asks(small, begun["token"], "/v1/roles"))[0] == 403


@guarded_by(
    "the password that whoever sets a factor up gives anew", gateway__accounts__Accounts__confirm=nothing_awaited
)
async def test_setting_up_ones_own_authenticator_in_a_stolen_session(small: App) -> None:
    body = {"name": (await holding(small))["name"], "password": PASSWORD}
    token = (await small.client.post("/v1/session", json=body)).json()["token"]
    answer = await small.client.post(
        "/v1/session/second-factor", json={"current_password": "guessed-at"}, headers=bearer(token)
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["second-factor", "recovery-codes"])
@guarded_by("the factor that is shown anew", gateway__session_rows__proven=confirmed)
async def test_changing_the_factor_with_a_stolen_session_and_the_password(small: App, path: str) -> None:
    one = await owner(small)
    assert (await one.asks(f"/{path}")).status_code == 422


async def forgiven(attempts: Any, attempt: Any) -> None:
    await attempts.succeeded(attempt)


@guarded_by("that the password alone forgives no wrong code", gateway__attempts__Attempts__give_back=forgiven)
async def test_trying_codes_for_ever_between_right_passwords(small: App) -> None:
    one = await owner(small)
    for _ in range(FREE):
        await one.shows(await one.half(), "000000")
    assert (await one.sign_in()).status_code == 429


async def tries(one: Owner, address: str, times: int, **body: str) -> list[int]:
    async with client_at(one.app, address) as stranger:
        return [(await one.sign_in(stranger, **body)).status_code for _ in range(times)]


async def of_anybody(_: Devices, __: Any, device: str) -> str:
    return device.rpartition(".")[0]


@guarded_by("the account that a device was told for", gateway__devices__Devices__known=of_anybody)
async def test_getting_past_a_lock_with_a_device_of_ones_own(small: App) -> None:
    one, own = await owner(small), await owner(small)
    device = (await own.sign_in(code=await own.code())).json()["device"]
    assert await tries(one, "203.0.113.50", FREE, password="wrong") == [401] * FREE
    assert await tries(one, "203.0.113.50", 1, password="wrong", device=device) == [429]


async def of_none(*_: Any, **__: Any) -> str:
    return ""


@guarded_by("what a device is told", gateway__devices__Devices__known=of_none)
async def test_keeping_an_owner_out_who_shares_the_address_of_strangers(small: App) -> None:
    one = await owner(small)
    device = (await one.sign_in(code=await one.code())).json()["device"]
    for _ in range(FREE):
        await one.sign_in(password="wrong")
    assert (await one.sign_in(device=device)).status_code == 201


_begin = Attempts.begin


async def of_names_alone(attempts: Attempts, name: str, address: str, **_: Any) -> Attempt:
    return await _begin(attempts, name, address)


@guarded_by("the way in by password and code", gateway__attempts__Attempts__begin=of_names_alone)
async def test_keeping_an_owner_out_who_is_at_a_new_address(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.attempts.FREE_ANYWHERE", 2)
    one = await owner(small)
    await small.core.accounts.attempts.forget(one.account["name_key"])
    for place in range(2):
        await tries(one, f"203.0.113.{place}", 1, password="wrong")
    assert await tries(one, "203.0.113.98", 1, code=await one.code()) == [201]


@pytest.mark.parametrize("way", ["at once", "one after the other", "as a proof"])
@guarded_by("the count of codes beside the right password", gateway__attempts__Attempts__begin_code=nothing_awaited)
async def test_trying_codes_from_many_addresses(small: App, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr("gateway.attempts.FREE_CODES", 3)
    one = await owner(small)
    assert [await a_wrong_code(one, f"203.0.113.{place}", way) for place in range(4)][3] == 429


async def a_wrong_code(one: Owner, address: str, way: str) -> int:
    async with client_at(one.app, address) as stranger:
        if way == "at once":
            return (await one.sign_in(stranger, code="000000")).status_code
        if way == "as a proof":
            body = {"current_password": PASSWORD, "code": "000000"}
            path, token = "/v1/session/recovery-codes", one.token
        else:
            body, path = {"code": "000000"}, "/v1/session/code"
            token = (await one.sign_in(stranger)).json()["token"]
        return (await stranger.post(path, json=body, headers=bearer(token))).status_code


async def by_anybody(attempts: Attempts, attempt: Attempt, password: bool) -> None:
    await _begin_code(attempts, attempt, True)


_begin_code = Attempts.begin_code


@guarded_by("that only who knows the password counts at codes", gateway__attempts__Attempts__begin_code=by_anybody)
async def test_locking_an_owners_codes_without_the_password(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.attempts.FREE_CODES", 3)
    one = await owner(small)
    for place in range(5):
        await tries(one, f"203.0.113.{place}", 1, password="wrong", code="000000")
    assert (await one.sign_in(code=await one.code())).status_code == 201


@guarded_by("what a device is told", gateway__devices__Devices__known=of_none)
async def test_keeping_an_owner_out_by_wrong_codes(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.attempts.FREE_CODES", 3)
    one = await owner(small)
    device = (await one.sign_in(code=await one.code())).json()["device"]
    for place in range(4):
        await tries(one, f"203.0.113.{place}", 1, code="000000")
    assert (await one.sign_in(code=await one.code(), device=device)).status_code == 201


@guarded_by("the count of changes", gateway__attempts__Attempts__begin_change=nothing_awaited)
async def test_having_passwords_compared_for_ever_with_ones_own(small: App) -> None:
    one = await owner(small)
    answers = [await one.asks("/password", new_password=PASSWORD) for _ in range(FREE_CHANGES + 1)]
    assert [one.status_code for one in answers] == [422] * FREE_CHANGES + [429]
