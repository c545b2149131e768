"""What has come from the broker is taken from the socket in one go, and nothing of it is lost at the edges."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Any

import pytest
from amqp.transport import TCPTransport

from servicekit.publish import READ_AHEAD, read_ahead

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
