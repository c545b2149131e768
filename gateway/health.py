"""/healthz, /readyz and /metrics of the gateway's processes, on a port of their own that nobody outside reaches."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Missing: TypeAlias = Callable[[], Awaitable[list[str]]]
"""What is missing for the process to do its work; nothing when it is ready."""


async def serve(host: str, port: int, missing: Missing) -> asyncio.Server | None:
    """Answer on `port`; None where the port is 0."""
    if not port:
        return None

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(5):
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].partition(b"?")[0].decode("ascii", "replace")
                status, kind, body = await _answer(path, missing)
                lines = (
                    f"HTTP/1.1 {status}",
                    f"Content-Type: {kind}",
                    f"Content-Length: {len(body)}",
                    "Connection: close",
                )
                writer.write("\r\n".join((*lines, "", "")).encode() + body)
                await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, host, port)


async def _answer(path: str, missing: Missing) -> tuple[str, str, bytes]:
    match path:
        case "/healthz":
            return "200 OK", "application/json", b'{"status":"ok"}'
        case "/readyz":
            what = await missing()
            body = orjson.dumps({"ready": not what, "missing": what})
            return ("503 Service Unavailable" if what else "200 OK"), "application/json", body
        case "/metrics":
            return "200 OK", CONTENT_TYPE_LATEST, generate_latest()
    return "404 Not Found", "application/json", b'{"title":"Not found"}'
