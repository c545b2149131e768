"""The platform's own processes: which there are, how each is started, where each says that it is ready."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy import make_env
from local.place import HOST
from services import SERVICES


@dataclass(frozen=True)
class Process:
    """One process of the platform; `stage` orders the stop: the highest ends first."""

    name: str
    module: tuple[str, ...]
    stage: int

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", *self.module]


GATEWAY = "gateway"
PROCESSES = (
    *(Process(service.name, ("servicekit", service.package), 2) for service in SERVICES),
    Process("projector", ("gateway.projector",), 3),
    Process("importer", ("gateway.importer",), 3),
    Process(GATEWAY, ("gateway",), 4),
)


def common_environment(amqp_uri: str, mongo_uri: str, database_prefix: str, field_key: str) -> dict[str, str]:
    """What every process is told."""
    return {
        "AMQP_URI": amqp_uri,
        "MONGO_URI": mongo_uri,
        "DATABASE_PREFIX": database_prefix,
        "FIELD_KEY": field_key,
        "PYTHONUNBUFFERED": "1",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
    }


def own_environment(process: Process, ports: Mapping[str, int], keys: Path) -> dict[str, str]:
    """What one process alone is told: its ports, and its keys out of a folder that `make_keys` has filled.

    `ports` has one by each process's name, for its health page.
    """
    own = {"HEALTH_HOST": HOST, "HEALTH_PORT": str(ports[process.name]), **told_of_keys(process.name, keys)}
    if process.name == GATEWAY:
        own |= {"GATEWAY_HOST": HOST, "GATEWAY_PORT": str(ports["http"])}
    return own


def make_keys(folder: Path, processes: Iterable[str] = ()) -> Path:
    """The keys of processes, of all where none are named, in a folder where they are kept from run to run."""
    folder.mkdir(mode=0o700, exist_ok=True)
    make_env.process_keys(make_env.Secrets(folder, {}), processes or [each.name for each in PROCESSES])
    return folder


def told_of_keys(process: str, keys: Path) -> dict[str, str]:
    """Where a process finds its keys."""
    return {
        "CALL_KEY_FILE": str(keys / f"call-key-{process}"),
        "CALL_KEYS_FILE": str(keys / "call-keys"),
        "DATA_KEY_FILE": str(keys / f"data-key-{make_env.part_of(process)}"),
    }


def readiness_url(process: Process, ports: Mapping[str, int]) -> str:
    port = ports["http"] if process.name == GATEWAY else ports[process.name]
    return f"http://{HOST}:{port}/readyz"
