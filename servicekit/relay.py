"""The outbox relay: what was committed is published, whatever became of the request that caused it.

One process per service is the relay, by a lease on the database's clock. It takes the journal's pending entries in the
order of their commits, publishes their events with batched confirms, and marks the entries with a position, in a
transaction that fails when the lease has passed to another: then the other has published them too, with the same ids.
"""

from __future__ import annotations

import bisect
import itertools
import os
import socket
import time
from collections.abc import Callable
from typing import Any

import bson
import eventlet
import eventlet.event
import orjson
import pymongo
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from servicekit import clock, events, logs, metrics, topology, traces
from servicekit.leases import Lease, LeaseLost
from servicekit.publish import BROKER_ERRORS, ConfirmingPublisher, Outgoing
from servicekit.runtime import Runtime
from servicekit.store import CODEC_OPTIONS
from servicekit.transaction import transact
from servicekit.work import JOURNAL

log = logs.get(__name__)

RELAY = "relay"
LEASE = Lease(10, owner="owner", until="expires", fence="token")
RENEW_SECONDS = 3
AWAY: tuple[type[BaseException], ...] = (*BROKER_ERRORS, PyMongoError)
POLL_SECONDS = 0.1
"""Between two looks for what other processes of the service have committed, while it is busy."""
QUIET_SECONDS = 2.0
"""Without work, after which the database is asked to tell of the next commit, and nobody looks."""
TOLD_WITHIN_MS = 5_000
"""How long the database may hold that question open before it is asked again."""
GATHER_SECONDS = 0.02
ENTRIES = 2000
EVENTS_AT_ONCE = 2000
"""Entries and events that are read at once; what is above either limit waits for the next look."""
MARKED_AT_ONCE = 200


class _Marker:
    """Marks entries whose events the broker has, while it takes the next; the marks keep the order of the entries."""

    def __init__(self, mark: Callable[[list[Any]], None], entries: list[dict[str, Any]]) -> None:
        self._mark = mark
        self._ids = [entry["_id"] for entry in entries]
        self._ends = list(itertools.accumulate(len(entry["events"]) for entry in entries))
        self._begun = self._confirmed = 0
        self._running: Any = None

    def confirmed(self, count: int) -> None:
        """The broker has the first `count` events. Raises what an earlier mark raised."""
        self._confirmed = bisect.bisect_right(self._ends, count)
        if self._confirmed - self._begun >= MARKED_AT_ONCE and (self._running is None or self._running.dead):
            self._mark_confirmed()

    def finish(self) -> None:
        """Mark what else is confirmed, and wait. Raises LeaseLost and the database's errors."""
        self._mark_confirmed()
        if self._running is not None:
            self._running.wait()

    def _mark_confirmed(self) -> None:
        if self._running is not None:
            self._running.wait()
        ids, self._begun = self._ids[self._begun : self._confirmed], self._confirmed
        self._running = eventlet.spawn(self._mark, ids) if ids else None


