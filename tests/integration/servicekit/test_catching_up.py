"""A subscriber that comes later is told what was told before it came, once."""

from __future__ import annotations

from typing import Any

from servicekit import topology
from servicekit.publish import ConfirmingPublisher, Outgoing
from tests.support.polling import poll
from tests.support.toy.caller import connect
from tests.support.toy.run import Run


def test_a_subscriber_that_comes_later_knows_everything(run: Run) -> None:
    run.start("maker")
    caller = run.caller()
    jar = run.open_jar(caller)
    for _ in range(20):
        run.fill(caller, jar)
    poll(lambda: run.makers["journal"].count_documents({"pending": True}) == 0)
    assert run.effects("copies") == []
    run.start("taker")
    for _ in range(3):
        run.fill(caller, jar)
    # What is told now may be heard before what was told then; the sequence numbers tell that.
    run.drained(strayed=[(token, handler) for token in run.log.asked for handler in ("copies", "batches")])
    run.start("taker")
    run.children[1].kill()
    run.fill(caller, jar)
    run.drained(strayed=[(token, handler) for token in run.log.asked for handler in ("copies", "batches")])


def test_the_history_up_to_a_moment_leaves_out_what_was_decided_later(run: Run) -> None:
    run.start("maker")
    caller = run.caller()
    jar = run.open_jar(caller)

    def told(**wish: Any) -> list[str]:
        poll(lambda: run.makers["journal"].count_documents({"pending": True}) == 0)
        answer = caller.call(run.maker, "history", **wish)
        return [item["data"].get("token") for item in answer["items"]]

    before = run.fill(caller, jar)
    assert told()[-1] == before
    moment = caller.call(run.maker, "history", limit=1)["now"]
    later = run.fill(caller, jar)
    assert told()[-2:] == [before, later]
    assert told(until=moment)[-1] == before
    place = caller.call(run.maker, "history", until=moment)["next"]
    assert told(until=moment, after=place) == []
    assert told(after=place) == [later]


def test_a_handler_that_listens_to_less_lets_go_of_the_rest_and_asks_for_no_history(run: Run) -> None:
    run.start("maker")
    taker = run.start("taker")
    caller = run.caller()
    run.fill(caller, run.open_jar(caller))
    places, copies = run.takers["subscriptions"], {"_id": f"{run.maker}.copies"}
    run.drained()
    taker.stop()
    # As an earlier release has left it.
    places.update_one(copies, {"$set": {"events": ["jar.*.v1"], "done": True}})
    with connect(run.amqp_uri) as connection:
        connection.channel().queue_bind(run.queue("copies"), topology.events_exchange(run.maker), "jar.*.v1")
    publisher = ConfirmingPublisher(run.amqp_uri, "outside", 10)
    broken = Outgoing(topology.events_exchange(run.maker), "jar.broken.v1", b"{}", "evt-broken")
    again = run.start("taker")
    assert places.find_one(copies)["events"] == ["jar.filled.v1"]
    assert places.find_one(copies)["done"]
    assert publisher.publish([broken]) == {"evt-broken"}, "a queue still takes it"
    publisher.close()
    run.fill(caller, run.open_jar(caller))
    run.drained()
    assert run.said(again, "up to date", handler="copies") == []
