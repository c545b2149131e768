"""How a batch of messages leaves: in one piece, through what the library offers for it."""

from __future__ import annotations

from typing import Any

import amqp
import pytest

from servicekit.publish import ConfirmingPublisher, Frames, Outgoing, connect
from tests.support.rabbit import Vhost


class Told:
    """The pieces in which a connection was told to write to its socket."""

    def __init__(self, connection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pieces: list[bytes] = []
        transport = connection.connection.transport
        write = transport.write

        def note(piece: bytes | memoryview) -> None:
            self.pieces.append(bytes(piece))
            write(piece)

        monkeypatch.setattr(transport, "write", note)


def test_frames_that_are_held_back_leave_together_and_in_order(vhost: Vhost, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = Frames()
    with connect(vhost.amqp_uri, "test", frames) as connection:
        channel = connection.channel()
        told = Told(connection, monkeypatch)
        with frames.together():
            for body in (b"first", b"second" * 20_000, b"third"):
                channel.basic_publish(amqp.Message(body), routing_key="nobody")
        (piece,) = told.pieces
        assert piece.index(b"first") < piece.index(b"second") < piece.index(b"third")
        assert piece.count(b"second") > 19_990, "but for where frames divide it"
        channel.basic_publish(amqp.Message(b"fourth"), routing_key="nobody")
        assert len(told.pieces) == 2


def test_what_was_begun_and_not_finished_is_not_sent(vhost: Vhost, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = Frames()
    with connect(vhost.amqp_uri, "test", frames) as connection:
        channel = connection.channel()
        told = Told(connection, monkeypatch)

        def give_up_halfway() -> None:
            with frames.together():
                channel.basic_publish(amqp.Message(b"half"), routing_key="nobody")
                raise LookupError

        with pytest.raises(LookupError):
            give_up_halfway()
        assert told.pieces == []


def test_a_batch_is_confirmed_and_what_no_queue_took_is_named(vhost: Vhost) -> None:
    publisher = ConfirmingPublisher(vhost.amqp_uri, "test", 10.0, lambda channel: channel.queue_declare("takes"))
    messages = [Outgoing("", "takes" if n % 2 else "nobody", b"body", f"m-{n}") for n in range(450)]
    try:
        assert publisher.publish(messages) == {f"m-{n}" for n in range(0, 450, 2)}
    finally:
        publisher.close()
