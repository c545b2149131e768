"""What a figure is, how two sides of it are measured fairly, and how the figures are shown."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One measurement beside its limit. `ratio` is measured / limit; `target` says how it should compare."""

    id: str
    measured: float
    limit: float
    unit: str
    target: str
    limit_is: str = ""
    """What the limit is, in words."""

    @property
    def ratio(self) -> float:
        return self.measured / self.limit if self.limit else float("nan")

    @property
    def reached(self) -> bool:
        sign, bound = self.target[:2], float(self.target[2:])
        return self.ratio >= bound if sign == ">=" else self.ratio <= bound

    def row(self) -> dict[str, Any]:
        """The figure as results.json has it."""
        return {
            "id": self.id,
            "measured": round(self.measured, 3),
            "limit": round(self.limit, 3),
            "unit": self.unit,
            "ratio": round(self.ratio, 3),
            "target": self.target,
        }


class Turns:
    """Measures sides in turn, so that whatever else the machine does meets them alike.

    The order is turned round from one round to the next, and the first round is thrown away as warm-up.
    """

    def __init__(self, sides: int, rounds: int = ROUNDS) -> None:
        self._seen: list[list[float]] = [[] for _ in range(sides)]
        self._rounds = rounds

    def __iter__(self) -> Iterator[int]:
        """Which side is to be measured next; `note` takes the value."""
        for number in range(self._rounds + 1):
            places = range(len(self._seen))
            self._warm = number > 0
            yield from places if number % 2 == 0 else reversed(places)

    def note(self, place: int, value: float) -> None:
        if self._warm:
            self._seen[place].append(value)

    def medians(self) -> list[float]:
        return [statistics.median(values) for values in self._seen]


def by_turns(*sides: Callable[[], float], rounds: int = ROUNDS) -> list[float]:
    """The medians of the sides, measured in turn."""
    turns = Turns(len(sides), rounds)
    for place in turns:
        turns.note(place, sides[place]())
    return turns.medians()


async def by_turns_async(*sides: Callable[[], Awaitable[float]], rounds: int = ROUNDS) -> list[float]:
    """The medians of the sides, measured in turn."""
    turns = Turns(len(sides), rounds)
    for place in turns:
        turns.note(place, await sides[place]())
    return turns.medians()


async def rate(work: Callable[[], Awaitable[Any]], *, seconds: float, at_once: int) -> float:
    """How often per second `work` ends when `at_once` of it run all the time."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    ends = began + seconds
    done = 0

    async def go_on() -> None:
        nonlocal done
        while loop.time() < ends:
            await work()
            done += 1

    async with asyncio.timeout(seconds + 30):
        await asyncio.gather(*(go_on() for _ in range(at_once)))
    return done / (loop.time() - began)


async def latency(work: Callable[[], Awaitable[Any]], *, times: int) -> float:
    """The median of `times` runs, one after the other, in milliseconds."""
    loop = asyncio.get_running_loop()
    taken = []
    for _ in range(times):
        began = loop.time()
        await work()
        taken.append((loop.time() - began) * 1000)
    return statistics.median(taken)


def table(figures: Sequence[Figure]) -> str:
    """The figures for people."""
    head = ("figure", "measured", "limit", "unit", "ratio", "target", "", "the limit is")
    rows = [
        (
            figure.id,
            f"{figure.measured:,.1f}",
            f"{figure.limit:,.1f}",
            figure.unit,
            f"{figure.ratio:.2f}",
            figure.target,
            "ok" if figure.reached else "MISSED",
            figure.limit_is,
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    right = {1, 2, 4}
    lines = [
        "  ".join(
            cell.rjust(width) if number in right else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
