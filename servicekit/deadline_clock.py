"""The clock that fires deadlines: in the process that is the service's relay, each once, even if late.

It looks for what is due and runs the method that `@deadline(kind)` names; effect and mark are one transaction, so that
a deadline fires once over all replicas and restarts. One that fails is tried again with the retry ladder's delays, then
waits, marked failed, for an operator to move it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import eventlet
import pymongo
from pymongo.errors import PyMongoError

from servicekit import clock, deadlines, logs
from servicekit.deadlines import DEADLINES, Deadline, State
from servicekit.failures import places_of, said_of
from servicekit.mongo import is_outage
from servicekit.runtime import Runtime
from servicekit.work import AlreadyDone, Stale, UnitOfWork
from servicekit.working_days import calendar

log = logs.get(__name__)

AT_ONCE = 100
LOOK_SECONDS = 0.5
Handler = Callable[[Deadline, UnitOfWork], None]


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
        where = {"state": State.WAITING.value, "look_at": {"$lte": clock.now()}}
        rows = self._runtime.db[DEADLINES.name].find(where, {"_id": 1})
        return [row["_id"] for row in rows.sort([("look_at", 1), ("_id", 1)]).limit(AT_ONCE)]

    def _settle(self, id: str) -> None:
        try:
            with pymongo.timeout(self._runtime.settings.reaction_timeout):
                self._fire(id)
        except (Stale, AlreadyDone):
            return  # Somebody else was first; the next look sees what is true now.
        except Exception as failure:
            if isinstance(failure, PyMongoError) and is_outage(failure):
                raise
            log.exception("a deadline failed and will be tried again", deadline=id)
            self._note_failure(id, "\n".join([*places_of(failure), said_of(failure)])[-2000:])

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
        deadline.anew, deadline.look_at = False, deadline.due
        if deadline.after is None or deadline.working_days is None:
            return
        term = calendar(work).after(deadline.after, deadline.working_days)
        if (term.last, term.provisional) != (deadline.due_on, deadline.provisional):
            deadline.due_on, deadline.provisional = term.last, term.provisional
            deadline.due = deadline.look_at = deadlines.end_of(term.last)
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
        else:
            deadline.look_at = work.now + timedelta(seconds=delays[deadline.tries - 1])
        work.save(DEADLINES, deadline)
        try:
            self._runtime.commit(work, key, "deadlines.failed")
        except (Stale, AlreadyDone):
            return
