"""A broker that is slow and goes on confirming is waited for; one that falls silent is given up."""

from __future__ import annotations

from typing import Any

import eventlet
import pytest

from servicekit import publish
from servicekit.publish import ConfirmingPublisher, Outgoing, Unconfirmed

PATIENCE, PAUSE = 0.2, 0.05
MESSAGES = [Outgoing("", "queue", b"{}", f"m-{n}") for n in range(12)]


class Slow(ConfirmingPublisher):
    """Its broker confirms one message after each pause, up to so many."""

    def __init__(self, most: int) -> None:
        super().__init__("amqp://nobody", "test", PATIENCE)
        self.acks = iter(range(1, most + 1))

    def _ready(self) -> Any:
        return self

    def _send(self, channel: Any, messages: Any) -> None:
        for _ in messages:
            self._last += 1
            self._open.add(self._last)

    def _drain(self, timeout: float) -> None:
        tag = next(self.acks, None)
        eventlet.sleep(PAUSE if tag else 10 * PATIENCE)
        if tag:
            self._on_ack(tag, False)


def test_what_takes_longer_than_the_limit_but_goes_on_is_confirmed_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "BATCH", 4)
    monkeypatch.setattr(publish, "WINDOW", 8)
    told: list[int] = []
    assert len(MESSAGES) * PAUSE > PATIENCE
    assert Slow(len(MESSAGES)).publish(MESSAGES, told.append) == set()
    assert told == sorted(told)
    assert told[-1] == len(MESSAGES)


def test_silence_ends_it_and_says_how_far_it_had_come() -> None:
    told: list[int] = []
    with pytest.raises(Unconfirmed, match="no confirm within"):
        Slow(3).publish(MESSAGES, told.append)
    assert len(MESSAGES) not in told
