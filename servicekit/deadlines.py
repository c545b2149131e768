"""Deadlines (时限) as rows that can be listed, moved and cancelled; each fires once, even if late.

A command or a reaction puts a deadline in its own transaction. The process that is the service's relay looks for what
is due and runs the method that `@deadline(kind)` names; effect and mark are one transaction, so that a deadline fires
once over all replicas and restarts. One that fails is tried again with the retry ladder's delays, then waits, marked
failed, for an operator to move it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import eventlet
import pymongo
from pymongo.errors import PyMongoError

from servicekit import clock, logs, metrics
from servicekit.errors import DeadlineSettled, NoDeadline
from servicekit.mongo import is_outage
from servicekit.store import Collection, Document, index
from servicekit.work import AlreadyDone, Stale, UnitOfWork

if TYPE_CHECKING:
    from servicekit.runtime import Runtime

log = logs.get(__name__)

AT_ONCE = 100
LOOK_SECONDS = 0.5
_MEASURE_CAP = 100_000
Handler = Callable[["Deadline", UnitOfWork], None]


class State(StrEnum):
    """Where a deadline stands."""

    WAITING = "waiting"
    FIRED = "fired"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass
class Deadline:
    """A deadline: at the end of `due_on` (China), the method for `kind` runs for `subject`."""

    id: str
    kind: str
    subject: str
    due: datetime
    due_on: date
    state: State = State.WAITING
    look_at: datetime | None = None
    """When to look at it next: when it is due, later after a failure, at once where it is to be counted anew."""
    after: date | None = None
    working_days: int | None = None
    """Counted in working days after a day, where it was; then a newly published calendar moves it."""
    provisional: bool = False
    """A year of the period has no published calendar yet."""
    anew: bool = False
    tries: int = 0
    error: str = ""
    fired_at: datetime | None = None
    moves: list[dict[str, Any]] = field(default_factory=list)
    version: int = 0


DEADLINES = Collection(
    "deadlines",
    Deadline,
    [
        index("state", "look_at", "_id"),
        index("state", "due", "_id"),
        index("kind", "state", "due", "_id"),
        index("subject", "_id"),
    ],
    missing=NoDeadline,
)


def id_of(kind: str, subject: str) -> str:
    """One deadline of a kind per subject; putting it again moves it."""
    return f"{kind}.{subject}"


def end_of(day: date) -> datetime:
    """The instant at which a day in China is over."""
    return datetime(day.year, day.month, day.day, tzinfo=clock.CHINA) + timedelta(days=1)


def put(
    work: UnitOfWork,
    kind: str,
    subject: str,
    due_on: date,
    *,
    after: date | None = None,
    working_days: int | None = None,
    provisional: bool = False,
) -> None:
    """Set the deadline of this kind for a subject, or set it anew, in the transaction of `work`."""
    due = end_of(due_on)
    fields: Document = {
        "kind": kind,
        "subject": subject,
        "due": due,
        "due_on": due_on.isoformat(),
        "state": State.WAITING.value,
        "look_at": due,
        "after": after.isoformat() if after else None,
        "working_days": working_days,
        "provisional": provisional,
        "anew": False,
        "tries": 0,
        "error": "",
        "fired_at": None,
    }
    update = {"$set": fields, "$setOnInsert": {"moves": []}, "$inc": {"version": 1}}
    work.write(DEADLINES, pymongo.UpdateOne({"_id": id_of(kind, subject)}, update, upsert=True))


def cancel(work: UnitOfWork, kind: str, *subjects: str) -> None:
    """Take deadlines back that have not fired; nothing happens where there is none."""
    waiting = {"$in": [State.WAITING.value, State.FAILED.value]}
    for subject in subjects:
        where = {"_id": id_of(kind, subject), "state": waiting}
        done = {"$set": {"state": State.CANCELLED.value}, "$inc": {"version": 1}}
        work.write(DEADLINES, pymongo.UpdateOne(where, done))


def count_anew(work: UnitOfWork, first: date, last: date) -> None:
    """Have those waiting deadlines counted anew whose working days reach into these days."""
    touched = {
        "state": State.WAITING.value,
        "working_days": {"$ne": None},
        "after": {"$lte": last.isoformat()},
        "due": {"$gte": end_of(first)},
    }
    at_once = {"$set": {"anew": True, "look_at": clock.at(0)}, "$inc": {"version": 1}}
    work.write(DEADLINES, pymongo.UpdateMany(touched, at_once))


def move(deadline: Deadline, due_on: date, by: str, basis: str, now: datetime) -> None:
    """Move a deadline by a named person's decision; it no longer follows the calendar. Raises DeadlineSettled."""
    if deadline.state not in (State.WAITING, State.FAILED):
        raise DeadlineSettled(state=deadline.state.value)
    deadline.moves.append({"at": now, "by": by, "basis": basis, "from": deadline.due_on.isoformat()})
    deadline.due_on, deadline.due = due_on, end_of(due_on)
    deadline.look_at, deadline.state, deadline.tries, deadline.error = deadline.due, State.WAITING, 0, ""
    deadline.after, deadline.working_days, deadline.provisional = None, None, False


