"""What waits in a service's database, measured by the process that leads, so that each number is told once.

A process that leads no more tells zeros: what it had measured last would stand there for ever.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

import eventlet
import eventlet.event
import pymongo
from prometheus_client import Gauge
from pymongo.errors import PyMongoError

from servicekit import clock, logs, metrics
from servicekit.deadlines import DEADLINES, State
from servicekit.runtime import Runtime
from servicekit.specs import Saga
from servicekit.store import Document
from servicekit.work import JOURNAL

log = logs.get(__name__)

LOOK_SECONDS = 5.0
SELDOM_SECONDS = 30.0
"""Between two looks at what changes slowly."""
CAP = 100_000
MOST_CASES = 2_000
"""Cases of one saga that are looked at; so many that wait are an alarm of their own."""
_MEASURED = (
    metrics.OUTBOX_SIZE,
    metrics.DEAD_LETTERS,
    metrics.DEADLINES_DUE,
    metrics.DEADLINES_LATE,
    metrics.DEADLINES_FAILED,
    metrics.JOURNAL_EXPIRES,
)


class Measuring:
    """Looks at what waits, while this process leads."""

    def __init__(self, runtime: Runtime, sagas: Sequence[Saga], leads: Callable[[], bool]) -> None:
        self._runtime = runtime
        self._sagas = sagas
        self._leads = leads
        self._asked_to_stop = eventlet.event.Event()
        self._oldest: datetime | None = None
        self._looked = -SELDOM_SECONDS
        metrics.OUTBOX_AGE.labels(runtime.name).set_function(self._outbox_age)
        self._forget()

    def stop(self) -> None:
        self._asked_to_stop.send(None)

    def run(self) -> None:
        """Measure until `stop`; outages of the database are waited for."""
        while not self._asked_to_stop.ready():
            if self._leads():
                try:
                    with pymongo.timeout(self._runtime.settings.database_timeout):
                        self.look()
                except PyMongoError as away:
                    log.warning("nothing is measured", error=repr(away))
            elif self._looked > 0:
                self._forget()
            with eventlet.Timeout(LOOK_SECONDS, False):
                self._asked_to_stop.wait()

    def look(self) -> None:
        """Measure once. Raises the database's errors."""
        db = self._runtime.db
        oldest = db[JOURNAL].find_one({"pending": True}, {"at": 1}, sort=[("at", 1), ("uid", 1)])
        self._oldest = oldest["at"] if oldest else None
        waiting = db[JOURNAL].count_documents({"pending": True}, limit=CAP) if oldest else 0
        self._set(metrics.OUTBOX_SIZE, waiting)
        if time.monotonic() - self._looked < SELDOM_SECONDS:
            return
        self._looked = time.monotonic()
        self._set(metrics.DEAD_LETTERS, db["dead_letters"].count_documents({"state": "dead"}, limit=CAP))
        expiring = [one for one in db[JOURNAL].list_indexes() if "expireAfterSeconds" in one]
        self._set(metrics.JOURNAL_EXPIRES, len(expiring))
        self._look_at_deadlines()
        for saga in self._sagas:
            metrics.SAGA_AGE.labels(self._runtime.name, saga.name).set(self._age(saga))

    def _look_at_deadlines(self) -> None:
        rows, now = self._runtime.db[DEADLINES.name], clock.now()
        due = {"state": State.WAITING.value, "due": {"$lte": now}}
        self._set(metrics.DEADLINES_DUE, rows.count_documents(due, limit=CAP))
        first = rows.find_one(due, {"due": 1}, sort=[("due", 1), ("_id", 1)])
        self._set(metrics.DEADLINES_LATE, (now - first["due"]).total_seconds() if first else 0)
        self._set(metrics.DEADLINES_FAILED, rows.count_documents({"state": State.FAILED.value}, limit=CAP))

    def _age(self, saga: Saga) -> float:
        """Seconds since the case that waits longest came into the state."""
        stages: list[Document] = [
            {"$match": {"state": saga.state}},
            {"$limit": MOST_CASES},
            {"$group": {"_id": None, "since": {"$min": {"$max": "$timeline.at"}}}},
        ]
        found = next(iter(self._runtime.db[saga.collection].aggregate(stages)), None)
        if found is None or found["since"] is None:
            return 0.0
        since: datetime = found["since"]
        return max(0.0, (clock.now() - since).total_seconds())

    def _outbox_age(self) -> float:
        return max(0.0, (clock.now() - self._oldest).total_seconds()) if self._oldest is not None else 0.0

    def _set(self, gauge: Gauge, value: float) -> None:
        gauge.labels(self._runtime.name).set(value)

    def _forget(self) -> None:
        self._oldest, self._looked = None, -SELDOM_SECONDS
        for gauge in _MEASURED:
            self._set(gauge, 0)
        for saga in self._sagas:
            metrics.SAGA_AGE.labels(self._runtime.name, saga.name).set(0)
