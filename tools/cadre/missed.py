"""Which events a subscriber has missed: published a while ago, not in its journal, and not on their way to it.

An exchange forgets what no queue is bound for, and who was not bound does not know what they missed. So each handler's
journal is compared with the newest of what its publishers have published.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import NamedTuple

from servicekit import catchup, clock, deadletters, topology
from servicekit.config import Settings
from servicekit.specs import ReactionSpec
from servicekit.store import Document
from servicekit.work import JOURNAL, inbox_key
from services import NAMES
from tools.cadre import declared
from tools.cadre.broker import Broker
from tools.cadre.findings import Finding
from tools.cadre.installation import Installation
from tools.cadre.words import Refused

NEWEST = 5_000
"""Events of each service that are looked at, and journal entries that are read for them."""
AT_ONCE = 1_000
SETTLE = timedelta(minutes=2)
"""Time in which an event takes effect where nothing waits."""
PAUSE_SECONDS = 2.0
"""Between two looks at what a subscriber may have in hand."""


class Told(NamedTuple):
    """A published event."""

    id: str
    type: str
    published_at: datetime


@dataclass(frozen=True)
class Gap:
    """What one handler was to be told and has not heard, the newest first."""

    subscriber: str
    spec: ReactionSpec
    events: Sequence[Told]
    older: int
    """How many of them are older than something that the handler has heard."""
    forgotten: bool = False
    """Whether they are older than all that it knows: then it may have heard them, and its journal forgot."""

    @property
    def queue(self) -> str:
        return topology.reaction_queue(self.subscriber, self.spec.publisher, self.spec.handler)


def look(here: Installation) -> Iterator[Finding]:
    """What each subscriber has missed of each publisher."""
    unheard = list(_gaps(here))
    gaps = _not_coming(unheard, here.settings) if unheard else []
    if gaps:
        time.sleep(PAUSE_SECONDS)
    for gap in gaps:
        # Who has heard one of them meanwhile is at work on them.
        if not _known(here, gap.subscriber, gap.spec, [event.id for event in gap.events]):
            yield _finding(here, gap)


def _gaps(here: Installation) -> Iterator[Gap]:
    listening = [(name, spec) for name in NAMES for spec in declared.reactions(name)]
    for publisher in NAMES:
        told = list(_told(here, publisher))
        for subscriber, spec in listening:
            if spec.publisher == publisher:
                yield from _unheard(here, subscriber, spec, told)


def _told(here: Installation, publisher: str) -> Iterator[Told]:
    """The newest events of a service that are published for a while, the newest first."""
    settled, count = clock.now() - SETTLE, 0
    newest = here.database(publisher)[JOURNAL].find(
        {"position": {"$gt": 0}}, {"events.id": 1, "events.type": 1, "published_at": 1}
    )
    for entry in newest.sort([("position", -1), ("uid", -1)]).limit(NEWEST):
        at = entry.get("published_at")
        if at is None or at > settled:
            continue
        yield from (Told(event["id"], event["type"], at) for event in reversed(entry["events"]))
        count += len(entry["events"])
        if count >= NEWEST:
            return


def _unheard(here: Installation, subscriber: str, spec: ReactionSpec, told: Sequence[Told]) -> Iterator[Gap]:
    """What has not come to a handler. Who is still being brought up to date has missed nothing yet."""
    places = here.database(subscriber)[catchup.SUBSCRIPTIONS]
    place = places.find_one({"_id": f"{spec.publisher}.{spec.handler}"}, {"done": 1})
    if place is None or not place["done"]:
        return
    wanted = [event for event in told if any(topology.matches(event.type, pattern) for pattern in spec.events)]
    known = _known(here, subscriber, spec, [event.id for event in wanted])
    heard = [at for at, event in enumerate(wanted) if event.id in known]
    first, last = (heard[0], heard[-1]) if heard else (0, -1)
    if unheard := [event for event in wanted[: last + 1] if event.id not in known]:
        yield Gap(subscriber, spec, unheard, len(unheard) - first)
    if before := wanted[last + 1 :]:
        yield Gap(subscriber, spec, before, len(before) if heard else 0, forgotten=True)


def _known(here: Installation, subscriber: str, spec: ReactionSpec, ids: Sequence[str]) -> set[str]:
    """Of these events, those that have taken effect at a handler or lie among its dead letters."""
    database, known = here.database(subscriber), set()
    queue = topology.reaction_queue(subscriber, spec.publisher, spec.handler)
    for start in range(0, len(ids), AT_ONCE):
        by_key = {inbox_key(id, spec.handler): id for id in ids[start : start + AT_ONCE]}
        entries = database[JOURNAL].find({"_id": {"$in": list(by_key)}}, {"_id": 1})
        heard = {by_key[entry["_id"]] for entry in entries}
        known |= heard
        if len(heard) < len(by_key):
            parked: Document = {"queue": queue, "event_id": {"$in": list(set(by_key.values()) - heard)}}
            known |= {one["event_id"] for one in database[deadletters.COLLECTION].find(parked, {"event_id": 1})}
    return known


def _not_coming(gaps: Sequence[Gap], settings: Settings) -> list[Gap]:
    """What of these gaps is not on its way."""
    try:
        with Broker(settings.amqp_uri) as broker:
            found = [_apart_from(gap, settings, cache(partial(_waits, broker))) for gap in gaps]
    except Refused:  # Whoever looks at the broker says so.
        found = [_apart_from(gap, settings, lambda _: True) for gap in gaps]
    return [gap for gap in found if gap is not None]


def _waits(broker: Broker, name: str) -> bool:
    """Whether something lies in a queue, or nobody can say."""
    try:
        queue = broker.look(name)
    except Refused:
        return True
    return queue is not None and queue.messages > 0


def _apart_from(gap: Gap, settings: Settings, waits: Callable[[str], bool]) -> Gap | None:
    """The part of a gap that is not on its way: all of it where nothing waits for the handler.

    Where something does, queues keep their order, so what is older than something heard has been passed over, unless it
    is on the retry ladder.
    """
    names = [gap.queue, topology.dead_queue(gap.subscriber)]
    names += [topology.retry_exchange(gap.subscriber, delay) for delay in settings.delays]
    if not any(map(waits, names)):
        return gap
    climbed = clock.now() - SETTLE - timedelta(seconds=sum(settings.delays))
    passed = [event for event in gap.events[len(gap.events) - gap.older :] if event.published_at < climbed]
    return replace(gap, events=passed) if passed else None


def _finding(here: Installation, gap: Gap) -> Finding:
    first = min(event.published_at for event in gap.events).isoformat(timespec="minutes")
    subscriber, publisher, handler = gap.subscriber, gap.spec.publisher, gap.spec.handler
    if gap.forgotten:
        return Finding(
            "error",
            "journal.lacks",
            f"{subscriber} 的日志里没有 {publisher} 较早发布的 {len(gap.events):,} 个事件，最早的发布于 {first}",
            f"The journal of {subscriber} knows nothing of {len(gap.events):,} events that {publisher} published for "
            f"{subscriber}.{handler} before all that it knows, the first at {first}",
            "若日志曾有会过期的索引，请先从备份取回条目，不要补取或重放，否则会再次生效；若确实没有收到，再让它补取",
            "Did an index expire entries? Then put them back from the backup first: asked for again, they would take "
            "effect twice. If it has never heard them, have it ask for them as after a missing binding",
            "docs/runbooks/JournalForgets.md; docs/runbooks/EventsUnrouted.md",
        )
    forget = f'db.{catchup.SUBSCRIPTIONS}.deleteOne({{_id: "{publisher}.{handler}"}})'
    return Finding(
        "error",
        "events.missed",
        f"{subscriber} 没有收到 {publisher} 已发布的 {len(gap.events):,} 个事件，最早的发布于 {first}",
        f"{subscriber}.{handler} has not heard {len(gap.events):,} events that {publisher} has published, the first at "
        f"{first}, and they do not wait for it",
        "请让它忘记已听到哪里，再重启：它会向发布方补取全部历史，已生效的不会再次生效",
        "Have it forget how far it was and restart it: it asks the publisher for the whole history, and what has taken "
        "effect takes none again",
        f"mongosh {here.settings.database(subscriber)} --eval '{forget}'; docker compose restart {subscriber}",
    )
