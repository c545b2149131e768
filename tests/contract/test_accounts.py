"""Signing in, and the management of accounts."""

from __future__ import annotations

import hashlib
import itertools
import stat
import statistics
import time
from datetime import timedelta

import orjson
import pymongo
import pytest

from gateway import passwords
from servicekit import clock
from servicekit.config import from_environment
from tests.contract.gateway_app import KEEPER, PASSWORD, App, running
from tests.contract.manners_rows import ROUTES
from tests.contract.stub import until
from tools.cadre import administrators
from tools.cadre.installation import Installation
from tools.cadre.words import Refused

pytestmark = pytest.mark.anyio


async def an_account(app: App, name: str, **wish) -> dict:
    """An account that holds at once: how it comes to that is in test_account_changes.py."""
    account = await app.core.accounts.create(
        {"name": name, "roles": ["training_officer"], **wish}, PASSWORD, "test", ""
    )
    return {"id": account["_id"]}


async def sign_in(app: App, name: str, password: str = PASSWORD):
    return await app.client.post("/v1/session", json={"name": name, "password": password})


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize("name", ["ｈ-x1", "h-х1", "ａdmin", "аdmin", "h\u0301x", "h\u200bx1", "٣٣", "li.李"])
async def test_no_name_looks_like_another(small: App, name: str):
    body = {"name": name, "password": PASSWORD, "roles": ["training_officer"]}
    answer = await small.send("POST", "/v1/accounts", KEEPER, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


async def test_a_name_that_is_mistaken_for_anothers_is_refused(small: App):
    await an_account(small, "Wil-m0rn")
    for name in ("wii-mom", "wl1-mom", "WIL-M0RN", "wil-morn"):
        wish = {"name": name, "password": PASSWORD, "roles": ["training_officer"]}
        answer = await small.send("POST", "/v1/accounts", KEEPER, json=wish)
        code = "name-taken" if name == "WIL-M0RN" else "name-looks-alike"
        assert (answer.status_code, answer.json()["type"]) == (409, f"/problems/account-{code}")


async def test_a_name_is_found_in_whichever_width_and_case_it_is_typed(small: App):
    await an_account(small, "wide.name")
    assert (await sign_in(small, "ＷＩＤＥ．name")).status_code == 201


async def test_a_common_password_is_refused_wherever_one_is_set(small: App):
    account = await an_account(small, "com.mon")
    token = (await sign_in(small, "com.mon")).json()["token"]
    own = {"current_password": PASSWORD, "new_password": "P@ssw0rd2026!"}
    for path, body, role in (
        ("/v1/session/password", own, None),
        ("/v1/accounts", {"name": "com.mon.2", "password": "P@ssw0rd2026!", "roles": ["training_officer"]}, KEEPER),
        (f"/v1/accounts/{account['id']}/password", {"password": "P@ssw0rd2026!"}, KEEPER),
    ):
        answer = await small.send("POST", path, role, json=body, headers={} if role else bearer(token))
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "common"), path


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
        answer = await small.send("POST", "/v1/accounts", KEEPER, json=wish)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, field)


async def test_a_name_belongs_to_one_account(small: App):
    await an_account(small, "one.name")
    wish = {"name": "ONE.name", "password": PASSWORD, "roles": ["training_officer"]}
    answer = await small.send("POST", "/v1/accounts", KEEPER, json=wish)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/account-name-taken")


async def test_a_disabled_account_is_out_at_once(small: App):
    account = await an_account(small, "dis.abled")
    token = (await sign_in(small, "dis.abled")).json()["token"]
    path = f"/v1/accounts/{account['id']}"
    request = {"json": {"active": False}, "headers": {"if-match": '"1"'}}
    changed = await small.send("PATCH", path, KEEPER, **request)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 401
    assert (await sign_in(small, "dis.abled")).status_code == 401
    assert (await small.send("PATCH", path, KEEPER, **request)).status_code == 412


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
    assert await change(PASSWORD, PASSWORD) == 422
    assert await change(PASSWORD, new) == 204
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 200
    assert (await small.client.get("/v1/session", headers=bearer(other))).status_code == 401
    assert (await sign_in(small, "own.password", new)).status_code == 201


async def test_a_password_is_not_taken_again_for_some_time(small: App):
    await an_account(small, "again.not")
    headers = bearer((await sign_in(small, "again.not")).json()["token"])
    phrases = [PASSWORD, *(f"a phrase of mine, number {number}" for number in range(passwords.REMEMBERED))]

    async def change(present: str, wanted: str):
        body = {"current_password": present, "new_password": wanted}
        return await small.client.post("/v1/session/password", json=body, headers=headers)

    for present, wanted in itertools.pairwise(phrases):
        assert (await change(present, wanted)).status_code == 204
        refused = await change(wanted, present)
        assert refused.json()["errors"][0]["code"] == "used-before"
    refused = await change(phrases[-1], phrases[1])
    assert refused.json()["errors"][0]["code"] == "used-before"
    assert (await change(phrases[-1], phrases[0])).status_code == 204


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
        role = None if "authorization" in headers else KEEPER
        assert (await small.send("POST", path, role, content=content, headers=headers)).is_success, path
        receipts = repr([one async for one in small.core.db.receipts.find()])
        assert path in receipts
        assert hashlib.sha256(content).hexdigest() not in receipts


async def test_a_repetition_with_another_password_finds_the_first_set(small: App):
    account = await an_account(small, "first.counts")
    path, headers = f"/v1/accounts/{account['id']}/password", {"idempotency-key": "first-counts"}
    for password in ("a first long phrase", "a second long phrase"):
        answer = await small.send("POST", path, KEEPER, json={"password": password}, headers=headers)
        assert answer.status_code == 200
    second = (await small.approve(answer.json()["change_id"]))["password"]
    assert (await sign_in(small, "first.counts", f"a second long phrase{second}")).status_code == 401
    assert (await sign_in(small, "first.counts", f"a first long phrase{second}")).status_code == 201


