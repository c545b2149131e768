"""The process manager: restarts what is killed, stops in order, and finds what a killed run has left."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local import place as places
from local import supervise
from local.limits import raised
from local.place import Place
from local.supervise import Program, Supervisor, marked, sweep

# Writes its name when it starts and when it is told to stop.
WORKER = """
import signal, sys
name, diary = sys.argv[1:]
def write(word):
    with open(diary, "a") as file: file.write(f"{word} {name}\\n")
def stop(*_):
    write("stops"); sys.exit(0)
signal.signal(signal.SIGTERM, stop)
write("starts")
while True: signal.pause()
"""


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary %d"


@pytest.fixture
def supervisor(tmp_path: Path, diary: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(places, "ROOT", tmp_path)
    monkeypatch.setattr(supervise, "ROOT", tmp_path)
    worker = tmp_path / "worker.py"
    worker.write_text(WORKER)
    place = Place("demo")
    place.make()
    programs = [
        Program(name, [sys.executable, str(worker), name, str(diary)], stage, {"ODD": 'a "b", 100%'})
        for name, stage in (("broker", 1), ("service", 2), ("gateway", 3))
    ]
    made = Supervisor(place, programs, {})
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    made.start()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    yield made
    made.stop()
    assert marked(place) == {}


def lines(diary: Path) -> list[str]:
    return diary.read_text().splitlines() if diary.exists() else []


def workers(place: Place) -> dict[str, int]:
    """Name → process id."""
    return {line.split()[2]: pid for pid, line in marked(place).items() if "worker.py" in line}


def test_a_killed_process_is_started_again(supervisor: Supervisor, diary: Path, poll: Callable[..., Any]) -> None:
    poll(lambda: len(lines(diary)) == 3)
    before = workers(supervisor.place)
    os.kill(before["service"], signal.SIGKILL)
    poll(lambda: lines(diary).count("starts service") == 2)
    after = poll(lambda: len(now := workers(supervisor.place)) == 3 and now)
    assert after["service"] != before["service"]
    assert after["broker"] == before["broker"]


def test_processes_stop_in_order_the_broker_last(supervisor: Supervisor, diary: Path, poll: Callable[..., Any]) -> None:
    poll(lambda: len(lines(diary)) == 3)
    supervisor.stop()
    assert lines(diary)[3:] == ["stops gateway", "stops service", "stops broker"]


def test_environment_with_quotes_and_percent_signs_arrives(supervisor: Supervisor, poll: Callable[..., Any]) -> None:
    running = poll(lambda: "service" in (now := workers(supervisor.place)) and now)
    environ = Path(f"/proc/{running['service']}/environ").read_bytes().split(b"\0")
    assert b'ODD=a "b", 100%' in environ


def test_programs_may_open_as_many_files_as_the_hard_limit_allows(
    supervisor: Supervisor, poll: Callable[..., Any]
) -> None:
    running = poll(lambda: len(now := workers(supervisor.place)) == 3 and now)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert resource.prlimit(running["broker"], resource.RLIMIT_NOFILE) == (raised(1024, hard), hard)


def test_a_killed_process_manager_is_replaced_and_leaves_no_orphan(
    supervisor: Supervisor, diary: Path, poll: Callable[..., Any]
) -> None:
    poll(lambda: len(lines(diary)) == 3)
    orphans = set(workers(supervisor.place).values())
    assert supervisor.process is not None
    os.kill(supervisor.process.pid, signal.SIGKILL)
    assert poll(supervisor.heal)
    now = poll(lambda: len(found := workers(supervisor.place)) == 3 and found)
    assert not orphans & set(now.values())


def test_what_an_earlier_run_left_is_found_and_ended(
    supervisor: Supervisor, diary: Path, poll: Callable[..., Any]
) -> None:
    poll(lambda: len(lines(diary)) == 3)
    assert sweep(supervisor.place) == 4
    assert marked(supervisor.place) == {}
    assert lines(diary)[3:] == ["stops gateway", "stops service", "stops broker"]
