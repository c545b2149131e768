"""Second factors: set up, asked for, lost, and good once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pymongo
import pytest
from pyotp import TOTP

from gateway import second_factor
from gateway.attempts import FREE
from gateway.resealing import HERE
from servicekit import clock
from servicekit.config import from_environment
from tests.contract.gateway_app import KEEPER, PASSWORD, App
from tests.contract.test_account_changes import SECURITY, holding
from tests.contract.test_accounts import bearer
from tests.contract.test_lockout import client_at, let_locks_end
from tools.cadre import administrators
from tools.cadre.installation import Installation

pytestmark = pytest.mark.anyio


@dataclass
class Owner:
    """Somebody with a second factor."""

    app: App
    account: dict[str, Any]
    secret: str
    recovery: list[str]
    token: str

    @property
    def name(self) -> str:
        return self.account["name"]

    async def code(self) -> str:
        """What the authenticator shows, as if the last code had been given a while ago."""
        await self.app.core.db.accounts.update_one({"_id": self.account["_id"]}, {"$set": {"factor_step": 0}})
        return TOTP(self.secret).now()

    async def sign_in(self, client: httpx.AsyncClient | None = None, **more: Any) -> httpx.Response:
        body = {"name": self.name, "password": PASSWORD} | more
        return await (client or self.app.client).post("/v1/session", json=body)

    async def half(self) -> str:
        """A session in which only the password was given."""
        begun = await self.sign_in()
        assert begun.json()["lacks"] == ["code"]
        return begun.json()["token"]

    async def asks(self, path: str, **proof: str) -> httpx.Response:
        """Ask for something of one's own, with the password and whatever else is shown."""
        body = {"current_password": PASSWORD} | proof
        return await self.app.client.post(f"/v1/session{path}", json=body, headers=bearer(self.token))

    async def shows(self, token: str, code: str) -> httpx.Response:
        return await self.app.client.post("/v1/session/code", json={"code": code}, headers=bearer(token))


async def owner(app: App, role: str = "training_officer") -> Owner:
    account = await holding(app, role)
    token = (await app.client.post("/v1/session", json={"name": account["name"], "password": PASSWORD})).json()["token"]
    begun = await app.client.post(
        "/v1/session/second-factor", json={"current_password": PASSWORD}, headers=bearer(token)
    )
    assert begun.status_code == 201, begun.text
    secret = begun.json()["secret"]
    assert secret in begun.json()["uri"]
    confirmed = await app.client.post(
        "/v1/session/second-factor/confirmation", json={"code": TOTP(secret).now()}, headers=bearer(token)
    )
    assert confirmed.status_code == 201, confirmed.text
    body = confirmed.json()
    return Owner(app, account, secret, body["recovery_codes"], body["token"])


async def asks(app: App, token: str, path: str = "/v1/things") -> tuple[int, str]:
    app.core.sessions.forget()
    answer = await app.client.get(path, headers=bearer(token))
    return answer.status_code, answer.json().get("type", "")


def needing(app: App, monkeypatch: pytest.MonkeyPatch, *roles: str) -> None:
    """These roles need a second factor, by the rule."""
    monkeypatch.setattr(app.core.sign_in_rules, "last", replace(app.core.sign_in_rules.last, second_factor=set(roles)))


async def test_a_factor_is_set_up_and_asked_for_from_then_on(small: App):
    one = await owner(small)
    assert len(set(one.recovery)) == second_factor.RECOVERY_CODES
    shown = (await small.client.get("/v1/session", headers=bearer(one.token))).json()
    assert (shown["second_factor"], shown["means"], shown["lacks"]) == (True, ["password", "totp"], [])
    half = await one.half()
    assert await asks(small, half) == (403, "/problems/code-needed")
    answer = await one.shows(half, await one.code())
    assert (answer.status_code, answer.json()["lacks"]) == (201, [])
    assert await asks(small, answer.json()["token"], "/v1/session") == (200, "")
    assert await asks(small, half, "/v1/session") == (401, "/problems/not-signed-in")


async def test_password_and_code_are_given_at_once(small: App):
    one = await owner(small)
    answer = await one.sign_in(code=await one.code())
    assert (answer.status_code, answer.json()["lacks"], answer.json()["means"]) == (201, [], ["password", "totp"])
    assert (await one.sign_in(code="000000")).status_code == 401
    other = await holding(small)
    body = {"name": other["name"], "password": PASSWORD, "code": "000000"}
    assert (await small.client.post("/v1/session", json=body)).status_code == 401, "there is none to give"


