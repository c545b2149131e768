"""Whoever would find out who objected without a name: by what the caller's requests have in common."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.openapi import body_example
from servicekit.specs import Call
from tests.attack.guards import as_it_is, guarded_by
from tests.contract.gateway_app import App
from tests.contract.stub import Stub
from tests.contract.test_every_route_as_every_role import ROWS
from tests.service.desk import OTHER_UNIT, Desk, of_unit
from tests.service.incentive.conftest import desk, incentive_runtime  # noqa: F401
from tests.service.incentive.test_nominations import batch, up_to_publicised  # noqa: F401

SENT, TRACE = "the-callers-own-request-1", "ab" * 16
IDS = {"x-request-id": SENT, "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}


@pytest.mark.anyio
@guarded_by("ids of its own for what is nameless", gateway__dispatch___is_nameless=lambda *_: False)
async def test_an_objection_by_the_ids_that_its_caller_sends_with_every_request(
    whole: App, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    monkeypatch.setattr("gateway.access_log.AccessLog.write", lambda _, *line: lines.append(repr(line)))
    row = "POST /incentive/nominations/{nomination_id}/objections"
    wish = body_example(ROWS[row]) | {"anonymous": True}
    path = "/v1/incentive/nominations/nom-1/objections"
    answer = await whole.send("POST", path, "unit_officer", json=wish, headers=IDS)
    assert answer.status_code == 201, answer.text
    sent = stub.last("incentive.lodge_objection").headers
    told = repr((dict(answer.headers), sent["cadre.request_id"], sent["traceparent"], lines))
    assert SENT not in told
    assert TRACE not in told


@guarded_by("that a nameless command is untied", servicekit__runtime___untied=as_it_is)
def test_an_objection_by_the_ids_that_its_entry_keeps(desk: Desk, batch: dict[str, Any]) -> None:  # noqa: F811
    (id,) = up_to_publicised(desk, batch, "c1")
    wish = {"nomination_id": id, "grounds": "facts", "text": "不实", "anonymous": True}
    call = Call(
        kwargs=wish, id="call-x", principal=of_unit(OTHER_UNIT), request_id=SENT, traceparent=IDS["traceparent"]
    )
    _, problem = desk.service.lodge_objection(call)  # type: ignore[attr-defined]
    assert problem is None
    kept = repr(list(desk.db["journal"].find({"action": "incentive.lodge_objection"})))
    assert SENT not in kept
    assert TRACE not in kept
