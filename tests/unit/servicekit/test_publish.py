"""A broker that is slow and goes on confirming is waited for, one that falls silent given up; what has come is taken
from the socket in one go, and nothing of it is lost at the edges."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Any

import eventlet
import pytest
from amqp.transport import TCPTransport

from servicekit import publish
from servicekit.publish import READ_AHEAD, ConfirmingPublisher, Outgoing, Unconfirmed, read_ahead

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


FRAME_END = b"\xce"


class Counted:
    """A socket that counts how often something is asked of it."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self.asked = 0

    def recv(self, size: int) -> bytes:
        self.asked += 1
        return self._inner.recv(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.fixture
def ends() -> Iterator[tuple[Any, Counted, socket.socket]]:
    mine, brokers = socket.socketpair()
    mine.settimeout(0.05)
    counted = Counted(mine)
    transport = TCPTransport("127.0.0.1:1")
    transport.sock = counted
    transport._setup_transport()
    read_ahead(transport)
    yield transport, counted, brokers
    transport.sock = None
    mine.close()
    brokers.close()


def frame(payload: bytes) -> bytes:
    return struct.pack(">BHI", 1, 7, len(payload)) + payload + FRAME_END


def test_what_has_come_is_taken_at_once(ends: tuple[Any, Counted, socket.socket]) -> None:
    transport, counted, brokers = ends
    sent = [f"payload {n}".encode() * 10 for n in range(30)]
    brokers.sendall(b"".join(map(frame, sent)))
    assert [transport.read_frame() for _ in sent] == [(1, 7, payload) for payload in sent]
    assert counted.asked == 1


def test_a_frame_in_pieces_is_read_on_where_it_was(ends: tuple[Any, Counted, socket.socket]) -> None:
    transport, _, brokers = ends
    large = bytes(range(256)) * (READ_AHEAD // 100)
    sent = frame(b"first") + frame(large) + frame(b"last")
    found = []
    for first in range(0, len(sent), 9000):
        brokers.sendall(sent[first : first + 9000])
        try:
            while True:
                found.append(transport.read_frame()[2])
        except TimeoutError:
            continue
    assert found == [b"first", large, b"last"]
