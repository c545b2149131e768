"""Positions (进度): what a caller's commands told a moment ago, carried to whoever is asked next.

A place in a service's history is the last event of each type that a command told. A subscriber's queue keeps the order
of what was told, and its inbox knows every event by its id: who has the last has the others too (ADR 0025).
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

LIFETIME = 60.0
"""Seconds after which everybody has heard, or an operator has a dead letter or a stopped process to look at."""
MOST = 16
"""Events of a position, at most; the oldest are left out."""
SAME_TYPE = 4
"""Events of one type of one service in a position: as many commands of a caller may be under way side by side."""
MOST_REMEMBERED = 10_000
_LONGEST = 128
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.05


@dataclass(frozen=True, order=True, slots=True)
class Told:
    """An event that a caller's command told."""

    at: int
    """Unix milliseconds at which the caller's gateway learnt of it; 0 where that is of no interest."""
    service: str
    type: str
    id: str


Position: TypeAlias = tuple[Told, ...]
"""The newest first."""


def merged(*positions: Iterable[Told]) -> Position:
    """One position of several: the same in whatever order and however often they are merged, never longer than MOST."""
    newest: dict[tuple[str, str], dict[str, Told]] = defaultdict(dict)
    for told in (one for position in positions for one in position):
        same = newest[told.service, told.type]
        same[told.id] = max(told, same.get(told.id, told))
    kept = (one for same in newest.values() for one in heapq.nlargest(SAME_TYPE, same.values()))
    return tuple(heapq.nlargest(MOST, kept))


def fresh(position: Position, now: float) -> Position:
    """What of a position is not older than its LIFETIME at `now`, in Unix seconds."""
    oldest = (now - LIFETIME) * 1000
    return position if not position or position[-1].at >= oldest else tuple(one for one in position if one.at >= oldest)


def besides(position: Position, service: str) -> Position:
    """What others than `service` have told: it has heard of its own."""
    return tuple(one for one in position if one.service != service)


def last_of_each_type(events: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Type and id of the events of a journal entry that stand for all of it."""
    return list({event["type"]: event["id"] for event in events}.items())


def to_wire(position: Position) -> str:
    """A position as a call carries it to a service."""
    return orjson.dumps([(one.service, one.type, one.id) for one in position]).decode()


def from_wire(text: str) -> Position:
    """Read what `to_wire` wrote. Raises ValueError."""
    found = orjson.loads(text)
    if not isinstance(found, list) or len(found) > MOST:
        raise ValueError("a position is a short list")
    for one in found:
        if not (isinstance(one, list) and len(one) == 3 and all(_is_name(part) for part in one)):
            raise ValueError("a position names service, type and id of each event")
    return tuple(Told(0, *one) for one in found)


def _is_name(part: Any) -> bool:
    return isinstance(part, str) and 0 < len(part) <= _LONGEST


def pauses(seconds: float) -> Iterator[float]:
    """Pauses between looks for what must come soon: short at first, and over after `seconds`."""
    ends, pause = time.monotonic() + seconds, _FIRST_PAUSE
    while (left := ends - time.monotonic()) > 0:
        yield min(pause, left)
        pause = min(pause * 1.5, _LONGEST_PAUSE)


class Remembered:
    """What a process has seen to be heard, the newest so many: looked for once, whoever asks for it again."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}

    def unknown(self, ids: Iterable[str]) -> set[str]:
        """Those that have to be looked for."""
        return {id for id in ids if id not in self._ids}

    def add(self, ids: Iterable[str]) -> None:
        """These were found."""
        self._ids.update(dict.fromkeys(ids))
        for oldest in list(itertools.islice(self._ids, max(0, len(self._ids) - MOST_REMEMBERED))):
            del self._ids[oldest]