async def test_what_only_has_the_password_reaches_nothing_but_what_helps_out_of_it(small: App):
    one = await owner(small)
    half = await one.half()
    rows = small.core.table.rows
    assert {f"{row.route.method} {row.route.path}" for row in rows if "code" in row.route.without} == {
        *(f"{method} /session" for method in ("GET", "POST", "DELETE")),
        "POST /session/code",
    }
    for method, path in (
        ("POST", "/v1/session/password"),
        ("POST", "/v1/session/second-factor"),
        ("POST", "/v1/session/second-factor/confirmation"),
        ("POST", "/v1/session/recovery-codes"),
        ("GET", "/v1/sessions"),
        ("DELETE", "/v1/sessions"),
        ("GET", "/v1/roles"),
    ):
        request = {"json": {"current_password": PASSWORD}} if method == "POST" else {}
        answer = await small.client.request(method, path, headers=bearer(half), **request)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/code-needed"), path
    assert (await small.client.delete("/v1/session", headers=bearer(half))).status_code == 204


async def test_a_code_is_good_once_even_if_it_is_given_many_times_at_once(small: App):
    one = await owner(small)
    first = TOTP(one.secret).now()
    halves = [await one.half() for _ in range(3)]
    refused = await one.shows(halves[0], first)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/wrong-code"), "it confirmed the set-up"
    code = await one.code()
    answers = await asyncio.gather(*(one.shows(half, code) for half in halves))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]


async def test_a_code_that_is_a_minute_off_is_none_and_one_of_a_slow_clock_is(small: App):
    one = await owner(small)
    for seconds, status in ((-90, 422), (-30, 201), (90, 422)):
        await one.code()
        code = TOTP(one.secret).at(clock.now() + timedelta(seconds=seconds))
        assert (await one.shows(await one.half(), code)).status_code == status, seconds


async def test_a_recovery_code_is_good_once_however_it_is_typed(small: App):
    one = await owner(small)
    typed = one.recovery[0].upper().replace("-", " ")
    answer = await one.shows(await one.half(), typed)
    assert (answer.status_code, answer.json()["means"]) == (201, ["password", "recovery-code"])
    assert answer.json()["recovery_codes_left"] == second_factor.RECOVERY_CODES - 1
    assert (await one.shows(await one.half(), one.recovery[0])).status_code == 422
    assert (await one.sign_in(code=one.recovery[1])).status_code == 201
    kept = await small.core.db.accounts.find_one({"_id": one.account["_id"]})
    assert one.recovery[2] not in str(kept)


async def test_recovery_codes_are_made_anew_with_the_password(small: App):
    one = await owner(small)
    made = (await one.asks("/recovery-codes", code=one.recovery[1])).json()["recovery_codes"]
    assert (await one.shows(await one.half(), one.recovery[0])).status_code == 422
    assert (await one.shows(await one.half(), made[0])).status_code == 201
    assert (await one.asks("/recovery-codes", current_password="wrong", code=made[1])).status_code == 422


@pytest.mark.parametrize("path", ["/second-factor", "/recovery-codes", "/passkeys/pky-1/removal"])
async def test_what_changes_a_factor_wants_it_shown_beside_the_password(small: App, path: str):
    one = await owner(small)
    missing = await one.asks(path)
    assert (missing.status_code, missing.json()["type"]) == (422, "/problems/factor-not-shown")
    assert missing.json()["errors"][0]["pointer"] == "/code"
    used = await one.code()
    assert (await one.sign_in(code=used)).status_code == 201
    for wrong in ({"code": "000000"}, {"code": used}, {"code": one.recovery[1], "current_password": "wrong"}):
        refused = await one.asks(path, **wrong)
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/wrong-proof"), wrong
    assert (await one.asks(path, code=await one.code())).status_code in (201, 404)
    if "passkeys" not in path:
        assert (await one.asks(path, code=one.recovery[0])).status_code == (201 if "factor" in path else 422)


async def test_proofs_are_counted_with_the_tries_at_signing_in(small: App):
    one = await owner(small)
    await small.core.accounts.attempts.forget(one.account["name_key"])
    statuses = [(await one.asks("/second-factor", code="000000")).status_code for _ in range(FREE + 1)]
    assert statuses == [422] * FREE + [429]


async def test_an_authenticator_is_replaced_with_a_code_of_the_one_before(small: App):
    one = await owner(small)
    secret = (await one.asks("/second-factor", code=await one.code())).json()["secret"]
    confirm = {"json": {"code": TOTP(secret).now()}, "headers": bearer(one.token)}
    assert (await small.client.post("/v1/session/second-factor/confirmation", **confirm)).status_code == 201
    assert (await one.sign_in(code=await one.code())).status_code == 401
    one.secret = secret
    assert (await one.sign_in(code=await one.code())).status_code == 201


