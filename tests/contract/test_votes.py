"""A vote on its way through the gateway: nothing of its answers stays behind."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from gateway.access_log import AccessLog
from gateway.account_routes import ROWS as ACCOUNTS
from gateway.route import Answer, Route, Scope
from gateway.session_rows import ROWS as SESSIONS
from servicekit.schema import Schema, fields
from tests.contract.gateway_app import App, running
from tests.contract.stub import Stub
from tests.support.rabbit import Vhost

pytestmark = pytest.mark.anyio

VOTES = "/v1/appraisal/ballots/blt-1/votes"


def vote(answer: str) -> dict[str, Any]:
    return {"answers": [{"question": "overall", "answer": answer}]}


async def kept(app: App) -> dict[str, list[str]]:
    """Every document of the gateway's database, as text."""
    names = await app.core.db.list_collection_names()
    return {name: sorted([repr(one) async for one in app.core.db[name].find()]) for name in names}


async def test_a_vote_leaves_nothing_in_the_gateways_database(
    own_vhost: Vhost, mongo_uri: str, database_prefix: str, stub: Stub
):
    stub.answers["appraisal.cast_vote"] = {"ballot_id": "blt-1", "counted": True}
    prefix = f"{database_prefix}{secrets.token_hex(2)}_"
    async with running(own_vhost.amqp_uri, mongo_uri, prefix) as app:
        await app.token("cadre")
        before = await kept(app)
        for answer in ("excellent", "incompetent"):
            headers = {"idempotency-key": f"key-{answer}-1"}
            answered = await app.send("POST", VOTES, "cadre", json=vote(answer), headers=headers)
            assert (answered.status_code, answered.json()) == (200, {"ballot_id": "blt-1", "counted": True})
            came = stub.last("appraisal.cast_vote")
            assert came.principal["scope"]["cadre_id"] == "c-1"
            assert not came.persistent
        after = await kept(app)
        assert {name for name in after if after[name] != before.get(name)} <= {"sessions"}
        assert not [text for texts in after.values() for text in texts if "excellent" in text or "incompetent" in text]


async def test_nobody_votes_through_another_name(whole: App, stub: Stub):
    stub.received.clear()
    answered = await whole.send("POST", VOTES, "unit_officer", json=vote("excellent"))
    assert (answered.status_code, [one for one in stub.received if one.target == "appraisal.cast_vote"]) == (403, [])


class Whisper(Schema):
    """Something with a field that leaves no trace."""

    loud = fields.String(required=True)
    quiet = fields.String(required=True)


async def heard(request: Any) -> Answer:
    return Answer({"loud": request.params["loud"]})


WHISPER = Route.local(
    "POST", "/whispers", heard, scope=Scope.SIGNED_IN, body=Whisper, zh="低语", en="Whisper", unlogged=("quiet",)
)


async def test_the_fingerprint_of_the_gateways_own_receipt_leaves_out_what_is_unlogged(
    own_vhost: Vhost, mongo_uri: str, database_prefix: str
):
    prefix = f"{database_prefix}{secrets.token_hex(2)}_"
    async with running(own_vhost.amqp_uri, mongo_uri, prefix, [*SESSIONS, *ACCOUNTS, WHISPER]) as app:
        headers = {"idempotency-key": "key-1"}
        for quiet in ("one", "two"):
            wish = {"loud": "hello", "quiet": quiet}
            assert (await app.send("POST", "/v1/whispers", "cadre", json=wish, headers=headers)).status_code == 200
        other = await app.send("POST", "/v1/whispers", "cadre", json={"loud": "x", "quiet": "one"}, headers=headers)
        assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
        assert await app.core.db.receipts.count_documents({}) == 1


OBJECTIONS = "/v1/incentive/nominations/nom-1/objections"


async def test_no_line_of_the_log_names_who_may_object_anonymously(
    own_vhost: Vhost, mongo_uri: str, database_prefix: str, stub: Stub, monkeypatch: pytest.MonkeyPatch
):
    made = {"id": "obj-1", "version": 1, "lodged_by": None, "anonymous": True}
    stub.answers["incentive.lodge_objection"] = made
    lines: list[tuple[str, str]] = []
    monkeypatch.setattr(AccessLog, "write", lambda _, method, route, *rest: lines.append((route, rest[4])))
    prefix = f"{database_prefix}{secrets.token_hex(2)}_"
    async with running(own_vhost.amqp_uri, mongo_uri, prefix) as app:
        await app.token("cadre")
        wish = {"grounds": "facts", "text": "不实", "anonymous": True}
        before = await kept(app)
        lines.clear()
        answered = await app.send("POST", OBJECTIONS, "cadre", json=wish)
        assert answered.status_code in (200, 201), answered.text
        assert [account for _, account in lines] == ["anonymous"]
        after = await kept(app)
        assert {name for name in after if after[name] != before.get(name)} <= {"sessions"}
