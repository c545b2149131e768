"""How a batch of messages leaves: in one piece, through what the library offers for it."""

from __future__ import annotations

from typing import Any

import amqp
import pytest

from servicekit.publish import MOST_MOVES, ConfirmingPublisher, Frames, Outgoing, ReplyPublisher, connect
from tests.support.polling import poll
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


def test_a_reply_that_went_nowhere_goes_over_another_connection(vhost: Vhost) -> None:
    """As where a node of the broker has forgotten after a cut where callers listen, and others have not."""
    replies = ReplyPublisher(vhost.amqp_uri, "test")
    replies.send("", "caller", "call-1", b"{}")
    with connect(vhost.amqp_uri, "caller") as connection:
        channel = connection.channel()
        channel.queue_declare("caller", exclusive=True)

        def heard() -> Any:
            replies.keep_alive()
            return channel.basic_get("caller", no_ack=True)

        reply = poll(heard, because="the reply")
        assert (reply.properties["correlation_id"], reply.body) == ("call-1", "{}")
        replies.send("", "caller", "call-2", b"{}")
        assert poll(heard, because="a reply over the same connection").properties["correlation_id"] == "call-2"
    replies.close()


def test_a_reply_to_somebody_who_has_gone_is_given_up(vhost: Vhost) -> None:
    replies = ReplyPublisher(vhost.amqp_uri, "test")
    opened: list[Any] = []
    replies.send("", "nobody", "call-1", b"{}")

    def settled() -> bool:
        if replies._connection not in opened:
            opened.append(replies._connection)
        replies.keep_alive()
        return replies._connection is None

    poll(settled, because="no more tries")
    assert len(opened) == MOST_MOVES
    replies.close()
