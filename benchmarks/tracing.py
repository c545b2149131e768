"""What recording traces costs: the same requests, by a gateway that begins traces and by one that does not.

The services record what the gateway has begun, so that one side has the cost in every process, the other in none.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator

import orjson

from benchmarks.figure import Figure, by_turns_async
from benchmarks.surroundings import Surroundings
from benchmarks.whole import Document, Whole
from local.place import HOST

ROUNDS = 7


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """Requests a second with traces, beside those without."""
    sink = here.start("sink", "benchmarks.sink")
    sink.wait_ready()
    to = f"http://{HOST}:{sink.environment['HEALTH_PORT']}"
    whole = Whole(here, "traced", "registry", "projector", "gateway", settings={"TRACES_TO": to})
    whole.start()
    plain, load = whole.beside(here, "untraced", "gateway")
    numbers = itertools.count()

    def unit() -> Document:
        number = next(numbers)
        return {"code": f"TRACED-{number}", "name": f"（示例）单位{number}", "kind": "government", "synthetic": True}

    try:
        id = orjson.loads(await whole.load.once(whole.write("POST", "/units", unit())))["id"]
        reads = await by_turns_async(
            whole.load.rate(lambda: whole.read(f"/units/{id}")),
            load.rate(lambda: whole.read(f"/units/{id}")),
            rounds=ROUNDS,
        )
        writes = await by_turns_async(
            whole.load.rate(lambda: whole.write("POST", "/units", unit())),
            load.rate(lambda: whole.write("POST", "/units", unit())),
            rounds=ROUNDS,
        )
    finally:
        load.close()
        here.stop(plain)
        whole.stop()
        here.stop(sink)
    what = "the same with recording off"
    yield [
        Figure("traces.query", *reads, "1/s", ">=0.70", what),
        Figure("traces.command", *writes, "1/s", ">=0.70", what),
    ]
