"""The platform with the demonstration year in it, measured through the gateway."""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import orjson

from benchmarks import following, growing, guarding, naming, noting
from benchmarks.calling import client, headers, transaction
from benchmarks.figure import Figure, by_turns, by_turns_async, rate
from benchmarks.surroundings import Surroundings
from benchmarks.web import AT_ONCE, Load, request
from benchmarks.whole import PEOPLE, SCALE, Document, Whole, same_indexes, settled
from local.supervise import die_with_parent
from tests.support.processes import ROOT

LOAD_SECONDS = 180.0
RESIDENT_MB = 100.0
LOADED_MB = 120.0
CHUNK = 500
IDLE_SECONDS = 3.0
VISIBLE_MS = 250.0
IDLE_PERCENT = 5.0
START_SECONDS = 5.0


def demonstration(whole: Whole) -> Figure:
    """Load the demonstration year as `make demo` does."""
    environment = {
        **os.environ,
        "GATEWAY_URL": whole.running.base,
        "ADMIN_PASSWORD_FILE": str(whole.running.admin_password_file),
        "DEMO_SCALE": str(SCALE),
        "DEMO_ACCOUNTS_FILE": str(whole.folder / "accounts.json"),
    }
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "demonstration"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        preexec_fn=die_with_parent(),
    )
    if done.returncode:
        raise RuntimeError(f"the demonstration could not be loaded:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Figure("demo.load", time.monotonic() - began, LOAD_SECONDS, "s", "<=1", "three minutes")


def importing(whole: Whole) -> list[Figure]:
    """The demonstration's import of its cadres, from the first upload to the last row, beside bare inserts of the same.

    It comes in several jobs, which are handed in together and wait for each other.
    """
    jobs = list(whole.database("gateway")["imports"].find({"kind": "cadres", "state": "done", "mode": "commit"}))
    registry, bare = whole.database("registry"), whole.database("bare")
    cadres = list(registry["cadres"].find())
    entries = list(registry["journal"].find({"action": "registry.import_cadres"}))

    def insert(indexed: bool) -> float:
        for name in ("cadres", "journal"):
            bare.drop_collection(name)
            bare.create_collection(name)
            if indexed:
                same_indexes(registry[name], bare[name])
        began = time.perf_counter()
        for first in range(0, len(cadres), CHUNK):
            bare["cadres"].insert_many(cadres[first : first + CHUNK])
        for entry in entries:
            bare["journal"].insert_many([entry])
        return len(cadres) / (time.perf_counter() - began)

    indexed, plain = by_turns(lambda: insert(True), lambda: insert(False), rounds=1)
    whole.mongo.drop_database(bare.name)
    taken = max(job["ended_at"] for job in jobs) - min(job["at"] for job in jobs)
    measured = sum(job["total"] for job in jobs) / taken.total_seconds()
    what = "insert_many of the same documents and outbox rows"
    return [
        Figure("import.cadres", measured, indexed, "rows/s", ">=0.10", f"{what}, same indexes"),
        Figure("import.cadres.unindexed", measured, plain, "rows/s", ">=0.10", f"{what}, no index"),
    ]


async def reading(here: Surroundings, whole: Whole) -> list[Figure]:
    """Profiles, and a query over RPC."""
    ids = [row["_id"] for row in whole.database("gateway")[PEOPLE].find({}, {"_id": 1}).limit(2000)]
    units = [row["_id"] for row in whole.database("registry")["units"].find({}, {"_id": 1}).limit(200)]
    people, places = itertools.cycle(ids), itertools.cycle(units)
    bare = here.start("bare-web", "benchmarks.bare_web", BARE_COLLECTION=f"{whole.database('gateway').name}/{PEOPLE}")
    stock = here.start("bare", "benchmarks.bare_service")
    bare.wait_ready()
    stock.wait_ready()
    bare_load = Load(f"http://127.0.0.1:{bare.environment['HEALTH_PORT']}")
    try:
        profiles = await by_turns_async(
            whole.load.rate(lambda: whole.read(f"/cadres/{next(people)}/profile")),
            bare_load.rate(lambda: request("GET", f"/documents/{next(people)}")),
        )
        async with client(here) as calls:
            queries = await by_turns_async(
                whole.load.rate(lambda: whole.read(f"/units/{next(places)}")),
                lambda: rate(lambda: calls.call("bare.echo", {}, headers()), seconds=1.5, at_once=AT_ONCE),
            )
    finally:
        bare_load.close()
        here.stop(bare, stock)
    return [
        Figure("gateway.profile", *profiles, "1/s", ">=0.60", "bare Starlette + find_one of the same document"),
        Figure("gateway.query", *queries, "1/s", ">=0.70", "an empty echo of a stock nameko service over RPC"),
    ]


async def changing(here: Surroundings, whole: Whole) -> list[Figure]:
    """A command through the gateway, and how soon what it did can be read."""
    numbers = itertools.count()

    def policy() -> Document:
        number = next(numbers)
        return {
            "title": f"（示例）基准测试制度 {number}",
            "kind": "policy",
            "classification": "public",
            "number": f"基准〔2025〕{number}号",
            "issuer": "（示例）单位",
            "issued_on": "2025-05-08",
            "text": "（示例正文）",
            "synthetic": True,
        }

    await whole.load.once(whole.write("POST", "/policies", policy()))
    stock = here.start("bare", "benchmarks.bare_service")
    stock.wait_ready()
    documents = transaction(whole.mongo, f"{whole.prefix}registry", "policies")
    try:
        async with client(here) as calls:
            commands = await by_turns_async(
                whole.load.rate(lambda: whole.write("POST", "/policies", policy())),
                lambda: rate(
                    lambda: calls.call("bare.insert", {"documents": documents}, headers()),
                    seconds=1.5,
                    at_once=AT_ONCE,
                ),
            )
    finally:
        here.stop(stock)
    await settled(whole)
    visible = await _visible(whole, policy)
    return [
        Figure("gateway.command", *commands, "1/s", ">=0.50", "stock nameko RPC around the same transaction"),
        Figure("visible.idle", visible, VISIBLE_MS, "ms", "<=1", "250 ms from commit to the read model"),
    ]


async def _visible(whole: Whole, make: Any, times: int = 30) -> float:
    """The median from the journal's moment of a commit until the row is in the read model, one at a time."""
    rows = whole.database("gateway")["read_policies.1"]
    journal = whole.database("registry")["journal"]
    taken = []
    for _ in range(times):
        made = orjson.loads(await whole.load.once(whole.write("POST", "/policies", make())))
        deadline = time.monotonic() + 10
        while not rows.find_one({"_id": made["id"]}, {"_id": 1}):
            if time.monotonic() > deadline:
                raise RuntimeError("a policy did not become visible within 10 s")
            await asyncio.sleep(0.002)
        seen = time.time()
        entry = journal.find_one({"events.subject": made["id"]}, sort=[("at", -1)])
        taken.append((seen - entry["at"].timestamp()) * 1000)
        await asyncio.sleep(0.05)
    return statistics.median(taken)


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """Everything that needs the whole platform, in the order in which the one needs the other."""
    whole = Whole(here, "small")
    whole.start()
    try:
        await asyncio.sleep(IDLE_SECONDS)
        idle = whole.resident()
        yield [Figure(f"memory.{name}", size, RESIDENT_MB, "MB", "<=1", "100 MB, idle") for name, size in idle.items()]
        busy = await whole.idle()
        yield [Figure("idle", busy, IDLE_PERCENT, "%", "<=1", "5% of a core: all processes, asked nothing")]
        yield [demonstration(whole)]
        yield importing(whole)
        await whole.settle()
        loaded = whole.resident()
        yield [Figure("memory.registry.loaded", loaded["registry"], LOADED_MB, "MB", "<=1", "120 MB, after the load")]
        yield await reading(here, whole)
        yield await naming.figures(here, whole)
        yield await noting.figures(here, whole)
        yield await changing(here, whole)
        busy = whole.resident()
        what = "the same process after the demonstration"
        yield [Figure(f"memory.{name}.busy", busy[name], size, "MB", "<=1.1", what) for name, size in loaded.items()]
        started = whole.starts()
        what = "5 s from its command until it is ready, over the demonstration's data"
        yield [Figure(f"start.{name}", took, START_SECONDS, "s", "<=1", what) for name, took in started.items()]
        yield await growing.figures(here, whole)
        yield await following.figures(here, whole)
        # The last: what is written without guards lies there in clear.
        yield await guarding.figures(whole)
    finally:
        whole.stop()
