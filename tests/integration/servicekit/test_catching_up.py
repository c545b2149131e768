"""A subscriber that comes later is told what was told before it came, once."""

from __future__ import annotations

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
