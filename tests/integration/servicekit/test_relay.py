"""Promise 10: what was committed is published, by the relay alone, whatever became of what caused it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from servicekit import clock
from tests.support.alerts import must_raise
from tests.support.polling import poll
from tests.support.toy.caller import Caller
from tests.support.toy.names import FILLED
from tests.support.toy.run import Run
from tests.support.wire import Wire


def test_when_the_relay_is_killed_another_process_publishes(run: Run) -> None:
    leader = run.start("maker")
    poll(lambda: run.said(leader, "this process is the relay"))
    other, taker = run.start("maker", wait=False), run.start("taker", wait=False)
    other.wait_ready()
    taker.wait_ready()
    caller = run.caller()
    jar = run.open_jar(caller)
    run.fill(caller, jar)
    leader.kill()
    for number in range(5):
        run.insist(caller, jar, f"after-{number}")
    run.drained(40)
    assert run.said(other, "this process is the relay")
    assert run.metric(other, "cadre_relay_leader") == 1
    assert run.verdict() == []


def test_without_its_database_nobody_says_that_they_relay(
    run: Run, wire: Callable[..., Wire], mongo_uri: str, tmp_path: Path
) -> None:
    cord = wire(mongo_uri)
    maker = run.start("maker", {"MONGO_URI": cord.through(mongo_uri)})
    poll(lambda: run.metric(maker, "cadre_relay_leader") == 1, 20)
    must_raise(tmp_path, {"NobodyRelays": False}, run.page(maker))
    cord.cut()
    poll(lambda: run.metric(maker, "cadre_relay_leader") == 0, 40)
    must_raise(tmp_path, {"NobodyRelays": True}, run.page(maker))
    cord.mend()
    poll(lambda: run.metric(maker, "cadre_relay_leader") == 1, 40)


def test_only_one_of_two_processes_publishes(toys: Run, caller: Caller, jar: str) -> None:
    ear = caller.listen(toys.exchange, FILLED)
    tokens = {toys.fill(caller, jar) for _ in range(30)}
    poll(lambda: toys.makers["journal"].count_documents({"pending": True}) == 0)
    heard = []
    while (message := caller.take(ear)) is not None:
        heard.append(message.headers["ce-id"])
    assert len(heard) == len(set(heard)) == len(tokens)
    assert sum(toys.metric(child, "cadre_relay_leader") for child in toys.children[:2]) == 1


def test_a_commit_that_becomes_visible_late_is_not_skipped(toys: Run, caller: Caller, jar: str) -> None:
    toys.fill(caller, jar)
    journal = toys.makers["journal"]
    poll(lambda: journal.count_documents({"pending": True}) == 0)
    before = clock.now() - timedelta(minutes=5)
    token, uid = f"late-{jar}", "000000000001"
    event = {"id": f"{uid}.{jar}", "type": FILLED, "subject": f"x-{jar}", "sequence": 1, "time": before}
    event["data"] = {"jar_id": f"x-{jar}", "token": token, "count": 1}
    # As a transaction that began long ago and is committed only now: older than everything published.
    journal.insert_one(
        {"_id": f"c:late:{jar}", "uid": uid, "at": before, "action": "", "principal": {"account": "late"}}
        | {"request_id": "", "events": [event], "pending": True}
    )
    poll(lambda: toys.reached({token}, ("batches", "copies")))
    poll(lambda: journal.find_one({"_id": f"c:late:{jar}"})["position"])


def test_a_relay_that_is_quiet_is_told_of_commits_and_does_not_look(toys: Run, caller: Caller, jar: str) -> None:
    toys.fill(caller, jar)
    database = toys.makers
    profiled = database["system.profile"]
    database.command("profile", 2)
    began = clock.now()
    try:

        def nobody_looks() -> bool:
            """In the last second and a half: a relay that looks by itself does so fifteen times."""
            since = clock.now() - timedelta(seconds=1.5)
            looks = {"ns": f"{database.name}.journal", "op": "query", "ts": {"$gt": since}}
            return since > began and profiled.count_documents(looks) <= 2

        poll(nobody_looks, 30)
    finally:
        database.command("profile", 0)
        profiled.drop()
    token = toys.fill(caller, jar)
    poll(lambda: toys.reached({token}, ("batches", "copies")))


def test_a_backlog_is_published_whole_and_in_order(run: Run) -> None:
    run.start("maker", wait=False)
    run.start("taker", wait=False)
    for child in run.children:
        child.wait_ready()
    caller = run.caller()
    jar = run.open_jar(caller)
    run.children[0].freeze()
    ids = [caller.send(run.maker, "fill", jar_id=jar, token=f"b{n}", key=f"b{n}", more=10) for n in range(20)]
    run.children[0].thaw()
    for each in ids:
        caller.wait(each, 20)
    wanted = 20 * 11
    poll(lambda: sum(row["h"] == "batches" for row in run.effects()) == wanted, 60)
    assert [row["seq"] for row in run.effects("batches")] == list(range(1, wanted + 1))


def test_events_that_no_queue_takes_are_counted(run: Run, tmp_path: Path) -> None:
    maker = run.start("maker")
    caller = run.caller()
    jar = run.open_jar(caller)
    assert run.metric(maker, "cadre_events_unrouted_total") == 0
    before = run.page(maker)
    for number in range(3):
        caller.call(run.maker, "seal", jar_id=jar, token=f"s{number}")
    poll(lambda: run.metric(maker, "cadre_events_unrouted_total") == 3)
    assert run.metric(maker, "cadre_events_published_total") == 3
    must_raise(tmp_path, {"EventsUnrouted": True}, before, run.page(maker))
    assert run.makers["journal"].count_documents({"pending": True}) == 0
