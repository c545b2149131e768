"""A subscriber that comes later is told what was told before it came, once."""

from __future__ import annotations

from typing import Any

from tests.support.polling import poll
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
