"""The award saga: how many nominations a second go from submission to naming, and what each costs as they pile up.

The saga's limit is the messages that it cannot do without. A nomination that is named is told at each of its steps, and
each agency answers: MESSAGES in all. Were each a bare RPC call of an empty stock nameko service and nothing else, with
the same client, then so many nominations a second would be possible: calls per second / MESSAGES. No saga can reach
that, since each of its messages is also kept in a transaction.
"""

from __future__ import annotations

import itertools
import secrets
import statistics
import time
from collections.abc import AsyncIterator
from typing import Any

import pymongo

from benchmarks.calling import AT_ONCE, client, headers
from benchmarks.figure import Figure, by_turns_async, rate
from benchmarks.surroundings import Surroundings
from benchmarks.whole import SCALE, Whole
from tests.support.awards import Awards

AGENCIES = 2
MESSAGES = 15
"""Of incentive: submitted, vetting requested, vetted, elected, publicity began, publicised, naming proposed, clearance
requested, honour conferred, named. Of supervision: vetting opened, an opinion of each agency (2), concluded, clearance
given."""
EACH = 100
"""Nominations of one run; they go through the saga together, as an office would send them."""
SMALL, LARGE = int(1_000 * SCALE), int(20_000 * SCALE)
COLLECTIONS = {
    "incentive": ("nominations", "honours", "tallies"),
    "supervision": ("vettings", "clearances", "standings"),
}
RUN_SECONDS = 60
SERVICES = ("registry", "supervision", "incentive", "importer", "gateway")


class Saga:
    """One platform, and cadres to be honoured on it."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.awards = Awards(whole.running.admin, quota=100_000, agencies=AGENCIES)
        self.numbers = itertools.count(2)

    def run(self) -> float:
        """Seconds per nomination, from the submission until the last of EACH is named."""
        self.awards.batch = self.awards.make_batch(100_000, next(self.numbers))
        cadres = self.awards.cadres(EACH)
        began = time.perf_counter()
        self.awards.nominate(cadres)
        while set(self.awards.turn()) != {"named"}:
            if time.perf_counter() - began > RUN_SECONDS:
                raise RuntimeError(f"the saga has not ended in {RUN_SECONDS} s: {self.awards.states()}")
        return (time.perf_counter() - began) / EACH

    def fill(self, count: int) -> None:
        """Copy what the saga has left behind under new ids until there are `count` nominations; indexes are kept up."""
        for service, names in COLLECTIONS.items():
            database = self.whole.database(service)
            for name in names:
                grow(database[name], count)


def grow(collection: Any, count: int) -> None:
    """Fill a collection with copies of its documents, told apart by their id and by whatever refers to a nomination."""
    rows = list(collection.find().limit(EACH))
    wanted = count - int(collection.count_documents({}))
    for first in range(0, max(0, wanted), 1000):
        made = []
        for number in range(first, min(first + 1000, wanted)):
            row, mark = dict(rows[number % len(rows)]), f"-{secrets.token_hex(6)}"
            row["_id"] += mark
            for name in ("cadre_id", "nomination_id", "request_id", "certificate_number", "batch_id", "ballot_id"):
                if isinstance(row.get(name), str):
                    row[name] += mark
            made.append(pymongo.InsertOne(row))
        collection.bulk_write(made, ordered=False)


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """Throughput beside bare calls, and the cost of a nomination with many beside few.

    The two platforms share the broker, so one is stopped before the other is started.
    """
    small = Whole(here, "few", *SERVICES)
    small.start()
    try:
        few = Saga(small)
        few.run()
        few.fill(SMALL)
        yield [await throughput(here, few)]
        limit = cost(few)
    finally:
        small.stop()
    large = Whole(here, "many", *SERVICES)
    large.start()
    try:
        many = Saga(large)
        many.run()
        many.fill(LARGE)
        what = f"the same with {SMALL:,} nominations instead of {LARGE:,}"
        yield [Figure("saga.cost_growth", cost(many), limit, "ms", "<=1.3", what)]
    finally:
        large.stop()


def cost(saga: Saga) -> float:
    """Milliseconds for each nomination: the median of three runs."""
    return statistics.median(saga.run() for _ in range(3)) * 1000


async def throughput(here: Surroundings, saga: Saga) -> Figure:
    """Nominations per second, beside what bare calls would allow."""
    bare = here.start("bare", "benchmarks.bare_service")
    bare.wait_ready()
    try:
        async with client(here) as calls:

            async def named() -> float:
                return 1 / saga.run()

            async def called() -> float:
                each = await rate(lambda: calls.call("bare.echo", {}, headers()), seconds=1.5, at_once=AT_ONCE)
                return each / MESSAGES

            measured, limit = await by_turns_async(named, called, rounds=3)
    finally:
        here.stop(bare)
    what = f"empty echoes of a stock nameko service, {MESSAGES} for each nomination, nothing stored"
    return Figure("saga.throughput", measured, limit, "1/s", ">=0.10", what)
