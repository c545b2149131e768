"""`make test` and `make lint`: the project's checks, with a broker and a database of their own."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local import database, fonts, servers
from local.demo import Stopped, on_signal
from local.place import ROOT, VENV_BIN, Place, say
from local.supervise import Supervisor, die_with_parent, sweep

LINTS = (
    ("ruff", ["ruff", "check", "--quiet", "."]),
    ("mypy", ["mypy"]),
    ("import-linter", ["lint-imports", "--no-cache"]),
    ("secrets", ["python", "-m", "tools.secret_scan"]),
)
OUTSIDE = (("known-holes", ["python", "-m", "tools.known_holes"]),)
"""What asks the network: its verdict is the day's as well as the code's, so `make test` leaves it out."""

MOST_WORKERS = 4
"""Processes that run tests side by side; each has a platform of its own, about ten processes."""
DATA = ("rabbitmq", "mongodb")
"""Folders of a place in which its servers keep what they have."""
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108  (the folder in it is its owner's alone)
"""Where files lie in memory, and the bytes that must be free there, and twice in the machine."""
KILLED_OFTEN = 5
"""Seconds for which the tests' database keeps the locks of a process that they have killed; they kill many."""


def run(name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run one check in the foreground, say how it went, answer its exit status."""
    began = time.monotonic()
    program = [str(VENV_BIN / command[0]), *command[1:]]
    done = subprocess.run(program, cwd=ROOT, env=environment, check=False, preexec_fn=die_with_parent())
    verdict = "通过 passed" if done.returncode == 0 else f"失败 FAILED ({done.returncode})"
    print(f"[{name}] {verdict} {time.monotonic() - began:.0f}s", flush=True)
    return done.returncode


def lint(checks: Sequence[tuple[str, Sequence[str]]] = (*LINTS, *OUTSIDE)) -> int:
    """Every check that needs no server; all are run, so that one call shows all there is to mend."""
    return max([run(name, command) for name, command in checks])


def test(arguments: Sequence[str]) -> int:
    """The checks, and beside them pytest against fresh servers, the files shared out among as many processes as cores.

    The servers keep their data in memory where there is ample: they wait for the disk at each transaction, and no test
    is about the disk.

    The files go out in their own order, so that the long ones (tests/e2e, tests/faults) are done well before the many
    short ones; left to itself, xdist keeps files with few tests, the long ones, for the end. `arguments` go to pytest
    (`-n 0`: one process). Answers 0 when all passed.
    """
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    tests = ["pytest", "--numprocesses", str(workers), "--dist", "loadfile", "--no-loadscope-reorder", *arguments]
    with ThreadPoolExecutor(1) as beside:
        linted = beside.submit(lint, LINTS)
        tested = with_servers(lambda environment: run("pytest", tests, environment), KILLED_OFTEN, in_memory=has_room())
        return linted.result() | tested


def bench(arguments: Sequence[str]) -> int:
    command = ["python", "-m", "benchmarks", *arguments]
    return with_servers(lambda environment: run("benchmarks", command, environment))


def has_room() -> bool:
    """Whether the data of tests may lie in memory."""
    try:
        told = Path("/proc/meminfo").read_text()
        available = next(int(line.split()[1]) for line in told.splitlines() if line.startswith("MemAvailable:"))
        return min(shutil.disk_usage(MEMORY).free, available * 1024 // 2) > ROOM
    except (OSError, StopIteration):
        return False


def begin_empty(folder: Path, in_memory: bool) -> None:
    """Take a folder away with all there is in it; where it is to lie in memory, there is an empty one there instead."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
    elsewhere = MEMORY / f"cadre-{folder.name}-{name}"
    shutil.rmtree(elsewhere, ignore_errors=True)
    if folder.is_symlink():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    if in_memory:
        elsewhere.mkdir(mode=0o700)
        folder.symlink_to(elsewhere)


def with_servers(
    work: Callable[[dict[str, str]], int], locked: int = database.LOCKED_SECONDS, *, in_memory: bool = False
) -> int:
    """Start servers whose data begin empty, do the work with their addresses in its environment, stop them."""
    place = Place("test")
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGHUP, on_signal)
    with place.alone():
        sweep(place)
        for name in DATA:
            begin_empty(place.path / name, in_memory)
        own = servers.prepare(place, "test", locked)
        supervisor = Supervisor(place, own.programs, {})
        try:
            if own.programs:
                say("正在启动测试用的 RabbitMQ 和 MongoDB……", "Starting RabbitMQ and MongoDB for the tests …")
                supervisor.start()
                own.wait(supervisor)
            return work(addresses(own))
        except (KeyboardInterrupt, Stopped):
            return 130
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            supervisor.stop()
            if in_memory:
                for name in DATA:
                    begin_empty(place.path / name, in_memory=False)


def addresses(own: servers.Servers) -> dict[str, str]:
    """What tests/conftest.py and benchmarks read."""
    environment = {**os.environ, "AMQP_URI": own.amqp_uri, "MONGO_URI": own.mongo_uri}
    if folder := fonts.find():
        environment["PAPER_FONTS"] = str(folder)
    return environment | ({"MANAGEMENT_URI": own.management_uri} if own.management_uri else {})


def serve() -> int:
    """`make servers`: the tests' servers alone, until Ctrl-C, with the settings for running single tests by hand."""

    def stay(environment: dict[str, str]) -> int:
        for name in ("AMQP_URI", "MONGO_URI", "MANAGEMENT_URI", "PAPER_FONTS"):
            if name in environment:
                print(f"export {name}='{environment[name]}'", flush=True)
        signal.pause()
        return 0

    return with_servers(stay, KILLED_OFTEN, in_memory=has_room())
