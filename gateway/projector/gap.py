"""The read models are made anew by the projector itself where they may lack something.

After a restore: what was on its way at the moment of the backup is published again as soon as a service runs, maybe
before the projector's queues are there. After a migration: the release before kept fewer kinds of rows. Both note a gap
(`tools.cadre.restoring`, `gateway.migrations`), and here it is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable

from pymongo import ReturnDocument
from pymongo.errors import PyMongoError

from gateway.projector.rebuild import History, rebuild
from gateway.projector.snapshots import Snapshots
from gateway.readmodels.generations import STATE
from gateway.readmodels.store import NotPrepared, Store
from gateway.rpc import ServiceAbsent
from servicekit.errors import Problem
from servicekit.migrations import LEASE, LEASE_ID, RENEW_SECONDS, SCHEMA

log = logging.getLogger(__name__)

SETTLE = 25.0
"""Seconds after which what was published before the queues were there has its place in the history for sure."""
LOOK_AGAIN = 10.0


async def keep_closed(
    store: Store,
    history: History,
    snapshots: Snapshots,
    connected: Callable[[], bool],
    *,
    settle: float = SETTLE,
    again: float = LOOK_AGAIN,
    grace: float = 10.0,
) -> None:
    """Close each gap, until cancelled; what is away is waited for, and one projector at a time does so."""
    while True:
        try:
            if connected() and await _is_open(store):
                async with _alone(store) as alone:
                    if alone:
                        await asyncio.sleep(settle)
                        for service in store.projection.services:
                            await history(service, None, 1)  # Nothing is begun before all of them answer.
                        if await _is_open(store):
                            log.info("the read models are made anew")
                            await rebuild(store, history, snapshots, grace=grace)
        except (PyMongoError, Problem, ServiceAbsent, OSError, TimeoutError, LookupError, NotPrepared) as away:
            log.info("the read models are not made anew yet: %r", away)
        await asyncio.sleep(again)


async def _is_open(store: Store) -> bool:
    return await store.db[STATE].find_one({"_id": "state", "gap": True}, {"_id": 1}) is not None


@contextlib.asynccontextmanager
async def _alone(store: Store) -> AsyncIterator[bool]:
    """Whether nobody else makes the read models anew or migrates; so until the end, by a lease."""
    leases, owner = store.db[SCHEMA], f"the projector {socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"
    await leases.update_one({"_id": LEASE_ID}, {"$setOnInsert": LEASE.nobodys()}, upsert=True)
    taken = await leases.find_one_and_update(
        {"_id": LEASE_ID, **LEASE.free_for(owner)}, LEASE.take(owner), return_document=ReturnDocument.AFTER
    )
    if taken is None:
        yield False
        return
    mine = {"_id": LEASE_ID, **LEASE.held(LEASE.fence_of(taken))}

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(PyMongoError):
                await leases.update_one(mine, LEASE.renew())

    heart = asyncio.create_task(renew())
    try:
        yield True
    finally:
        heart.cancel()
        await leases.update_one(mine, LEASE.give_back())
