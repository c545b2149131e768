"""Sessions: how long they last, and who sees and ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.sessions import WRITTEN_EVERY
from gateway.sign_in_rules import SignInBounds
from servicekit import clock
from tests.contract.gateway_app import PASSWORD, App
from tests.contract.test_accounts import an_account, bearer, sign_in
from tests.contract.test_lockout import client_at

pytestmark = pytest.mark.anyio
SECURITY = "security_administrator"


async def begun(app: App, name: str) -> str:
    return (await sign_in(app, name)).json()["token"]


async def asks(app: App, token: str) -> int:
    app.core.sessions.forget()
    return (await app.client.get("/v1/session", headers=bearer(token))).status_code


async def used(app: App, account: str, ago: timedelta) -> None:
    """It is so long that this account's sessions were used."""
    at = {"$set": {"last_seen": clock.now() - ago}}
    await app.core.db.sessions.update_many({"account": account}, at)


async def listed(app: App, token: str) -> list[dict]:
    answer = await app.client.get("/v1/sessions", headers=bearer(token))
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_session_that_is_not_used_ends_and_one_that_is_used_does_not(small: App):
    account = await an_account(small, "idle.one")
    token, idle = await begun(small, "idle.one"), small.core.sign_in_rules.last.idle
    await used(small, account["id"], idle)
    assert await asks(small, token) == 200
    kept = await small.core.db.sessions.find_one({"account": account["id"]})
    assert kept is not None
    assert kept["last_seen"] > clock.now() - WRITTEN_EVERY
    await used(small, account["id"], idle + WRITTEN_EVERY)
    assert await asks(small, token) == 401


async def test_the_use_of_a_session_is_written_once_a_minute_at_most(small: App):
    account = await an_account(small, "few.writes")
    token = await begun(small, "few.writes")
    before = await small.core.db.sessions.find_one({"account": account["id"]})
    for _ in range(3):
        assert await asks(small, token) == 200
    assert await small.core.db.sessions.find_one({"account": account["id"]}) == before


async def test_a_session_lasts_as_long_as_the_rule_of_today_says_however_it_is_used(small: App, monkeypatch):
    account = await an_account(small, "rule.hours")
    token = await begun(small, "rule.hours")
    rules, day_before = small.core.sign_in_rules, clock.now() - timedelta(hours=2)
    await small.core.db.sessions.update_one({"account": account["id"]}, {"$set": {"began_at": day_before}})
    assert await asks(small, token) == 200
    shorter = SignInBounds(timedelta(hours=1), rules.last.idle, frozenset())
    monkeypatch.setattr(rules, "last", shorter)
    assert await asks(small, token) == 401


async def test_the_rules_are_asked_of_the_registry_beside_the_requests(small: App, stub, monkeypatch):
    rules = small.core.sign_in_rules
    monkeypatch.setattr(rules, "last", rules.last)
    values = {"hours": 9, "idle_minutes": 1, "second_factor": ["audit_administrator"]}
    told = [{"code": f"registry.sign_in_{name}", "value": one, "in_force": True} for name, one in values.items()]
    stub.answers["registry.list_rules"] = {"items": told, "next": None}
    monkeypatch.setattr(rules, "_fresh_until", 0.0)
    rules.now()
    await rules._asking
    assert (rules.last.lasts, rules.last.idle) == (timedelta(hours=9), timedelta(minutes=5)), "an idle minute is none"
    stub.answers["registry.list_rules"] = {"items": [], "next": None}
    assert (await rules.today(small.core.look_up)).lasts == timedelta(hours=9)


async def test_an_owner_sees_where_they_are_signed_in_and_ends_a_session_there(small: App):
    await an_account(small, "two.places")
    here = await begun(small, "two.places")
    async with client_at(small, "198.51.100.9") as elsewhere:
        body = {"name": "two.places", "password": PASSWORD}
        there = (await elsewhere.post("/v1/session", json=body)).json()["token"]
    found = await listed(small, here)
    assert [(one["address"], one["present"], one["means"]) for one in found] == [
        ("198.51.100.9", False, ["password"]),
        ("127.0.0.1", True, ["password"]),
    ]
    assert there not in str(found)
    path = f"/v1/sessions/{found[0]['id']}"
    assert (await small.client.delete(path, headers=bearer(here))).status_code == 204
    assert [await asks(small, token) for token in (here, there)] == [200, 401]
    assert (await small.client.delete(path, headers=bearer(here))).status_code == 404


async def test_an_owner_ends_every_other_session(small: App):
    await an_account(small, "all.others")
    here, *others = [await begun(small, "all.others") for _ in range(3)]
    assert (await small.client.delete("/v1/sessions", headers=bearer(here))).status_code == 204
    assert [await asks(small, token) for token in (here, *others)] == [200, 401, 401]
    assert len(await listed(small, here)) == 1


async def test_a_session_that_has_ended_is_not_listed(small: App):
    account = await an_account(small, "not.listed")
    await begun(small, "not.listed")
    await used(small, account["id"], timedelta(days=1))
    assert len(await listed(small, await begun(small, "not.listed"))) == 1


async def test_somebodys_sessions_are_ended_by_the_security_administrator_alone(small: App):
    account = await an_account(small, "ended.by.security")
    first, second = [await begun(small, "ended.by.security") for _ in range(2)]
    path = f"/v1/accounts/{account['id']}/sessions"
    assert (await small.send("GET", path, "system_administrator")).status_code == 403
    assert (await small.send("DELETE", path, "system_administrator")).status_code == 403
    newest = (await small.send("GET", path, SECURITY)).json()["items"][0]
    assert (await small.send("DELETE", f"{path}/{newest['id']}", SECURITY)).status_code == 204
    assert [await asks(small, token) for token in (first, second)] == [200, 401]
    assert (await small.send("DELETE", path, SECURITY)).status_code == 204
    assert await asks(small, first) == 401
    for unknown in ("/v1/accounts/nobody/sessions", f"{path}/ses-nothing"):
        assert (await small.send("DELETE", unknown, SECURITY)).status_code == 404
    noted = [
        one["account"]
        async for one in small.core.db.journal.find(
            {"subject": account["id"], "action": "gateway.account.sessions-ended"}
        )
    ]
    assert len(noted) == 2
    assert account["id"] not in noted


async def test_a_session_of_an_earlier_release_goes_on_and_is_listed_once_used(small: App):
    account = await an_account(small, "earlier.session")
    token = await begun(small, "earlier.session")
    old = {"$unset": dict.fromkeys(("number", "means", "address", "last_seen"), "")}
    await small.core.db.sessions.update_one({"account": account["id"]}, old)
    assert await asks(small, token) == 200
    (shown,) = await listed(small, token)
    assert (shown["address"], shown["means"], shown["present"]) == ("", [], True)
