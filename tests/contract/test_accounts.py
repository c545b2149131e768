"""Signing in, and the management of accounts."""

from __future__ import annotations

import hashlib
import stat
import statistics
import time
from datetime import timedelta

import orjson
import pytest

from servicekit import clock
from tests.contract.gateway_app import PASSWORD, App, running
from tests.contract.manners_rows import ROUTES
from tests.contract.stub import until

pytestmark = pytest.mark.anyio


async def an_account(app: App, name: str, **wish) -> dict:
    body = {"name": name, "password": PASSWORD, "roles": ["training_officer"], **wish}
    answer = await app.send("POST", "/v1/accounts", "administrator", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def sign_in(app: App, name: str, password: str = PASSWORD):
    return await app.client.post("/v1/session", json={"name": name, "password": password})


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize("name", ["ｈ-x1", "h-х1", "ａdmin", "аdmin", "h\u0301x", "h\u200bx1", "٣٣"])
async def test_no_name_looks_like_another(small: App, name: str):
    body = {"name": name, "password": PASSWORD, "roles": ["training_officer"]}
    answer = await small.send("POST", "/v1/accounts", "administrator", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


async def test_a_session_begins_shows_who_one_is_and_ends(small: App):
    await an_account(small, "wu.lan", roles=["unit_officer"], unit_id="u-7")
    begun = await sign_in(small, "Wu.Lan")
    token = begun.json()["token"]
    shown = await small.client.get("/v1/session", headers=bearer(token))
    assert (shown.json()["name"], shown.json()["unit_id"], shown.json()["token"]) == ("wu.lan", "u-7", None)
    assert (await small.client.delete("/v1/session", headers=bearer(token))).status_code == 204
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 401


async def test_a_token_is_not_stored(small: App):
    await an_account(small, "stored.not")
    token = (await sign_in(small, "stored.not")).json()["token"]
    async for session in small.core.db.sessions.find():
        assert token not in str(session)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic YTpi", "bearer  "])
async def test_without_a_session_nothing_is_shown(small: App, header):
    answer = await small.client.get("/v1/things", headers={"authorization": header})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_a_session_ends_by_itself(small: App):
    await an_account(small, "short.session")
    token = (await sign_in(small, "short.session")).json()["token"]
    await small.core.db.sessions.update_many({}, {"$set": {"expires_at": clock.now() - timedelta(seconds=1)}})
    small.core.sessions.forget()
    small._tokens.clear()
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 401


async def test_an_unknown_name_is_answered_like_a_known_one(small: App):
    await an_account(small, "known.name")
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    bodies = set()
    for number in range(12):
        await small.core.db.attempts.delete_many({})
        for kind, name in (("known", "known.name"), ("unknown", f"unknown.{number}")):
            began = time.perf_counter()
            answer = await sign_in(small, name, "wrong-password")
            times[kind].append(time.perf_counter() - began)
            bodies.add((answer.status_code, answer.json()["type"], answer.json()["detail"]))
    assert len(bodies) == 1
    known, unknown = statistics.median(times["known"]), statistics.median(times["unknown"])
    assert 0.5 < unknown / known < 2


async def test_roles_need_their_bindings(small: App):
    for role, field in (("unit_officer", "/unit_id"), ("cadre", "/cadre_id")):
        wish = {"name": "unbound.one", "password": PASSWORD, "roles": [role]}
        answer = await small.send("POST", "/v1/accounts", "administrator", json=wish)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, field)


async def test_a_name_belongs_to_one_account(small: App):
    await an_account(small, "one.name")
    wish = {"name": "ONE.name", "password": PASSWORD, "roles": ["training_officer"]}
    answer = await small.send("POST", "/v1/accounts", "administrator", json=wish)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/account-name-taken")


async def test_a_disabled_account_is_out_at_once(small: App):
    account = await an_account(small, "dis.abled")
    token = (await sign_in(small, "dis.abled")).json()["token"]
    path = f"/v1/accounts/{account['id']}"
    request = {"json": {"active": False}, "headers": {"if-match": '"1"'}}
    changed = await small.send("PATCH", path, "administrator", **request)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 401
    assert (await sign_in(small, "dis.abled")).status_code == 401
    assert (await small.send("PATCH", path, "administrator", **request)).status_code == 412


async def test_new_roles_hold_at_once(small: App):
    account = await an_account(small, "new.roles")
    token = (await sign_in(small, "new.roles")).json()["token"]
    assert (await small.client.get("/v1/accounts", headers=bearer(token))).status_code == 403
    request = {"json": {"roles": ["administrator"]}, "headers": {"if-match": '"1"'}}
    await small.send("PATCH", f"/v1/accounts/{account['id']}", "administrator", **request)
    assert (await small.client.get("/v1/accounts", headers=bearer(token))).status_code == 200


async def test_nobody_widens_their_own_account(small: App):
    account = await an_account(small, "own.roles", roles=["administrator"])
    headers = bearer((await sign_in(small, "own.roles")).json()["token"]) | {"if-match": '"1"'}
    path = f"/v1/accounts/{account['id']}"
    for wish in ({"roles": ["administrator", "registry_officer"]}, {"cadre_id": "cad-1"}, {"unit_id": "unt-1"}):
        refused = await small.client.patch(path, json=wish, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/about-oneself"), wish
    less = await small.client.patch(path, json={"roles": ["administrator"]}, headers=headers)
    assert less.status_code == 200


async def test_a_password_that_is_set_ends_the_sessions_and_lifts_the_lock(small: App):
    account = await an_account(small, "re.set")
    token = (await sign_in(small, "re.set")).json()["token"]
    for _ in range(6):
        await sign_in(small, "re.set", "wrong-password")
    answer = await small.send("POST", f"/v1/accounts/{account['id']}/password", "administrator", json={})
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 401
    assert (await sign_in(small, "re.set", answer.json()["password"])).status_code == 201


async def test_ones_own_password_is_changed_with_the_present_one(small: App):
    await an_account(small, "own.password")
    token = (await sign_in(small, "own.password")).json()["token"]
    other = (await sign_in(small, "own.password")).json()["token"]
    new = "another long phrase of mine"

    async def change(present: str, wanted: str) -> int:
        body = {"current_password": present, "new_password": wanted}
        return (await small.client.post("/v1/session/password", json=body, headers=bearer(token))).status_code

    assert await change("wrong", new) == 422
    assert await change(PASSWORD, "weak") == 422
    assert await change(PASSWORD, new) == 204
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 200
    assert (await small.client.get("/v1/session", headers=bearer(other))).status_code == 401
    assert (await sign_in(small, "own.password", new)).status_code == 201


async def test_a_password_leaves_no_fast_hash_in_a_receipt(small: App):
    account = await an_account(small, "no.trace")
    token = (await sign_in(small, "no.trace")).json()["token"]
    new = "another long phrase of mine"
    sent = [
        ("/v1/session/password", {"current_password": PASSWORD, "new_password": new}, bearer(token)),
        ("/v1/accounts", {"name": "no.trace.2", "password": new, "roles": ["training_officer"]}, {}),
        (f"/v1/accounts/{account['id']}/password", {"password": new}, {}),
    ]
    for path, body, headers in sent:
        content = orjson.dumps(body)
        headers = {**headers, "idempotency-key": f"no-trace-{path}", "content-type": "application/json"}
        role = None if "authorization" in headers else "administrator"
        assert (await small.send("POST", path, role, content=content, headers=headers)).is_success, path
        receipts = repr([one async for one in small.core.db.receipts.find()])
        assert path in receipts
        assert hashlib.sha256(content).hexdigest() not in receipts


async def test_a_repetition_with_another_password_finds_the_first_set(small: App):
    account = await an_account(small, "first.counts")
    path, headers = f"/v1/accounts/{account['id']}/password", {"idempotency-key": "first-counts"}
    for password in ("a first long phrase", "a second long phrase"):
        answer = await small.send("POST", path, "administrator", json={"password": password}, headers=headers)
        assert answer.status_code == 200
    assert (await sign_in(small, "first.counts", "a second long phrase")).status_code == 401
    assert (await sign_in(small, "first.counts", "a first long phrase")).status_code == 201


async def test_what_was_done_to_accounts_is_in_the_audit_trail(small: App):
    account = await an_account(small, "au.dited")
    await sign_in(small, "au.dited", "wrong-password")
    answer = await small.send("GET", "/v1/audit?service=gateway&limit=500", "administrator")
    actions = [one["action"] for one in answer.json()["items"] if one["subject"] == account["id"]]
    assert actions == ["gateway.account.sign-in-refused", "gateway.account.created"]
    # What is kept names nobody; who it was is told beside it.
    assert "au.dited" not in str(answer.json()["items"])
    assert answer.json()["names"][account["id"]]["name"] == "au.dited"


async def test_the_audit_trail_is_read_by_days_and_says_what_was_done_in_words(small: App):
    account = await an_account(small, "day.by.day")
    today = clock.day_of(clock.now())
    tomorrow = (today + timedelta(days=1)).isoformat()

    async def listed(period: str) -> dict:
        asked = await small.send("GET", f"/v1/audit?service=gateway&limit=500&{period}", "administrator")
        return asked.json()

    found = await listed(f"day_from={today}&day_to={tomorrow}")
    assert account["id"] in {one["subject"] for one in found["items"]}
    assert found["words"]["action"]["gateway.account.created"] == "新建账号"
    for empty in (f"day_from={tomorrow}", "day_to=2020-01-01"):
        assert (await listed(empty))["items"] == []
    reversed_ = await listed(f"day_from={tomorrow}&day_to={today}")
    assert (reversed_["type"], reversed_["errors"][0]["pointer"]) == ("/problems/invalid-fields", "/day_to")
    assert reversed_["errors"][0]["detail"] == "止日早于起日"


async def test_the_roles_say_in_words_how_far_they_reach_and_what_they_are_bound_to(small: App):
    told = (await small.send("GET", "/v1/roles", "cadre")).json()
    assert told["words"] == {
        "needs": {"unit_id": "须绑定单位", "cadre_id": "须绑定干部"},
        "rights.reach": {"all": "全部单位和人员", "unit": "本单位及下级", "self": "本人"},
    }
    unknown = await small.send("GET", "/v1/accounts?role=boss", "administrator")
    assert "单位组织人事干部（“unit_officer”）" in unknown.json()["errors"][0]["detail"]


async def test_the_first_administrator_is_made_once_with_a_password_that_is_kept_privately(
    own_vhost, mongo_uri, database_prefix, tmp_path, capsys
):
    kept = tmp_path / "password"
    prefix = f"{database_prefix}f_"
    for _ in range(2):
        async with running(own_vhost.amqp_uri, mongo_uri, prefix, ROUTES, admin_password_file=str(kept)) as app:
            password = kept.read_text().strip()
            assert (await sign_in(app, "admin", password)).status_code == 201
            assert password not in capsys.readouterr().out
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_a_password_file_that_is_there_is_used(own_vhost, mongo_uri, database_prefix, tmp_path):
    kept = tmp_path / "password"
    kept.write_text("chosen by the operator\n")
    settings = {"admin_password_file": str(kept)}
    async with running(own_vhost.amqp_uri, mongo_uri, f"{database_prefix}g_", ROUTES, **settings) as app:
        assert (await sign_in(app, "admin", "chosen by the operator")).status_code == 201


async def test_a_password_file_that_cannot_be_used_is_told_and_tried_again(
    own_vhost, mongo_uri, database_prefix, tmp_path, caplog, monkeypatch
):
    monkeypatch.setattr("gateway.core.REFUSED_RETRY", 0.05)
    kept = tmp_path / "password"
    kept.write_text("weak\n")
    settings = {"admin_password_file": str(kept), "wait": False}
    async with running(own_vhost.amqp_uri, mongo_uri, f"{database_prefix}i_", ROUTES, **settings) as app:
        await until(lambda: "ADMIN_PASSWORD_FILE" in caplog.text)
        assert "preparation" in await app.core.missing()
        kept.write_text("chosen by the operator\n")
        await until(lambda: app.core.prepared)
        assert (await sign_in(app, "admin", "chosen by the operator")).status_code == 201


async def test_the_last_administrator_stays(own_vhost, mongo_uri, database_prefix):
    async with running(own_vhost.amqp_uri, mongo_uri, f"{database_prefix}h_", ROUTES) as app:
        listed = await app.send("GET", "/v1/accounts?role=administrator", "administrator")
        outcomes = []
        for account in listed.json()["items"]:
            await app.token("administrator")
            outcomes.append(
                (await app.send("PATCH", f"/v1/accounts/{account['id']}", "administrator",
                                json={"roles": ["training_officer"]}, headers={"if-match": '"1"'})).status_code
            )  # fmt: skip
        assert outcomes == [200, 409]
