"""What everybody who may judge it had a part in waits for nobody, and whoever keeps the accounts is told so (待办)."""

from __future__ import annotations

import secrets

import pytest

from gateway.readmodels.store import readers_of
from tests.contract.gateway_app import KEEPER, App
from tests.contract.stub import Stub

pytestmark = pytest.mark.anyio
WHAT, ASKED = "supervision.decide_appeal", "supervision.kept_from_all"


async def test_the_administrator_is_told_how_many_and_which_account_is_needed(whole: App, stub: Stub) -> None:
    await whole.token("supervision_officer")
    rows, appeals = await readers_of(whole.core.db).current(), [f"apl-{secrets.token_hex(4)}" for _ in range(3)]
    await rows["appeals"].insert_many(
        [{"_id": one, "appeal_id": one, "state": "open", "due_on": None} for one in appeals[:2]]
    )
    stub.answers[ASKED] = {"items": [{"what": WHAT, "ids": appeals}]}
    stub.received.clear()
    try:
        seen = (await whole.send("GET", "/v1/work", KEEPER, headers={"Accept-Language": "zh"})).json()
        assert seen["nobody"] == [
            {"what": WHAT, "title": "作出申诉决定", "count": 2, "roles": ["supervision_officer"]}
        ], "and not the one that is decided meanwhile"
        assert seen["words"]["nobody.roles"] == {"supervision_officer": "干部监督管理员"}
        assert (seen["items"], seen["total"]) == ([], 0), "it sees no content"
        asked = {step["what"]: step["accounts"] for step in stub.last(ASKED).arguments["steps"]}
        assert all(one["account"].startswith("acc-") for one in asked[WHAT])
        assert asked[WHAT]
        narrowed = await whole.send("GET", "/v1/work", KEEPER, params={"what": "registry.decide_correction"})
        assert narrowed.json()["nobody"] == []
        stub.received.clear()
        assert (await whole.send("GET", "/v1/work", "supervision_officer")).json()["nobody"] == []
        assert ASKED not in {one.target for one in stub.received}, "nobody else is told"
        stub.silent.add(ASKED)
        assert WHAT in (await whole.send("GET", "/v1/work", KEEPER)).json()["unanswered"]
    finally:
        stub.silent.discard(ASKED)
        del stub.answers[ASKED]
        await rows["appeals"].delete_many({"_id": {"$in": appeals}})
