"""Processes out of stems are what the same command would start, and end as it would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.processes import PROCESSES
from tests.support import grown
from tests.support.every import of_every

CADRE = [sys.executable, "-m", "tools.cadre", "doctor"]
COMMANDS = [*(one.command for one in PROCESSES), CADRE]
NOWHERE = {**os.environ, "AMQP_URI": "amqp://localhost:1/", "MONGO_URI": "mongodb://localhost:1/"}
WRONG = {**NOWHERE, "WORKERS": "x"}


@of_every("command", COMMANDS, ids=lambda command: " ".join(command[2:]))
def test_it_says_what_the_command_says(command: list[str]) -> None:
    by_itself = subprocess.run(command, cwd=grown.ROOT, env=WRONG, capture_output=True, text=True, check=False)
    out_of_a_stem = grown.run(command, WRONG, 60)
    assert (by_itself.returncode, "WORKERS" in by_itself.stdout + by_itself.stderr) == (2, True)
    assert (out_of_a_stem.returncode, out_of_a_stem.stdout, out_of_a_stem.stderr) == (
        by_itself.returncode,
        by_itself.stdout,
        by_itself.stderr,
    )


def test_what_python_itself_is_told_needs_a_process_begun_by_itself(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log:
        begun = [
            grown.begin(PROCESSES[0].command, told, log.fileno(), log.fileno())
            for told in (WRONG, {**WRONG, "PYTHONPATH": str(tmp_path)})
        ]
    assert [type(one) for one in begun] == [grown.Grown, subprocess.Popen]
    assert [one.wait(60) for one in begun] == [2, 2]


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[grown.Grown]:
    """A service that waits for a broker that there is not, out of a stem of its own."""
    own = grown.Stem("servicekit", [])
    with (tmp_path / "log").open("w") as log:
        yield own.begin(["services.training"], NOWHERE, log.fileno(), log.fileno())
    own.end()


def test_it_is_killed_and_waited_for_like_any_process(waiting: grown.Grown) -> None:
    assert waiting.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(0.01)
    waiting.kill()
    assert (waiting.wait(10), waiting.poll(), Path(f"/proc/{waiting.pid}").exists()) == (-9, -9, False)


def test_it_dies_with_its_stem(waiting: grown.Grown) -> None:
    stem = int(Path(f"/proc/{waiting.pid}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(stem, 9)
    assert waiting.wait(10) == -9
