"""A run of the toys: their processes, their databases, the broker seen from outside."""

from __future__ import annotations

import json
import secrets
import signal
import sys
import time
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from pymongo import MongoClient
from pymongo.database import Database

from local.place import HOST, free_port
from servicekit import deadletters, topology
from servicekit.chain import audit_of
from servicekit.crypto import DATA_KEY, FieldCipher
from tests.support.checker import Log, judge
from tests.support.polling import poll
from tests.support.processes import Child
from tests.support.toy.caller import Caller, NoAnswer
from tests.support.toy.names import ATTEMPTS, EFFECTS, FAULTS, FILLED

PATIENCE = 60.0
"""Seconds until everything must be done; what a killed process left open in the database ends after about 20."""

HANDLERS = ("batches", "copies", "command")
LADDER = "1,2"
Row = dict[str, Any]


class Run:
    """Toys with names of their own. Processes are started by the test; all are gone when it ends."""

    def __init__(self, folder: Path, amqp_uri: str, mongo_uri: str, prefix: str, mongo: MongoClient[Row]) -> None:
        self.id = secrets.token_hex(3)
        self.maker, self.taker = f"maker{self.id}", f"taker{self.id}"
        self.folder, self.amqp_uri = folder, amqp_uri
        self.makers: Database[Row] = mongo[f"{prefix}{self.maker}"]
        self.takers: Database[Row] = mongo[f"{prefix}{self.taker}"]
        self.log = Log()
        self.children: list[Child] = []
        self._callers: list[Caller] = []
        self._environment = {
            "AMQP_URI": amqp_uri,
            "MONGO_URI": mongo_uri,
            "DATABASE_PREFIX": prefix,
            "HEALTH_HOST": HOST,
            "TOY_RUN": self.id,
            "RETRY_DELAYS": LADDER,
            # Their callers know nothing of this platform.
            "UNSIGNED_CALLS": "taken",
            "PYTHONUNBUFFERED": "1",
        }

    # -- processes ------------------------------------------------------------------------------------------------

    def start(self, toy: str, settings: Mapping[str, str] | None = None, *, wait: bool = True) -> Child:
        """Start a process of `maker` or `taker`."""
        number, port = len(self.children), free_port()
        environment = {**self._environment, "HEALTH_PORT": str(port), "TOY_REPLICA": str(number), **(settings or {})}
        command = [sys.executable, "-m", "servicekit", f"tests.support.toy.{toy}"]
        url = f"http://{HOST}:{port}/readyz"
        child = Child(f"{toy} {number}", command, environment, self.folder / f"{toy}{self.id}-{number}.log", url)
        self.children.append(child.start())
        if wait:
            child.wait_ready()
        return child

    def stop(self) -> None:
        """End everything that still runs, take its queues off the broker, and throw its databases away."""
        for caller in self._callers:
            caller.close()
        for child in self.children:
            if child.running.poll() is None:
                child.running.send_signal(signal.SIGCONT)
                child.kill()
        delays = [f"{name}.retry.{delay}s" for name in (self.maker, self.taker) for delay in LADDER.split(",")]
        names = [f"rpc-{self.maker}", f"rpc-{self.taker}", f"{self.maker}.dead", f"{self.taker}.dead", *delays]
        names += [self.queue("copies"), self.queue("batches")]
        names += [topology.checkpoints_queue(name) for name in (self.maker, self.taker)]
        homes = [topology.home_exchange(name) for name in (self.maker, self.taker)]
        Caller(self.amqp_uri).clear(names, [*delays, *homes, self.exchange])
        for database in (self.makers, self.takers):
            for name in (database.name, audit_of(database).name):
                database.client.drop_database(name)

    def page(self, child: Child) -> str:
        """A process's page of numbers."""
        assert child.ready_url is not None
        return httpx.get(child.ready_url.replace("readyz", "metrics"), trust_env=False).text

    def metric(self, child: Child, name: str, **labels: str) -> float:
        """The sum of a metric's samples that carry these labels."""
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        lines = [line for line in self.page(child).splitlines() if line.split("{")[0].split(" ")[0] == name]
        return sum(float(line.rpartition(" ")[2]) for line in lines if all(label in line for label in wanted))

    def lines(self, child: Child) -> list[Row]:
        """What the process has logged so far."""
        return [json.loads(line) for line in child.log.read_text().splitlines() if line.startswith("{")]

    def said(self, child: Child, event: str, **more: Any) -> list[Row]:
        """Log lines with this text and these members."""
        wanted = {"event": event, **more}.items()
        return [line for line in self.lines(child) if wanted <= line.items()]

    # -- commands -------------------------------------------------------------------------------------------------

    def caller(self, uri: str | None = None) -> Caller:
        """A new client of the services."""
        self._callers.append(Caller(uri or self.amqp_uri))
        return self._callers[-1]

    def open_jar(self, caller: Caller) -> str:
        jar_id = f"jar-{secrets.token_hex(4)}"
        caller.call(self.maker, "open_jar", jar_id=jar_id, title=jar_id, key=jar_id)
        return jar_id

    def fill(self, caller: Caller, jar_id: str, token: str | None = None, **more: Any) -> str:
        """Fill a jar once, with the history checker watching; answers the token."""
        token = token or f"t-{secrets.token_hex(5)}"
        self.log.ask(token, jar_id)
        caller.call(self.maker, "fill", jar_id=jar_id, token=token, **{"key": token, **more})
        self.log.told_done(token)
        return token

    def fill_later(self, caller: Caller, jar_id: str, due_on: date, token: str | None = None) -> str:
        """Have a jar filled when a day is over, with the history checker watching; answers the token."""
        token = token or f"t-{secrets.token_hex(5)}"
        self.log.ask(token, jar_id)
        caller.call(
            self.maker, "fill_later", jar_id=jar_id, token=token, due_on=due_on.isoformat(), key=f"{token}-later"
        )
        self.log.told_done(token)
        return token

    def deadline(self, jar_id: str, token: str) -> Row:
        """The row of a jar's deadline."""
        found = self.makers["deadlines"].find_one({"_id": f"toy_fill.{jar_id}.{token}"})
        assert found is not None
        return found

    def insist(self, caller: Caller, jar_id: str, token: str, deadline: float = 40.0) -> Any:
        """Fill a jar, asking again with the same key until there is an answer."""
        self.log.ask(token, jar_id)
        ends = time.monotonic() + deadline
        while True:
            try:
                answer = caller.call(self.maker, "fill", 1.0, jar_id=jar_id, token=token, key=token)
            except NoAnswer:
                if time.monotonic() > ends:
                    raise
                continue
            self.log.told_done(token)
            return answer

    # -- what became of it ----------------------------------------------------------------------------------------

    def effects(self, handler: str | None = None, id: str | None = None) -> list[Row]:
        """The effect rows in the order of their insertion."""
        where = ({"h": handler} if handler else {}) | ({"id": id} if id else {})
        return [row for db in (self.makers, self.takers) for row in db[EFFECTS].find(where)]

    def attempts(self, id: str, handler: str) -> list[Row]:
        return [row for db in (self.makers, self.takers) for row in db[ATTEMPTS].find({"id": id, "h": handler})]

    def plant(self, db: Database[Row], token: str, do: str, **more: Any) -> Callable[[], object]:
        """Plant a fault; answers what takes it away again."""
        db[FAULTS].insert_one({"_id": token, "do": do, **more})
        return lambda: db[FAULTS].delete_one({"_id": token})

    def letters(self, **where: Any) -> list[Row]:
        """The dead letters, opened."""
        cipher = FieldCipher.from_environment(name=DATA_KEY)
        return [deadletters.opened(one, cipher) for one in self.takers["dead_letters"].find(where)]

    def reached(self, tokens: set[str], handlers: tuple[str, ...] = HANDLERS) -> bool:
        """Whether every token has taken effect at every handler."""
        there = {(row["id"], row["h"]) for row in self.effects()}
        return all((token, handler) in there for token in tokens for handler in handlers)

    def drained(self, deadline: float = PATIENCE, **more: Collection[tuple[str, str]]) -> None:
        """Until everything asked for is known by all; the assertion names what is missing. `more` is `judge`'s."""
        self.settled(deadline)
        poll(lambda: not self.verdict(**more), deadline, because=lambda: f"clean; {self.verdict(**more)[:9]}")

    def settled(self, deadline: float = PATIENCE) -> None:
        """Until nothing is pending in the outbox and nothing waits on the broker."""
        ear = self.caller()

        def empty() -> bool:
            assert self.makers["journal"].count_documents({"pending": True}) == 0, "the outbox is not empty"
            queues = [f"{self.taker}.on.{self.maker}.{handler}" for handler in ("copies", "batches")]
            queues += [f"{self.taker}.retry.{delay}s" for delay in LADDER.split(",")] + [f"{self.taker}.dead"]
            waiting = {name: count for name in queues if (count := ear.depth(name))}
            assert not waiting, waiting
            return True

        poll(empty, deadline, because="drained")

    def verdict(self, jar_id: str | None = None, **more: Any) -> list[str]:
        """What the history checker has to say, of everything or of one jar."""
        if jar_id is None:
            return judge(self.log, self.effects(), HANDLERS, **more)
        asked = {id: key for id, key in self.log.asked.items() if key == jar_id}
        log = Log(asked, self.log.done & asked.keys(), self.log.refused & asked.keys())
        return judge(log, [row for row in self.effects() if row["key"] == jar_id], HANDLERS, **more)

    # -- raw events -----------------------------------------------------------------------------------------------

    @property
    def exchange(self) -> str:
        return f"{self.maker}.events"

    def queue(self, handler: str) -> str:
        return f"{self.taker}.on.{self.maker}.{handler}"

    def event(self, jar_id: str, token: str, sequence: int = 1, **headers: Any) -> tuple[bytes, Row]:
        """An event as the maker would tell it: body and headers."""
        attributes = {
            "ce-specversion": "1.0",
            "ce-id": f"raw.{token}",
            "ce-type": f"cn.baotou.cadre.{self.maker}.{FILLED}",
            "ce-source": f"/services/{self.maker}",
            "ce-subject": jar_id,
            "ce-time": "2026-03-02T01:00:00Z",
            "ce-sequence": str(sequence),
        }
        body = json.dumps({"jar_id": jar_id, "token": token, "count": 1}).encode()
        return body, {key: value for key, value in {**attributes, **headers}.items() if value is not None}
