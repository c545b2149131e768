"""The wire that other tests cut: what it promises them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.wire import Wire


@pytest.fixture
def echo() -> Iterator[str]:
    """A server that sends back what it gets."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        with connection:
            while chunk := connection.recv(1024):
                connection.sendall(chunk)

    threading.Thread(target=serve, daemon=True).start()
    yield f"amqp://somebody:secret@127.0.0.1:{listener.getsockname()[1]}/work"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def call(wire: Wire) -> socket.socket:
    return socket.create_connection(("127.0.0.1", wire.port), timeout=5)


def test_the_address_through_the_wire_keeps_user_and_path(wire: Callable[[str], Wire], echo: str) -> None:
    made = wire(echo)
    assert made.through(echo) == f"amqp://somebody:secret@127.0.0.1:{made.port}/work"


def test_a_cut_wire_ends_connections_and_refuses_new_ones_until_mended(
    wire: Callable[[str], Wire], echo: str, poll: Callable[..., Any]
) -> None:
    made = wire(echo)
    with call(made) as line:
        line.sendall(b"hello")
        assert line.recv(5) == b"hello"
        made.cut()
        assert line.recv(5) == b""
    with call(made) as refused:
        assert ends(refused)
    poll(lambda: made.connections == 0)
    made.mend()
    with call(made) as line:
        line.sendall(b"again")
        assert line.recv(5) == b"again"


def ends(line: socket.socket) -> bool:
    try:
        return line.recv(5) == b""
    except ConnectionError:
        return True


def test_a_held_wire_lets_nothing_through_and_loses_nothing(wire: Callable[[str], Wire], echo: str) -> None:
    made = wire(echo)
    with call(made) as line:
        made.hold()
        line.sendall(b"later")
        line.settimeout(0.3)
        with pytest.raises(TimeoutError):
            line.recv(5)
        made.release()
        line.settimeout(5)
        assert line.recv(5) == b"later"
