"""Passkeys: made, signed in by, lost; and what is no answer of an authenticator's."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from fido2 import cbor
from fido2.utils import websafe_encode

from gateway import account_passkeys
from gateway.account_passkeys import MOST
from gateway.passkeys import PasskeySettings
from gateway.second_factor import FIELDS, RECOVERY_CODES
from gateway.settings import gateway_settings
from servicekit.config import ConfigurationError
from tests.contract.gateway_app import KEEPER, PASSWORD, App
from tests.contract.test_account_changes import holding
from tests.contract.test_accounts import bearer
from tests.contract.test_second_factor import Owner, asks, needing, owner
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
    register,
    shown,
    sign_in,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def offered(small: App, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(small, monkeypatch)


async def kept(app: App, account_id: str) -> dict[str, Any]:
    found = await app.core.db.accounts.find_one({"_id": account_id})
    assert found is not None
    return found


async def removal(app: App, token: str, passkey_id: str, password: str = PASSWORD, **proof: Any) -> int:
    return (await removed(app, token, passkey_id, password, **proof)).status_code


async def removed(app: App, token: str, passkey_id: str, password: str = PASSWORD, **proof: Any) -> httpx.Response:
    path, ask = f"/v1/session/passkeys/{passkey_id}/removal", {"current_password": password, **proof}
    return await app.client.post(path, json=ask, headers=bearer(token))


async def own(app: App, token: str) -> list[dict[str, Any]]:
    return (await app.client.get("/v1/session/passkeys", headers=bearer(token))).json()["items"]


async def test_a_passkey_is_made_and_signed_in_by_without_a_name(small: App):
    one = await holder(small)
    assert len(set(one.recovery)) == RECOVERY_CODES
    answer = await sign_in(small, one.passkey)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["account_id"], body["means"], body["lacks"]) == (one.account["_id"], ["passkey"], [])
    assert (body["second_factor"], bool(body["device"])) == (True, True)
    assert await asks(small, body["token"]) != (401, "/problems/not-signed-in")
    (passkey,) = await own(small, body["token"])
    assert (passkey["name"], bool(passkey["last_used_at"])) == ("电脑", True)


async def test_what_the_browser_is_told_binds_the_passkey_to_the_platform_and_asks_who_holds_it(small: App):
    one = await holder(small)
    told = (await begin_making(small, one.token, **await shown(small, one.passkey))).json()["options"]
    assert (told["attestation"], told["rp"]["id"]) == ("none", "cadre.example.gov.cn")
    chosen = told["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert [one["alg"] for one in told["pubKeyCredParams"]] == [-7, -8, -257]
    assert [known["id"] for known in told["excludeCredentials"]] == [websafe_encode(one.passkey.credential)]
    asked = (await begin(small))["options"]
    assert (asked["rpId"], asked["userVerification"]) == ("cadre.example.gov.cn", "required")
    assert "allowCredentials" not in asked, "it says to nobody who has one"


async def test_the_session_goes_on_under_a_new_token_that_has_shown_it(small: App):
    account = await holding(small)
    old = (await by_password(small, account))["token"]
    made = (await register(small, old, Authenticator())).json()
    assert (made["means"], made["lacks"]) == (["password", "passkey"], [])
    assert await asks(small, old, "/v1/session") == (401, "/problems/not-signed-in")
    assert await asks(small, made["token"], "/v1/session") == (200, "")


@pytest.mark.parametrize("kind", ["ES256", "EdDSA", "RS256"])
async def test_each_kind_of_key_that_is_asked_for_will_do(small: App, kind: str):
    keys: dict[str, Any] = {
        "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "EdDSA": ed25519.Ed25519PrivateKey.generate,
        "RS256": lambda: rsa.generate_private_key(65537, 2048),
    }
    one = await holder(small, key=keys[kind]())
    assert (await sign_in(small, one.passkey)).status_code == 201


async def test_a_passkey_that_does_not_count_is_none_the_worse_and_one_that_does_must_go_on(small: App):
    silent = await holder(small, counts=False)
    for _ in range(2):
        assert (await sign_in(small, silent.passkey)).status_code == 201
    one = await holder(small)
    assert (await sign_in(small, one.passkey)).status_code == 201
    clone = one.passkey.but()
    assert (await sign_in(small, one.passkey)).status_code == 201
    assert (await sign_in(small, clone)).json()["type"] == "/problems/passkeys/refused"
    entry = await small.core.db.journal.find_one({"action": "gateway.account.passkey-refused"}, sort=[("_id", -1)])
    assert entry is not None
    assert (entry["subject"], entry["facts"]["reason"]) == (one.account["_id"], "the counter has not grown")


async def test_from_the_first_passkey_on_the_password_alone_opens_nothing(small: App):
    one = await holder(small)
    half = await by_password(small, one.account)
    assert half["lacks"] == ["code"]
    assert await asks(small, half["token"]) == (403, "/problems/code-needed")
    assert (await begin_making(small, half["token"])).status_code == 403
    other = Owner(small, one.account, "", one.recovery, one.token)
    assert (await other.shows(half["token"], "000000")).status_code == 422
    assert (await other.shows(half["token"], one.recovery[0])).status_code == 201


async def test_a_passkey_is_the_second_factor_that_a_role_needs(small: App, monkeypatch: pytest.MonkeyPatch):
    needing(small, monkeypatch, "audit_administrator")
    account = await holding(small, "audit_administrator")
    begun = await by_password(small, account)
    assert begun["lacks"] == ["second-factor"]
    made = (await register(small, begun["token"], passkey := Authenticator())).json()
    assert made["lacks"] == []
    assert (await sign_in(small, passkey)).json()["lacks"] == []


async def test_a_passkey_comes_beside_an_authenticator_and_leaves_its_codes(small: App):
    one = await owner(small)
    made = (await register(small, one.token, Authenticator(), code=await one.code())).json()
    assert made["recovery_codes"] == []
    assert (await one.sign_in(code=await one.code())).status_code == 201
    assert (await one.sign_in(code=one.recovery[0])).status_code == 201
    (passkey,) = await own(small, made["token"])
    assert await removal(small, made["token"], passkey["id"], code=await one.code()) == 204
    assert (await one.sign_in()).json()["lacks"] == ["code"]


async def test_passkeys_are_named_and_removed_by_their_owner_with_the_password(small: App):
    one = await holder(small)
    second = Authenticator()
    token = (await register(small, one.token, second, "手机", **await shown(small, one.passkey))).json()["token"]
    computer, phone = await own(small, token)
    assert [computer["name"], phone["name"]] == ["电脑", "手机"]
    elsewhere = (await sign_in(small, second)).json()["token"]
    assert await removal(small, token, phone["id"], "wrong", **await shown(small, second)) == 422
    stranger = await holder(small)
    assert await removal(small, stranger.token, phone["id"], **await shown(small, stranger.passkey)) == 404
    assert await removal(small, token, phone["id"], code=one.recovery[0]) == 204, "the phone is lost, say"
    assert await removal(small, token, phone["id"], code=one.recovery[1]) == 404
    assert (await asks(small, elsewhere, "/v1/session"))[0] == 401
    assert (await asks(small, token, "/v1/session"))[0] == 200
    assert (await sign_in(small, second)).status_code == 401
    assert (await sign_in(small, one.passkey)).status_code == 201
    assert await removal(small, token, computer["id"], **await shown(small, one.passkey)) == 204
    assert not set(FIELDS) & set(await kept(small, one.account["_id"])), "with the last one everything of it goes"
    assert (await by_password(small, one.account))["lacks"] == []


async def test_lost_passkeys_are_taken_away_by_two_administrators(small: App):
    one = await holder(small)
    path = f"/v1/accounts/{one.account['_id']}/second-factor/removal"
    assert (await small.send("GET", f"/v1/accounts/{one.account['_id']}", KEEPER)).json()["second_factor"] is True
    proposed = await small.send("POST", path, KEEPER, json={"basis": "（示例）本人手机遗失"})
    assert proposed.status_code == 200, proposed.text
    assert (await sign_in(small, one.passkey)).status_code == 201, "nothing of it holds yet"
    await small.approve(proposed.json()["change_id"])
    assert (await sign_in(small, one.passkey)).status_code == 401
    assert (await by_password(small, one.account))["lacks"] == []


async def test_the_last_passkey_of_who_needs_a_factor_stays_until_there_is_another(small: App, monkeypatch):
    needing(small, monkeypatch, "audit_administrator")
    one = await holder(small, "audit_administrator")
    (passkey,) = await own(small, one.token)
    refused = await removed(small, one.token, passkey["id"], code=one.recovery[0])
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/passkeys/last-factor")
    assert (await sign_in(small, one.passkey)).status_code == 201
    other = await register(small, one.token, Authenticator(), code=one.recovery[1])
    assert await removal(small, other.json()["token"], passkey["id"], code=one.recovery[2]) == 204
    assert (await sign_in(small, one.passkey)).status_code == 401


async def test_a_passkey_that_is_shown_is_the_accounts_own_and_shown_once(small: App):
    one, other = await holder(small), await holder(small)
    for wrong in (
        await shown(small, other.passkey),
        await shown(small, one.passkey.but(key=elliptic())),
        {"passkey": {"ticket": "x", "credential": {}}},
    ):
        refused = await begin_making(small, one.token, **wrong)
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/passkeys/wrong")
    proof = await shown(small, one.passkey)
    answers = [(await begin_making(small, one.token, **proof)).status_code for _ in range(2)]
    assert answers == [200, 422]


async def test_whose_account_is_disabled_signs_in_no_more(small: App):
    one = await holder(small)
    await small.core.db.accounts.update_one({"_id": one.account["_id"]}, {"$set": {"active": False}})
    assert (await sign_in(small, one.passkey)).status_code == 401


async def test_a_passkey_is_one_accounts_and_an_account_has_so_many(small: App):
    one, other = await holder(small), await holder(small)
    others = await register(small, other.token, one.passkey.but(), code=other.recovery[0])
    assert others.json()["type"] == "/problems/passkeys/known"
    own = await register(small, one.token, one.passkey.but(), code=one.recovery[0])
    assert own.json()["type"] == "/problems/passkeys/known", "nor is it its owner's twice"
    token = one.token
    for _ in range(MOST - 1):
        proof = await shown(small, one.passkey)
        token = (await register(small, token, Authenticator(), **proof)).json()["token"]
    many = await begin_making(small, token, **await shown(small, one.passkey))
    assert many.json()["type"] == "/problems/passkeys/too-many"
    assert len((await kept(small, one.account["_id"]))["passkeys"]) == MOST


async def test_the_bound_holds_where_several_are_made_at_once(small: App, monkeypatch: pytest.MonkeyPatch):
    one = await holder(small)
    begun = [(await begin_making(small, one.token, code=one.recovery[each])).json() for each in range(3)]
    monkeypatch.setattr(account_passkeys, "MOST", 2)
    made = [make(small, one.token, each["ticket"], Authenticator().makes(each["options"])) for each in begun]
    statuses = [answer.status_code for answer in await asyncio.gather(*made)]
    assert statuses.count(201) == 1, statuses
    assert len((await kept(small, one.account["_id"]))["passkeys"]) == 2


async def test_a_ticket_is_good_once_in_its_session_and_for_minutes(small: App):
    one, other = await holder(small), await holder(small)
    begun = (await begin_making(small, one.token, code=one.recovery[0])).json()
    credential = Authenticator().makes(begun["options"])
    refused = await make(small, other.token, begun["ticket"], credential)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/passkeys/not-made")
    made = await make(small, one.token, begun["ticket"], credential)
    assert made.status_code == 201, made.text
    assert (await make(small, made.json()["token"], begun["ticket"], credential)).status_code == 422
    late = await begin(small)
    await small.core.db.passkey_tickets.update_many({}, [{"$set": {"expires_at": "$$NOW"}}])
    assert (await complete(small, late["ticket"], one.passkey.signs(late["options"]))).status_code == 401


async def test_a_key_that_was_not_asked_for_is_not_taken(small: App):
    account = await holding(small)
    token = (await by_password(small, account))["token"]
    begun = (await begin_making(small, token)).json()
    passkey = Authenticator()
    answer = passkey.makes(begun["options"])
    public = {1: 2, 3: -35, -1: 2, -2: b"x" * 48, -3: b"y" * 48}
    data = passkey._data(0x40) + bytes(16) + b"\0\x20" + passkey.credential + cbor.encode(public)
    attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
    answer["response"]["attestationObject"] = websafe_encode(attestation)
    assert (await make(small, token, begun["ticket"], answer)).status_code == 422


HOSTILE: list[Any] = [
    {},
    {"response": 1},
    {"response": {"clientDataJSON": "!"}},
    {"id": "AQ", "rawId": "Ag", "response": {}},
    {"id": "AQ", "rawId": "AQ", "type": "public-key", "response": {"clientDataJSON": None}},
    {"id": "AQ", "rawId": "AQ", "response": {"clientDataJSON": websafe_encode(b"[" * 9000)}},
    {"id": "AQ", "rawId": "AQ", "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": ""}},
    {"id": "AQ", "rawId": "AQ", "response": {"clientDataJSON": "e30", "attestationObject": "gYGBgYGB" * 900}},
    {"id": "AQ", "rawId": "AQ", "response": {"clientDataJSON": "e30", "attestationObject": "n" * 9000}},
    {"id": "AQ", "rawId": "AQ", "response": {"clientDataJSON": "e30", "attestationObject": "u_________8"}},
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_what_no_authenticator_says_is_refused_as_everything_else(small: App, number: int):
    begun = await begin(small)
    assert (await complete(small, begun["ticket"], HOSTILE[number])).status_code == 401
    one = await holder(small)
    making = (await begin_making(small, one.token, code=one.recovery[0])).json()
    assert (await make(small, one.token, making["ticket"], HOSTILE[number])).status_code == 422


async def test_a_body_without_what_is_needed_names_it(small: App):
    for wish in ({}, {"ticket": "x", "credential": "no object"}, {"ticket": "x", "credential": {}, "more": 1}):
        answer = await small.client.post("/v1/session/passkey/completion", json=wish)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-fields"), wish


async def test_a_repetition_is_told_neither_ticket_nor_token(small: App):
    account = await holding(small)
    headers = bearer((await by_password(small, account))["token"])
    ask = {"json": {"current_password": PASSWORD}, "headers": headers | {"idempotency-key": "passkey-1"}}
    first, again = [(await small.client.post("/v1/session/passkeys/registration", **ask)).json() for _ in range(2)]
    assert (bool(first["ticket"]), again["ticket"]) == (True, None)


async def test_where_nothing_is_configured_nothing_is_offered(small: App, monkeypatch: pytest.MonkeyPatch):
    one = await holder(small)
    monkeypatch.setattr(small.core, "passkeys", account_passkeys.Passkeys(None, small.core.accounts))
    for answer in (
        await small.client.post("/v1/session/passkey", json={}),
        await complete(small, "x", {}),
        await begin_making(small, one.token, code=one.recovery[0]),
        await make(small, one.token, "x", {}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/passkeys/not-offered")
    (passkey,) = await own(small, one.token)
    assert await removal(small, one.token, passkey["id"], code=one.recovery[1]) == 204


async def test_somebody_who_only_shows_presence_is_refused(small: App):
    one = await holder(small)
    assert (await sign_in(small, one.passkey.but(flags=PRESENT))).status_code == 401


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"PASSKEY_DOMAIN": "a.cn"}, "PASSKEY_ORIGINS"),
        ({"PASSKEY_DOMAIN": "a.cn", "PASSKEY_ORIGINS": "http://a.cn"}, "PASSKEY_ORIGINS"),
        ({"PASSKEY_DOMAIN": "a.cn", "PASSKEY_ORIGINS": "https://a.cn/"}, "PASSKEY_ORIGINS"),
        ({"PASSKEY_DOMAIN": "a.cn", "PASSKEY_ORIGINS": "https://b.cn"}, "PASSKEY_DOMAIN"),
        ({"PASSKEY_DOMAIN": "a.cn", "PASSKEY_ORIGINS": "https://ba.cn"}, "PASSKEY_DOMAIN"),
    ],
)
def test_settings_that_would_be_good_nowhere_are_named(told: dict[str, str], wrong: str):
    with pytest.raises(ConfigurationError, match=wrong):
        gateway_settings(told)


def test_settings_name_the_pages():
    told = {"PASSKEY_DOMAIN": "city.cn", "PASSKEY_ORIGINS": "https://cadre.city.cn, https://city.cn:8443"}
    settings = gateway_settings(told).passkeys()
    assert settings == PasskeySettings("city.cn", frozenset({"https://cadre.city.cn", "https://city.cn:8443"}))


def test_the_library_is_loaded_by_nobody_who_only_starts():
    said = subprocess.run(
        [sys.executable, "-c", "import sys, gateway.app; print('fido2' in sys.modules)"],
        capture_output=True, text=True, check=True, env=dict(os.environ),
    ).stdout  # fmt: skip
    assert said.strip() == "False"
