"""What the parts of the loading have in common: one gateway, the ids that it gave, bars, waiting, side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from demonstration import imports, rows
from demonstration.client import Gateway
from demonstration.progress import Show, Step
from demonstration.year import Demonstration

Json = dict[str, Any]
T = TypeVar("T")
PATIENCE = 180.0
POLL = 0.3
SAMPLE = 200
"""Rows between two cadres that are asked for: no more than an import sends in one chunk."""


class LoadFailed(Exception):
    """A step of the loading did not come out as it should."""


class Part:
    """A part of one loading of one demonstration."""

    def __init__(self, gateway: Gateway, year: Demonstration, show: Show, ids: rows.Ids) -> None:
        self._gateway = gateway
        self._year = year
        self._show = show
        self.ids = ids

    async def _import(
        self, title: str, kind: str, made: Sequence[Json], *, name: str = "", by: Gateway | None = None
    ) -> list[str]:
        with self._show.step(title, len(made)) as step:
            return await imports.load(by or self._gateway, kind, made, step, name=name)

    async def _each(
        self, title: str, things: Sequence[T], work: Callable[[T, Step], Awaitable[None]], at_once: int
    ) -> None:
        """One step of work on each thing, some at once; the work counts itself where it is more than one record."""
        places = asyncio.Semaphore(at_once)
        with self._show.step(title, len(things)) as step:

            async def one(thing: T) -> None:
                async with places:
                    await work(thing, step)
                    step.advance()

            await together(*(one(thing) for thing in things))

    async def _rows(self, path: str, **query: Any) -> list[Json]:
        return [item async for item in self._gateway.items(path, **query)]

    def _samples(self) -> list[int]:
        """Somebody out of every chunk of rows that an import sends, and the last."""
        last = len(self._year.cadres) - 1
        return sorted({*range(SAMPLE - 1, last, SAMPLE), last})


async def together(*work: Awaitable[None]) -> None:
    """Run pieces of work side by side; the first failure stops the others and is raised."""
    tasks = [asyncio.ensure_future(piece) for piece in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(
    what: str, ask: Callable[[], Awaitable[Any]], enough: Callable[[Any], bool], patience: float = PATIENCE
) -> Any:
    """Ask until the answer is enough. Raises LoadFailed after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        answer = await ask()
        if enough(answer):
            return answer
        if time.monotonic() > deadline:
            raise LoadFailed(f"{what}: not so after {patience:.0f} s")
        await asyncio.sleep(POLL)
