"""What happens around a service's methods: validation, receipts, transactions, inbox, reruns.

`Runtime` is one per process; nameko hands it to the service as the dependency `platform`.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import eventlet
import eventlet.event
import orjson
import pymongo
import structlog
from nameko.extensions import DependencyProvider
from pymongo.database import Database
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from servicekit import clock, entries, metrics, traces
from servicekit.bulk import Rows, RowsLeftOut
from servicekit.config import Settings
from servicekit.crypto import DATA_KEY, FieldCipher, receipt_key
from servicekit.cursors import secret_of
from servicekit.deadlines import DEADLINES
from servicekit.errors import (
    Busy,
    DeadlinePassed,
    Internal,
    KeyReused,
    KeyTooLong,
    Problem,
    StillRunning,
    Unavailable,
)
from servicekit.events import Received
from servicekit.hearing import Hearing
from servicekit.mongo import is_outage
from servicekit.operations import EVERY, Command, Operation
from servicekit.personal import PersonKeys
from servicekit.pool import PoolWatch
from servicekit.positions import last_of_each_type
from servicekit.principal import Principal, system
from servicekit.rules import RuleStore
from servicekit.schema import instance, load, plain, present, withhold
from servicekit.schemas import BulkWish
from servicekit.sealing import RECEIPTS, receipt, receipt_in, veiled
from servicekit.specs import Answer, Call, ReactionSpec, ScheduleSpec
from servicekit.store import CODEC_OPTIONS, Document, Page, ensure, ensure_indexes, presented
from servicekit.work import JOURNAL, AlreadyDone, Reading, Stale, UnitOfWork, inbox_key

MAX_RERUNS = 10
_JITTER = random.SystemRandom()
_LONGEST_PAUSE = 1.28
"""Seconds; the reruns together wait 2.6 s on average: sixty who change one thing at once come one after another."""
MAX_KEY = 255
NAMELESS = "nameless"
"""Who did what a command was asked for namelessly, as the trail calls them."""
_NOBODY: Document = {"account": NAMELESS, "roles": [], "right": ""}
OF_RECORD, OF_PERSON = ("events.subject", "noted.subject"), "events.data.cadre_id"
"""Where an entry says which record, and which person, it is about."""
JOURNAL_INDEXES = [
    # `pending` is in the key so that the backlog is counted in the index, without reading the entries.
    pymongo.IndexModel(
        [("pending", 1), ("at", 1), ("uid", 1)], name="outbox", partialFilterExpression={"pending": True}
    ),
    pymongo.IndexModel([("position", 1), ("uid", 1)], name="history", partialFilterExpression={"position": {"$gt": 0}}),
    pymongo.IndexModel([("at", -1), ("_id", -1)], name="audit"),
    pymongo.IndexModel([("principal.account", 1), ("at", -1), ("_id", -1)], name="audit_account"),
    pymongo.IndexModel([("action", 1), ("at", -1), ("_id", -1)], name="audit_action"),
    *(
        pymongo.IndexModel(
            [(path, 1), ("at", -1), ("_id", -1)],
            name=f"audit_{path}",
            partialFilterExpression={path: {"$exists": True}},
        )
        for path in (*OF_RECORD, OF_PERSON)
    ),
]


class TooSlow(Exception):
    """A reaction took longer than REACTION_TIMEOUT."""


class Runtime:
    """A service's process: its database, its rules, and the ways in which its methods run."""

    def __init__(self, name: str, settings: Settings, folder: Path) -> None:
        self.name = name
        self.settings = settings
        self.folder = folder
        self.client: pymongo.MongoClient[Document] = pymongo.MongoClient(
            settings.mongo_uri,
            timeoutMS=int(settings.database_timeout * 1000),
            serverSelectionTimeoutMS=3000,
            connectTimeoutMS=3000,
            maxPoolSize=settings.workers + 16,
            appname=name,
            tz_aware=True,
            event_listeners=[PoolWatch(name)],
        )
        self.db: Database[Document] = self.client.get_database(
            settings.database(name),
            codec_options=CODEC_OPTIONS,
            write_concern=WriteConcern("majority"),
            read_concern=ReadConcern("local"),
        )
        self.rules = RuleStore(self.db)
        # Half of the workers, so that the other half is free for whoever has nothing to wait for.
        self.hearing = Hearing(name, self.db, seconds=settings.hearing_timeout, places=max(1, settings.workers // 2))
        self.cursor_secret = b""
        self.formerly_keyed = b""
        """With what fingerprints of commands were keyed before they were sealed."""
        self.cipher: FieldCipher
        """By the process's own keys."""
        self.keys = PersonKeys(self.db, lambda: self.cipher)
        self.seals = True
        """Whether fields are kept sealed: not yet while a release serves that cannot open them."""
        self.wake_relay: Callable[[], None] = lambda: None

    def prepare(self, collections: Sequence[Any], formerly: str = "") -> None:
        """Create what the database lacks: indexes, shipped rules, the secret that seals cursors. Raises BadKey."""
        self.formerly_keyed, self.cipher = receipt_key(), FieldCipher.from_environment(name=DATA_KEY)
        ensure_indexes(self.db, [*collections, DEADLINES])
        ensure(self.db, JOURNAL, JOURNAL_INDEXES)
        self.rules.install(self.folder, formerly)
        self.cursor_secret = secret_of(self.db)

    # -- commands and queries -------------------------------------------------------------------------------------

    def answer(self, operation: Operation, method: Callable[..., Any], call: Call) -> Answer:
        """Run a command or a query. Raises Problem and nothing else that a caller should see."""
        started = time.perf_counter()
        outcome, code = "fault", "internal"
        span = traces.begin(f"{self.name}.{operation.method}", "server", call.traceparent)
        if span.recorded:
            call = replace(call, traceparent=span.traceparent)
        with structlog.contextvars.bound_contextvars(request_id=call.request_id, trace_id=span.trace_id):
            try:
                if call.deadline is not None and call.deadline <= time.time():
                    raise DeadlinePassed(retry_after=1)
                with pymongo.timeout(self._patience(call)):
                    if isinstance(operation, Command):
                        answer = self._command(operation, method, call)
                    else:
                        answer = self._query(operation, method, call)
                outcome, code = "ok", ""
                return answer
            except Problem as problem:
                outcome, code = _outcome(problem), problem.code
                raise
            except PyMongoError as away:
                if not is_outage(away):
                    raise
                outcome, code = "unavailable", Unavailable.code
                raise Unavailable("数据库暂时不可用", "The database does not answer", retry_after=2) from away
            finally:
                kind = "command" if isinstance(operation, Command) else "query"
                metrics.CALLS.labels(self.name, kind, outcome).inc()
                metrics.CALL_SECONDS.labels(self.name, kind).observe(time.perf_counter() - started)
                span.end(code, fault=outcome in ("unavailable", "fault"))

    def _patience(self, call: Call) -> float:
        limit = self.settings.database_timeout
        return limit if call.deadline is None else max(0.05, min(limit, call.deadline - time.time()))

    def _hear(self, operation: Operation, call: Call) -> None:
        """Wait for what the caller did elsewhere. What every service offers is about the service itself."""
        if call.after and operation.service != EVERY:
            self.hearing.until_heard(call.after, call.deadline)

    def _query(self, operation: Operation, method: Callable[..., Any], call: Call) -> Answer:
        self._hear(operation, call)
        now = clock.now()
        reading = Reading(
            self.db,
            call.principal,
            self.rules.on(clock.day_of(now)),
            self.cursor_secret,
            now,
            call.request_id,
            shows=operation.answer,
            cipher=self.cipher,
            keys=self.keys,
            seals=self.seals,
        )
        found = method(load(operation.wish, call.kwargs), reading)
        return Answer(_presented(operation, found, call.principal))

    def _command(self, operation: Command, method: Callable[..., Any], call: Call) -> Answer:
        if call.key is not None and len(call.key) > MAX_KEY:
            raise KeyTooLong()
        action = f"{self.name}.{operation.method}"
        nameless = bool(operation.nameless) and bool(load(operation.wish, call.kwargs)[operation.nameless])
        whose = f"{call.principal.account}:{call.key or call.id}"
        journal_key = f"c:{NAMELESS}:{veiled(self.cipher, whose)}" if nameless else f"c:{whose}"
        said = _said(action, call.kwargs, operation.unlogged)
        if nameless:
            call = _untied(call)
        if call.key or call.redelivered:
            before = self._receipt(journal_key)
            if before is not None:
                return self._repeat(before, said)
        self._hear(operation, call)
        rows = Rows(call.kwargs.get("rows", ())) if issubclass(operation.wish, BulkWish) else None
        attempt = 0
        while attempt < MAX_RERUNS:
            # Read anew each time: a method may take its wish apart.
            wish = load(operation.wish, call.kwargs)
            if rows is not None:
                wish["rows"] = rows.remaining()
            work = self._work(call)
            try:
                work.must_name_another(wish)
                entries.must_know_entries(entries.dictionaries(self.db), operation.wish, wish)
                result = method(wish, work)
                if work.changes_something:
                    work.must_aim_at_another()
                prepared = work.prepare()
                result = result if rows is None else rows.whole(result)
                answer = _presented(operation, result, call.principal)
                if work.changes_something:
                    kept = {**answer, **dict.fromkeys(operation.once)} if operation.once else answer
                    entry: Document = {
                        "_id": journal_key,
                        "action": action,
                        "principal": _NOBODY if nameless else _who(call.principal),
                        "request_id": call.request_id,
                        "traceparent": call.traceparent,
                        "receipt": receipt(self.cipher, journal_key, _fingerprint(said), kept, work.only_key),
                    }
                    if work.only_key is not None:
                        entry["whose"] = work.only_person
                    if work.noted:
                        entry["noted"] = work.noted
                    if rows is not None and (did := _done_by_rows(result)):
                        entry["did"] = did
                    work.commit(prepared, [entry])
                    if work.told:
                        self.wake_relay()
                # What was told would stay with the session of whoever did it.
                return Answer(answer, () if nameless else last_of_each_type(work.told))
            except RowsLeftOut as found:
                assert rows is not None
                rows.leave_out(found)
                if not rows.places:
                    return Answer(_presented(operation, rows.whole({"results": []}), call.principal))
            except Stale:
                metrics.CALLS_RERUN.labels(self.name).inc()
                eventlet.sleep(_pause(attempt))
                attempt += 1
            except AlreadyDone:
                return self._repeat(self._receipt(journal_key), said)
            except Problem:
                # A twin of this request may have taken effect between our look and the refusal; then its answer counts.
                before = self._receipt(journal_key) if call.key else None
                if before is None:
                    raise
                return self._repeat(before, said)
        raise Busy(retry_after=1)

    def _work(self, call: Call) -> UnitOfWork:
        now = clock.now()
        return UnitOfWork(
            self.db,
            call.principal,
            self.rules.on(clock.day_of(now)),
            self.cursor_secret,
            now,
            call.request_id,
            expected_version=call.expected_version,
            traceparent=call.traceparent,
            cipher=self.cipher,
            keys=self.keys,
            seals=self.seals,
        )

    def _receipt(self, key: str) -> Document | None:
        fields = {**dict.fromkeys(RECEIPTS.fields, 1), "whose": 1, "events.type": 1, "events.id": 1}
        return self.db[JOURNAL].find_one({"_id": key}, fields)

    def _repeat(self, entry: Document | None, said: bytes) -> Answer:
        if entry is None:
            metrics.RECEIPTS.labels(self.name, "running").inc()
            raise StillRunning(retry_after=1)
        fingerprint, answer = receipt_in(entry, self.cipher, self.keys)
        if fingerprint not in (_fingerprint(said), _fingerprint(said, self.formerly_keyed)):
            metrics.RECEIPTS.labels(self.name, "reused").inc()
            raise KeyReused()
        metrics.RECEIPTS.labels(self.name, "repeated").inc()
        told = () if entry["_id"].startswith(f"c:{NAMELESS}:") else last_of_each_type(entry.get("events", ()))
        return Answer(answer, told)

    # -- reactions ------------------------------------------------------------------------------------------------

    def react(self, spec: ReactionSpec, method: Callable[..., Any], events: list[Received]) -> int:
        """Let events take effect, those that have not before, together. Answers how many did. Raises TooSlow."""
        limit = self.settings.reaction_timeout
        with eventlet.Timeout(limit, TooSlow(f"longer than {limit} s")), pymongo.timeout(limit):
            return self._react(spec, method, events)

    def _react(self, spec: ReactionSpec, method: Callable[..., Any], events: list[Received]) -> int:
        name = f"{self.name} on {spec.publisher} "
        once = {event.id: event for event in events}.values()
        steps = {event.id: traces.begin(name + event.type, "consumer", event.traceparent) for event in once}
        last = events[-1]
        outcome = ""
        try:
            with structlog.contextvars.bound_contextvars(request_id=last.request_id, trace_id=steps[last.id].trace_id):
                return self._take_effect(spec, method, events, steps)
        except BaseException as failure:
            outcome = traces.outcome_of(failure)
            raise
        finally:
            for step in steps.values():
                step.end(outcome, fault=bool(outcome))

    def _take_effect(
        self, spec: ReactionSpec, method: Callable[..., Any], events: list[Received], steps: dict[str, traces.Span]
    ) -> int:
        keys = {event.id: inbox_key(event.id, spec.handler) for event in events}
        for attempt in range(MAX_RERUNS):
            known = self.db[JOURNAL].find({"_id": {"$in": list(keys.values())}}, {"_id": 1})
            done = {entry["_id"] for entry in known}
            fresh = list({event.id: event for event in events if keys[event.id] not in done}.values())
            metrics.EVENTS_REPEATED.labels(self.name, spec.publisher).inc(len(events) - len(fresh))
            if not fresh:
                return 0
            now = clock.now()
            work = UnitOfWork(
                self.db,
                system(f"{self.name}.{spec.handler}"),
                self.rules.on(clock.day_of(now)),
                self.cursor_secret,
                now,
                fresh[-1].request_id,
                traceparent=steps[fresh[-1].id].traceparent,
                cipher=self.cipher,
                keys=self.keys,
                seals=self.seals,
            )
            try:
                method(fresh if spec.batch > 1 else fresh[0], work)
                prepared = work.prepare()
                entries: list[Document] = [
                    {
                        "_id": keys[event.id],
                        "at": now,
                        "action": f"{self.name}.on.{spec.publisher}.{spec.handler}",
                        "principal": _who(work.principal),
                        "request_id": event.request_id,
                        "cause": {"type": event.type, "subject": event.subject, "sequence": event.sequence},
                    }
                    for event in fresh
                ]
                work.commit(prepared, entries)
                if work.told:
                    self.wake_relay()
                metrics.EVENTS_HANDLED.labels(self.name, spec.publisher).inc(len(fresh))
                for event in fresh:
                    metrics.EVENT_AGE.labels(self.name, spec.publisher).observe(
                        max(0.0, (now - event.time).total_seconds())
                    )
                return len(fresh)
            except (Stale, AlreadyDone):
                eventlet.sleep(_pause(attempt))
        raise Busy(retry_after=1)

    # -- what the process does by itself -----------------------------------------------------------------------------

    def work_of(self, part: str) -> UnitOfWork:
        """A unit of work of the process's own; `part` names what is at work, for the audit trail."""
        now = clock.now()
        rules = self.rules.on(clock.day_of(now))
        return UnitOfWork(
            self.db,
            system(f"{self.name}.{part}"),
            rules,
            self.cursor_secret,
            now,
            cipher=self.cipher,
            keys=self.keys,
            seals=self.seals,
        )

    def commit(self, work: UnitOfWork, key: str, action: str) -> None:
        """Commit a unit of work of the process's own. Raises Stale, and AlreadyDone where `key` is taken."""
        entry = {"_id": key, "action": f"{self.name}.{action}", "principal": _who(work.principal), "request_id": ""}
        work.commit(work.prepare(), [entry])
        if work.told:
            self.wake_relay()

    # -- things done from time to time ----------------------------------------------------------------------------

    def run_due(self, spec: ScheduleSpec, method: Callable[..., Any]) -> bool:
        """Run a scheduled method if it is due. Once over all replicas: the due time is part of the journal key.

        Where it found nothing to do, only the next time is noted: the journal keeps what was done.
        """
        schedules = self.db["schedules"]
        now = clock.now()
        due = (schedules.find_one({"_id": spec.name}) or {}).get("due")
        if due is not None and due > now:
            return False
        work = self.work_of(spec.name)
        method(work)
        following = {"$set": {"due": clock.at(now.timestamp() + spec.seconds)}}
        if not work.changes_something:
            schedules.update_one({"_id": spec.name}, following, upsert=True)
            return True
        work.write_to("schedules", pymongo.UpdateOne({"_id": spec.name}, following, upsert=True))
        try:
            self.commit(work, f"s:{spec.name}:{due.isoformat() if due else 'first'}", f"every.{spec.name}")
        except (AlreadyDone, Stale):
            return False
        return True


def _outcome(problem: Problem) -> str:
    """How a call that was answered with a problem is counted."""
    if isinstance(problem, DeadlinePassed):
        return "late"
    if problem.status < Internal.status:
        return "refused"
    return "unavailable" if problem.status == Unavailable.status else "fault"


def _pause(attempt: int) -> float:
    """Seconds until what was overtaken is tried again."""
    return _JITTER.uniform(0, min(0.01 * 2**attempt, _LONGEST_PAUSE))


def _presented(operation: Operation, result: Any, reader: Principal) -> Any:
    if operation.answer is None:
        return plain(result)
    if isinstance(result, Page):
        item = instance(operation.answer).fields["items"].inner.schema  # type: ignore[attr-defined]
        return withhold(operation.answer, presented(type(item), result), reader)
    return withhold(operation.answer, present(operation.answer, result), reader)


def _done_by_rows(result: Document) -> Document:
    """What rows of a bulk command have kept of what they did, by their places, for whoever undoes it."""
    return {str(row["row"]): row["did"] for row in result["results"] if "did" in row}


def _said(action: str, kwargs: dict[str, Any], unlogged: Sequence[str]) -> bytes:
    if unlogged:
        kwargs = {name: value for name, value in kwargs.items() if name not in unlogged}
    return orjson.dumps([action, kwargs], option=orjson.OPT_SORT_KEYS)


def _fingerprint(said: bytes, key: bytes = b"") -> str:
    return hashlib.blake2b(said, digest_size=16, key=key).hexdigest()


def _untied(call: Call) -> Call:
    """A nameless command without what its caller may have sent with others that bear their name."""
    return replace(call, request_id="", traceparent="")


def _who(principal: Principal) -> Document:
    who = {"account": principal.account, "roles": list(principal.roles), "right": principal.right}
    return {**who, "address": principal.address} if principal.address else who


class Platform(DependencyProvider):
    """Hands the process's runtime to the service."""

    def get_dependency(self, worker_ctx: Any) -> Runtime:
        runtime: Runtime = self.container.config["runtime"]
        return runtime