async def test_what_was_done_to_accounts_is_in_the_audit_trail(small: App):
    account = await an_account(small, "au.dited")
    await sign_in(small, "au.dited", "wrong-password")
    answer = await small.send("GET", "/v1/audit?service=gateway&limit=500", "audit_administrator")
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
        asked = await small.send("GET", f"/v1/audit?service=gateway&limit=500&{period}", "audit_administrator")
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
    unknown = await small.send("GET", "/v1/accounts?role=boss", KEEPER)
    assert "单位组织人事干部（“unit_officer”）" in unknown.json()["errors"][0]["detail"]


async def test_the_first_administrators_are_made_once_with_passwords_that_are_kept_privately(
    own_vhost, mongo_uri, database_prefix, tmp_path, capsys
):
    kept = {name: tmp_path / f"{name}-password" for name in ("admin", "security", "audit")}
    prefix, settings = f"{database_prefix}f_", {"admin_password_file": str(kept["admin"])}
    for _ in range(2):
        async with running(own_vhost.amqp_uri, mongo_uri, prefix, ROUTES, **settings) as app:
            said = capsys.readouterr().out
            roles = []
            for name, file in kept.items():
                begun = await sign_in(app, name, file.read_text().strip())
                roles += begun.json()["roles"]
                assert file.read_text().strip() not in said
                assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert roles == ["system_administrator", "security_administrator", "audit_administrator"]
    assert len({file.read_text() for file in kept.values()}) == 3


async def test_after_an_upgrade_the_two_new_administrators_are_made_and_nobody_waits_for_their_files(
    own_vhost, mongo_uri, database_prefix, tmp_path, caplog, monkeypatch
):
    monkeypatch.setattr("gateway.core.REFUSED_RETRY", 0.05)
    kept = tmp_path / "admin-password"
    prefix, settings = f"{database_prefix}u_", {"admin_password_file": str(kept)}
    async with running(own_vhost.amqp_uri, mongo_uri, prefix, ROUTES, **settings) as app:
        # As an earlier release left it: one administrator, and a person whose account is called like a new one.
        await app.core.db.accounts.delete_many({"name": {"$in": ["security", "audit"]}})
        await app.core.db.accounts.update_one({"name": "admin"}, {"$set": {"roles": ["administrator"]}})
        await an_account(app, "security")
    (tmp_path / "security-password").write_text("weak\n")
    (tmp_path / "audit-password").unlink()
    async with running(own_vhost.amqp_uri, mongo_uri, prefix, ROUTES, **settings) as app:
        assert (await sign_in(app, "admin", kept.read_text().strip())).status_code == 201
        await until(lambda: "ADMIN_PASSWORD_FILE" in caplog.text)
        (tmp_path / "security-password").write_text("chosen by the operator\n")
        await until(lambda: (tmp_path / "audit-password").exists())
        begun = await sign_in(app, "security-2", "chosen by the operator")
        assert begun.json()["roles"] == ["security_administrator"]
        assert await app.core.db.accounts.count_documents({"roles": "system_administrator"}) == 0


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


@pytest.mark.parametrize("name", ["admin", "security", "audit"])
async def test_the_last_administrator_of_each_kind_stays(own_vhost, mongo_uri, database_prefix, tmp_path, name):
    prefix, settings = f"{database_prefix}h{name[0:2]}_", {"admin_password_file": str(tmp_path / "password")}
    async with running(own_vhost.amqp_uri, mongo_uri, prefix, ROUTES, **settings) as app:
        (role,) = (await app.core.db.accounts.find_one({"name": name}))["roles"]
        keeper, _ = await app.token(KEEPER), await app.token(role)
        outcomes = []
        async for account in app.core.db.accounts.find({"roles": role}, sort=[("_id", 1)]):
            request = {"json": {"active": False}, "headers": bearer(keeper) | {"if-match": '"1"'}}
            outcomes.append((await app.client.patch(f"/v1/accounts/{account['_id']}", **request)).status_code)
        assert outcomes == [200, 409]


async def test_an_administrators_lost_password_is_the_operators_last_resort(small: App, mongo_uri):
    account = await an_account(small, "lost.security", roles=["security_administrator"])
    await an_account(small, "lost.officer")
    token = (await sign_in(small, "lost.security")).json()["token"]
    prefix = small.core.db.name.removesuffix("gateway")
    environment = {"AMQP_URI": "amqp://nobody@127.0.0.1:1/", "MONGO_URI": mongo_uri, "DATABASE_PREFIX": prefix}
    with pymongo.MongoClient(mongo_uri) as client:
        here = Installation(from_environment(environment), client)
        password = administrators.reset(here, "Lost.Security")
        for other in ("lost.officer", "nobody.here"):
            with pytest.raises(Refused):
                administrators.reset(here, other)
    small.core.sessions.forget()
    assert (await small.client.get("/v1/session", headers=bearer(token))).status_code == 401
    begun = (await sign_in(small, "lost.security", password)).json()
    assert (begun["must_change_password"], begun["password_reset"]["by"]) == (True, "system:operator")
    noted = await small.core.db.journal.find_one({"subject": account["id"], "account": "system:operator"})
    assert noted["action"] == "gateway.account.password-set"
    kept = await small.core.db.accounts.find_one({"_id": account["id"]})
    assert len(kept["former"]) == 1, "the lost one is not taken again"
