"""The whole platform of a run, for what is measured of it through the gateway."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Mapping
from typing import Any

import orjson
import pymongo

from benchmarks.surroundings import Surroundings
from benchmarks.web import Load, request
from local.place import HOST, free_port
from local.processes import GATEWAY, told_of_keys
from services import SERVICES
from tests.support.client import PASSWORD
from tests.support.platform import EVERYTHING, Platform
from tests.support.processes import Child

PEOPLE = "read_people.1"
START_SECONDS = 240
BUILDING_SECONDS = 600
"""For building the indexes of a large collection at once, which the deadline of a service's calls is not for."""
SCALE = float(os.environ.get("BENCH_SCALE", "1"))
"""Below 1 for a look at the benchmarks themselves: a smaller demonstration, whose figures say little."""
SETTLE_SECONDS, LOOK_SECONDS = 180.0, 3.0
IDLE_SECONDS = 30.0
QUIET = 0.25
"""Of a core, for all processes together: what an idle platform uses for its schedules and leases, and some room."""
SETTINGS = {"RATE_LIMIT": "100000000/minute", "LOG_LEVEL": "INFO"}
"""Requests are counted as ever, but never refused: one account sends everything here."""
Document = dict[str, Any]


class Whole:
    """A platform of the run's own, its databases, and the session of somebody with every officer's role."""

    def __init__(
        self,
        here: Surroundings,
        name: str,
        *only: str,
        settings: Mapping[str, str] | None = None,
        amqp_uri: str = "",
    ) -> None:
        folder = here.folder / name
        folder.mkdir()
        told = {**SETTINGS, **(settings or {})}
        self.prefix = f"{here.prefix}{name}_"
        self.running = Platform(
            folder, amqp_uri or here.amqp_uri, here.mongo_uri, self.prefix, settings=told, only=only
        )
        self.mongo = pymongo.MongoClient[Document](here.mongo_uri, tz_aware=True)
        self.folder = folder

    def start(self) -> None:
        self.running.start(START_SECONDS)
        assert self.running.admin
        self.token = self.running.anonymous.sign_in(EVERYTHING, PASSWORD)
        self.load = Load(self.running.base)

    def beside(self, here: Surroundings, name: str, module: str) -> tuple[Child, Load]:
        """A second gateway over the same databases, ready, and what sends to it; to be stopped before this one."""
        port = free_port()
        base = f"http://{HOST}:{port}"
        gateway = here.start(
            name,
            module,
            DATABASE_PREFIX=self.prefix,
            GATEWAY_HOST=HOST,
            GATEWAY_PORT=str(port),
            ADMIN_PASSWORD_FILE=str(self.running.admin_password_file),
            **told_of_keys(GATEWAY, self.running.keys),
            **SETTINGS,
        )
        gateway.ready_url = f"{base}/readyz"
        gateway.wait_ready(without=self.running.absent)
        return gateway, Load(base)

    def database(self, service: str) -> Any:
        return self.mongo[f"{self.prefix}{service}"]

    def read(self, path: str) -> bytes:
        """A GET, in bytes."""
        return request("GET", f"/v1{path}", {"Authorization": f"Bearer {self.token}"})

    def write(self, method: str, path: str, body: Document, **more: str) -> bytes:
        """A command, with a new Idempotency-Key."""
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

    async def idle(self) -> float:
        """Percent of a core that all processes together use while nobody asks them for anything.

        A new installation first asks for what was told before it was there, which it does once.
        """
        await self._caught_up()
        await self.settle()
        before = self._busy()
        await asyncio.sleep(IDLE_SECONDS)
        return (self._busy() - before) / IDLE_SECONDS * 100

    async def _caught_up(self) -> None:
        ends = time.monotonic() + SETTLE_SECONDS
        while any(self.database(service.name)["subscriptions"].find_one({"done": False}) for service in SERVICES):
            if time.monotonic() > ends:
                raise RuntimeError(f"after {SETTLE_SECONDS} s a subscriber has not caught up yet")
            await asyncio.sleep(LOOK_SECONDS)

    def _busy(self) -> float:
        return sum(child.busy_seconds() for child in self.running.children.values())

    def resident(self) -> dict[str, float]:
        """Megabytes by process."""
        return {name: child.resident_bytes() / 1e6 for name, child in self.running.children.items()}

    def starts(self) -> dict[str, float]:
        """Seconds from its start until it is ready, of each process, one after the other."""
        took = {}
        for name, child in self.running.children.items():
            child.stop()
            began = time.monotonic()
            child.start().wait_ready(without=self.running.absent)
            took[name] = time.monotonic() - began
        return took

    def restart_as(self, commands: Mapping[str, list[str]]) -> None:
        """Stop processes, and start other commands in their places; the gateway first and last."""
        self.load.close()
        for name in commands:
            self.running[name].stop()
        for name, command in reversed([*commands.items()]):
            self.running[name].command = command
            self.running[name].start().wait_ready(without=self.running.absent)
        self.load = Load(self.running.base)

    def stop(self) -> None:
        self.load.close()
        self.running.stop()
        self.mongo.close()


def same_indexes(source: Any, target: Any) -> None:
    """Build the indexes of one collection on another."""
    made = []
    for each in source.list_indexes():
        kept = {key: each[key] for key in ("name", "unique", "partialFilterExpression") if key in each}
        if each["name"] != "_id_":
            made.append(pymongo.IndexModel(list(each["key"].items()), **kept))
    if made:
        with pymongo.timeout(BUILDING_SECONDS):
            target.create_indexes(made)


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
