"""An administrator who wants to be more: by an account of their own making, by somebody's password, by two hats."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from servicekit import clock
from tests.attack.guards import guarded_by, nothing, nothing_awaited
from tests.contract.gateway_app import KEEPER, PASSWORD, App
from tests.contract.test_account_changes import (
    FIRST_HALF,
    SECURITY,
    as_one,
    change,
    decide,
    holding,
    present,
    proposed,
    signing_in,
)

pytestmark = pytest.mark.anyio
EARLY = SimpleNamespace(now=lambda: datetime(2000, 1, 1, tzinfo=UTC))
OFFICER = {"roles": ["registry_officer"]}


@guarded_by("the bar to proposing for oneself", gateway__account_changes___must_not_be_own=nothing)
async def test_who_proposes_to_be_an_officer(small: App) -> None:
    keeper = await holding(small, KEEPER)
    headers = await present(small, keeper["_id"])
    answer = await as_one(small, keeper, "PATCH", f"/v1/accounts/{keeper['_id']}", json=OFFICER, headers=headers)
    assert answer.status_code == 409


@guarded_by(
    "the bar to deciding on one's own proposal", gateway__account_changes__Changes___must_be_another=nothing_awaited
)
async def test_who_proposes_and_approves(small: App) -> None:
    """System administrator at first and security administrator then, with what was proposed before."""
    turned = await holding(small, KEEPER)
    wish = {"name": f"n-{secrets.token_hex(5)}", **OFFICER}
    made = (await as_one(small, turned, "POST", "/v1/accounts", json=wish)).json()
    await small.approve((await change(small, turned["_id"], roles=[SECURITY])).json()["change_id"])
    path = f"/v1/account-changes/{made['change_id']}/decision"
    assert (await as_one(small, turned, "POST", path, json={"approved": True})).status_code == 409


@guarded_by("the bar to two roles in one account", gateway__account_changes__check_roles=nothing)
async def test_two_hats_in_one_account(small: App) -> None:
    wish = {"name": f"n-{secrets.token_hex(5)}", "password": FIRST_HALF, "roles": [KEEPER, SECURITY]}
    assert (await small.send("POST", "/v1/accounts", KEEPER, json=wish)).status_code == 422


@guarded_by("the bar to two accounts of one person", gateway__accounts__Accounts__check_person=nothing_awaited)
async def test_two_hats_in_two_accounts(small: App) -> None:
    person = f"虚构{secrets.token_hex(4)}"
    first, second = [await proposed(small, roles=[role], person=person) for role in (KEEPER, "registry_officer")]
    await small.approve(first["change_id"])
    assert (await decide(small, second["change_id"])).status_code == 422


@guarded_by("the second half of a password", gateway__passwords__second_half=lambda: "")
async def test_who_signs_in_as_the_officer_whose_password_they_have_had_reset(small: App) -> None:
    officer = await holding(small, "registry_officer")
    path = f"/v1/accounts/{officer['_id']}/password"
    reset = (await small.send("POST", path, KEEPER, json={"password": FIRST_HALF})).json()
    await small.approve(reset["change_id"])
    assert (await signing_in(small, officer["name"], FIRST_HALF)).status_code == 401


@guarded_by(
    "the seal over the second half", gateway__account_changes___with_half=lambda one, half: {**one, "second": half}
)
async def test_who_proposes_and_reads_the_other_half_in_the_database(small: App) -> None:
    """The system administrator often looks after the database too."""
    account = await proposed(small)
    kept = await small.core.db.account_changes.find_one({"_id": account["change_id"]})
    given = FIRST_HALF + str(kept["second"])
    await small.approve(account["change_id"])
    assert (await signing_in(small, account["name"], given[:100])).status_code == 401


@guarded_by(
    "the bar to working with a password that others made",
    gateway__sessions__lacking=lambda *_: (),
)
async def test_who_works_with_both_halves_unseen_by_the_owner(small: App) -> None:
    account = await proposed(small, roles=[KEEPER])
    given = FIRST_HALF + (await small.approve(account["change_id"]))["password"]
    token = (await signing_in(small, account["name"], given)).json()["token"]
    answer = await small.client.get("/v1/accounts", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 403


@guarded_by("the end of a password that others made", gateway__accounts__clock=EARLY)
async def test_who_finds_both_halves_on_an_old_note(small: App) -> None:
    account = await proposed(small)
    given = FIRST_HALF + (await small.approve(account["change_id"]))["password"]
    over: dict[str, Any] = {"$set": {"password_until": clock.now() - timedelta(seconds=1)}}
    await small.core.db.accounts.update_one({"_id": account["id"]}, over)
    assert (await signing_in(small, account["name"], given)).status_code == 401


@guarded_by("the last of each kind", gateway__accounts__Accounts__must_leave_administrators=nothing_awaited)
async def test_who_leaves_nobody_to_approve(small: App) -> None:
    await small.token(KEEPER)
    others = {"roles": SECURITY, "active": True}
    kept = [one["_id"] async for one in small.core.db.accounts.find(others, sort=[("_id", 1)])]
    alone = await holding(small, SECURITY)
    await small.core.db.accounts.update_many({"_id": {"$in": kept}}, {"$set": {"active": False}})
    try:
        assert (await change(small, alone["_id"], active=False)).status_code == 409
        assert (await signing_in(small, alone["name"], PASSWORD)).status_code == 201
    finally:
        await small.core.db.accounts.update_many({"_id": {"$in": [*kept, alone["_id"]]}}, {"$set": {"active": True}})
        small.core.sessions.forget()
