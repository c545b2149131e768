"""The history checker: was anything lost, done twice, done out of order, or done without having been asked for?

It believes two things only: the client's own log of what it asked for and what it was told, and the effect rows that
handlers inserted in their own transactions, in the order in which they were inserted. It knows nothing of journals,
receipts, queues or any other part of the platform.

An operation has an id and a key (the aggregate). The client either knows that it was done (`done`), or knows that it
was refused (`refused`), or does not know. What it does not know may have happened or not, but it must have happened for
every handler or for none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass
class Log:
    """What a client asked for and what it was told. Threads may share one."""

    asked: dict[str, str] = field(default_factory=dict)
    """Operation → key."""
    done: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, id: str, key: str) -> None:
        """Call it before the request leaves."""
        with self._lock:
            self.asked[id] = key

    def told_done(self, id: str) -> None:
        with self._lock:
            self.done.add(id)

    def told_refused(self, id: str) -> None:
        with self._lock:
            self.refused.add(id)


def judge(
    log: Log,
    effects: Iterable[Mapping[str, Any]],
    handlers: Collection[str],
    *,
    dead: Collection[tuple[str, str]] = (),
    strayed: Collection[tuple[str, str]] = (),
    drained: bool = True,
) -> list[str]:
    """Everything that is wrong; an empty list is a clean history.

    `effects` are rows {h: handler, id, key, seq} in the order of insertion; `handlers` are those that every operation
    must reach. `dead` are the (id, handler) that were parked and not sent again, `strayed` those that were planted to
    fail and so may come late. While messages are still on their way (`drained` false), nothing counts as lost.
    """
    wrong: list[str] = []
    times: Counter[tuple[str, str]] = Counter()
    latest: dict[tuple[str, str], int] = {}
    reached: defaultdict[str, set[str]] = defaultdict(set)
    for row in effects:
        id, handler, key, sequence = row["id"], row["h"], row["key"], row["seq"]
        times[id, handler] += 1
        reached[id].add(handler)
        if id not in log.asked:
            wrong.append(f"ghost: {handler} did {id}, which nobody asked for")
        elif log.asked[id] != key:
            wrong.append(f"astray: {handler} did {id} to {key}, asked for {log.asked[id]}")
        if id in log.refused:
            wrong.append(f"refused and done: {handler} did {id}")
        if handler not in handlers:
            wrong.append(f"stranger: {handler} did {id}")
        if (id, handler) not in strayed:
            if sequence <= latest.get((handler, key), 0):
                wrong.append(f"out of order: {handler} did {key}#{sequence} after #{latest[handler, key]}")
            latest[handler, key] = max(sequence, latest.get((handler, key), 0))
    wrong += [f"double: {handler} did {id} {count} times" for (id, handler), count in times.items() if count > 1]
    wrong += [f"two answers: {id} was told done and refused" for id in log.done & log.refused]
    wrong += [f"two fates: {id} is dead and done by {handler}" for id, handler in dead if times[id, handler]]
    if drained:
        for id in sorted(log.done | (set(reached) & set(log.asked))):
            for handler in sorted(handlers):
                if handler not in reached[id] and (id, handler) not in dead:
                    told = "it was told done" if id in log.done else "others did it"
                    wrong.append(f"lost: {handler} never did {id}, though {told}")
    return wrong
