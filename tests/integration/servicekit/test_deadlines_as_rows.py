"""Promise 12: deadlines are rows that can be listed, moved and cancelled; each fires once, also after downtime."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from servicekit import clock
from tests.support.polling import poll
from tests.support.toy.caller import Refused
from tests.support.toy.run import Run

YESTERDAY = clock.day_of(clock.now()) - timedelta(days=1)
FAR = date(2090, 1, 1)


def test_what_is_due_fires_once_whoever_leads(run: Run) -> None:
    for toy in ("maker", "maker", "taker"):
        run.start(toy, wait=False)
    for child in run.children:
        child.wait_ready()
    caller = run.caller()
    jar = run.open_jar(caller)
    for _ in range(30):
        run.fill_later(caller, jar, YESTERDAY)
    run.drained()
    assert run.verdict() == []
    listed = caller.call(run.maker, "list_deadlines", state="fired", limit=50)["items"]
    assert len(listed) == 30


def test_a_deadline_that_passes_while_nobody_is_there_fires_at_the_next_start(run: Run) -> None:
    maker, _ = run.start("maker"), run.start("taker")
    caller = run.caller()
    jar = run.open_jar(caller)
    token = run.fill_later(caller, jar, FAR)
    maker.kill()
    past = clock.at(1_700_000_000)
    moved = {"$set": {"due": past, "look_at": past}}
    assert run.makers["deadlines"].update_one({"_id": f"toy_fill.{jar}.{token}"}, moved).modified_count == 1
    run.start("maker")
    run.drained()


def test_a_process_that_dies_while_a_deadline_fires_fires_it_neither_twice_nor_never(run: Run) -> None:
    maker, _ = run.start("maker"), run.start("taker")
    caller = run.caller()
    jar = run.open_jar(caller)
    lifted = run.plant(run.makers, "deadly", "die")
    run.fill_later(caller, jar, YESTERDAY, "deadly")
    assert maker.running.wait(30) == -9
    lifted()
    run.start("maker")
    run.drained()


def test_one_that_fails_is_tried_again_then_waits_for_an_operator_who_has_it_tried_again(run: Run) -> None:
    run.start("maker")
    run.start("taker")
    caller = run.caller()
    jar = run.open_jar(caller)
    lifted = run.plant(run.makers, "faulty", "raise")
    run.fill_later(caller, jar, YESTERDAY, "faulty")
    poll(lambda: run.deadline(jar, "faulty")["state"] == "failed", 20)
    row = run.deadline(jar, "faulty")
    assert row["tries"] == len(run.attempts("faulty", "command")) == 3
    assert "Planted" in row["error"]
    lifted()
    id = f"toy_fill.{jar}.faulty"
    caller.call(run.maker, "retry_deadline", deadline_id=id)
    run.drained()
    assert run.deadline(jar, "faulty")["due_on"] == YESTERDAY.isoformat()
    with pytest.raises(Refused) as settled:
        caller.call(run.maker, "retry_deadline", deadline_id=id)
    assert settled.value.code == "deadline-settled"
    with pytest.raises(Refused) as settled:
        caller.call(run.maker, "move_deadline", deadline_id=id, due_on=FAR.isoformat(), basis="过迟")
    assert settled.value.code == "deadline-settled"


def test_a_cancelled_deadline_does_nothing(run: Run) -> None:
    run.start("maker")
    caller = run.caller()
    jar = run.open_jar(caller)
    caller.call(run.maker, "fill_later", jar_id=jar, token="never", due_on=FAR.isoformat())
    id = f"toy_fill.{jar}.never"
    caller.call(run.maker, "cancel_deadline", deadline_id=id, basis="不再需要")
    past = clock.at(1_700_000_000)
    run.makers["deadlines"].update_one({"_id": id}, {"$set": {"due": past, "look_at": past}})
    caller.call(run.maker, "fill_later", jar_id=jar, token="after", due_on=YESTERDAY.isoformat())
    poll(lambda: run.effects(id="after"), 10)
    assert run.effects(id="never") == []
    assert run.deadline(jar, "never")["moves"][0]["basis"] == "不再需要"


def test_a_deadline_that_was_taken_back_by_mistake_is_put_back(run: Run) -> None:
    run.start("maker")
    caller = run.caller()
    jar = run.open_jar(caller)
    caller.call(run.maker, "fill_later", jar_id=jar, token="again", due_on=FAR.isoformat())
    id = f"toy_fill.{jar}.again"
    caller.call(run.maker, "cancel_deadline", deadline_id=id, basis="误取消")
    back = caller.call(run.maker, "move_deadline", deadline_id=id, due_on=YESTERDAY.isoformat(), basis="恢复")
    assert (back["state"], [one["basis"] for one in back["moves"]]) == ("waiting", ["误取消", "恢复"])
    poll(lambda: run.effects(id="again"), 10)
    with pytest.raises(Refused) as settled:
        caller.call(run.maker, "move_deadline", deadline_id=id, due_on=FAR.isoformat(), basis="过迟")
    assert settled.value.code == "deadline-settled"
