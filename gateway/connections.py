"""Connections to the gateway: how many there may be, how long a request's head may take, and that answers are taken.

uvicorn bounds none of it. All of it is before the application: whoever sends slowly holds a connection and no place.
"""

from __future__ import annotations

import os
import resource
from asyncio import TimerHandle, Transport
from collections import Counter
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from gateway import edge, metrics, problems
from gateway.admission import network_of
from gateway.problems import MalformedRequest, TooManyHeaders, TooSlow
from gateway.rpc import Overloaded
from servicekit.errors import Problem

HEAD_WITHIN = 10.0
"""Seconds from the connection, or from a later request's first byte, until all its headers are there."""
TAKEN_WITHIN = 30.0
"""Seconds in which somebody who is sent an answer takes some of it."""
FILES_BESIDES = 200
"""Files that the process has open besides its callers' connections."""


class Connections:
    """How many connections are open: in all, and from one address that is not `shared` by many callers."""

    def __init__(self, most: int, most_each: int, shared: Callable[[str], bool]) -> None:
        self.most = min(most, max(1, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - FILES_BESIDES))
        self._most_each = most_each
        self._shared = shared
        self.each: Counter[str] = Counter()

    def enter(self, host: str) -> bool:
        """Count a connection from `host`; False where there are too many already."""
        address = network_of(host)
        if self.each.total() >= self.most or (self.each[address] >= self._most_each and not self._shared(host)):
            metrics.REFUSED.labels("connections").inc()
            return False
        self.each[address] += 1
        return True

    def leave(self, host: str) -> None:
        """One that was counted is over."""
        address = network_of(host)
        self.each[address] -= 1
        if not self.each[address]:
            del self.each[address]


def protocol(connections: Connections) -> type[HttpToolsProtocol]:
    """What uvicorn makes for each connection."""

    class Bounded(Connection):
        counted = connections

    return Bounded


class Connection(HttpToolsProtocol):
    """One connection, bounded."""

    counted: Connections
    _host = ""
    _waiting: TimerHandle | None = None
    """Until a head must be complete."""
    _taking: TimerHandle | None = None
    _left = 0
    """Bytes of an answer that were not taken yet when last looked at."""
    _unused = 0
    """Bytes since something came of what was sent: all that the parser may be keeping."""
    _head_is_read = False
    _size = 0
    _refused = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Count it, and begin to wait for the first head."""
        super().connection_made(transport)
        host = self.client[0] if self.client else "-"
        if not self.counted.enter(host):
            self._refuse(Overloaded(retry_after=1))
            return
        self._host = host
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give everything back."""
        super().connection_lost(exc)
        self._stop_waiting()
        self._stop_watching()
        self._unset_keepalive_if_required()
        if self._host:
            self.counted.leave(self._host)
            self._host = ""

    def data_received(self, data: bytes) -> None:
        """Read on. Whatever does not lead to a request, or follows an answer, is waited for only so long."""
        self._unused += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._unused > edge.MOST_HEAD and self._head_is_read:
            self.transport.close()
        elif self._unused > edge.MOST_HEAD:
            self._refuse(TooManyHeaders())
        elif not self._head_is_read or self.cycle.response_complete:
            self._wait()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head_is_read = False
        self._unused = self._size = 0

    def on_url(self, url: bytes) -> None:
        """A piece of the target; no more is kept than is needed to see that it is too long."""
        if len(self.url) <= edge.MOST_TARGET:
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header. Those behind a body are nobody's, and no more are kept than show that they are too many."""
        if self._head_is_read:
            return
        self._size += len(name) + len(value)
        if len(self.headers) <= edge.MOST_HEADERS and self._size <= edge.MOST_HEAD:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there: hand the request on if it fits."""
        self._head_is_read = True
        self._unused = 0
        self._stop_waiting()
        if self._refused:
            return  # What came behind it in the same piece, on a connection that is closing.
        try:
            edge.must_fit(len(self.url), len(self.headers), self._size)
        except Problem as problem:
            self._refuse(problem)
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._unused = 0
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The body is there."""
        self._unused = 0
        if not self._refused:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is refused in the words of every other refusal."""
        self._refuse(MalformedRequest())

    def pause_writing(self) -> None:
        """More is to be sent than is taken: see that some of it is."""
        super().pause_writing()
        self._left = self.transport.get_write_buffer_size()
        self._taking = self.loop.call_later(TAKEN_WITHIN, self._must_have_taken)

    def resume_writing(self) -> None:
        """What was to be sent has been taken."""
        super().resume_writing()
        self._stop_watching()

    def _must_have_taken(self) -> None:
        left = self.transport.get_write_buffer_size()
        if left >= self._left:
            metrics.REFUSED.labels("slow").inc()
            self.transport.abort()
            return
        self._left = left
        self._taking = self.loop.call_later(TAKEN_WITHIN, self._must_have_taken)

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_WITHIN, self._waited)

    def _waited(self) -> None:
        self._waiting = None
        if self.transport.is_closing():
            return
        metrics.REFUSED.labels("slow").inc()
        if self._head_is_read or self.headers is None:
            self.transport.close()
        else:
            self._refuse(TooSlow())

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _stop_watching(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _refuse(self, problem: Problem) -> None:
        """Answer and end the connection; in the middle of another answer only that."""
        self._refused = True
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:  # type: ignore[redundant-expr]
            status, headers, body = problems.answer(problem, "zh", "", os.urandom(16).hex())
            told = [*headers, (b"content-length", b"%d" % len(body)), (b"connection", b"close")]
            lines = [name + b": " + value for name, value in edge.strict(told, self.scheme == "https")]
            self.transport.write(STATUS_LINE[status] + b"\r\n".join([*lines, b"", b""]) + body)
        self.transport.close()
