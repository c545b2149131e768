"""What the names beside ids cost a list: each beside the same list of a gateway that gives no names."""

from __future__ import annotations

import orjson

from benchmarks.figure import Figure, by_turns_async
from benchmarks.surroundings import Surroundings
from benchmarks.whole import Whole
from gateway.naming import NAMES

LISTS = {
    "cadres": "/cadres",
    "posts": "/posts",
    "enrolments": "/training/enrolments",
    "hours": "/training/hours",
    "appraisals": "/appraisal/appraisals",
    "items": "/supervision/rectification/items",
    "reports": "/supervision/personal-matters/reports",
    "members": "/talent/members",
    "honours": "/incentive/honours",
}
"""By the id of their figures: pages of fifty, of every service, that name persons, units, posts or accounts."""
TIMES = 40


async def figures(here: Surroundings, whole: Whole) -> list[Figure]:
    """Milliseconds of a page, one request after the other."""
    unnamed, load = whole.beside(here, "unnamed", "benchmarks.unnamed")
    found = []
    try:
        for name, path in LISTS.items():
            asked = whole.read(path)
            page, bare = orjson.loads(await whole.load.once(asked)), orjson.loads(await load.once(asked))
            if not page["items"] or not page[NAMES] or NAMES in bare:
                raise RuntimeError(f"{path} shows nothing that could be compared")
            latencies = await by_turns_async(
                whole.load.latency(lambda asked=asked: asked, TIMES),  # type: ignore[misc]
                load.latency(lambda asked=asked: asked, TIMES),  # type: ignore[misc]
            )
            found.append(Figure(f"names.{name}", *latencies, "ms", "<=1.3", "the same page without names"))
    finally:
        load.close()
        here.stop(unnamed)
    return found
