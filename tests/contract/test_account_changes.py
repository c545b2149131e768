"""What gives an account power is proposed by one and approved by another (账号变更); nothing of it holds before."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from typing import Any

import httpx
import pytest

from gateway.account_changes import GOOD_FOR, Kind
from gateway.passwords import of_account, second_half
from gateway.proposals import owner_of_half
from gateway.sealing import own_cipher
from servicekit import clock
from tests.contract.gateway_app import KEEPER, PASSWORD, App

pytestmark = pytest.mark.anyio
SECURITY, AUDIT = "security_administrator", "audit_administrator"
FIRST_HALF = "Felt-and-iron-41"
AS_THEMSELVES = {"roles": ["cadre"], "cadre_id": "cad-themselves"}
OWN = "a phrase that is mine alone"


async def proposed(app: App, **wish: Any) -> dict[str, Any]:
    """A new account that waits for its approval."""
    body = {"name": f"n-{secrets.token_hex(5)}", "password": FIRST_HALF, "roles": ["training_officer"], **wish}
    answer = await app.send("POST", "/v1/accounts", KEEPER, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def holding(app: App, role: str = "training_officer", **wish: Any) -> dict[str, Any]:
    """An account that holds."""
    name = f"h-{secrets.token_hex(5)}"
    return await app.core.accounts.create({"name": name, "roles": [role], **wish}, PASSWORD, "test", "")


async def signing_in(app: App, name: str, password: str = PASSWORD) -> httpx.Response:
    return await app.client.post("/v1/session", json={"name": name, "password": password})


async def as_one(app: App, account: dict[str, Any], method: str, path: str, **request: Any) -> httpx.Response:
    """A request of an account that holds, in a session of its own."""
    token = (await signing_in(app, account["name"])).json()["token"]
    headers = {"authorization": f"Bearer {token}", **request.pop("headers", {})}
    return await app.client.request(method, path, headers=headers, **request)


async def decide(app: App, change_id: str, approved: bool = True, **wish: Any) -> httpx.Response:
    path = f"/v1/account-changes/{change_id}/decision"
    return await app.send("POST", path, SECURITY, json={"approved": approved, **wish})


async def change(app: App, account_id: str, **wish: Any) -> httpx.Response:
    return await app.send(
        "PATCH", f"/v1/accounts/{account_id}", KEEPER, json=wish, headers=await present(app, account_id)
    )


async def present(app: App, account_id: str) -> dict[str, str]:
    """That the account is meant as it is now."""
    return {"if-match": (await app.send("GET", f"/v1/accounts/{account_id}", KEEPER)).headers["etag"]}


def half_in(kept: dict[str, Any]) -> str:
    """What whoever approves is given, as it lies sealed until then."""
    return own_cipher().open(kept["second"], owner_of_half(kept["_id"]))


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def test_a_new_account_may_nothing_before_another_has_approved_it(small: App):
    wish = {"roles": ["unit_officer"], "unit_id": "unt-7", "person": "虚构经办"}
    account = await proposed(small, **wish)
    assert (account["roles"], account["active"], account["unit_id"], account["person"]) == ([], False, None, None)
    kept = await small.core.db.account_changes.find_one({"_id": account["change_id"]})
    whole = FIRST_HALF + half_in(kept)
    assert (await signing_in(small, account["name"], whole)).status_code == 401
    assert (await small.send("POST", f"/v1/account-changes/{account['change_id']}/decision", KEEPER,
                             json={"approved": True})).status_code == 403  # fmt: skip
    decided = await small.approve(account["change_id"])
    assert decided["after"] == {**wish, "cadre_id": None, "identity": None, "active": True}
    now = (await small.send("GET", f"/v1/accounts/{account['id']}", KEEPER)).json()
    assert {name: now[name] for name in decided["after"]} == decided["after"]
    assert now["change_id"] is None
    assert (await signing_in(small, account["name"], FIRST_HALF + decided["password"])).status_code == 201


async def test_neither_who_proposed_nor_who_approved_knows_the_password_that_their_halves_make(small: App):
    account = await proposed(small)
    shown = await small.send("GET", f"/v1/account-changes/{account['change_id']}", KEEPER)
    second = half_in(await small.core.db.account_changes.find_one({"_id": account["change_id"]}))
    assert second not in shown.text
    decided = await small.approve(account["change_id"])
    assert decided["password"] == second
    for half in (FIRST_HALF, second, second.lstrip("-")):
        assert (await signing_in(small, account["name"], half)).status_code == 401
    after = await small.core.db.account_changes.find_one({"_id": account["change_id"]})
    assert {"second", "hash"}.isdisjoint(after), "it is kept nowhere once it was told"
    assert second_half() != second_half()


async def test_a_password_that_others_made_is_good_for_nothing_but_to_set_ones_own(small: App):
    account = await proposed(small, roles=[KEEPER])
    given = FIRST_HALF + (await small.approve(account["change_id"]))["password"]
    begun = await signing_in(small, account["name"], given)
    assert begun.json()["must_change_password"] is True
    signed_in = {"authorization": f"Bearer {begun.json()['token']}"}
    assert problem(await small.client.get("/v1/accounts", headers=signed_in)) == (403, "password-must-change")
    assert (await small.client.get("/v1/session", headers=signed_in)).json()["must_change_password"] is True
    wish = {"current_password": given, "new_password": given}
    assert problem(await small.client.post("/v1/session/password", json=wish, headers=signed_in)) == (
        422, "password-too-weak",
    )  # fmt: skip
    own = await small.client.post("/v1/session/password", json=wish | {"new_password": OWN}, headers=signed_in)
    assert own.status_code == 204
    assert (await small.client.get("/v1/accounts", headers=signed_in)).status_code == 200
    assert (await signing_in(small, account["name"], OWN)).json()["must_change_password"] is False
    assert (await signing_in(small, account["name"], given)).status_code == 401


@pytest.mark.parametrize("kind", GOOD_FOR)
async def test_a_password_that_others_made_is_good_for_some_time(small: App, kind: Kind):
    account = await proposed(small)
    given = FIRST_HALF + (await small.approve(account["change_id"]))["password"]
    if kind is Kind.RESET:
        path = f"/v1/accounts/{account['id']}/password"
        reset = (await small.send("POST", path, KEEPER, json={"password": FIRST_HALF})).json()
        given = FIRST_HALF + (await small.approve(reset["change_id"]))["password"]
    kept = await small.core.db.accounts.find_one({"_id": account["id"]})
    assert timedelta() < clock.now() + GOOD_FOR[kind] - kept["password_until"] < timedelta(minutes=1)
    over = {"$set": {"password_until": clock.now() - timedelta(seconds=1)}}
    await small.core.db.accounts.update_one({"_id": account["id"]}, over)
    assert (await signing_in(small, account["name"], given)).status_code == 401


async def test_a_reset_holds_once_approved_ends_the_sessions_lifts_the_lock_and_is_told_to_the_owner(small: App):
    account = await holding(small)
    token = (await signing_in(small, account["name"])).json()["token"]
    for _ in range(6):
        await signing_in(small, account["name"], "wrong-password")
    path = f"/v1/accounts/{account['_id']}/password"
    reset = (await small.send("POST", path, KEEPER, json={"basis": "（示例）本人来电"})).json()
    session = {"authorization": f"Bearer {token}"}
    assert (await small.client.get("/v1/session", headers=session)).status_code == 200, "nothing of it holds yet"
    decided = await small.approve(reset["change_id"])
    assert (decided["kind"], decided["before"], decided["after"]) == ("reset", None, None)
    assert (await small.client.get("/v1/session", headers=session)).status_code == 401
    begun = await signing_in(small, account["name"], reset["password"] + decided["password"])
    assert begun.status_code == 201
    told = await small.client.get("/v1/session", headers={"authorization": f"Bearer {begun.json()['token']}"})
    who = told.json()["password_reset"]
    assert [told.json()["names"][who[name]]["title"] for name in ("by", "approved_by")] == ["系统管理员", "安全管理员"]


async def test_new_roles_hold_once_another_has_approved_them_and_end_the_sessions(small: App):
    account = await holding(small)
    token = (await signing_in(small, account["name"])).json()["token"]
    answer = await change(small, account["_id"], roles=[KEEPER])
    assert (answer.status_code, answer.json()["roles"]) == (200, ["training_officer"])
    assert problem(await as_one(small, account, "GET", "/v1/accounts")) == (403, "forbidden")
    await small.approve(answer.json()["change_id"])
    assert (await small.client.get("/v1/session", headers={"authorization": f"Bearer {token}"})).status_code == 401
    assert (await as_one(small, account, "GET", "/v1/accounts")).status_code == 200


async def test_what_is_so_already_is_proposed_to_nobody(small: App):
    account = await holding(small)
    same = (await change(small, account["_id"], roles=["training_officer"], active=True)).json()
    assert (same["version"], same["change_id"]) == (1, None)


async def test_disabling_holds_at_once_and_enabling_waits(small: App):
    account = await holding(small)
    assert (await change(small, account["_id"], active=False)).json()["active"] is False
    assert (await signing_in(small, account["name"])).status_code == 401
    again = (await change(small, account["_id"], active=True)).json()
    assert again["active"] is False
    await small.approve(again["change_id"])
    assert (await signing_in(small, account["name"])).status_code == 201


@pytest.mark.parametrize("other", ["training_officer", AUDIT, SECURITY, "cadre"])
async def test_an_administrator_is_nothing_else_in_the_same_account(small: App, other: str):
    wish = {"roles": [KEEPER, other], "cadre_id": "cad-1", "name": "two.things", "password": FIRST_HALF}
    answer = await small.send("POST", "/v1/accounts", KEEPER, json=wish)
    assert problem(answer) == (422, "invalid-fields")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/roles"]


@pytest.mark.parametrize("same", [{"person": "虚构一人"}, {"cadre_id": "cad-the-same"}])
async def test_nor_in_another_account_of_the_same_person(small: App, same: dict[str, str]):
    same = {name: f"{value}{secrets.token_hex(3)}" for name, value in same.items()}
    # Both are proposed while neither holds.
    first, second = [await proposed(small, roles=[role], **same) for role in (SECURITY, "training_officer")]
    await small.approve(first["change_id"])
    refused = await decide(small, second["change_id"])
    assert (problem(refused), refused.json()["errors"][0]["pointer"]) == ((422, "invalid-fields"), "/person")
    later = {"name": "an.other", "roles": [AUDIT], "password": FIRST_HALF, **same}
    assert (await small.send("POST", "/v1/accounts", KEEPER, json=later)).status_code == 422
    own = await proposed(small, roles=["cadre"], **{"cadre_id": "cad-own", **same})
    assert (await decide(small, own["change_id"])).status_code == 200, "as the person that they are they act besides"


async def test_nobody_proposes_for_their_own_account(small: App):
    keeper = await holding(small, KEEPER)
    path = f"/v1/accounts/{keeper['_id']}"
    for wish in ({"roles": ["registry_officer"]}, {"cadre_id": "cad-1"}, {"person": "另一人"}):
        headers = await present(small, keeper["_id"])
        refused = await as_one(small, keeper, "PATCH", path, json=wish, headers=headers)
        assert problem(refused) == (409, "about-oneself"), wish
    assert problem(await as_one(small, keeper, "POST", f"{path}/password", json={})) == (409, "about-oneself")


async def test_nobody_decides_on_their_own_account_nor_on_what_they_have_proposed(small: App):
    name = f"虚构{secrets.token_hex(4)}"
    security = await holding(small, SECURITY, person=name)
    about = (await change(small, security["_id"], cadre_id="cad-9")).json()["change_id"]
    approved = {"json": {"approved": True}}
    refused = await as_one(small, security, "POST", f"/v1/account-changes/{about}/decision", **approved)
    assert problem(refused) == (409, "about-oneself")
    # Whoever is to be the owner is told by the proposal, though the account is nobody's yet.
    to_be = (await proposed(small, person=name, **AS_THEMSELVES))["change_id"]
    refused = await as_one(small, security, "POST", f"/v1/account-changes/{to_be}/decision", **approved)
    assert problem(refused) == (409, "about-oneself")
    # Somebody who was system administrator when they proposed, and decides now.
    turned = await holding(small, KEEPER)
    wish = {"name": f"n-{secrets.token_hex(5)}", "roles": ["training_officer"]}
    made = (await as_one(small, turned, "POST", "/v1/accounts", json=wish)).json()
    await small.approve((await change(small, turned["_id"], roles=[SECURITY])).json()["change_id"])
    refused = await as_one(small, turned, "POST", f"/v1/account-changes/{made['change_id']}/decision", **approved)
    assert problem(refused) == (409, "not-independent")
    assert (await small.send("GET", f"/v1/account-changes/{made['change_id']}", KEEPER)).json()["state"] == "waiting"


async def test_one_change_of_an_account_waits_at_a_time_and_is_decided_once(small: App):
    account = await holding(small)
    answers = await asyncio.gather(*(change(small, account["_id"], roles=["incentive_officer"]) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    (taken,) = (answer.json() for answer in answers if answer.status_code == 200)
    assert problem(await change(small, account["_id"], person="虚构")) == (409, "account-changes/waiting")
    reset = await small.send("POST", f"/v1/accounts/{account['_id']}/password", KEEPER, json={})
    assert problem(reset) == (409, "account-changes/waiting")
    decided = await asyncio.gather(*(decide(small, taken["change_id"]) for _ in range(3)))
    assert sorted(answer.status_code for answer in decided) == [200, 409, 409]
    assert {problem(answer)[1] for answer in decided if answer.status_code == 409} == {"account-changes/not-waiting"}
    assert problem(await decide(small, "acg-nobody")) == (404, "unknown-account-change")


async def test_what_is_refused_or_withdrawn_says_why_and_may_be_proposed_anew(small: App):
    account = await holding(small)
    first = (await change(small, account["_id"], roles=["incentive_officer"], basis="（示例）")).json()["change_id"]
    without = await decide(small, first, approved=False)
    assert (problem(without), without.json()["errors"][0]["pointer"]) == ((422, "invalid-fields"), "/note")
    refused = (await decide(small, first, approved=False, note="（示例）未经核实")).json()
    assert (refused["state"], refused["note"], refused["basis"]) == ("refused", "（示例）未经核实", "（示例）")
    second = (await change(small, account["_id"], roles=["incentive_officer"])).json()["change_id"]
    path = f"/v1/account-changes/{second}/withdrawal"
    assert (await small.send("POST", path, KEEPER, json={})).status_code == 422
    assert (await small.send("POST", path, KEEPER, json={"note": "（示例）有误"})).status_code == 204
    withdrawn = (await small.send("GET", f"/v1/account-changes/{second}", KEEPER)).json()
    assert (withdrawn["state"], withdrawn["names"][withdrawn["decided_by"]]["title"]) == ("withdrawn", "系统管理员")
    now = (await small.send("GET", f"/v1/accounts/{account['_id']}", KEEPER)).json()
    assert (now["roles"], now["change_id"]) == (["training_officer"], None)
    assert (await signing_in(small, account["name"])).status_code == 201


async def test_a_change_of_what_has_changed_meanwhile_is_not_approved(small: App):
    account = await holding(small)
    waits = (await change(small, account["_id"], roles=["incentive_officer"])).json()["change_id"]
    await change(small, account["_id"], active=False)
    assert problem(await decide(small, waits)) == (409, "account-changes/outdated")
    assert (await small.send("GET", f"/v1/account-changes/{waits}", KEEPER)).json()["state"] == "waiting"


async def test_the_lists_name_who_proposed_what_for_whom(whole: App):
    account = await proposed(whole, person="虚构新人")
    query = f"account_id={account['id']}&state=waiting"
    listed = (await whole.send("GET", f"/v1/account-changes?{query}", SECURITY)).json()
    (item,) = listed["items"]
    assert (item["account_name"], item["after"]["person"]) == (account["name"], "虚构新人")
    assert listed["names"][item["proposed_by"]]["title"] == "系统管理员"
    assert listed["words"]["state"] == {"waiting": "等待审批"}
    assert (await whole.send("GET", "/v1/account-changes", AUDIT)).status_code == 403
    await whole.approve(account["change_id"])
    assert (await whole.send("GET", f"/v1/account-changes?{query}", SECURITY)).json()["items"] == []


async def test_what_waits_for_a_decision_is_in_the_worklist_of_who_may_decide(whole: App):
    name = f"虚构{secrets.token_hex(4)}"
    deciding = await holding(whole, SECURITY, person=name)
    mine, account = await proposed(whole, person=name, **AS_THEMSELVES), await proposed(whole)
    what = {"params": {"what": "gateway.decide_account_change", "limit": 100}}
    seen = (await as_one(whole, deciding, "GET", "/v1/work", **what)).json()
    waits = {one["id"]: one for one in seen["items"]}
    assert waits[account["change_id"]]["path"] == f"/v1/account-changes/{account['change_id']}/decision"
    assert (waits[account["change_id"]]["title"], account["name"] in waits[account["change_id"]]["name"]) == (
        "审批账号变更", True,
    )  # fmt: skip
    assert mine["change_id"] not in waits, "another has to decide whether it is theirs"
    await whole.approve(account["change_id"])
    seen = (await as_one(whole, deciding, "GET", "/v1/work", **what)).json()
    assert account["change_id"] not in {one["id"] for one in seen["items"]}


async def test_each_step_is_in_the_audit_trail_with_who_took_it(small: App):
    account = await proposed(small)
    await small.approve(account["change_id"])
    reset = (await small.send("POST", f"/v1/accounts/{account['id']}/password", KEEPER, json={})).json()
    await decide(small, reset["change_id"], approved=False, note="（示例）")
    found = small.core.db.journal.find({"subject": account["id"]}, sort=[("_id", 1)])
    noted = [(one["action"], one["facts"]["kind"], one["facts"]["fields"]) async for one in found]
    assert noted == [
        ("gateway.account.created", "opening", ["active", "roles"]),
        ("gateway.account-change.approved", "opening", ["active", "roles"]),
        ("gateway.account-change.proposed", "reset", []),
        ("gateway.account-change.refused", "reset", []),
    ]


async def test_an_account_that_becomes_somebody_elses_opens_by_nothing_that_its_former_owner_has(small: App):
    person = f"虚构{secrets.token_hex(4)}"
    account = await holding(small, person=person)
    begun = {"authorization": f"Bearer {(await signing_in(small, account['name'])).json()['token']}"}
    named = await change(small, account["_id"], roles=["appraisal_officer"])
    await small.approve(named.json()["change_id"])
    assert (await signing_in(small, account["name"])).status_code == 201, "as long as it is the same person's"
    handed_over = await change(small, account["_id"], person=f"{person}之后任")
    await small.approve(handed_over.json()["change_id"])
    assert (await small.client.get("/v1/session", headers=begun)).status_code == 401
    assert (await signing_in(small, account["name"])).status_code == 401
    reset = await small.send("POST", f"/v1/accounts/{account['_id']}/password", KEEPER, json={"password": FIRST_HALF})
    given = FIRST_HALF + (await small.approve(reset.json()["change_id"]))["password"]
    assert (await signing_in(small, account["name"], given)).json()["lacks"] == ["own-password"]


async def test_a_password_that_was_changed_while_somebody_signed_in_with_the_one_before_stays(
    small: App, monkeypatch: pytest.MonkeyPatch
):
    account, hasher = await holding(small), small.core.accounts.hasher
    new = await hasher.hash(OWN, of_account(account["_id"]))

    async def meanwhile(*_: Any) -> str:
        await small.core.db.accounts.update_one({"_id": account["_id"]}, {"$set": {"hash": new}})
        return account["hash"]

    with monkeypatch.context() as patched:
        patched.setattr(hasher, "outdated", lambda hashed: True)
        patched.setattr(hasher, "hash", meanwhile)
        await signing_in(small, account["name"])
    assert (await signing_in(small, account["name"])).status_code == 401
    assert (await signing_in(small, account["name"], OWN)).status_code == 201