def withdraw(deadline: Deadline, by: str, basis: str, now: datetime) -> None:
    """Take a deadline back by a named person's decision. Raises DeadlineSettled."""
    if deadline.state not in (State.WAITING, State.FAILED):
        raise DeadlineSettled(state=deadline.state.value)
    deadline.moves.append({"at": now, "by": by, "basis": basis, "from": deadline.due_on.isoformat()})
    deadline.state = State.CANCELLED


class DeadlineClock:
    """Runs what is due, in the process that leads."""

    def __init__(self, runtime: Runtime, leads: Callable[[], bool]) -> None:
        self._runtime = runtime
        self._leads = leads
        self._stopping = False
        self._handlers: Mapping[str, Handler] = {}
        self._moved: Handler = lambda _deadline, _work: None

    def handle(self, handlers: Mapping[str, Handler], moved: Handler) -> None:
        """What to run by kind, and what to tell of a deadline that a calendar has moved."""
        self._handlers, self._moved = handlers, moved

    def stop(self) -> None:
        self._stopping = True

    def run(self) -> None:
        """Look about twice a second until `stop`; outages of the database are waited for."""
        while not self._stopping:
            worked = 0
            if self._handlers and self._leads():
                try:
                    worked = self.look()
                except PyMongoError as away:
                    log.warning("deadlines wait for the database", error=repr(away))
                    eventlet.sleep(2)
            if worked < AT_ONCE:
                eventlet.sleep(LOOK_SECONDS)

    def look(self) -> int:
        """Fire what is due, at most AT_ONCE; answers how many there were. Raises the database's outages."""
        with pymongo.timeout(self._runtime.settings.database_timeout):
            due = self._due()
        for id in due:
            self._settle(id)
        return len(due)

    def _due(self) -> list[str]:
        rows = self._runtime.db[DEADLINES.name]
        where = {"state": State.WAITING.value, "look_at": {"$lte": clock.now()}}
        due = [row["_id"] for row in rows.find(where, {"_id": 1}).sort([("look_at", 1), ("_id", 1)]).limit(AT_ONCE)]
        overdue = rows.count_documents(where, limit=_MEASURE_CAP) if len(due) == AT_ONCE else len(due)
        metrics.DEADLINES_DUE.labels(self._runtime.name).set(overdue)
        return due

    def _settle(self, id: str) -> None:
        try:
            with pymongo.timeout(self._runtime.settings.reaction_timeout):
                self._fire(id)
        except (Stale, AlreadyDone):
            return  # Somebody else was first; the next look sees what is true now.
        except Exception as failure:
            if is_outage(failure):
                raise
            log.exception("a deadline failed and will be tried again", deadline=id)
            trace = "".join(traceback.format_exception(failure))[-2000:]
            self._note_failure(id, trace)

    def _fire(self, id: str) -> None:
        work = self._runtime.work_of(f"deadline.{id.partition('.')[0]}")
        deadline = work.load_many(DEADLINES, [id]).get(id)
        if deadline is None or deadline.state is not State.WAITING or (deadline.look_at or deadline.due) > work.now:
            return
        key = f"d:{id}:{deadline.version}"
        if deadline.anew:
            self._count_anew(deadline, work)
        if deadline.due <= work.now:
            handler = self._handlers.get(deadline.kind)
            if handler is None:
                raise LookupError(f"no method for deadlines of kind {deadline.kind}")
            deadline.state, deadline.fired_at = State.FIRED, work.now
            handler(deadline, work)
        work.save(DEADLINES, deadline)
        self._runtime.commit(work, key, f"deadline.{deadline.kind}")

    def _count_anew(self, deadline: Deadline, work: UnitOfWork) -> None:
        from servicekit.working_days import calendar

        deadline.anew, deadline.look_at = False, deadline.due
        if deadline.after is None or deadline.working_days is None:
            return
        term = calendar(work).after(deadline.after, deadline.working_days)
        if (term.last, term.provisional) != (deadline.due_on, deadline.provisional):
            deadline.due_on, deadline.provisional = term.last, term.provisional
            deadline.due = deadline.look_at = end_of(term.last)
            self._moved(deadline, work)

    def _note_failure(self, id: str, trace: str) -> None:
        delays = self._runtime.settings.delays
        work = self._runtime.work_of("deadlines")
        deadline = work.load_many(DEADLINES, [id]).get(id)
        if deadline is None or deadline.state is not State.WAITING:
            return
        key = f"d:{id}:{deadline.version}:failed"
        deadline.tries, deadline.error = deadline.tries + 1, trace
        if deadline.tries > len(delays):
            deadline.state = State.FAILED
            metrics.DEADLINES_FAILED.labels(self._runtime.name, deadline.kind).inc()
        else:
            deadline.look_at = work.now + timedelta(seconds=delays[deadline.tries - 1])
        work.save(DEADLINES, deadline)
        try:
            self._runtime.commit(work, key, "deadlines.failed")
        except (Stale, AlreadyDone):
            return
