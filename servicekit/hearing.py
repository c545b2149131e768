"""Waiting until this service has heard of what its caller did a moment ago elsewhere, for a short while (ADR 0025)."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable

import eventlet
from pymongo.database import Database

from servicekit import metrics
from servicekit.errors import NotYet
from servicekit.positions import Position, Remembered, Told, pauses
from servicekit.specs import ReactionSpec
from servicekit.store import Document
from servicekit.topology import matches
from servicekit.work import JOURNAL, inbox_key

_LEFT_FOR_ANSWER = 0.3
"""Seconds of the caller's deadline that are left to answer in."""


class Hearing:
    """What this service has heard of other services' events, by its inbox: one key for each event and handler.

    Only an event that took effect at every handler which listens to it counts as heard. One that failed and will be
    tried again, or was parked, does not: then the caller is told `not-yet` for as long as its position lives.
    """

    def __init__(self, name: str, db: Database[Document], *, seconds: float, places: int) -> None:
        self._name = name
        self._journal = db[JOURNAL]
        self._seconds = seconds
        self._places = places
        self._waiting = 0
        self._specs: dict[str, list[ReactionSpec]] = defaultdict(list)
        self._known = Remembered()

    def listen(self, specs: Iterable[ReactionSpec]) -> None:
        """These handlers listen to other services."""
        for spec in specs:
            self._specs[spec.publisher].append(spec)

    def until_heard(self, position: Position, deadline: float | None) -> None:
        """Return when everything that concerns this service has taken effect here.

        No longer than the installation's limit and the caller's `deadline` (Unix seconds), and not in more than so
        many workers at once, so that some are free for whoever has nothing to wait for. Raises NotYet.
        """
        services = {key: told.service for told in position for key in self._keys(told)}
        missing = self._unheard(services)
        if not missing:
            return
        began, heard = time.monotonic(), False
        if self._waiting < self._places:
            self._waiting += 1
            try:
                heard = self._wait(missing, self._patience(deadline))
            finally:
                self._waiting -= 1
        outcome = "heard" if heard else NotYet.code
        metrics.NEWS_WAITED.labels(self._name, outcome).observe(time.monotonic() - began)
        if not heard:
            raise NotYet(retry_after=1, waiting_for=sorted({services[key] for key in missing}))

    def _wait(self, missing: set[str], seconds: float) -> bool:
        """Whether all of it has come; `missing` is what has not."""
        for pause in pauses(seconds):
            eventlet.sleep(pause)
            missing &= self._unheard(missing)
            if not missing:
                return True
        return False

    def _patience(self, deadline: float | None) -> float:
        return self._seconds if deadline is None else min(self._seconds, deadline - time.time() - _LEFT_FOR_ANSWER)

    def _keys(self, told: Told) -> list[str]:
        return [
            inbox_key(told.id, spec.handler)
            for spec in self._specs.get(told.service, ())
            if any(matches(told.type, pattern) for pattern in spec.events)
        ]

    def _unheard(self, keys: Iterable[str]) -> set[str]:
        unknown = self._known.unknown(keys)
        if not unknown:
            return unknown
        found = [entry["_id"] for entry in self._journal.find({"_id": {"$in": list(unknown)}}, {"_id": 1})]
        self._known.add(found)
        return unknown.difference(found)
