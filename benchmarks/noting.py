"""What it costs that a reading is noted before it is answered: beside the same of a gateway that notes none."""

from __future__ import annotations

import itertools

from benchmarks.figure import Figure, by_turns_async
from benchmarks.surroundings import Surroundings
from benchmarks.whole import PEOPLE, Whole


async def figures(here: Surroundings, whole: Whole) -> list[Figure]:
    """Profiles and files a second, as many as come at once; and a list whose entry has everybody on its page."""
    people = itertools.cycle([row["_id"] for row in whole.database("gateway")[PEOPLE].find({}, {"_id": 1}).limit(2000)])
    paths = {
        "profile": lambda: f"/cadres/{next(people)}/profile",
        "file": lambda: f"/cadres/{next(people)}",
        "list": lambda: "/appraisal/indices",
    }
    unnoted, load = whole.beside(here, "unnoted", "benchmarks.unnoted")
    found = []
    try:
        for name, path in paths.items():
            rates = await by_turns_async(
                whole.load.rate(lambda path=path: whole.read(path())),  # type: ignore[misc]
                load.rate(lambda path=path: whole.read(path())),  # type: ignore[misc]
            )
            found.append(Figure(f"noted.{name}", *rates, "1/s", ">=0.75", "the same without a note"))
    finally:
        load.close()
        here.stop(unnoted)
    return found
