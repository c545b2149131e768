"""One JSON line per request: route, status, time, ids of request, trace and account, the code of a refusal.

No path, query, name or address.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from typing import BinaryIO

import orjson

FLUSH_AFTER = 0.2
"""Seconds that lines may wait to be written together."""


class AccessLog:
    """Collects lines and writes them together, so that a request does not wait for the log."""

    def __init__(self, on: bool = True, out: BinaryIO | None = None) -> None:
        self._on = on
        self._out = out or sys.stdout.buffer
        self._lines: list[bytes] = []

    def write(
        self,
        method: str,
        route: str,
        status: int,
        seconds: float,
        request_id: str,
        trace_id: str,
        account: str,
        problem: str = "",
    ) -> None:
        """Note one answered request; `problem` is the code of a refusal."""
        if not self._on:
            return
        if not self._lines:
            asyncio.get_running_loop().call_later(FLUSH_AFTER, self.flush)
        self._lines.append(
            orjson.dumps(
                {
                    "timestamp": datetime.now(UTC),
                    "level": "info",
                    "event": "request",
                    "process": "gateway",
                    "method": method,
                    "route": route,
                    "status": status,
                    "ms": round(seconds * 1000, 2),
                    "request_id": request_id,
                    "trace_id": trace_id,
                    "account": account,
                    **({"problem": problem} if problem else {}),
                },
                option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z,
            )
        )

    def flush(self) -> None:
        """Write what has been collected."""
        lines, self._lines = self._lines, []
        if lines:
            self._out.write(b"".join(lines))
            self._out.flush()