async def test_wrong_codes_are_counted_with_wrong_passwords_and_a_right_password_forgives_none(small: App):
    one = await owner(small)
    await small.core.accounts.attempts.forget(one.account["name_key"])
    half = await one.half()
    statuses = []
    for _ in range(FREE + 1):
        statuses.append((await one.shows(half, "000000")).status_code)
        await one.sign_in()
    assert statuses == [422] * FREE + [429]
    assert (await one.sign_in(code=await one.code())).status_code == 429
    await let_locks_end(small)
    assert (await one.sign_in(code=await one.code())).status_code == 201


async def test_who_needs_a_factor_does_nothing_before_it_is_set_up(small: App, monkeypatch):
    needing(small, monkeypatch, "audit_administrator")
    account = await holding(small, "audit_administrator")
    begun = await small.client.post("/v1/session", json={"name": account["name"], "password": PASSWORD})
    token = begun.json()["token"]
    assert begun.json()["lacks"] == ["second-factor"]
    path = "/v1/audit?service=gateway"
    assert await asks(small, token, path) == (403, "/problems/second-factor-needed")
    ask = {"json": {"current_password": PASSWORD}, "headers": bearer(token)}
    secret = (await small.client.post("/v1/session/second-factor", **ask)).json()["secret"]
    confirm = {"json": {"code": TOTP(secret).now()}, "headers": bearer(token)}
    done = (await small.client.post("/v1/session/second-factor/confirmation", **confirm)).json()
    assert await asks(small, done["token"], path) == (200, "")


async def test_a_role_that_needs_one_from_now_on_does_nothing_in_the_sessions_that_there_are(small: App, monkeypatch):
    account = await holding(small, "audit_administrator")
    begun = await small.client.post("/v1/session", json={"name": account["name"], "password": PASSWORD})
    assert await asks(small, begun.json()["token"], "/v1/audit?service=gateway") == (200, "")
    needing(small, monkeypatch, "audit_administrator")
    refused = (403, "/problems/second-factor-needed")
    assert await asks(small, begun.json()["token"], "/v1/audit?service=gateway") == refused


async def test_a_code_comes_before_a_new_password_and_that_before_a_factor(small: App, monkeypatch):
    one = await owner(small, "audit_administrator")
    await small.core.db.accounts.update_one({"_id": one.account["_id"]}, {"$set": {"must_change": True}})
    begun = (await one.sign_in()).json()
    assert begun["lacks"] == ["code", "own-password"]
    change = {"current_password": PASSWORD, "new_password": "a phrase that is mine alone"}
    answer = await small.client.post("/v1/session/password", json=change, headers=bearer(begun["token"]))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/code-needed")
    full = (await one.shows(begun["token"], await one.code())).json()
    assert full["lacks"] == ["own-password"]
    answer = await small.client.post("/v1/session/password", json=change, headers=bearer(full["token"]))
    assert answer.status_code == 204
    needing(small, monkeypatch, "audit_administrator")
    other = await holding(small, "audit_administrator")
    await small.core.db.accounts.update_one({"_id": other["_id"]}, {"$set": {"must_change": True}})
    body = {"name": other["name"], "password": PASSWORD}
    assert (await small.client.post("/v1/session", json=body)).json()["lacks"] == ["own-password", "second-factor"]


async def test_a_factor_is_begun_with_the_password_and_holds_once_confirmed_in_time(small: App):
    account = await holding(small)
    begun = await small.client.post("/v1/session", json={"name": account["name"], "password": PASSWORD})
    headers = bearer(begun.json()["token"])

    async def post(path: str, **body: str) -> httpx.Response:
        return await small.client.post(f"/v1/session/second-factor{path}", json=body, headers=headers)

    assert (await post("", current_password="wrong")).status_code == 422
    assert (await post("/confirmation", code="123456")).status_code == 409
    secret = (await post("", current_password=PASSWORD)).json()["secret"]
    assert (await post("/confirmation", code="000000")).status_code == 422
    long_ago = clock.now() - second_factor.SETTING_UP - timedelta(seconds=1)
    await small.core.db.accounts.update_one({"_id": account["_id"]}, {"$set": {"factor_wish_at": long_ago}})
    assert (await post("/confirmation", code=TOTP(secret).now())).status_code == 409
    body = {"name": account["name"], "password": PASSWORD}
    assert (await small.client.post("/v1/session", json=body)).json()["lacks"] == []