class Relay:
    """Publishes a service's committed events while it holds the lease."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._db = runtime.db
        self._name = runtime.name
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"
        self._wakened = eventlet.event.Event()
        self._stopping = False
        self._leading = False
        self._told = False
        """Whether the database tells of the next commit, so that looking for it is needless."""
        self._worked = time.monotonic()
        self._renewed = float(-LEASE.seconds)
        self._fence = 0
        settings = runtime.settings
        self._publisher = ConfirmingPublisher(
            settings.amqp_uri, f"{self._name} relay", settings.publish_timeout, self._declare
        )
        runtime.wake_relay = self.wake
        metrics.LEADER.labels(self._name)
        metrics.count_published_of(self._name)

    @property
    def leads(self) -> bool:
        """Whether this process held the lease when it last looked."""
        return self._leading

    def wake(self) -> None:
        """There may be something to publish: do not wait for the next look."""
        if not self._wakened.ready():
            self._wakened.send(None)

    def stop(self) -> None:
        """Publish what is there once more, then let another process lead at once."""
        self._stopping = True
        self.wake()

    def run(self) -> None:
        """Relay until `stop`. Outages of the broker or the database are waited for."""
        listening = eventlet.spawn(self._listen)
        try:
            self._run()
        finally:
            listening.kill()
            self._resign()

    def _run(self) -> None:
        pause = 0.2
        while True:
            try:
                with pymongo.timeout(self._runtime.settings.database_timeout):
                    worked = self._relay_some() if self._lead() else 0
                pause = 0.2
            except LeaseLost:
                self._lead_is(False)
                worked = 0
            except AWAY as away:
                if self._stopping:
                    log.warning("stopping with events left for the next relay", error=repr(away))
                    break
                if isinstance(away, PyMongoError) and time.monotonic() - self._renewed > LEASE.seconds:
                    self._lead_is(False)  # The lease has run out unseen: another may lead, or nobody.
                log.warning("the relay is waiting", error=repr(away), seconds=pause)
                eventlet.sleep(pause)
                pause, worked = min(pause * 2, 5.0), 0
            if worked:
                self._worked = time.monotonic()
                if worked < MARKED_AT_ONCE and not self._stopping:
                    # Under load, one transaction for what gathers meanwhile; when all is quiet, nothing waits.
                    eventlet.sleep(GATHER_SECONDS)
                continue
            if self._stopping:
                break
            self._wait()

    def _wait(self) -> None:
        looks = self._leading and not self._told
        with eventlet.Timeout(POLL_SECONDS if looks else RENEW_SECONDS if self._leading else 1.0, False):
            self._wakened.wait()
        if self._wakened.ready():
            self._wakened = eventlet.event.Event()
        self._publisher.keep_alive()

    def _listen(self) -> None:
        """Wake the relay at the next commit of any process of the service, once it has been quiet for a while."""
        only: list[dict[str, Any]] = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]
        journal = self._db[JOURNAL].with_options(read_concern=ReadConcern("majority"))
        while True:
            if not self._leading or time.monotonic() - self._worked < QUIET_SECONDS:
                eventlet.sleep(QUIET_SECONDS / 4)
                continue
            try:
                with journal.watch(only, max_await_time_ms=TOLD_WITHIN_MS) as commits:
                    self.wake()  # For what was committed before the database began to tell.
                    self._told = True
                    while self.leads and commits.try_next() is None and commits.alive:
                        continue
            except PyMongoError as away:
                log.warning("the relay looks for commits by itself", error=repr(away))
                eventlet.sleep(1)
            finally:
                self._told, self._worked = False, time.monotonic()
                self.wake()

    # -- the lease ------------------------------------------------------------------------------------------------

    def _lead(self) -> bool:
        if self._leading and time.monotonic() - self._renewed < RENEW_SECONDS:
            return True
        leases = self._db["leases"]
        leases.update_one({"_id": RELAY}, {"$setOnInsert": {**LEASE.nobodys(), "position": 0}}, upsert=True)
        taken = leases.find_one_and_update(
            {"_id": RELAY, **LEASE.free_for(self._owner)},
            LEASE.take(self._owner),
            return_document=pymongo.ReturnDocument.AFTER,
        )
        self._fence = LEASE.fence_of(taken) if taken else 0
        self._renewed = time.monotonic()
        self._lead_is(bool(taken))
        return self._leading

    def _lead_is(self, leading: bool) -> None:
        if leading != self._leading:
            self._leading = leading
            log.info("this process is the relay" if leading else "this process is the relay no more")
            metrics.LEADER.labels(self._name).set(leading)

    def _resign(self) -> None:
        self._publisher.close()
        if self._leading:
            try:
                with pymongo.timeout(2):
                    self._db["leases"].update_one({"_id": RELAY, **LEASE.held(self._fence)}, LEASE.give_back())
            except PyMongoError as away:
                log.warning("the lease was not given back; it will run out", error=repr(away))

    # -- the work -------------------------------------------------------------------------------------------------

    def _relay_some(self) -> int:
        """Publish and mark one batch. Answers how many entries there were."""
        entries = self._next_entries()
        if not entries:
            return 0
        marker = _Marker(self._mark, entries)
        steps: list[traces.Span] = []
        messages = list(itertools.chain.from_iterable(self._messages(entry, steps) for entry in entries))
        outcome = "unconfirmed"
        try:
            unrouted = self._publisher.publish(messages, marker.confirmed)
            outcome = ""
        except BROKER_ERRORS:
            metrics.UNCONFIRMED.labels(self._name).inc(len(messages))
            raise
        finally:
            for step in steps:
                step.end(outcome, fault=bool(outcome))
            marker.finish()
        metrics.PUBLISHED.labels(self._name).inc(len(messages))
        if unrouted:
            metrics.UNROUTED.labels(self._name).inc(len(unrouted))
        return len(entries)

    def _next_entries(self) -> list[dict[str, Any]]:
        fields = {"events": 1, "request_id": 1, "traceparent": 1, "at": 1, "uid": 1}
        pending: Any = self._db[JOURNAL].find_raw_batches({"pending": True}, fields, limit=ENTRIES, batch_size=ENTRIES)
        entries: list[dict[str, Any]] = []
        size = 0
        with pending.sort([("at", 1), ("uid", 1)]) as batches:
            # Read one by one: the entries of an import are large, and a whole batch of them would take 100 MB.
            for entry in itertools.chain.from_iterable(bson.decode_iter(batch, CODEC_OPTIONS) for batch in batches):
                entries.append(entry)
                size += len(entry["events"])
                if size >= EVENTS_AT_ONCE:
                    break
        return entries

    def _messages(self, entry: dict[str, Any], steps: list[traces.Span]) -> list[Outgoing]:
        exchange = topology.events_exchange(self._name)
        request_id, parent = entry.get("request_id", ""), entry.get("traceparent", "")
        messages = []
        for event in entry["events"]:
            step = traces.begin(f"publish {self._name} {event['type']}", "producer", parent)
            if step.recorded:
                steps.append(step)
            headers = events.headers(self._name, event, request_id=request_id, traceparent=step.traceparent)
            messages.append(Outgoing(exchange, event["type"], orjson.dumps(event["data"]), event["id"], headers))
        return messages

    def _mark(self, ids: list[Any]) -> None:
        """Mark the entries as published, with the next position, if this process still leads. Raises LeaseLost."""

        def body(session: Any) -> None:
            lease = self._db["leases"].find_one_and_update(
                {"_id": RELAY, **LEASE.held(self._fence)},
                {"$inc": {"position": 1}},
                return_document=pymongo.ReturnDocument.AFTER,
                session=session,
            )
            if lease is None:
                raise LeaseLost()
            done = {"$set": {"position": lease["position"], "published_at": clock.now()}, "$unset": {"pending": ""}}
            self._db[JOURNAL].update_many({"_id": {"$in": ids}, "pending": True}, done, session=session)

        with pymongo.timeout(self._runtime.settings.database_timeout):
            transact(self._runtime.client, body)

    def _declare(self, channel: Any) -> None:
        channel.exchange_declare(topology.events_exchange(self._name), "topic", durable=True, auto_delete=False)
