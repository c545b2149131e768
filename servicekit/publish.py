"""Publishing: confirmed in batches for what must not be lost, unconfirmed for replies that somebody waits for.

A connection on which a confirm timed out is closed, never used again: a late confirm would be taken for that of the
next message (broker-facts, 3). Its messages are unknown, so whoever holds them sends them again with the same id.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import amqp
import eventlet
import eventlet.semaphore
import kombu
import kombu.exceptions
from amqp.exceptions import AMQPError
from amqp.method_framing import frame_writer
from amqp.transport import TCPTransport

from servicekit.tls import for_kombu

HEARTBEAT = 8
"""Seconds. The broker gives a silent connection up after two to three times as long: until then it hands what comes to
a consumer that is gone, so that a cut without a word costs less than half a minute."""
BATCH = 100
"""Messages that are handed to the socket together."""
WINDOW = 400
"""Messages that may be on their way unconfirmed."""
READ_AHEAD = 16 * 1024
"""Bytes that are taken from the socket at once, where so many have come."""


class Unconfirmed(Exception):
    """The broker did not confirm everything in time; what was sent may or may not have arrived."""


@dataclass(frozen=True)
class Outgoing:
    """A message on its way out."""

    exchange: str
    routing_key: str
    body: bytes
    message_id: str
    headers: dict[str, Any] = field(default_factory=dict)
    content_type: str = "application/json"
    content_encoding: str = "utf-8"

    def message(self) -> amqp.Message:
        return amqp.Message(
            self.body,
            content_type=self.content_type,
            content_encoding=self.content_encoding,
            delivery_mode=2,
            message_id=self.message_id,
            application_headers=self.headers,
        )


class Frames:
    """The frames of one connection on their way to the socket: each at once, or a batch's together.

    A system call for each frame costs as much as all the rest of publishing. `writer` is what a connection takes as
    its `frame_writer`.
    """

    def __init__(self) -> None:
        self._transport: Any = None
        self._held: list[bytes] | None = None

    def writer(self, connection: Any, transport: Any) -> Any:
        """The library's own writer of frames, over this instead of the transport."""
        self._transport = transport
        return frame_writer(connection, self)

    def write(self, frame: memoryview | bytes) -> None:
        """Called by the library for each frame, in a buffer that it uses again for the next one."""
        if self._held is None:
            self._transport.write(frame)
        else:
            self._held.append(bytes(frame))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold what is written within back, and write it in one piece at the end; nothing of it after an exception."""
        held: list[bytes] = []
        self._held = held
        try:
            yield
        finally:
            self._held = None
        self._transport.write(b"".join(held))


class _OpenedOnce(kombu.Connection):
    """A connection that raises ConnectionResetError when it has gone.

    kombu's own opens another one in silence then, to which none of its user's channels and consumers belong: a service
    would wait on it for ever, and call itself ready.
    """

    @property
    def connection(self) -> Any:
        if self._connection is not None and not self._closed and not self.connected:
            raise ConnectionResetError("the connection to the broker has gone")
        return super().connection


def connect(uri: str, name: str, frames: Frames | None = None) -> kombu.Connection:
    """An open connection with a heartbeat, named for the broker's operator. Raises the transport's errors."""
    options: dict[str, Any] = {
        "client_properties": {"connection_name": name},
        "read_timeout": None,
        "write_timeout": 10,
    }
    if frames is not None:
        options["frame_writer"] = frames.writer
    address, encrypted = for_kombu(uri)
    connection = _OpenedOnce(address, ssl=encrypted, heartbeat=HEARTBEAT, connect_timeout=5, transport_options=options)
    connection.connect()
    read_ahead(connection.connection.transport)
    return connection


def read_ahead(transport: Any) -> None:
    """Let the library take what has come from the socket in one go; of its own it asks for the parts of each frame,
    nine times for a message. It keeps what is left over for the next frame."""
    if isinstance(transport, TCPTransport):
        receive = transport.sock.recv
        transport._quick_recv = lambda wanted: receive(max(wanted, READ_AHEAD))


BROKER_ERRORS: tuple[type[BaseException], ...] = (AMQPError, OSError, kombu.exceptions.KombuError, Unconfirmed)


class ConfirmingPublisher:
    """Publishes and returns only when the broker has taken responsibility. One user at a time; others queue."""

    def __init__(
        self, uri: str, name: str, timeout: float, declare: Callable[[amqp.Channel], None] | None = None
    ) -> None:
        self._uri = uri
        self._name = name
        self._timeout = timeout
        self._declare = declare
        self._turn = eventlet.semaphore.Semaphore()
        self._connection: kombu.Connection | None = None
        self._frames = Frames()
        self._channel: Any = None
        self._open: set[int] = set()
        self._refused: set[int] = set()
        self._returned: set[str] = set()
        self._last = 0
        self._checked = 0.0

    def publish(self, messages: Sequence[Outgoing], confirmed: Callable[[int], None] | None = None) -> set[str]:
        """Send all and wait for every confirm. Answers the ids of those that no queue took.

        `confirmed` is told now and then how many, from the first on, the broker has for sure.
        Raises Unconfirmed, or the transport's error, when any of them may not have arrived; the connection is closed
        then, and the next call opens a new one. A broker that is slow and goes on confirming is waited for: what is
        sent anew makes it slower still.
        """
        with self._turn:
            try:
                with self._patience():
                    channel = self._ready()
                self._returned.clear()
                before = self._last
                for first in range(0, len(messages), BATCH):
                    with self._patience():
                        self._send(channel, messages[first : first + BATCH])
                    self._settle(WINDOW - BATCH)
                    if confirmed is not None:
                        confirmed(min(self._open, default=self._last + 1) - 1 - before)
                self._settle(0)
                if confirmed is not None:
                    confirmed(len(messages))
                return set(self._returned)
            except BaseException:
                self.close()
                raise

    def keep_alive(self) -> None:
        """Answer and send heartbeats while there is nothing to publish. Cheap; call it about every second."""
        with self._turn:
            if self._connection is None or time.monotonic() - self._checked < HEARTBEAT / 4:
                return
            self._checked = time.monotonic()
            try:
                self._connection.heartbeat_check()
                self._drain(0.001)
            except TimeoutError:
                return
            except BROKER_ERRORS:
                self.close()

    def close(self) -> None:
        """Give the connection up, whatever state it is in."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            collapse(connection)

    def _ready(self) -> Any:
        if self._channel is None:
            self._frames = Frames()
            self._connection = connect(self._uri, self._name, self._frames)
            channel = self._connection.channel()
            if self._declare is not None:
                self._declare(channel)
            channel.confirm_select()
            channel.events["basic_ack"].add(self._on_ack)
            channel.events["basic_nack"].add(self._on_nack)
            channel.events["basic_return"].add(self._on_return)
            self._open, self._refused, self._last = set(), set(), 0
            self._channel = channel
        return self._channel

    def _send(self, channel: Any, messages: Sequence[Outgoing]) -> None:
        with self._frames.together():
            for message in messages:
                self._last += 1
                self._open.add(self._last)
                # Not basic_publish, which reads the socket before each message; `_settle` reads it.
                arguments = (0, message.exchange, message.routing_key, True, False)
                channel.send_method(amqp.spec.Basic.Publish, "Bssbb", arguments, message.message())

    def _settle(self, most: int) -> None:
        """Wait until at most so many messages are unconfirmed. Raises Unconfirmed when one was refused."""
        while len(self._open) > most:
            with self._patience():
                self._drain(self._timeout)
        if self._refused:
            raise Unconfirmed(f"the broker refused {len(self._refused)} messages")

    def _patience(self) -> eventlet.Timeout:
        """How long the broker may be silent. Raises Unconfirmed."""
        return eventlet.Timeout(self._timeout, Unconfirmed(f"no confirm within {self._timeout} s"))

    def _drain(self, timeout: float) -> None:
        assert self._connection is not None
        self._connection.drain_events(timeout=timeout)

    def _on_ack(self, tag: int, multiple: bool) -> None:
        self._open -= {open_tag for open_tag in self._open if open_tag <= tag} if multiple else {tag}

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._refused |= {open_tag for open_tag in self._open if open_tag <= tag} if multiple else {tag}
        self._on_ack(tag, multiple)

    def _on_return(self, _error: Exception, _exchange: str, _routing_key: str, message: amqp.Message) -> None:
        self._returned.add(message.properties.get("message_id", ""))