async def test_setting_one_up_ends_every_other_session(small: App):
    account = await holding(small)
    body = {"name": account["name"], "password": PASSWORD}
    other = (await small.client.post("/v1/session", json=body)).json()["token"]
    ask = {"json": {"current_password": PASSWORD}, "headers": bearer(other)}
    mine = (await small.client.post("/v1/session", json=body)).json()["token"]
    secret = (await small.client.post("/v1/session/second-factor", **ask)).json()["secret"]
    confirm = {"json": {"code": TOTP(secret).now()}, "headers": bearer(mine)}
    done = (await small.client.post("/v1/session/second-factor/confirmation", **confirm)).json()
    statuses = [(await asks(small, token, "/v1/session"))[0] for token in (other, mine, done["token"])]
    assert statuses == [401, 401, 200]


async def test_a_lost_authenticator_is_taken_away_by_two_administrators(small: App):
    one = await owner(small)
    path = f"/v1/accounts/{one.account['_id']}/second-factor/removal"
    proposed = await small.send("POST", path, KEEPER, json={"basis": "（示例）本人手机遗失"})
    assert proposed.status_code == 200, proposed.text
    assert (await one.sign_in()).json()["lacks"] == ["code"], "nothing of it holds yet"
    await small.approve(proposed.json()["change_id"])
    assert (await asks(small, one.token, "/v1/session"))[0] == 401
    begun = (await one.sign_in()).json()
    assert (begun["lacks"], begun["second_factor"]) == ([], False)
    kept = await small.core.db.accounts.find_one({"_id": one.account["_id"]})
    assert not set(second_factor.FIELDS) & set(kept)
    again = await small.send("POST", path, KEEPER, json={})
    assert (again.status_code, again.json()["type"]) == (404, "/problems/no-second-factor")
    assert (await small.send("POST", path, SECURITY, json={})).status_code == 403


async def test_an_administrators_lost_authenticator_is_the_operators_last_resort(small: App, mongo_uri):
    one = await owner(small, "audit_administrator")
    prefix = small.core.db.name.removesuffix("gateway")
    environment = {"AMQP_URI": "amqp://nobody@127.0.0.1:1/", "MONGO_URI": mongo_uri, "DATABASE_PREFIX": prefix}
    with pymongo.MongoClient(mongo_uri) as client:
        here = Installation(from_environment(environment), client)
        given = administrators.reset(here, one.name)
        assert (await one.sign_in(password=given)).json()["lacks"] == ["code", "own-password"]
        given = administrators.reset(here, one.name, second_factor=True)
    assert (await one.sign_in(password=given)).json()["lacks"] == ["own-password"]


async def test_accounts_are_shown_with_whether_they_have_one(small: App):
    one = await owner(small)
    shown = (await small.send("GET", f"/v1/accounts/{one.account['_id']}", KEEPER)).json()
    assert (shown["second_factor"], "factor_secret" in shown) == (True, False)


async def test_the_secret_lies_sealed_and_is_told_to_whoever_seals_anew(small: App):
    one = await owner(small)
    kept = await small.core.db.accounts.find_one({"_id": one.account["_id"]})
    assert one.secret.encode() not in bytes(kept["factor_secret"])
    (declared,) = [what for what, _ in HERE if what.collection == "accounts"]
    assert declared.found(kept) == [kept["factor_secret"]]


async def test_neither_codes_nor_secrets_are_told_to_a_repetition(small: App):
    account = await holding(small)
    begun = await small.client.post("/v1/session", json={"name": account["name"], "password": PASSWORD})
    headers = bearer(begun.json()["token"])
    ask = {"json": {"current_password": PASSWORD}, "headers": headers | {"idempotency-key": "factor-1"}}
    first, second = [(await small.client.post("/v1/session/second-factor", **ask)).json() for _ in range(2)]
    assert (second["secret"], second["uri"]) == (None, None)
    confirm = {"json": {"code": TOTP(first["secret"]).now()}, "headers": headers | {"idempotency-key": "factor-2"}}
    done = (await small.client.post("/v1/session/second-factor/confirmation", **confirm)).json()
    confirm["headers"] |= bearer(done["token"])
    again = (await small.client.post("/v1/session/second-factor/confirmation", **confirm)).json()
    assert (again["token"], again["device"], again["recovery_codes"]) == (None, None, [])


async def test_an_owner_at_a_new_address_whom_strangers_lock_out_comes_in_with_password_and_code(
    small: App, monkeypatch
):
    monkeypatch.setattr("gateway.attempts.FREE_ANYWHERE", 4)
    one = await owner(small)
    await small.core.accounts.attempts.forget(one.account["name_key"])
    async with client_at(small, "203.0.113.1") as stranger:
        for _ in range(4):
            await one.sign_in(stranger, password="wrong")
    async with client_at(small, "203.0.113.99") as elsewhere:
        assert (await one.sign_in(elsewhere)).status_code == 429
        assert (await one.sign_in(elsewhere, code="000000")).status_code == 401
        assert (await one.sign_in(elsewhere, code=await one.code())).status_code == 201
