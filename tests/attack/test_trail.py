"""Whoever would read, or try, and not be seen; and whoever would read in the audit trail what it must not hold."""

from __future__ import annotations

import secrets

import pytest

from gateway import journal
from gateway.journal import NOBODY, Action
from gateway.problems import SignInRefused
from tests.attack.guards import as_it_is, everything, guarded_by, nothing_awaited
from tests.contract.gateway_app import App
from tests.contract.stub import Stub
from tests.contract.test_trail import CADRE, OTHER, audited, of_request, the_cadre, try_to_sign_in

pytestmark = pytest.mark.anyio
MANY = 10**9


@guarded_by("the note of a look", gateway__trail__Trail__look=nothing_awaited)
async def test_an_officer_who_reads_a_family_unseen(whole: App, stub: Stub) -> None:
    answer = await whole.send("GET", f"/v1/cadres/{CADRE}/family", "registry_officer")
    assert answer.status_code == 200
    assert [one["persons"] for one in await of_request(whole, answer)] == [[CADRE]]


@guarded_by("the note of a refusal", gateway__trail__Trail__refused=nothing_awaited)
async def test_an_officer_who_tries_what_is_not_theirs_unseen(whole: App, stub: Stub) -> None:
    whole.core.trail._refused.clear()
    answer = await whole.send("POST", "/v1/cadres", "training_officer", json={})
    assert [one["code"] for one in await of_request(whole, answer)] == ["forbidden"]


@guarded_by("the bound of strangers' refusals", gateway__trail__MOST_OF_STRANGERS=MANY)
async def test_a_stranger_who_fills_the_disk(whole: App) -> None:
    whole.core.trail._refused.clear()
    before = await whole.core.db.journal.count_documents({"account": "anonymous"})
    for _ in range(125):
        tried = journal.entry(Action.SIGN_IN_REFUSED, "", NOBODY, "", code=SignInRefused.code)
        await whole.core.trail.note_refusal(tried)
    assert await whole.core.db.journal.count_documents({"account": "anonymous"}) <= before + 120


@guarded_by("the veil over a name that nobody has", gateway__accounts__veiled=as_it_is)
async def test_an_auditor_who_looks_for_passwords_in_the_wrong_field(whole: App) -> None:
    whole.core.trail._refused.clear()
    typed = f"secret-{secrets.token_hex(6)}"
    await try_to_sign_in(whole, typed)
    assert typed not in repr(await audited(whole, "service=gateway&kind=sign-in"))


@guarded_by("what is known of an id", gateway__looks__is_id=everything)
async def test_an_auditor_who_looks_for_numbers_in_addresses(whole: App) -> None:
    whole.core.trail._refused.clear()
    await whole.send("GET", "/v1/cadres/150203198501010012/family", "incentive_officer")
    assert "150203198501010012" not in repr(await audited(whole, "service=gateway&outcome=refused"))


@guarded_by("the scope", servicekit__principal__Scope__allows=everything)
async def test_a_cadre_who_asks_who_reads_anothers_file(whole: App, stub: Stub) -> None:
    await whole.send("GET", f"/v1/cadres/{OTHER}/family", "registry_officer")
    headers = {"authorization": f"Bearer {await the_cadre(whole, CADRE)}"}
    assert (await whole.client.get(f"/v1/cadres/{OTHER}/looks", headers=headers)).status_code == 404
