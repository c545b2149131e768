"""The whole platform, with the demonstration year in it; and what is measured of it through the gateway."""

from __future__ import annotations

import asyncio
import itertools
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pymongo

from benchmarks.calling import client, headers, transaction
from benchmarks.figure import Figure, by_turns, by_turns_async, rate
from benchmarks.surroundings import Surroundings
from benchmarks.web import AT_ONCE, Load, request
from local.supervise import die_with_parent
from tests.support.client import PASSWORD
from tests.support.platform import Platform
from tests.support.processes import ROOT

PEOPLE = "read_people.1"
LOAD_SECONDS = 180.0
RESIDENT_MB = 100.0
START_SECONDS = 240
SCALE = float(os.environ.get("BENCH_SCALE", "1"))
"""Below 1 for a look at the benchmarks themselves: a smaller demonstration, whose figures say little."""
CHUNK = 500
IDLE_SECONDS = 3.0
SETTLE_SECONDS, LOOK_SECONDS = 180.0, 3.0
QUIET = 0.25
"""Of a core, for all processes together: what an idle platform uses for its schedules and leases, and some room."""
VISIBLE_MS = 250.0
Document = dict[str, Any]


class Whole:
    """A platform of the run's own, its databases, and an administrator's session."""

    def __init__(self, here: Surroundings, name: str, *only: str) -> None:
        folder = here.folder / name
        folder.mkdir()
        # Counted as ever, but never refused: one account sends everything here.
        settings = {"RATE_LIMIT": "100000000/minute", "LOG_LEVEL": "INFO"}
        self.prefix = f"{here.prefix}{name}_"
        self.running = Platform(folder, here.amqp_uri, here.mongo_uri, self.prefix, settings=settings, only=only)
        self.mongo = pymongo.MongoClient[Document](here.mongo_uri, tz_aware=True)
        self.folder = folder

    def start(self) -> None:
        self.running.start(START_SECONDS)
        self.token = self.running.anonymous.sign_in("admin", PASSWORD)
        self.load = Load(self.running.base)

    def database(self, service: str) -> Any:
        return self.mongo[f"{self.prefix}{service}"]

    def read(self, path: str) -> bytes:
        """A GET of the administrator's, in bytes."""
        return request("GET", f"/v1{path}", {"Authorization": f"Bearer {self.token}"})

    def write(self, method: str, path: str, body: Document, **more: str) -> bytes:
        """A command of the administrator's, with a new Idempotency-Key."""
        sent = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": secrets.token_hex(12), **more}
        return request(method, f"/v1{path}", sent, orjson.dumps(body))

    async def settle(self) -> None:
        """Wait until the processes have dealt with all that they were told, so that it is in no other figure."""
        ends = time.monotonic() + SETTLE_SECONDS
        busy, before = QUIET + 1.0, self._busy()
        while busy > QUIET:
            if time.monotonic() > ends:
                raise RuntimeError(f"after {SETTLE_SECONDS} s the processes still use {busy:.0%} of a core")
            await asyncio.sleep(LOOK_SECONDS)
            now = self._busy()
            busy, before = (now - before) / LOOK_SECONDS, now

    def _busy(self) -> float:
        return sum(child.busy_seconds() for child in self.running.children.values())

    def resident(self) -> dict[str, float]:
        """Megabytes by process."""
        return {name: child.resident_bytes() / 1e6 for name, child in self.running.children.items()}

    def stop(self) -> None:
        self.load.close()
        self.running.stop()
        self.mongo.close()


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


def same_indexes(source: Any, target: Any) -> None:
    """Build the indexes of one collection on another."""
    made = []
    for each in source.list_indexes():
        kept = {key: each[key] for key in ("name", "unique", "partialFilterExpression") if key in each}
        if each["name"] != "_id_":
            made.append(pymongo.IndexModel(list(each["key"].items()), **kept))
    if made:
        target.create_indexes(made)


def importing(whole: Whole) -> list[Figure]:
    """The demonstration's import of its cadres, from the upload to the last row, beside bare inserts of the same."""
    job = whole.database("gateway")["imports"].find_one({"kind": "cadres", "state": "done"}, sort=[("total", -1)])
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
    measured = job["total"] / (job["ended_at"] - job["at"]).total_seconds()
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
        async with client(here.amqp_uri) as calls:
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
        async with client(here.amqp_uri) as calls:
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


async def settled(whole: Whole, seconds: float = 120) -> None:
    """Until the relay has nothing to publish and the read models have taken it."""
    deadline = time.monotonic() + seconds
    journal = whole.database("registry")["journal"]
    state = whole.database("gateway")["read_state"]
    before = None
    while time.monotonic() < deadline:
        now = (journal.count_documents({"pending": True}, limit=1), (state.find_one() or {}).get("batches"))
        if now == before and not now[0]:
            return
        before = now
        await asyncio.sleep(0.5)


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """Everything that needs the whole platform, in the order in which the one needs the other."""
    from benchmarks import following, growing

    whole = Whole(here, "small")
    whole.start()
    try:
        await asyncio.sleep(IDLE_SECONDS)
        idle = whole.resident()
        yield [Figure(f"memory.{name}", size, RESIDENT_MB, "MB", "<=1", "100 MB, idle") for name, size in idle.items()]
        yield [demonstration(whole)]
        yield importing(whole)
        await whole.settle()
        loaded = whole.resident()
        yield await reading(here, whole)
        yield await changing(here, whole)
        busy = whole.resident()
        what = "the same process after the demonstration"
        yield [Figure(f"memory.{name}.busy", busy[name], size, "MB", "<=1.1", what) for name, size in loaded.items()]
        yield await growing.figures(here, whole)
        yield await following.figures(here, whole)
    finally:
        whole.stop()
