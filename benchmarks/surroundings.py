"""Where the benchmarks run: broker and database by URI, databases and a virtual host of the run's own, processes."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymongo

from local.place import HOST, free_port
from local.processes import GATEWAY, make_keys, told_of_keys
from local.supervise import die_with_parent
from tests.support.processes import ROOT, Child
from tests.support.rabbit import Vhost

KEYS = dict.fromkeys(("FIELD_KEY", "DATA_KEY", "HONOUR_SIGNING_KEY"), "c3ludGhldGljIHBlb3BsZSBvbmx5LCAzMiBieXRlcyE=")


@dataclass
class Surroundings:
    """What a measurement needs to know, and the processes that it started."""

    amqp_uri: str
    mongo_uri: str
    prefix: str
    folder: Path
    management: str = ""
    children: list[Child] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "AMQP_URI": self.amqp_uri,
            "MONGO_URI": self.mongo_uri,
            "DATABASE_PREFIX": self.prefix,
            **KEYS,
            **told_of_keys(GATEWAY, make_keys(self.folder / "keys")),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, name: str, *module: str, **environment: str) -> Child:
        """A process of the benchmarks; `{port}` in its environment's HEALTH_PORT is where it says that it is ready."""
        port = free_port()
        child = Child(
            name,
            [sys.executable, "-m", *module],
            {**self.environment, "HEALTH_HOST": HOST, "HEALTH_PORT": str(port), **environment},
            self.folder / f"{name}.log",
            f"http://{HOST}:{port}/readyz",
        )
        self.children.append(child.start())
        return child

    def ask(self, *module: str, seconds: float = 120) -> Any:
        """Run a measurement in a process of its own; what it prints last is its answer, as JSON."""
        done = subprocess.run(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            preexec_fn=die_with_parent(),
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(module)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    @contextlib.contextmanager
    def elsewhere(self) -> Iterator[str]:
        """The address of another virtual host, for a platform beside one whose services would answer its calls."""
        if not self.management:
            raise RuntimeError("two platforms side by side need virtual hosts of their own: give MANAGEMENT_URI")
        own = Vhost.make(self.amqp_uri, self.management)
        try:
            yield own.amqp_uri
        finally:
            own.remove()

    def stop(self, *children: Child) -> None:
        for child in children or tuple(self.children):
            if child.process is not None and child.process.poll() is None:
                child.stop()


@contextlib.contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Everything of the run's own, gone at its end. Raises KeyError where a URI is not given."""
    amqp_uri, mongo_uri = os.environ["AMQP_URI"], os.environ["MONGO_URI"]
    management = os.environ.get("MANAGEMENT_URI", "")
    own = Vhost.make(amqp_uri, management) if management else None
    prefix = f"{os.environ.get('DATABASE_PREFIX', 'bench_')}{secrets.token_hex(3)}_"
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        here = Surroundings(own.amqp_uri if own else amqp_uri, mongo_uri, prefix, Path(folder), management)
        try:
            yield here
        finally:
            here.stop()
            with pymongo.MongoClient[dict[str, Any]](mongo_uri) as client:
                for name in client.list_database_names():
                    if name.startswith(prefix):
                        client.drop_database(name)
            if own:
                own.remove()
