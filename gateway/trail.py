"""Writing the journal (日志) while requests wait for it: whatever waits at one moment is written together.

A look is written before it is answered, or is not answered (`NotNoted`). A refusal is written as well; how many of one
account, and of all who have not signed in, is bounded: those beyond are counted, and noted as one entry a minute, so
that nobody fills the disk with refusals.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from gateway import journal, looks
from gateway.journal import NAMELESS, NOBODY, Action, Kind, Outcome
from gateway.problems import NotNoted
from gateway.table import Row

log = logging.getLogger(__name__)
Document = dict[str, Any]

TOGETHER = 1000
"""Entries of one write."""
GATHER_SECONDS = 0.005
"""How long an entry may wait for those of others who are being answered: a write costs as much as ten entries in it."""
MOST_REFUSALS = 30
"""Of an account in a minute that are noted one by one, by each gateway."""
MOST_OF_STRANGERS = 120
"""The same of all together who have not signed in."""
MINUTE = 60.0


@dataclass(slots=True)
class _Counted:
    """The refusals of somebody since a moment."""

    since: float
    noted: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    """Of those that were not noted one by one."""


class Trail:
    """Writes entries of the journal together, and bounds those of refusals."""

    def __init__(self, db: AsyncDatabase[Document], being_answered: Callable[[], int]) -> None:
        """`being_answered` says how many requests there are whose entries may come in a moment."""
        self._journal = db["journal"]
        self._being_answered = being_answered
        self._waiting: list[tuple[Document, asyncio.Future[None]]] = []
        self._all_wait = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None
        self._refused: dict[str, _Counted] = {}
        self._telling: asyncio.Task[None] | None = None

    async def prepare(self) -> None:
        """Create the indexes by which entries are searched."""
        newest = [("at", -1), ("_id", -1)]
        await self._journal.create_index(newest, name="at_desc")
        await self._journal.create_index([("subject", 1), ("at", -1)], name="subject_at_desc")
        for name in ("account", "action"):
            await self._journal.create_index([(name, 1), *newest], name=f"audit_{name}")
        some: dict[str, Any] = {"persons": {"$exists": True}}
        await self._journal.create_index([("persons", 1), *newest], name="audit_persons", partialFilterExpression=some)
        refused = {"outcome": Outcome.REFUSED.value}
        await self._journal.create_index(newest, name="audit_refused", partialFilterExpression=refused)

    def start(self) -> None:
        """Begin to note what was counted."""
        self._telling = asyncio.create_task(self._tell_counted(), name="refusals")

    async def stop(self) -> None:
        """Note what was counted so far, and write what waits."""
        if self._telling is not None:
            self._telling.cancel()
        with suppress(NotNoted):
            await self._tell(0.0)

    async def write(self, entry: Document) -> None:
        """Keep an entry. Raises NotNoted."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, written))
        if self._nobody_else():
            self._all_wait.set()
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(), name="journal", context=Context())
        await written

    async def look(self, row: Row, values: Mapping[str, Any], answer: Any, account: str, request_id: str) -> None:
        """Note that something is read. Raises NotNoted."""
        record, persons = looks.record_of(row.route, values), looks.persons_of(row.route, values, answer, row.places)
        action = looks.action_of(row.route)
        await self.write(journal.entry(action, record, account, request_id, what=Kind.READING, persons=persons))

    async def refused(self, row: Row, values: Mapping[str, Any], account: str, request_id: str, code: str) -> None:
        """Note that somebody was refused something, by the code alone; what fails is logged."""
        route = row.route
        action, kind = looks.action_of(route), Kind.COMMAND if route.changes else Kind.READING
        if route.nameless:
            entry = journal.entry(action, "", NAMELESS, "", what=kind, code=code)
        else:
            record, persons = looks.record_of(route, values), looks.persons_of(route, values, None, None)
            entry = journal.entry(action, record, account, request_id, what=kind, persons=persons, code=code)
        await self.note_refusal(entry)

    async def note_refusal(self, entry: Document) -> None:
        """Note a refusal, one by one or counted; what fails is logged."""
        who, now = entry["account"], time.monotonic()
        counted = self._refused.get(who)
        if counted is None:
            counted = self._refused[who] = _Counted(now)
        if counted.noted >= (MOST_OF_STRANGERS if who == NOBODY else MOST_REFUSALS):
            counted.codes[entry["code"]] += 1
            return
        counted.noted += 1
        try:
            await self.write(entry)
        except NotNoted:
            log.warning("a refusal was not noted: %s of %s", entry["code"], entry["action"])

    def _nobody_else(self) -> bool:
        return len(self._waiting) >= self._being_answered()

    async def _gather(self) -> None:
        """Wait a moment for the entries of others; when everybody waits, no longer."""
        self._all_wait.clear()
        await asyncio.sleep(0)  # Those whose entries were written a moment ago are answered, and wait for nothing.
        if not self._nobody_else():
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_SECONDS):
                    await self._all_wait.wait()

    async def _write_all(self) -> None:
        while self._waiting:
            await self._gather()
            batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            failure: Exception | None = None
            try:
                await self._journal.insert_many([entry for entry, _ in batch], ordered=False)
            except PyMongoError as error:
                log.warning("the journal was not written: %s", type(error).__name__)
                failure = NotNoted(retry_after=2)
            except Exception as error:
                log.exception("the journal was not written")
                failure = error
            for _, written in batch:
                # Who waited may have gone.
                if written.done():
                    continue
                if failure is None:
                    written.set_result(None)
                else:
                    written.set_exception(failure)
        self._writing = None

    async def _tell_counted(self) -> None:
        while True:
            await asyncio.sleep(MINUTE / 4)
            with suppress(NotNoted):
                await self._tell(MINUTE)

    async def _tell(self, seconds: float) -> None:
        """Note of all whose time is over how many refusals were not noted one by one."""
        over = time.monotonic() - seconds
        for who in [who for who, counted in self._refused.items() if counted.since <= over]:
            counted = self._refused.pop(who)
            if counted.codes:
                facts: dict[str, Any] = {"count": counted.codes.total(), "codes": dict(counted.codes)}
                entry = journal.entry(Action.REFUSED_MORE, "", who, "", code=next(iter(counted.codes)), **facts)
                await self.write(entry)
