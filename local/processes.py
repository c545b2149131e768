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


SEALS_FIELDS = ("registry", "supervision", "appraisal")
"""Processes that share the seal of identity numbers and the like."""
SIGNS_HONOURS = "incentive"


def common_environment(amqp_uri: str, mongo_uri: str, database_prefix: str) -> dict[str, str]:
    """What every process is told; of keys none."""
    return {
        "AMQP_URI": amqp_uri,
        "MONGO_URI": mongo_uri,
        "DATABASE_PREFIX": database_prefix,
        "PYTHONUNBUFFERED": "1",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
    }


def own_environment(process: Process, ports: Mapping[str, int], keys: Path, field_key: str) -> dict[str, str]:
    """What one process alone is told: its ports, and the keys that it needs out of a folder that `make_keys` has
    filled; `field_key` is told to those that seal with it.

    `ports` has one by each process's name, for its health page.
    """
    own = {"HEALTH_HOST": HOST, "HEALTH_PORT": str(ports[process.name]), **told_of_keys(process.name, keys)}
    if process.name in SEALS_FIELDS:
        own["FIELD_KEY"] = field_key
    if process.name == GATEWAY:
        own |= {"GATEWAY_HOST": HOST, "GATEWAY_PORT": str(ports["http"]), "SECOND_FACTOR": "optional"}
    return own


def make_keys(folder: Path, processes: Iterable[str] = ()) -> Path:
    """The keys of processes, of all where none are named, in a folder where they are kept from run to run."""
    folder.mkdir(mode=0o700, exist_ok=True)
    held = make_env.Secrets(folder, {})
    make_env.process_keys(held, processes or [each.name for each in PROCESSES])
    held.of("honour-signing-key", make_env.key)
    return folder


def told_of_keys(process: str, keys: Path) -> dict[str, str]:
    """Where a process finds its keys."""
    own = {"HONOUR_SIGNING_KEY_FILE": str(keys / "honour-signing-key")} if process == SIGNS_HONOURS else {}
    return {
        "CALL_KEY_FILE": str(keys / f"call-key-{process}"),
        "CALL_KEYS_FILE": str(keys / "call-keys"),
        "DATA_KEY_FILE": str(keys / f"data-key-{make_env.part_of(process)}"),
        **own,
    }


def readiness_url(process: Process, ports: Mapping[str, int]) -> str:
    port = ports["http"] if process.name == GATEWAY else ports[process.name]
    return f"http://{HOST}:{port}/readyz"
