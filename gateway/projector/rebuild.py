"""The read models made anew from the services' histories, beside the old ones, while events keep coming."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias

from gateway.projector.applying import apply
from gateway.projector.snapshots import Snapshots
from gateway.readmodels.kinds import PEOPLE, UnknownEvent
from gateway.readmodels.store import Store
from servicekit.events import Received

log = logging.getLogger(__name__)

History: TypeAlias = Callable[[str, str | None, int], Awaitable[dict[str, Any]]]
"""(service, after this place, at most so many) → `{items, next}`; `next` is null when there is nothing more."""

PAGE = 1000
SETTLE = 15.0
"""Seconds to wait for the last published events to get their place in the history."""


async def rebuild(
    store: Store, history: History, snapshots: Snapshots, *, grace: float = 10.0, settle: float = SETTLE
) -> int:
    """Build a new generation, read from it, and drop the old one after `grace` seconds; the new one's number.

    Events that arrive meanwhile go into both. Raises LookupError when another rebuild was begun after this one.
    """
    number = await store.begin_building()
    places: dict[str, str | None] = dict.fromkeys(store.projection.services)
    reached: dict[str, str] = {}
    log.info("building generation %d", number)
    until = None
    while True:
        count = sum([await _replay(store, history, service, places, reached, number) for service in places])
        log.info("replayed %d events", count)
        behind = await _behind(store, number)
        if behind is None:
            break
        until = until or time.monotonic() + settle
        if time.monotonic() > until:
            log.warning("the old rows have something that no history has: %s", behind)
            break
        await asyncio.sleep(0.2)
    await snapshots.fill(store.generation(number))
    before = await store.switch(number, reached)
    log.info("generation %d is read now", number)
    await asyncio.sleep(grace)
    await store.drop(before)
    return number


async def _replay(
    store: Store,
    history: History,
    service: str,
    places: dict[str, str | None],
    reached: dict[str, str],
    number: int,
) -> int:
    count = 0
    while True:
        page = await history(service, places[service], PAGE)
        items: list[dict[str, Any]] = page["items"]
        if items:
            await _apply_all(store, [_fact(service, item) for item in items], number)
            reached[service] = items[-1]["id"]
        count += len(items)
        if not page["next"]:
            return count
        places[service] = page["next"]


def _fact(service: str, item: dict[str, Any]) -> Received:
    at = item["time"]
    return Received(
        id=item["id"],
        type=item["type"],
        subject=item["subject"],
        sequence=int(item["sequence"]),
        time=at if isinstance(at, datetime) else datetime.fromisoformat(at),
        data=item["data"],
        service=service,
        replayed=True,
    )


async def _apply_all(store: Store, facts: list[Received], number: int) -> None:
    """Apply what can be applied; what cannot was parked when it was live, and is passed over here too."""
    try:
        await apply(store, facts, only=number)
    except (UnknownEvent, KeyError, TypeError, ValueError) as wrong:
        if len(facts) == 1:
            log.error("event %s passed over: %r", facts[0].id, wrong)
            return
        half = len(facts) // 2
        await _apply_all(store, facts[:half], number)
        await _apply_all(store, facts[half:], number)


async def _behind(store: Store, number: int) -> str | None:
    """A row of the current generation that is newer there than in generation `number`, if there is one.

    The relay publishes an event before it gives it a place in the history, so the end of the history is not yet
    everything that was applied.
    """
    current, built = store.generation((await store.state()).current), store.generation(number)
    for name in store.projection.collections:
        if name == PEOPLE:
            continue
        found = await (
            await current[name].aggregate(
                [
                    {"$project": {"seq": 1}},
                    {
                        "$lookup": {
                            "from": built[name].name,
                            "localField": "_id",
                            "foreignField": "_id",
                            "pipeline": [{"$project": {"seq": 1}}],
                            "as": "built",
                        }
                    },
                    {"$match": {"$expr": {"$gt": ["$seq", {"$ifNull": [{"$first": "$built.seq"}, -1]}]}}},
                    {"$limit": 1},
                ]
            )
        ).to_list(None)
        if found:
            return f"{name}/{found[0]['_id']}"
    return None
