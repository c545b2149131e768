"""Promises 3, 4 and 11: an event takes effect once and in order, however often and however late it comes."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.support.polling import poll
from tests.support.toy.caller import Caller
from tests.support.toy.names import FILLED
from tests.support.toy.run import Run
from tests.support.wire import Wire

READERS = ("batches", "copies")


def settled(toys: Run, caller: Caller, jar: str) -> None:
    """Until a last event has gone the whole way: whatever was in the queues before it has been worked on."""
    body, headers = toys.event(f"last-{jar}", f"last-{jar}")
    caller.publish(toys.exchange, FILLED, body, headers)
    poll(lambda: toys.reached({f"last-{jar}"}, READERS))


def test_an_event_delivered_many_times_takes_effect_once_at_each_handler(toys: Run, caller: Caller, jar: str) -> None:
    body, headers = toys.event(jar, f"t-{jar}")
    for _ in range(20):
        caller.publish(toys.exchange, FILLED, body, headers)
    settled(toys, caller, jar)
    assert [row["h"] for row in toys.effects(id=f"t-{jar}")].count("copies") == 1
    assert [row["h"] for row in toys.effects(id=f"t-{jar}")].count("batches") == 1


def test_an_event_that_two_replicas_work_on_at_once_takes_effect_once(run: Run, wire: Callable[[str], Wire]) -> None:
    run.start("maker")
    cable = wire(run.amqp_uri)
    first = run.start("taker", {"AMQP_URI": cable.through(run.amqp_uri)})
    run.start("taker")
    caller = run.caller()
    jar = run.open_jar(caller)
    open_the_gate = run.plant(run.takers, "gated", "wait")
    run.fill(caller, jar, "gated")
    poll(lambda: len(run.attempts("gated", "copies")) == 1)
    cable.cut()
    # The broker gives the event to the other replica while the first is still at it; then both go on.
    poll(lambda: {row["replica"] for row in run.attempts("gated", "copies")} >= {first.name[-1], "2"}, 20)
    open_the_gate()
    cable.mend()
    run.fill(caller, jar)
    run.drained()
    assert run.verdict() == []


def test_events_of_an_aggregate_arrive_in_order_and_without_gaps(toys: Run) -> None:
    def fill(number: int) -> str:
        caller = toys.caller()
        jar = toys.open_jar(caller)
        for count in range(15):
            toys.fill(caller, jar, f"{jar}.{count}")
        return jar

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        jars = list(pool.map(fill, range(4)))
    poll(lambda: toys.reached(toys.log.done), 20)
    for jar in jars:
        assert toys.verdict(jar) == []
        for handler in READERS:
            assert [row["seq"] for row in toys.effects(handler) if row["key"] == jar] == list(range(1, 16))


def test_an_event_that_comes_out_of_order_is_told_by_its_sequence(toys: Run, caller: Caller, jar: str) -> None:
    for sequence in (5, 3, 4):
        body, headers = toys.event(jar, f"{jar}.{sequence}", sequence)
        caller.publish(toys.exchange, FILLED, body, headers)
    settled(toys, caller, jar)
    latest = toys.takers["latest"].find_one({"_id": jar})
    assert latest == {"_id": jar, "sequence": 5, "token": f"{jar}.5"}


def test_an_event_replayed_a_year_later_takes_effect_once(toys: Run, caller: Caller, jar: str) -> None:
    ear = caller.listen(toys.exchange, FILLED)
    token = toys.fill(caller, jar)
    poll(lambda: toys.reached({token}))
    heard = poll(lambda: caller.take(ear))
    journal = toys.takers["journal"]
    entries = {"_id": {"$regex": f"^e:{heard.headers['ce-id']}:"}}
    assert journal.update_many(entries, {"$set": {"at": datetime(2025, 1, 1, tzinfo=UTC)}}).modified_count == 2
    assert not [name for name, made in journal.index_information().items() if "expireAfterSeconds" in made]
    caller.publish(toys.exchange, FILLED, heard.body, {**heard.headers, "ce-replayed": True})
    settled(toys, caller, jar)
    assert toys.verdict(jar) == []


def test_an_event_takes_effect_at_a_handler_that_does_not_know_it_though_another_does(
    toys: Run, caller: Caller, jar: str
) -> None:
    body, headers = toys.event(jar, f"t-{jar}")
    caller.publish("", toys.queue("copies"), body, headers)
    poll(lambda: toys.reached({f"t-{jar}"}, ("copies",)))
    caller.publish(toys.exchange, FILLED, body, headers)
    poll(lambda: toys.reached({f"t-{jar}"}, READERS))
    settled(toys, caller, jar)
    assert len(toys.effects(id=f"t-{jar}")) == 2


def test_a_read_model_rebuilt_from_the_history_is_what_the_events_made_it(toys: Run, caller: Caller, jar: str) -> None:
    """Promise 9 from the service's side: `history` holds every event once, in the order of each aggregate."""
    for _ in range(7):
        toys.fill(caller, jar)
    poll(lambda: toys.reached({id for id, key in toys.log.asked.items() if key == jar}))
    poll(lambda: toys.makers["journal"].count_documents({"pending": True}) == 0)
    rebuilt: dict[str, dict[str, Any]] = {}
    after, seen = None, []
    while True:
        page = caller.call(toys.maker, "history", after=after, limit=10)
        if not page["items"]:
            break
        for event in page["items"]:
            row = {"_id": event["subject"], "sequence": event["sequence"], "token": event["data"]["token"]}
            assert event["sequence"] > rebuilt.get(event["subject"], {"sequence": 0})["sequence"]
            rebuilt[event["subject"]] = row
            seen.append(event["id"])
        after = page["next"]
    assert len(seen) == len(set(seen))
    wanted = {"_id": {"$in": [id for id in rebuilt if id.startswith("jar-")]}}
    poll(lambda: {row["_id"]: row for row in toys.takers["latest"].find(wanted)} == rebuilt)
