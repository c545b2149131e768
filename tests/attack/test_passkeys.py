"""Whoever has seen somebody sign in by a passkey, has a page of another name, or an authenticator of their own."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.account_passkeys import Passkeys
from gateway.proofs import confirmed
from servicekit.signing import base64url
from tests.attack.guards import everything, everything_awaited, guarded_by, nothing, nothing_awaited
from tests.contract.gateway_app import PASSWORD, App
from tests.contract.test_account_changes import holding
from tests.contract.test_accounts import bearer
from tests.support.authenticator import (
    PRESENT,
    Authenticator,
    begin,
    begin_making,
    by_password,
    complete,
    elliptic,
    holder,
    make,
    offer,
    shown,
    sign_in,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def offered(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(small, monkeypatch)


def same_for_all(*_: Any) -> bytes:
    """Stands in for what is made of a ticket."""
    return b"x" * 32


@guarded_by("the one time that a ticket is good", gateway__account_passkeys__Passkeys___is_taken=everything_awaited)
async def test_an_answer_that_was_seen_is_given_again(small: App) -> None:
    one = await holder(small, counts=False)
    begun = await begin(small)
    seen = one.passkey.signs(begun["options"])
    assert (await complete(small, begun["ticket"], seen)).status_code == 201
    assert (await complete(small, begun["ticket"], seen)).status_code == 401


@guarded_by("the challenge", gateway__account_passkeys__made_of=same_for_all)
async def test_an_answer_that_was_seen_is_given_to_another_question(small: App) -> None:
    one = await holder(small, counts=False)
    seen = one.passkey.signs((await begin(small))["options"])
    assert (await complete(small, (await begin(small))["ticket"], seen)).status_code == 401


@pytest.mark.parametrize(
    "origin",
    ["https://cadre.example.gov.cn.evil.example", "https://evil.example", "http://cadre.example.gov.cn",
     "https://other.cadre.example.gov.cn", "https://cadre.example.gov.cn:444"],
)  # fmt: skip
@guarded_by("the pages that ask", gateway__passkeys___is_ours=everything)
async def test_a_page_of_another_name_that_passes_the_question_on(small: App, origin: str) -> None:
    one = await holder(small)
    assert (await sign_in(small, one.passkey.but(origin=origin))).status_code == 401


@guarded_by("that the page is shown alone", gateway__passkeys___is_from_here=nothing)
async def test_the_page_is_shown_within_another(small: App) -> None:
    one = await holder(small)
    assert (await sign_in(small, one.passkey.but(within=True))).status_code == 401


@guarded_by("the signature", gateway__passkeys__RelyingParty__verify=nothing)
async def test_somebodys_passkey_signed_by_a_key_of_ones_own(small: App) -> None:
    one = await holder(small)
    assert (await sign_in(small, one.passkey.but(key=elliptic()))).status_code == 401


@guarded_by("the name that a passkey is bound to", gateway__passkeys__RelyingParty__verify=nothing)
async def test_a_passkey_of_another_platform(small: App) -> None:
    one = await holder(small)
    assert (await sign_in(small, one.passkey.but(domain="evil.example"))).status_code == 401


@guarded_by("that it is asked who holds it", gateway__passkeys__RelyingParty__verify=nothing)
async def test_a_key_that_was_found_and_asks_nobody(small: App) -> None:
    one = await holder(small)
    assert (await sign_in(small, one.passkey.but(flags=PRESENT))).status_code == 401


@guarded_by("a counter that grows", gateway__account_passkeys___before=lambda _: {"$gte": 0})
async def test_a_copy_of_somebodys_authenticator(small: App) -> None:
    one = await holder(small)
    copy = one.passkey.but()
    for _ in range(2):
        assert (await sign_in(small, one.passkey)).status_code == 201
    assert (await sign_in(small, copy)).status_code == 401


async def of_the_name(self: Passkeys, said: Any) -> Any:
    """Stands in for the look whose passkey it is: whoever it says it is."""
    account = await self._db.accounts.find_one({"_id": said.user})
    owner = await self._db.accounts.find_one({"passkeys.credential": base64url(said.credential_id)})
    assert account is not None
    assert owner is not None
    (passkey,) = owner["passkeys"]
    account["passkeys"] = [passkey]
    await self._db.accounts.update_one({"_id": account["_id"]}, {"$set": {"passkeys.0.id": passkey["id"]}})
    return account, passkey


@guarded_by("whose a passkey is", gateway__account_passkeys__Passkeys___whose=of_the_name)
async def test_ones_own_passkey_that_says_it_is_somebody_elses(small: App) -> None:
    one, own = await holder(small), await holder(small)
    claims = own.passkey.but(user=one.account["_id"].encode())
    assert (await sign_in(small, claims)).status_code == 401


@guarded_by("the session in which it was begun", gateway__account_passkeys__Passkeys___is_taken=everything_awaited)
async def test_somebody_is_made_to_add_the_attackers_passkey(small: App) -> None:
    one, attacker = await holder(small), await holder(small)
    begun = (await begin_making(small, attacker.token, **await shown(small, attacker.passkey))).json()
    made = Authenticator().makes(begun["options"])
    assert (await make(small, one.token, begun["ticket"], made)).status_code == 422


@guarded_by("the password that is given anew", gateway__accounts__Accounts__confirm=nothing_awaited)
async def test_adding_ones_own_passkey_in_a_stolen_session(small: App) -> None:
    token = (await by_password(small, await holding(small)))["token"]
    assert (await begin_making(small, token, "guessed-at")).status_code == 422


@guarded_by("the factor that is shown anew", gateway__passkey_rows__proven=confirmed)
async def test_adding_ones_own_passkey_with_a_stolen_session_and_the_password(small: App) -> None:
    one = await holder(small)
    assert (await begin_making(small, one.token)).status_code == 422


@guarded_by("the factor that is shown anew", gateway__passkey_rows__proven=confirmed)
async def test_removing_somebodys_passkey_with_a_stolen_session_and_the_password(small: App) -> None:
    one = await holder(small)
    account = await small.core.accounts.get(one.account["_id"])
    path, ask = f"/v1/session/passkeys/{account['passkeys'][0]['id']}/removal", {"current_password": PASSWORD}
    await small.client.post(path, json=ask, headers=bearer(one.token))
    assert (await sign_in(small, one.passkey)).status_code == 201


async def of_anybody(passkeys: Passkeys, _account: Any, ticket: str, answer: Any) -> None:
    """Stands in for the look whose passkey is shown: anybody's."""
    party = passkeys.party
    said = await passkeys._said(party, ticket, answer)
    await passkeys._verify(party, ticket, answer, said, *await passkeys._whose(said))


@guarded_by("whose passkey is shown", gateway__account_passkeys__Passkeys__show=of_anybody)
async def test_ones_own_passkey_shown_in_a_stolen_session(small: App) -> None:
    one, own = await holder(small), await holder(small)
    assert (await begin_making(small, one.token, **await shown(small, own.passkey))).status_code == 422


@guarded_by("that a session is held while something lasting is made", gateway__sessions__Sessions__hold=nothing_awaited)
async def test_adding_a_passkey_while_the_session_is_ended(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    one = await holder(small)
    begun = (await begin_making(small, one.token, code=one.recovery[0])).json()

    async def ended_just_then(*_: Any) -> None:
        await small.core.db.sessions.delete_many({"account": one.account["_id"]})

    monkeypatch.setattr(small.core.sessions, "must_last", ended_just_then)
    assert (await make(small, one.token, begun["ticket"], Authenticator().makes(begun["options"]))).status_code == 401
