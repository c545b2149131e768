"""Promise 1: whatever process dies when, what was acknowledged is there, everywhere, once and in order."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest

from tests.support.polling import poll
from tests.support.toy.names import DEATHS
from tests.support.toy.run import Run
from tests.support.wire import Wire


@pytest.mark.timeout(600)
def test_a_maker_that_dies_at_each_point_on_a_commands_way(run: Run) -> None:
    """One maker after the other, each told to die at another point of the same kind of command; then one that lives."""
    taker = run.start("taker")
    starter = run.start("maker")
    caller = run.caller()
    jar = run.open_jar(caller)
    starter.stop()
    for number, point in enumerate(DEATHS):
        doomed = run.start("maker", {"TOY_DIE_AT": point}, wait=False)
        run.log.ask(f"death-{number}", jar)
        caller.send(run.maker, "fill", jar_id=jar, token=f"death-{number}", key=f"death-{number}", more=3)
        assert doomed.running.wait(40) == -9, f"it did not come to die {point}"
    run.start("maker")
    for number in range(len(DEATHS)):
        poll(
            lambda number=number: caller.call(
                run.maker, "fill", jar_id=jar, token=f"death-{number}", key=f"death-{number}", more=3
            ),
            30,
        )
        run.log.told_done(f"death-{number}")
        for more in range(3):
            # The command's further events reach the subscribers; no handler of their own makes them.
            run.log.ask(f"death-{number}.{more}", jar)
    poll(lambda: caller.call(run.maker, "jar", jar_id=jar)["count"] == len(DEATHS))
    further = {f"death-{number}.{more}" for number in range(len(DEATHS)) for more in range(3)}
    poll(lambda: run.reached(further, ("batches", "copies")), 30)
    run.settled()
    assert [line for line in run.verdict() if not line.startswith("lost: command never did death-")] == []
    assert len(run.effects("command")) == len(DEATHS)
    assert taker.stop() == 0


@pytest.mark.parametrize("point", ["before the commit", "after the commit", "before the acknowledgement of an event"])
def test_a_taker_that_dies_at_a_point_on_an_events_way(run: Run, point: str) -> None:
    run.start("maker", wait=False)
    # Ready means that its queues are there: what is told before a subscriber's first start is not for its queue.
    doomed = run.start("taker", {"TOY_DIE_AT": point})
    run.children[0].wait_ready()
    caller = run.caller()
    jar = run.open_jar(caller)
    for _ in range(5):
        run.fill(caller, jar)
    assert doomed.running.wait(40) == -9
    run.start("taker")
    run.drained()
    assert run.verdict() == []


@pytest.mark.timeout(600)
def test_processes_killed_at_random_moments_lose_and_double_nothing(run: Run) -> None:
    chance = random.Random(20260302)
    for toy in ("maker", "taker", "maker", "taker"):
        run.start(toy, wait=False)
    for child in run.children:
        child.wait_ready()
    first = run.caller()
    jars = [run.open_jar(first) for _ in range(3)]
    stop = threading.Event()
    failed: list[BaseException] = []

    def client(number: int) -> None:
        caller, mine = run.caller(), random.Random(number)
        try:
            count = 0
            while not stop.is_set():
                run.insist(caller, mine.choice(jars), f"c{number}-{count}")
                count += 1
        except BaseException as error:
            failed.append(error)

    clients = [threading.Thread(target=client, args=(number,)) for number in range(3)]
    for each in clients:
        each.start()
    kills = 0
    while kills < 8:
        # After so many more effects, wherever the processes are then, one of them is gone and another comes.
        wanted = len(run.log.done) + chance.randint(5, 40)
        poll(lambda wanted=wanted: len(run.log.done) >= wanted or failed, 40)
        alive = [child for child in run.children if child.running.poll() is None]
        victim = chance.choice(alive)
        victim.kill()
        run.start(victim.name.split()[0], wait=False)
        kills += 1
    stop.set()
    for each in clients:
        each.join(60)
    assert failed == []
    run.drained(60)
    assert run.verdict() == []
    counts = [first.call(run.maker, "jar", jar_id=jar)["count"] for jar in jars]
    assert sum(counts) == len(run.log.done) == len(run.effects("command"))


def test_connections_cut_at_random_moments_lose_and_double_nothing(
    run: Run, wire: Callable[[str], Wire], mongo_uri: str
) -> None:
    chance = random.Random(5122)
    broker, database = wire(run.amqp_uri), wire(mongo_uri)
    settings = {"AMQP_URI": broker.through(run.amqp_uri), "MONGO_URI": database.through(mongo_uri)}
    maker, taker = run.start("maker", settings, wait=False), run.start("taker", settings, wait=False)
    maker.wait_ready()
    taker.wait_ready()
    caller = run.caller()
    jar = run.open_jar(caller)
    for round in range(8):
        for number in range(chance.randint(1, 15)):
            run.insist(caller, jar, f"r{round}-{number}")
        chance.choice((broker, broker, database)).drop()
    run.drained(40)
    assert run.verdict() == []
    assert (maker.stop(), taker.stop()) == (0, 0)
