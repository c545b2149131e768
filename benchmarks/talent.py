"""Searching and matching over 300,000 cadres, beside the bare database."""

from __future__ import annotations

from collections.abc import AsyncIterator

from benchmarks.figure import Figure
from benchmarks.surroundings import Surroundings

SECONDS = 900


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """The first page of a combined search, and a shortlist for one post."""
    seconds = here.ask("benchmarks.finding", seconds=SECONDS)
    milliseconds = {name: value * 1000 for name, value in seconds.items()}
    yield [
        Figure(
            "talent.search",
            milliseconds["search"],
            milliseconds["bare_search"],
            "ms",
            "<=3.0",
            "a bare indexed query of the same four conditions, first page of 50",
        ),
        Figure(
            "talent.match",
            milliseconds["match"],
            milliseconds["bare_aggregation"],
            "ms",
            "<=5.0",
            "one bare aggregation that reads the same candidates",
        ),
    ]
