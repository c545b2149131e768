"""The relay beside bare kombu and nameko's dispatcher; measured by `benchmarks.relaying` in a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

from benchmarks.figure import Figure
from benchmarks.surroundings import Surroundings


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """How fast a backlog is published."""
    rates = here.ask("benchmarks.relaying")
    yield [
        Figure("relay.kombu", rates["relay"], rates["kombu"], "events/s", ">=0.60", "bare kombu, confirms in batches"),
        Figure("relay.dispatcher", rates["relay"], rates["dispatcher"], "events/s", ">=5", "nameko's EventDispatcher"),
    ]
