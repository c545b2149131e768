"""Computing every index anew after a change of model: what each cadre costs as they grow more, and what readers see."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from typing import Any

import pymongo

from benchmarks.calling import client
from benchmarks.figure import Figure
from benchmarks.surroundings import Surroundings
from benchmarks.whole import SCALE
from gateway.rpc import RpcClient
from tests.support.indices import fill, headers_of_all

SMALL, TIMES = int(2_000 * SCALE), 4
RUNS, RUN_SECONDS = 3, 120


class Indices:
    """A service with cadres and their evidence in its database."""

    def __init__(self, calls: RpcClient, database: Any) -> None:
        self.calls = calls
        self.database = database
        self.cadres = 0
        self.pages = self.mixed = 0

    async def ask(self, method: str, **wish: Any) -> Any:
        """The answer of a command or a query, asked as by somebody who sees everybody."""
        return await self.calls.call(f"appraisal.{method}", wish, headers_of_all())

    def fill(self, count: int) -> None:
        """Add cadres with their evidence, as the service's reactions would have left them."""
        fill(self.database, self.cadres, count)
        self.cadres = count

    async def run(self) -> float:
        """Milliseconds for each cadre of one run over everybody, while a reader looks."""
        began = time.perf_counter()
        run = await self.ask("start_index_run", kind="cadre", started_by="合成", basis="合成")
        reader = asyncio.create_task(self._read())
        try:
            while run["state"] != "finished":
                if time.perf_counter() - began > RUN_SECONDS:
                    raise RuntimeError(f"the run has not ended in {RUN_SECONDS} s: {run}")
                await asyncio.sleep(0.05)
                run = await self.ask("get_index_run", run_id=run["id"])
        finally:
            reader.cancel()
        if run["done"] != self.cadres:
            raise RuntimeError(f"{run['done']} of {self.cadres} were computed")
        return (time.perf_counter() - began) / self.cadres * 1000

    async def _read(self) -> None:
        """Count the pages that hold indices of two runs: there must be none."""
        while True:
            page = await self.ask("list_indices", limit=200)
            self.pages += 1
            self.mixed += len({one["run"] for one in page["items"]}) > 1
            await asyncio.sleep(0.02)

    async def cost(self) -> float:
        """Milliseconds for each cadre: the median of RUNS runs after one that is not counted."""
        await self.run()
        return statistics.median([await self.run() for _ in range(RUNS)])


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """The cost of a cadre with many beside few. Readers must see one run's indices and never those of two."""
    prefix = f"{here.prefix}appraising_"
    service = here.start("appraisal", "servicekit", "services.appraisal", DATABASE_PREFIX=prefix)
    mongo: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(here.mongo_uri, tz_aware=True)
    try:
        service.wait_ready()
        async with client(here, signs=True) as calls:
            indices = Indices(calls, mongo[f"{prefix}appraisal"])
            indices.fill(SMALL)
            few = await indices.cost()
            indices.fill(SMALL * TIMES)
            many = await indices.cost()
        if indices.mixed:
            raise RuntimeError(f"{indices.mixed} of {indices.pages} pages held the indices of two runs")
        what = f"each of {SMALL:,} cadres instead of {SMALL * TIMES:,}"
        yield [Figure("indices.cost_growth", many, few, "ms", "<=1.2", what)]
    finally:
        here.stop(service)
        mongo.close()
