"""Promise 13: whoever is asked with a position has heard of it, or says that it is not yet."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.polling import poll
from tests.support.toy.caller import Caller, Refused
from tests.support.toy.names import FILLED
from tests.support.toy.run import Run

LIMIT = 0.6
"""Seconds that these takers wait."""


def place(run: Run, caller: Caller) -> list[list[str]]:
    """Where what the last command told is, as a gateway sends it along."""
    return [[run.maker, *told] for told in caller.told]


@pytest.fixture(scope="module")
def hearing(make_run: Callable[..., Run]) -> Any:
    """A maker, and two takers that wait for a short while; a gate holds up a handler, not the process."""
    own = make_run()
    children = [own.start("maker", wait=False)]
    children += [own.start("taker", {"HEARING_TIMEOUT": str(LIMIT)}, wait=False) for _ in range(2)]
    for child in children:
        child.wait_ready()
    yield own
    own.stop()


@pytest.fixture
def asking(hearing: Run) -> Caller:
    return hearing.caller()


def test_who_fills_a_jar_finds_it_filled_in_the_other_service_at_once(hearing: Run, asking: Caller) -> None:
    for _ in range(30):
        jar = hearing.open_jar(asking)
        token = hearing.fill(asking, jar)
        after = place(hearing, asking)
        assert [(service, type) for service, type, _ in after] == [(hearing.maker, FILLED)]
        assert asking.call(hearing.taker, "latest", jar_id=jar, position=after) == {"token": token}
        asking.call(hearing.taker, "label", jar_id=jar, label="演示", position=after)


def test_many_events_of_one_command_are_heard_to_the_last(hearing: Run, asking: Caller) -> None:
    jar = hearing.open_jar(asking)
    token = hearing.fill(asking, jar, more=30)
    assert len(asking.told) == 1
    after = place(hearing, asking)
    assert poll(lambda: told(hearing, asking, jar, after)) == {"token": f"{token}.29"}, "the last, or not yet"


def test_what_does_not_come_in_time_is_not_yet_and_right_afterwards(hearing: Run, asking: Caller) -> None:
    jar, token = hearing.open_jar(asking), f"held-{time.monotonic_ns()}"
    open_the_gate = hearing.plant(hearing.takers, token, "wait")
    hearing.fill(asking, jar, token)
    after = place(hearing, asking)
    for method, wish in (("latest", {}), ("label", {"label": "演示"})):
        began = time.monotonic()
        with pytest.raises(Refused) as refused:
            asking.call(hearing.taker, method, jar_id=jar, position=after, **wish)
        assert LIMIT <= time.monotonic() - began < LIMIT + 2
        problem = refused.value.problem
        assert (problem["code"], problem["status"], problem["retry_after"]) == ("not-yet", 503, 1)
        assert problem["facts"] == {"waiting_for": [hearing.maker]}
        assert "尚未" in problem["detail_zh"]
        assert hearing.takers["labels"].count_documents({"jar_id": jar}) == 0
    with pytest.raises(Refused) as unknown:
        asking.call(hearing.taker, "latest", jar_id=jar)
    assert unknown.value.code == "not-found", "who says nothing of a moment ago is answered as it is known"
    open_the_gate()
    assert poll(lambda: told(hearing, asking, jar, after)) == {"token": token}


def told(run: Run, caller: Caller, jar: str, after: Any) -> Any:
    """The answer, or None while it is not yet."""
    try:
        return caller.call(run.taker, "latest", jar_id=jar, position=after)
    except Refused as refused:
        return {} if refused.code != "not-yet" else None


def test_who_waits_is_answered_when_it_comes(hearing: Run, asking: Caller) -> None:
    jar, token = hearing.open_jar(asking), f"late-{time.monotonic_ns()}"
    open_the_gate = hearing.plant(hearing.takers, token, "wait")
    hearing.fill(asking, jar, token)
    asked = asking.send(hearing.taker, "latest", jar_id=jar, position=place(hearing, asking))
    poll(lambda: len(hearing.attempts(token, "copies")) == 1)
    open_the_gate()
    assert asking.wait(asked) == {"token": token}


def test_it_waits_no_longer_than_its_caller(run: Run) -> None:
    run.start("maker")
    taker = run.start("taker", {"HEARING_TIMEOUT": "3"})
    caller = run.caller()
    jar, token = run.open_jar(caller), "held"
    run.plant(run.takers, token, "wait")
    run.fill(caller, jar, token)
    after = place(run, caller)
    waited = []
    for limit in ({"deadline": time.time() + 1}, {}):
        before = run.metric(taker, "cadre_news_wait_seconds_sum", outcome="not-yet")
        with pytest.raises(Refused, match="not-yet"):
            caller.call(run.taker, "latest", jar_id=jar, position=after, **limit)
        waited.append(run.metric(taker, "cadre_news_wait_seconds_sum", outcome="not-yet") - before)
    assert run.metric(taker, "cadre_news_wait_seconds_count", outcome="not-yet") == 2
    for_the_caller, as_long_as_it_may = waited
    assert for_the_caller < as_long_as_it_may / 2


def test_who_has_nothing_to_wait_for_finds_a_worker_free(run: Run) -> None:
    run.start("maker")
    taker = run.start("taker", {"WORKERS": "4", "HEARING_TIMEOUT": "3"})
    caller = run.caller()
    known, held = run.open_jar(caller), run.open_jar(caller)
    run.fill(caller, known, "known")
    poll(lambda: run.reached({"known"}))
    run.plant(run.takers, "held", "wait")
    run.fill(caller, held, "held")
    after = place(run, caller)
    began = time.monotonic()
    waiting = [caller.send(run.taker, "latest", jar_id=held, position=after) for _ in range(12)]
    assert caller.call(run.taker, "latest", jar_id=known) == {"token": "known"}
    assert time.monotonic() - began < 1.5, "half of the workers wait, the others do not"
    for asked in waiting:
        with pytest.raises(Refused, match="not-yet"):
            caller.wait(asked)
    assert run.metric(taker, "cadre_news_wait_seconds_count", outcome="not-yet") == 12


def test_an_event_that_fails_is_not_heard_until_it_has_taken_effect(hearing: Run, asking: Caller) -> None:
    jar, token = hearing.open_jar(asking), f"bad-{time.monotonic_ns()}"
    mend = hearing.plant(hearing.takers, token, "raise", handler="batches")
    hearing.fill(asking, jar, token)
    after = place(hearing, asking)
    with pytest.raises(Refused, match="not-yet"):
        asking.call(hearing.taker, "latest", jar_id=jar, position=after)
    mend()
    assert poll(lambda: told(hearing, asking, jar, after), 20) == {"token": token}


def test_nobody_waits_for_what_they_do_not_listen_to(hearing: Run, asking: Caller) -> None:
    jar = hearing.open_jar(asking)
    token = hearing.fill(asking, jar)
    poll(lambda: hearing.reached({token}))
    asking.call(hearing.maker, "seal", jar_id=jar, token="sealed")
    after = [*place(hearing, asking), ["somebody", "thing.done.v1", "x.0"], [hearing.taker, FILLED, "own.0"]]
    assert len(after) == 3
    assert asking.call(hearing.taker, "latest", jar_id=jar, position=after) == {"token": token}


def test_what_every_service_offers_is_answered_though_news_is_missing(hearing: Run, asking: Caller) -> None:
    never = [[hearing.maker, FILLED, "never.0"]]
    assert asking.call(hearing.taker, "standing", position=never)["pending"] == 0
    with pytest.raises(Refused, match="not-yet"):
        asking.call(hearing.taker, "latest", jar_id="x", position=never)


def test_a_repetition_tells_the_same_and_is_answered_at_once(hearing: Run, asking: Caller) -> None:
    jar = hearing.open_jar(asking)
    token = hearing.fill(asking, jar)
    first = asking.told
    asking.call(hearing.maker, "fill", jar_id=jar, token=token, key=token)
    assert asking.told == first != []
    after, wish = place(hearing, asking), {"jar_id": jar, "label": "演示", "key": f"label-{jar}"}
    asking.call(hearing.taker, "label", position=after, **wish)
    asking.call(hearing.taker, "label", position=[[hearing.maker, FILLED, "never.0"]], **wish)
    asking.call(hearing.maker, "jar", jar_id=jar)
    assert asking.told == []


@pytest.mark.parametrize("wrong", [{}, "x", [["a"]], [[1, 2, 3]], [["a", "b", "c"]] * 17])
def test_what_is_no_position_is_refused(hearing: Run, asking: Caller, wrong: Any) -> None:
    with pytest.raises(Refused) as refused:
        asking.call(hearing.taker, "latest", jar_id="x", position=wrong)
    assert refused.value.code == "invalid-fields"