def collapse(connection: kombu.Connection) -> None:
    """Close a connection, without waiting long for a broker that may not answer."""
    try:
        with eventlet.Timeout(1):
            connection.release()
    except (*BROKER_ERRORS, eventlet.Timeout):
        connection.collect(socket_timeout=0.1)


MOST_MOVES = 5
"""Connections over which a reply is tried that the broker takes back."""
_MOVED = "cadre.moved"
_MOST_DRAINED = 200
"""Frames that are read in one go while there is nothing to send."""


class ReplyPublisher:
    """Sends replies. They are transient and unconfirmed: the caller has a deadline and asks again with the same key.

    One that the broker takes back, as nobody listens, goes over a new connection: a node of a cluster that was cut off
    may have forgotten where callers listen, which the others still know. Who has gone hears nothing there either.
    """

    def __init__(self, uri: str, name: str) -> None:
        self._uri = uri
        self._name = name
        self._turn = eventlet.semaphore.Semaphore()
        self._connection: kombu.Connection | None = None
        self._channel: Any = None
        self._returned: list[tuple[str, str, amqp.Message]] = []

    def send(self, exchange: str, routing_key: str, correlation_id: str, body: bytes) -> None:
        """Send a reply, over a new connection if the present one fails. Raises the transport's error at the second."""
        with self._turn:
            self._send(exchange, routing_key, _reply(correlation_id, body))

    def keep_alive(self) -> None:
        """Answer and send heartbeats, and send again what came back; call it about every second."""
        with self._turn:
            if self._connection is None:
                return
            try:
                self._connection.heartbeat_check()
                for _ in range(_MOST_DRAINED):
                    self._connection.drain_events(timeout=0.001)
            except TimeoutError:
                pass
            except BROKER_ERRORS:
                self.close()
                return
            if self._returned:
                self._move()

    def close(self) -> None:
        """Give the connection up."""
        connection, self._connection, self._channel = self._connection, None, None
        self._returned = []
        if connection is not None:
            collapse(connection)

    def _send(self, exchange: str, routing_key: str, message: amqp.Message) -> None:
        for is_last in (False, True):
            try:
                with eventlet.Timeout(5, TimeoutError("reply not sent within 5 s")):
                    if self._channel is None:
                        self._connection = connect(self._uri, self._name)
                        self._channel = self._connection.channel()
                        self._channel.events["basic_return"].add(self._on_return)
                    self._channel.basic_publish(message, exchange, routing_key, mandatory=True)
                return
            except BROKER_ERRORS:
                self.close()
                if is_last:
                    raise

    def _on_return(self, _error: Exception, exchange: str, routing_key: str, message: amqp.Message) -> None:
        self._returned.append((exchange, routing_key, message))

    def _move(self) -> None:
        returned = self._returned
        self.close()
        for exchange, routing_key, message in returned:
            moves = (message.headers or {}).get(_MOVED, 0) + 1
            if moves < MOST_MOVES:
                try:
                    self._send(exchange, routing_key, _reply(message.properties["correlation_id"], message.body, moves))
                except BROKER_ERRORS:
                    return


def _reply(correlation_id: str, body: bytes, moves: int = 0) -> amqp.Message:
    return amqp.Message(
        body,
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=1,
        correlation_id=correlation_id,
        application_headers={_MOVED: moves} if moves else {},
    )
