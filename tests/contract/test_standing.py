"""How far the events are is told also while a service is away, which is when somebody asks."""

from __future__ import annotations

import pytest

from tests.contract.gateway_app import KEEPER, App
from tests.contract.stub import Stub

pytestmark = pytest.mark.anyio
STANDING, AWAY = "/v1/operations/standing", "training.standing"


async def test_a_service_that_does_not_answer_is_named_and_the_others_are_told(
    whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = whole.core.table.services
    stub.answers |= {f"{name}.standing": {"pending": 0, "newest": None} for name in services}
    monkeypatch.setattr("gateway.operations._ASKS_WITHIN", 1.0)
    try:
        told = (await whole.send("GET", STANDING, KEEPER)).json()
        assert (told["current"], told["unanswered"], len(told["items"])) == (True, [], len(services))
        stub.silent.add(AWAY)
        told = (await whole.send("GET", STANDING, KEEPER)).json()
    finally:
        stub.silent.discard(AWAY)
        for name in services:
            del stub.answers[f"{name}.standing"]
    assert (told["current"], told["unanswered"]) == (False, ["training"])
    assert told["words"]["unanswered"] == {"training": "教育培训"}
    assert {one["service"] for one in told["items"]} == {*services} - {"training"}
