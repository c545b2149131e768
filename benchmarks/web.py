"""A keep-alive HTTP client that costs next to nothing, so that the server is what is measured."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from benchmarks.figure import latency, rate

AT_ONCE = 16
SECONDS = 1.5


class Refused(Exception):
    """The server answered something else than success."""


class Connection:
    """One connection; one request at a time."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, request: bytes) -> bytes:
        """Answers the body. Raises Refused for anything but 2xx, with the body."""
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self.close()
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        body = await self._reader.readexactly(length)
        if head[9:10] != b"2":
            raise Refused(f"{head.splitlines()[0].decode()} {body[:500].decode(errors='replace')}")
        return body

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request's bytes, made once."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    if body or method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Load:
    """Requests to one server, from several connections at once or one after the other."""

    def __init__(self, base: str) -> None:
        host, _, port = base.removeprefix("http://").partition(":")
        self._idle = [Connection(host, int(port)) for _ in range(AT_ONCE)]

    async def once(self, made: bytes) -> bytes:
        """Send one request on whatever connection is free."""
        connection = self._idle.pop()
        try:
            return await connection.send(made)
        finally:
            self._idle.append(connection)

    def rate(self, make: Callable[[], bytes], seconds: float = SECONDS) -> Callable[[], Awaitable[float]]:
        """A side for `by_turns_async`: requests a second."""
        return lambda: rate(lambda: self.once(make()), seconds=seconds, at_once=AT_ONCE)

    def latency(self, make: Callable[[], bytes], times: int) -> Callable[[], Awaitable[float]]:
        """A side for `by_turns_async`: milliseconds."""
        return lambda: latency(lambda: self.once(make()), times=times)

    def close(self) -> None:
        for connection in self._idle:
            connection.close()
