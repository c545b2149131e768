"""Planted faults: what a toy handler does when a test told it to, and where a toy process is to kill itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pymongo.database import Database

from tests.support.toy.names import ATTEMPTS, FAULTS

REPLICA = os.environ.get("TOY_REPLICA", "")


class Planted(Exception):
    """A fault that a test planted."""


def begin(db: Database[dict[str, Any]], handler: str, token: str) -> None:
    """Note the attempt, then do what is planted for this token."""
    db[ATTEMPTS].insert_one({"h": handler, "id": token, "replica": REPLICA})
    while (fault := db[FAULTS].find_one({"_id": token})) is not None:
        if fault.get("replica", REPLICA) != REPLICA or fault.get("handler", handler) != handler:
            return
        if fault["do"] == "raise":
            raise Planted(token)
        if fault["do"] == "die":
            die()
        time.sleep(0.02)


def die() -> None:
    """SIGKILL, by one's own hand: nothing is flushed, nothing is finished."""
    os.kill(os.getpid(), signal.SIGKILL)


def plant_deaths() -> None:
    """Make this process die at the point that TOY_DIE_AT names, the first time it comes there."""
    from servicekit import entrypoints, publish, reactions, relay, work

    # A killed relay's lease has to run out before another leads; tests need not wait as long as a city may.
    relay.LEASE, relay.RENEW_SECONDS = replace(relay.LEASE, seconds=3), 1
    before: dict[str, tuple[Any, str]] = {
        "before the commit": (work.UnitOfWork, "commit"),
        "before the reply": (publish.ReplyPublisher, "send"),
        "before the acknowledgement of a request": (entrypoints.Intake, "_acknowledge"),
        "before the mark of what was published": (relay.Relay, "_mark"),
        "before the acknowledgement of an event": (reactions.Subscription, "_acknowledge_up_to"),
    }
    after: dict[str, tuple[Any, str]] = {
        "after the commit": (work.UnitOfWork, "commit"),
        "after the reply": (publish.ReplyPublisher, "send"),
        "after the mark of what was published": (relay.Relay, "_mark"),
    }
    point = os.environ.get("TOY_DIE_AT", "")
    if point in before:
        owner, name = before[point]
        setattr(owner, name, lambda *_args, **_kwargs: die())
    elif point in after:
        owner, name = after[point]
        setattr(owner, name, _then_die(getattr(owner, name)))
    elif point == "in the middle of a batch":
        publish.ConfirmingPublisher._settle = _then_die(publish.ConfirmingPublisher._settle)  # type: ignore[method-assign]
        publish.BATCH = 2


def _then_die(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        die()

    return call
