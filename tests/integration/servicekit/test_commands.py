"""Promises 1 and 2: what was acknowledged is durable and known everywhere; the same command takes effect once."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.support.polling import poll
from tests.support.toy.caller import Caller, Refused
from tests.support.toy.run import Run


def test_what_was_acknowledged_is_stored_and_reaches_every_subscriber(toys: Run, caller: Caller, jar: str) -> None:
    tokens = {toys.fill(caller, jar) for _ in range(5)}
    assert caller.call(toys.maker, "jar", jar_id=jar) == {"id": jar, "title": jar, "count": 5, "version": 5}
    poll(lambda: toys.reached(tokens))
    assert [row["seq"] for row in toys.effects("copies") if row["key"] == jar] == [1, 2, 3, 4, 5]


def test_the_same_key_again_answers_the_same_and_does_nothing(toys: Run, caller: Caller, jar: str) -> None:
    wish: dict[str, Any] = {"jar_id": jar, "token": "again", "key": secrets.token_hex(8)}
    first = caller.call(toys.maker, "fill", **wish)
    toys.fill(caller, jar)
    assert caller.call(toys.maker, "fill", **wish) == first
    assert caller.call(toys.maker, "jar", jar_id=jar)["count"] == 2


def test_the_same_key_from_many_at_once_takes_effect_once(toys: Run, caller: Caller, jar: str) -> None:
    others = [toys.caller() for _ in range(4)]
    key, token = secrets.token_hex(8), f"t-{jar}"
    sent = [
        (each, each.send(toys.maker, "fill", jar_id=jar, token=token, key=key)) for each in others for _ in range(6)
    ]
    answers = [each.wait(correlation_id) for each, correlation_id in sent]
    assert len(toys.effects("command", token)) == 1
    assert {answer["version"] for answer in answers} == {1}


def test_the_same_key_with_another_body_is_refused(toys: Run, caller: Caller, jar: str) -> None:
    key = secrets.token_hex(8)
    caller.call(toys.maker, "fill", jar_id=jar, token="one", key=key)
    with pytest.raises(Refused) as refused:
        caller.call(toys.maker, "fill", jar_id=jar, token="another", key=key)
    assert refused.value.code == "idempotency-key-reused"
    with pytest.raises(Refused) as refused:
        caller.call(toys.maker, "seal", jar_id=jar, token="one", key=key)
    assert refused.value.code == "idempotency-key-reused"
    assert caller.call(toys.maker, "jar", jar_id=jar)["count"] == 1


def test_a_request_that_the_broker_brings_twice_takes_effect_once(toys: Run, caller: Caller, jar: str) -> None:
    body = f'{{"args": [], "kwargs": {{"jar_id": "{jar}", "token": "t-{jar}"}}}}'.encode()
    for _ in range(2):
        caller.publish("nameko-rpc", f"{toys.maker}.fill", body, {}, correlation_id=f"c-{jar}")
    caller.call(toys.maker, "jar", jar_id=jar)
    poll(lambda: caller.call(toys.maker, "jar", jar_id=jar)["count"] == 1)
    toys.fill(caller, jar)
    assert len(toys.effects("command", f"t-{jar}")) == 1


def test_commands_at_once_on_one_aggregate_all_take_effect_one_after_the_other(
    toys: Run, caller: Caller, jar: str
) -> None:
    others = [toys.caller() for _ in range(4)]
    tokens = {f"t-{number}-{jar}" for number in range(24)}
    sent = []
    for number, token in enumerate(sorted(tokens)):
        each = others[number % len(others)]
        toys.log.ask(token, jar)
        sent.append((each, each.send(toys.maker, "fill", jar_id=jar, token=token, key=token), token))
    for each, correlation_id, token in sent:
        try:
            each.wait(correlation_id)
            toys.log.told_done(token)
        except Refused as refused:
            if refused.code != "busy":
                raise
            toys.log.told_refused(token)
    poll(lambda: toys.reached(tokens & toys.log.done))
    assert caller.call(toys.maker, "jar", jar_id=jar)["count"] == len(tokens & toys.log.done)
    assert toys.verdict(jar) == []


def test_a_command_that_is_refused_changes_and_tells_nothing(toys: Run, caller: Caller, jar: str) -> None:
    before = toys.makers["journal"].count_documents({})
    for wish in ({"jar_id": "unknown", "token": "x"}, {"jar_id": jar}, {"jar_id": jar, "token": "x", "surplus": 1}):
        with pytest.raises(Refused):
            caller.call(toys.maker, "fill", **wish)
    with pytest.raises(Refused) as refused:
        caller.call(toys.maker, "open_jar", jar_id="another", title=jar)
    assert refused.value.code == "already-exists"
    with pytest.raises(Refused) as refused:
        caller.call(toys.maker, "fill", jar_id=jar, token="x", expected=7)
    assert refused.value.code == "precondition-failed"
    assert toys.makers["journal"].count_documents({}) == before
    assert caller.call(toys.maker, "jar", jar_id=jar)["count"] == 0
