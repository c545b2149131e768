"""How a task of the gateway's own is ended."""

from __future__ import annotations

import asyncio
from typing import Any

AGAIN = 0.5
"""Seconds between two cancellations."""


async def end(task: asyncio.Task[Any] | None) -> None:
    """Cancel a task until it has ended.

    More than once: a cancellation that comes while a library makes a connection, or gives one back, may be swallowed
    there, and whoever waits for the end would wait for ever.
    """
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=AGAIN)
