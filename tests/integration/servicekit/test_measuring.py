"""What waits is measured by whoever leads; what was answered from a receipt, and how far a subscriber is behind."""

from __future__ import annotations

import contextlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pymongo
from prometheus_client import REGISTRY
from pymongo import MongoClient

from servicekit import clock
from servicekit.config import Settings
from servicekit.measuring import Measuring
from servicekit.runtime import Runtime
from servicekit.specs import Saga
from tests.support.alerts import must_raise
from tests.support.polling import poll
from tests.support.toy.caller import Refused
from tests.support.toy.run import Run


def test_a_subscriber_tells_how_old_what_it_has_in_hand_is(run: Run) -> None:
    run.start("maker")
    taker = run.start("taker")
    caller = run.caller()
    jar = run.open_jar(caller)
    lifted = run.plant(run.takers, "held", "wait", handler="copies")
    run.fill(caller, jar, "held")
    poll(lambda: run.metric(taker, "cadre_subscriber_lag_seconds", publisher=run.maker) > 1.5, 20)
    lifted()
    poll(lambda: run.metric(taker, "cadre_subscriber_lag_seconds") == 0, 20)
    run.drained()
    assert run.metric(taker, "cadre_events_handled_total", publisher=run.maker) == 2
    assert run.metric(taker, "cadre_event_age_seconds_count", publisher=run.maker) == 2


def test_a_key_that_comes_again_is_counted_by_what_became_of_it(run: Run, tmp_path: Path) -> None:
    maker = run.start("maker")
    caller = run.caller()
    jar = run.open_jar(caller)
    before = run.page(maker)
    for _ in range(3):
        run.fill(caller, jar, "again")
    with contextlib.suppress(Refused):
        caller.call(run.maker, "fill", jar_id=jar, token="another", key="again")
    assert run.metric(maker, "cadre_receipts_total", outcome="repeated") == 2
    assert run.metric(maker, "cadre_receipts_total", outcome="reused") == 1
    assert run.metric(maker, "cadre_rpc_total", outcome="refused", kind="command") == 1
    assert run.metric(maker, "cadre_rpc_seconds_count", kind="command") == 5
    must_raise(tmp_path, {"KeysReused": False}, before, run.page(maker))
    for _ in range(10):
        with contextlib.suppress(Refused):
            caller.call(run.maker, "fill", jar_id=jar, token="another", key="again")
    must_raise(tmp_path, {"KeysReused": True}, before, run.page(maker))


def test_what_waits_is_told_by_whoever_leads_and_by_nobody_else(run: Run, tmp_path: Path) -> None:
    first = run.start("maker")
    now = clock.now()
    for state, late in (("waiting", 500), ("failed", 9000), ("fired", 9000)):
        due = now - timedelta(seconds=late)
        row = {"_id": f"toy_fill.{state}", "kind": "toy_fill", "subject": state, "due": due, "due_on": "2026-01-01"}
        # Not looked at again for now, as after a failure.
        run.makers["deadlines"].insert_one({**row, "state": state, "look_at": now + timedelta(hours=1), "version": 1})
    run.makers["dead_letters"].insert_many([{"state": "dead"}, {"state": "dead"}, {"state": "resent"}])
    run.makers["journal"].create_index([("at", pymongo.ASCENDING)], expireAfterSeconds=10**9, name="forgets")
    assert first.stop() == 0
    leader = run.start("maker")
    poll(lambda: run.metric(leader, "cadre_relay_leader") == 1, 20)
    follower = run.start("maker")
    poll(lambda: run.metric(leader, "cadre_dead_letters") == 2, 20)
    assert run.metric(leader, "cadre_deadlines_failed") == 1
    assert run.metric(leader, "cadre_deadlines_due") == 1
    assert run.metric(leader, "cadre_deadlines_late_seconds") >= 500
    assert run.metric(leader, "cadre_journal_expiring_indexes") == 1
    waits = ("DeadLettersWait", "DeadlinesFailed", "DeadlinesMissed", "JournalForgets")
    must_raise(tmp_path, dict.fromkeys(waits, True), run.page(leader))
    must_raise(tmp_path, dict.fromkeys(waits, False), run.page(follower))
    for name in ("relay_leader", "dead_letters", "deadlines_failed", "journal_expiring_indexes"):
        assert run.metric(follower, f"cadre_{name}") == 0


def test_ages_are_those_of_what_has_waited_longest(
    mongo_uri: str, mongo: MongoClient[dict[str, Any]], database_prefix: str
) -> None:
    name = f"m{secrets.token_hex(4)}"
    runtime = Runtime(name, Settings(mongo_uri=mongo_uri, database_prefix=database_prefix), Path())
    measuring = Measuring(runtime, [Saga("vetting", "cases", "open")], lambda: True)

    def told(metric: str, **labels: str) -> float | None:
        return REGISTRY.get_sample_value(metric, {"service": name, **labels})

    def ago(seconds: int) -> datetime:
        return clock.now() - timedelta(seconds=seconds)

    assert told("cadre_saga_oldest_seconds", saga="vetting") == 0
    entries = [{"pending": True, "at": ago(300), "uid": "1"}, {"pending": True, "at": ago(30), "uid": "2"}]
    runtime.db["journal"].insert_many([*entries, {"at": ago(9000), "uid": "0"}])
    runtime.db["cases"].insert_many(
        [
            {"state": "open", "timeline": [{"at": ago(9000)}, {"at": ago(600)}]},
            {"state": "open", "timeline": [{"at": ago(20)}]},
            {"state": "closed", "timeline": [{"at": ago(9000)}]},
        ]
    )
    measuring.look()
    before = told("cadre_outbox_oldest_seconds")
    assert before is not None
    assert 300 <= before < 400
    assert told("cadre_outbox_entries") == 2
    assert 600 <= (told("cadre_saga_oldest_seconds", saga="vetting") or 0) < 700
    # It grows while nobody looks: the database may be away.
    poll(lambda: (told("cadre_outbox_oldest_seconds") or 0) > before)
    runtime.db["journal"].update_many({}, {"$unset": {"pending": ""}})
    measuring.look()
    assert told("cadre_outbox_oldest_seconds") == 0
    mongo.drop_database(runtime.db.name)
    runtime.client.close()
