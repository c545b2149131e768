"""What a session did a moment ago (进度), known to every gateway, and to clients that carry it themselves by a header.

Each gateway remembers what went through it, and is told over the broker what went through the others. That takes a
moment, so a gateway that is not alone asks the database too; one that is, only for a command and before it repeats a
refusal (ADR 0025). Whether it is alone it knows by greetings: each gateway says now and then that it is there, and at
its end that it goes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from pymongo import DESCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from gateway.problems import BadHeader
from gateway.rpc import RpcClient
from servicekit import clock, cursors
from servicekit.positions import LIFETIME, Position, Told, fresh, merged

log = logging.getLogger(__name__)

HEADER = "position"
LONGEST = 4096
"""Characters of the header."""
MOST_SESSIONS = 20_000
"""Sessions that are remembered between two clearings of those that have done nothing lately."""
MOST_READ = 100
"""Commands of a session that are looked at: far more than a position has places."""
MOST_LOADED = 10_000
MOST_UNTOLD = 1000
GREETING = 20.0
"""Seconds between two greetings of a gateway."""
MISSED = 3
"""Greetings in a row that are not heard from another gateway before it counts as gone."""
RETRY = 1.0
"""Seconds between attempts to read what was noted before."""
_BINDING = b"position"
Document = dict[str, Any]


class Positions:
    """The positions of all sessions of the last minute."""

    def __init__(self, db: AsyncDatabase[Document], rpc: RpcClient) -> None:
        # A minute's memory: not worth waiting for a majority, nor to be kept over the loss of a database node.
        self._kept = db.get_collection("positions", write_concern=WriteConcern(1))
        self._rpc = rpc
        self._here = os.urandom(8).hex()
        self._known: dict[str, Position] = {}
        self._untold: list[bytes] = []
        self._others: dict[str, int] = {}
        """The other gateways, each with how often this one has greeted since it was heard from."""
        self._answers: set[asyncio.Task[None]] = set()
        self._presence: asyncio.Task[None] | None = None
        self.up_to_date = False
        """Whether what other gateways note is heard at once."""

    async def prepare(self) -> None:
        """Create the indexes; what is older than a minute is removed by the database."""
        await self._kept.create_indexes(
            [
                IndexModel([("at", DESCENDING)], name="at", expireAfterSeconds=int(LIFETIME)),
                IndexModel([("session", DESCENDING), ("at", DESCENDING)], name="session"),
            ]
        )

    async def of(self, session: str, *, surely: bool = False) -> Position:
        """What a session has told in the last minute; `surely`, also what another gateway has noted this moment.

        Raises PyMongoError where it must look and the database is away.
        """
        if not session:
            return ()
        if surely or self._others or not self.up_to_date:
            where = {"session": session, "at": {"$gt": _a_minute_ago()}}
            found = await self._kept.find(where, sort=[("at", DESCENDING)], limit=MOST_READ).to_list()
            self._take(session, [told for entry in found for told in entry["told"]])
        position = self._known.get(session, ())
        return fresh(position, time.time()) if position else ()

    async def note(self, session: str, position: Position) -> None:
        """Remember what a command of a session has told, here and everywhere, before it is answered.

        The command has taken effect and must not look as if it had failed: what is away is passed over.
        """
        if not session:
            return
        told = [(one.at, one.service, one.type, one.id) for one in position]
        self._take(session, told)
        await asyncio.gather(self._tell(orjson.dumps([self._here, session, told])), self._keep(session, told))

    async def _keep(self, session: str, told: Sequence[Sequence[Any]]) -> None:
        try:
            await self._kept.insert_one({"session": session, "at": clock.now(), "told": told})
        except PyMongoError as away:
            log.warning("what a session has just done was not written down: %s", type(away).__name__)

    async def _tell(self, body: bytes) -> None:
        if not await self._rpc.tell_gateways(body):
            self._untold = [*self._untold, body][-MOST_UNTOLD:]

    def _take(self, session: str, told: Sequence[Sequence[Any]]) -> None:
        if not told:
            return
        self._known[session] = merged(self._known.get(session, ()), (Told(*one) for one in told))
        if len(self._known) > MOST_SESSIONS:
            now = time.time()
            self._known = {name: left for name, known in self._known.items() if (left := fresh(known, now))}

    async def leave(self) -> None:
        """Say that this gateway goes, so that the others need not wait to find out."""
        self.cease()
        await self._tell(orjson.dumps([self._here, "", None]))

    # -- as the gateways' listener, see `rpc.Listener` ----------------------------------------------------------------

    def begin(self) -> None:
        """Everything is heard from now on; what was told before is read."""
        self.cease()
        self._presence = asyncio.create_task(self._be_there(), name="positions")

    def hear(self, body: bytes) -> None:
        """A gateway has noted something, says that it is there, or that it goes."""
        by, session, told = orjson.loads(body)
        if by == self._here:
            return
        if told is None:
            self._others.pop(by, None)
            return
        self._take(session, told)
        if by in self._others:
            self._others[by] = 0
        elif not session:
            self._others[by] = 0
            answer = asyncio.create_task(self._greet(), name="positions-greeting")
            self._answers.add(answer)
            answer.add_done_callback(self._answers.discard)

    async def _greet(self) -> None:
        """Say that this gateway is there; each that did not know says so too."""
        await self._tell(orjson.dumps([self._here, "", []]))

    def cease(self) -> None:
        """Something may be missed from now on."""
        self.up_to_date = False
        if self._presence is not None:
            self._presence.cancel()

    async def _be_there(self) -> None:
        """Read what was told before, then greet the others again and again, and forget who does so no more."""
        await self._greet()
        while not self.up_to_date:
            try:
                recent = self._kept.find({"at": {"$gt": _a_minute_ago()}}, sort=[("at", DESCENDING)], limit=MOST_LOADED)
                async for entry in recent:
                    self._take(entry["session"], entry["told"])
                self.up_to_date = True
            except PyMongoError as away:
                log.warning("what sessions have just done is looked for each time: %s", type(away).__name__)
                await asyncio.sleep(RETRY)
        untold, self._untold = self._untold, []
        for body in untold:
            await self._tell(body)
        while True:
            await asyncio.sleep(GREETING)
            await self._greet()
            # By turns and not by the clock: whoever stood still has not heard the others, and they have not gone.
            self._others = {name: missed + 1 for name, missed in self._others.items() if missed < MISSED}


def _a_minute_ago() -> datetime:
    return clock.now() - timedelta(seconds=LIFETIME)


def received(service: str, told: Sequence[Sequence[str]]) -> Position:
    """What a service's answer says that a command told, as of now."""
    at = int(time.time() * 1000)
    return tuple(Told(at, service, type, id) for type, id in told)


def sealed(position: Position, secret: bytes) -> str:
    """A position as a client carries it: only what was given out here can be handed in."""
    return cursors.seal([(one.at, one.service, one.type, one.id) for one in position], _BINDING, secret)


def unsealed(text: str, secret: bytes) -> Position:
    """The position that a client hands in; nothing of one that is old. Raises BadHeader for what was not given out."""
    try:
        if len(text) > LONGEST:
            raise cursors.BadCursor
        found = cursors.unseal(text, _BINDING, secret)
    except cursors.BadCursor:
        raise BadHeader(
            "进度标记（“Position”）不是本系统给出的；请原样发送最近一次操作的应答头", "Position was not given out here"
        ) from None
    return fresh(merged(Told(*one) for one in found), time.time())
