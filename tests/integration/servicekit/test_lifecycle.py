"""Promise 7: stop means finish, start means wait."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.support.polling import poll
from tests.support.toy.run import Run
from tests.support.wire import Wire


def test_sigterm_finishes_what_is_in_hand_and_leaves_nothing_behind(run: Run) -> None:
    maker, taker = run.start("maker", wait=False), run.start("taker", wait=False)
    maker.wait_ready()
    taker.wait_ready()
    # The taker has asked for the maker's history and will not ask again so soon.
    poll(lambda: run.takers["subscriptions"].count_documents({"horizon": {"$exists": True}}) == 2, 30)
    caller = run.caller()
    jar = run.open_jar(caller)
    command_gate = run.plant(run.makers, "command", "wait")
    event_gate = run.plant(run.takers, "event", "wait")
    run.fill(caller, jar, "event")
    asked = caller.send(run.maker, "fill", jar_id=jar, token="command", key="command")
    run.log.ask("command", jar)
    poll(lambda: run.attempts("command", "command"))
    poll(lambda: run.attempts("event", "copies") and run.attempts("event", "batches"))
    for child in (maker, taker):
        child.running.send_signal(signal.SIGTERM)
    poll(lambda: run.said(maker, "stopping") and run.said(taker, "stopping"))
    later = caller.send(run.maker, "fill", jar_id=jar, token="later", key="later")
    run.log.ask("later", jar)
    command_gate()
    event_gate()
    assert caller.wait(asked)["count"] == 2
    run.log.told_done("command")
    assert maker.running.wait(20) == 0
    assert taker.running.wait(20) == 0
    # Finished and acknowledged: only what came after the signal waits for the next process.
    assert caller.depth(f"rpc-{run.maker}") == 1
    ends = caller.depth(run.queue("copies")), caller.depth(run.queue("batches"))
    assert ends == (1, 1), "the event of the command, published before the maker ended"
    maker, taker = run.start("maker", wait=False), run.start("taker", wait=False)
    assert caller.wait(later, 30)["count"] == 3
    run.log.told_done("later")
    run.drained()
    assert run.verdict() == []
    assert len(run.attempts("command", "command")) == len(run.attempts("event", "copies")) == 1


def test_a_stop_has_a_limit_and_what_is_left_is_done_by_others(run: Run) -> None:
    maker, taker = run.start("maker"), run.start("taker", {"STOP_TIMEOUT": "1"})
    caller = run.caller()
    jar = run.open_jar(caller)
    gate = run.plant(run.takers, "long", "wait", replica="1")
    run.fill(caller, jar, "long")
    poll(lambda: run.attempts("long", "copies"))
    assert taker.stop(25) == 0
    run.start("taker")
    run.drained()
    gate()
    assert run.verdict() == []
    assert maker.stop() == 0


def test_starting_waits_for_broker_and_database_says_so_and_can_be_ended(
    run: Run, wire: Callable[[str], Wire], mongo_uri: str
) -> None:
    broker, database = wire(run.amqp_uri), wire(mongo_uri)
    settings = {"AMQP_URI": broker.through(run.amqp_uri), "MONGO_URI": database.through(mongo_uri)}
    broker.cut()
    database.cut()
    waiting, doomed = (run.start("maker", settings, wait=False) for _ in range(2))
    for child in (waiting, doomed):
        poll(lambda child=child: run.said(child, "waiting", what="database"), 30)
    assert doomed.stop() == 0
    database.mend()
    poll(lambda: run.said(waiting, "waiting", what="broker"), 30)
    ended_while_waiting_for_broker = run.start("maker", settings, wait=False)
    poll(lambda: run.said(ended_while_waiting_for_broker, "waiting", what="broker"), 30)
    assert ended_while_waiting_for_broker.stop() == 0
    broker.mend()
    waiting.wait_ready()
    caller = run.caller()
    run.open_jar(caller)
    assert waiting.stop() == 0


def test_a_process_goes_on_by_itself_after_broker_and_database_were_away(
    run: Run, wire: Callable[[str], Wire], mongo_uri: str
) -> None:
    broker, database = wire(run.amqp_uri), wire(mongo_uri)
    settings = {"AMQP_URI": broker.through(run.amqp_uri), "MONGO_URI": database.through(mongo_uri)}
    maker, taker = run.start("maker", settings, wait=False), run.start("taker", settings, wait=False)
    maker.wait_ready()
    taker.wait_ready()
    caller = run.caller()
    jar = run.open_jar(caller)
    for away in (broker, database):
        run.fill(caller, jar)
        away.cut()
        token = f"during-{away.port}"
        run.log.ask(token, jar)
        caller.send(run.maker, "fill", jar_id=jar, token=token, key=token)
        poll(lambda: [line for line in run.lines(maker) + run.lines(taker) if line["level"] == "warning"])
        away.mend()
        run.insist(caller, jar, token)
        run.fill(caller, jar)
    run.drained()
    assert run.verdict() == []
    assert (maker.stop(), taker.stop()) == (0, 0)
