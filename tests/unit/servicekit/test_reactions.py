"""What of a handler's queue takes effect together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import amqp
import eventlet
import orjson
import pytest

from servicekit import events, reactions
from servicekit.clock import now
from servicekit.specs import Batch, ReactionSpec

DEADLINE = 5.0
TAKEN_AT_ONCE = 4


class Handler:
    """A handler behind its queue, and the batches that it was given."""

    def __init__(self) -> None:
        spec = ReactionSpec("maker", ("jar.filled.v1",), "batches", TAKEN_AT_ONCE)
        runtime: Any = SimpleNamespace(name="taker", settings=SimpleNamespace(delays=(), reaction_timeout=DEADLINE))
        self._subscription = reactions.Subscription(spec, self._take, runtime, parking=None)  # type: ignore[arg-type]
        self._channel = SimpleNamespace(basic_ack=lambda *_, **__: None)
        self._subscription._channel, self._subscription._writing = self._channel, nullcontext()
        self._tags = iter(range(1, 100))
        self.taken: list[list[str]] = []
        self.working = eventlet.spawn(self._subscription.work)

    def _take(self, batch: Batch, done: Callable[[BaseException | None], None]) -> None:
        self.taken.append([event.id for event in batch.events])
        done(None)

    def receive(self, *ids: str) -> None:
        for id in ids:
            told = {"id": id, "type": "jar.filled.v1", "subject": id, "sequence": 1, "time": now()}
            message = amqp.Message(orjson.dumps({}), application_headers=events.headers("maker", told))
            message.channel, message.delivery_info = self._channel, {"delivery_tag": next(self._tags)}
            self._subscription.receive(message)
        # The handler looks at what has arrived.
        eventlet.sleep(0)

    def until_taken(self, count: int) -> list[list[str]]:
        with eventlet.Timeout(DEADLINE):
            while sum(map(len, self.taken)) < count:
                eventlet.sleep(0)
        return self.taken


@pytest.fixture
def handler() -> Iterator[Handler]:
    made = Handler()
    yield made
    made.working.kill()


def test_what_comes_alone_is_taken_at_once(handler: Handler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "GATHER_SECONDS", 2 * DEADLINE)
    handler.receive("a")
    assert handler.until_taken(1) == [["a"]]


def test_what_comes_in_numbers_is_waited_for_a_moment_and_taken_together(handler: Handler) -> None:
    handler.receive("a", "b")
    handler.receive("c")
    assert handler.until_taken(3) == [["a", "b", "c"]]


def test_a_full_batch_waits_for_nothing(handler: Handler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "GATHER_SECONDS", 2 * DEADLINE)
    handler.receive("a", "b", "c", "d", "e")
    assert handler.until_taken(5) == [["a", "b", "c", "d"], ["e"]]
