"""How a task of the gateway's own is ended."""

from __future__ import annotations

import asyncio
from typing import Any

AGAIN = 0.5
"""Seconds between two cancellations, where a task has nothing to put away when it is told."""


async def end(task: asyncio.Task[Any] | None, again: float = AGAIN) -> None:
    """Cancel a task until it has ended; again after so many seconds, in which it may put things away.

    More than once: a cancellation that comes while a library makes a connection, or gives one back, may be swallowed
    there, and whoever waits for the end would wait for ever.
    """
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=again)
