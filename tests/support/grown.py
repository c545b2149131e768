"""Processes out of stems (`tests.support.stem`): as `subprocess` starts them, at a fraction of the cost."""

from __future__ import annotations

import atexit
import functools
import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from socket import AF_UNIX, SOCK_SEQPACKET, send_fds, socketpair
from tempfile import TemporaryFile
from typing import IO

from local.supervise import die_with_parent
from tests.support.stem import ENTRIES

ROOT = Path(__file__).resolve().parent.parent.parent
LATER = {"tools.cadre": ["tools.cadre.doctor", "tools.cadre.administrators"]}
"""What a program imports for some of its tasks alone."""


_wanted = False


def use_stems() -> None:
    """From now on `begin` takes stems. A measurement, which begins processes the same way, does without."""
    global _wanted
    _wanted = True


class Grown:
    """A process out of a stem; what tests use of `subprocess.Popen`."""

    def __init__(self, pid: int, told: IO[str]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._told = told

    def poll(self) -> int | None:
        """The exit status, None while it runs."""
        return self._end_within(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit status once it has ended; raises subprocess.TimeoutExpired."""
        status = self._end_within(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """Nothing where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _end_within(self, seconds: float | None) -> int | None:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._told, selectors.EVENT_READ)
                if not selector.select(seconds):
                    return None
            # A stem that has gone says nothing, and what grew out of it has died with it.
            self.returncode = int(self._told.readline() or -signal.SIGKILL)
            self._told.close()
        return self.returncode


class Stem:
    """One stem of these tests. It ends when they do."""

    def __init__(self, module: str, besides: Sequence[str]) -> None:
        self._control, theirs = socketpair(AF_UNIX, SOCK_SEQPACKET)
        command = [sys.executable, "-W", "ignore", "-m", "tests.support.stem", str(theirs.fileno()), module, *besides]
        told = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.name = " ".join([module, *besides])
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=told, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        atexit.register(self.end)

    def end(self) -> None:
        """End it, and with it whatever still runs of what grew out of it."""
        self._control.close()
        self._process.wait()

    def begin(self, arguments: Sequence[str], environment: Mapping[str, str], stdout: int, stderr: int) -> Grown:
        """Begin a process with these arguments, this environment and these files."""
        reading, writing = os.pipe()
        wish = json.dumps({"arguments": list(arguments), "environment": dict(environment)}).encode()
        send_fds(self._control, [wish], [stdout, stderr, writing])
        os.close(writing)
        told = os.fdopen(reading, "r", buffering=1)
        number = told.readline()
        assert number, f"nothing grows out of {self.name}: {self._process.poll()}"
        return Grown(int(number), told)


@functools.cache
def _stem(module: str, besides: tuple[str, ...]) -> Stem:
    return Stem(module, besides)


def begin(
    command: list[str], environment: Mapping[str, str], stdout: int, stderr: int
) -> Grown | subprocess.Popen[bytes]:
    """Begin a program: out of its stem where it is a module that has one, else by itself. It dies with the tests."""
    has_a_stem = (
        _wanted and command[:2] == [sys.executable, "-m"] and command[2] in ENTRIES and hasattr(os, "pidfd_open")
    )
    if has_a_stem and _of_python(environment) == _of_python(os.environ):
        services = [f"{one}.service" for one in command[3:] if one.startswith("services.")]
        besides = services or LATER.get(command[2], [])
        return _stem(command[2], tuple(besides)).begin(command[3:], environment, stdout, stderr)
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )


def _of_python(environment: Mapping[str, str]) -> dict[str, str]:
    """What Python reads before a program begins: of a stem's it has read the tests' own."""
    read = {name: value for name, value in environment.items() if name.startswith("PYTHON")}
    return read | {"PYTHONUNBUFFERED": "1"}


def run(command: list[str], environment: Mapping[str, str], timeout: float) -> subprocess.CompletedProcess[str]:
    """Begin a program and wait for its end; raises subprocess.TimeoutExpired."""
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        process = begin(command, environment, out.fileno(), err.fileno())
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        said = [file.read() for file in (out, err) if file.seek(0) == 0]
    return subprocess.CompletedProcess(command, status, *said)
