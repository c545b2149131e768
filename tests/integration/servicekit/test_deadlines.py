"""Promise 6: no call waits for ever, and nothing is done later by surprise for a caller who has given up."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import pytest

from tests.support.polling import poll
from tests.support.toy.caller import Caller, NoAnswer, Refused
from tests.support.toy.run import Run
from tests.support.wire import Wire


def test_a_command_whose_deadline_has_passed_is_not_executed(toys: Run, caller: Caller, jar: str) -> None:
    with pytest.raises(Refused) as refused:
        caller.call(toys.maker, "fill", jar_id=jar, token="late", deadline=time.time() - 0.1)
    assert (refused.value.code, refused.value.problem["status"]) == ("deadline-passed", 503)
    assert caller.call(toys.maker, "jar", jar_id=jar)["count"] == 0


def test_commands_that_waited_too_long_behind_others_are_not_executed(run: Run) -> None:
    run.start("maker", {"WORKERS": "1"})
    caller = run.caller()
    jar = run.open_jar(caller)
    open_the_gate = run.plant(run.makers, "slow", "wait")
    slow = caller.send(run.maker, "fill", jar_id=jar, token="slow")
    poll(lambda: run.attempts("slow", "command"))
    deadline = time.time() + 0.5
    waiting = [caller.send(run.maker, "fill", jar_id=jar, token=f"w{n}", deadline=deadline) for n in range(5)]
    poll(lambda: time.time() > deadline)
    open_the_gate()
    assert caller.wait(slow)["count"] == 1
    for each in waiting:
        with pytest.raises(Refused) as refused:
            caller.wait(each)
        assert refused.value.code == "deadline-passed"
    assert caller.call(run.maker, "jar", jar_id=jar)["count"] == 1


def test_overload_is_answered_at_once_and_those_in_time_are_served(run: Run) -> None:
    """Promise 8 from the service's side: what comes too late costs nearly nothing, so what comes in time is done."""
    run.start("maker", {"WORKERS": "4"})
    caller = run.caller()
    jars = [run.open_jar(caller) for _ in range(40)]
    ids = []
    for number, jar in enumerate(jars * 10):
        deadline = time.time() + (30 if number % 10 == 0 else -1)
        ids.append(caller.send(run.maker, "fill", jar_id=jar, token=f"t{number}", key=f"k{number}", deadline=deadline))
    served = refused = 0
    for each in ids:
        try:
            caller.wait(each, 30)
            served += 1
        except Refused as problem:
            refused += bool(problem.problem["retry_after"])
    assert (served, refused) == (40, 360)
    assert run.makers["effects"].count_documents({}) == 40


def test_a_caller_that_gave_up_asks_again_with_its_key_and_gets_the_one_answer(run: Run) -> None:
    run.start("maker")
    caller = run.caller()
    jar = run.open_jar(caller)
    open_the_gate = run.plant(run.makers, "slow", "wait")
    key = secrets.token_hex(8)
    with pytest.raises(NoAnswer):
        caller.call(run.maker, "fill", 0.3, jar_id=jar, token="slow", key=key)
    again = caller.send(run.maker, "fill", jar_id=jar, token="slow", key=key)
    poll(lambda: len(run.attempts("slow", "command")) == 2)
    open_the_gate()
    assert caller.wait(again)["count"] == 1
    assert caller.call(run.maker, "jar", jar_id=jar)["count"] == 1
    assert len(run.effects("command")) == 1


def test_a_database_that_does_not_answer_bounds_every_command_and_query(
    run: Run, wire: Callable[[str], Wire], mongo_uri: str
) -> None:
    cable = wire(mongo_uri)
    maker = run.start("maker", {"MONGO_URI": cable.through(mongo_uri), "DATABASE_TIMEOUT": "1.5"})
    caller = run.caller()
    jar = run.open_jar(caller)
    cable.hold()
    for method, wish in (("fill", {"jar_id": jar, "token": "held"}), ("jar", {"jar_id": jar}), ("history", {})):
        began = time.monotonic()
        with pytest.raises(Refused) as refused:
            caller.call(run.maker, method, 20, key="k-held", **wish)
        assert refused.value.problem["status"] == 503
        assert time.monotonic() - began < 8
    cable.release()
    maker.wait_ready()
    run.log.ask("held", jar)
    poll(lambda: caller.call(run.maker, "fill", jar_id=jar, token="held", key="k-held")["count"] == 1, 20)
    assert len(run.effects("command", "held")) == 1


def test_a_broker_that_does_not_answer_bounds_every_publish_and_loses_nothing(
    run: Run, wire: Callable[[str], Wire]
) -> None:
    cable = wire(run.amqp_uri)
    settings = {"AMQP_URI": cable.through(run.amqp_uri), "PUBLISH_TIMEOUT": "1"}
    maker = run.start("maker", settings)
    taker = run.start("taker")
    caller = run.caller()
    jar = run.open_jar(caller)
    run.fill(caller, jar)
    poll(lambda: run.reached(run.log.done))
    gate = run.plant(run.makers, "gated", "wait")
    run.log.ask("gated", jar)
    caller.send(run.maker, "fill", jar_id=jar, token="gated", key="gated")
    poll(lambda: run.attempts("gated", "command"))
    cable.hold()
    gate()
    # Committed while the broker is silent: the relay gives up, says so, and tries again.
    poll(lambda: run.effects("command", "gated"))
    poll(lambda: run.said(maker, "the relay is waiting"), 20)
    cable.release()
    assert run.insist(caller, jar, "gated")["count"] == 2
    run.drained()
    assert run.verdict() == []
    assert taker.running.poll() is None


def test_stopping_is_bounded_while_neither_broker_nor_database_answers(
    run: Run, wire: Callable[[str], Wire], mongo_uri: str
) -> None:
    broker, database = wire(run.amqp_uri), wire(mongo_uri)
    settings = {"AMQP_URI": broker.through(run.amqp_uri), "MONGO_URI": database.through(mongo_uri)}
    maker = run.start("maker", {**settings, "STOP_TIMEOUT": "3", "PUBLISH_TIMEOUT": "2", "DATABASE_TIMEOUT": "2"})
    broker.hold()
    database.hold()
    assert maker.stop(25) == 0
