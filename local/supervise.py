"""The process manager: supervisord, without its control socket, and the finding of what an earlier run left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.limits import raise_open_files
from local.place import MARK, ROOT, Place

GRACE = 30  # seconds between SIGTERM and SIGKILL; the processes' own STOP_TIMEOUT is 25
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """A process to be kept up. Programs of a lower stage stop after those of a higher one."""

    name: str
    command: list[str]
    stage: int
    environment: Mapping[str, str] = field(default_factory=dict)


def command_line(program: Program) -> str:
    """The command with its environment, as supervisord reads it. (Its own environment= knows no escapes.)"""
    pairs = [f"{name}={value}" for name, value in program.environment.items()]
    return shlex.join(["/usr/bin/env", *pairs, *program.command]).replace("%", "%%")


def configuration(place: Place, programs: list[Program]) -> str:
    lines = ["[supervisord]", "nodaemon=true", "silent=true", f"directory={escaped(ROOT)}"]
    lines += [f"logfile={escaped(place.logs)}/supervisord.log", "logfile_maxbytes=5MB", "logfile_backups=1"]
    lines += [f"pidfile={escaped(place.path)}/supervisord.pid", f"childlogdir={escaped(place.logs)}"]
    if os.geteuid() == 0:
        lines.append("user=root")
    for program in programs:
        lines += ["", f"[program:{program.name}]", f"command={command_line(program)}"]
        lines += ["autorestart=true", "startsecs=5", "startretries=1000"]
        lines += ["stopsignal=TERM", f"stopwaitsecs={GRACE}", "killasgroup=true"]
        lines += [f"stdout_logfile={escaped(place.logs)}/{program.name}.log", "redirect_stderr=true"]
        lines += ["stdout_logfile_maxbytes=20MB", "stdout_logfile_backups=1"]
    # A group stops all at once, one group after the other: the gateway before the services, they before the broker.
    for stage in sorted({program.stage for program in programs}):
        names = ",".join(program.name for program in programs if program.stage == stage)
        lines += ["", f"[group:stage{stage}]", f"programs={names}", f"priority={stage}"]
    return "\n".join(lines) + "\n"


def escaped(path: Path) -> str:
    return str(path).replace("%", "%%")


def die_with_parent(sent: int = signal.SIGTERM) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends `sent` when the parent is gone, however it went. Linux only."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, sent)


def in_turn(*acts: Callable[[], None] | None) -> Callable[[], None]:
    """For `preexec_fn`: all of them."""
    wanted = [act for act in acts if act is not None]

    def do() -> None:
        for act in wanted:
            act()

    return do


class Supervisor:
    """supervisord over the programs of one place."""

    def __init__(self, place: Place, programs: list[Program], environment: Mapping[str, str]) -> None:
        self.place = place
        self.programs = programs
        self.environment = {**os.environ, **environment, MARK: place.mark}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start supervisord in a session of its own, so that Ctrl-C reaches only the starter."""
        file = self.place.path / "supervisord.conf"
        file.write_text(configuration(self.place, self.programs))
        file.chmod(0o600)
        with (self.place.logs / "supervisord.out").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "-c", str(file)],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=in_turn(raise_open_files, die_with_parent()),
            )

    def heal(self) -> bool:
        """Start supervisord again if it is gone; whether it was."""
        if self.process is None or self.process.poll() is None:
            return False
        sweep(self.place)
        self.start()
        return True

    def stop(self) -> None:
        """End everything: supervisord ends its children in order; what is left over (epmd) is ended after it."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()
            try:
                self.process.wait(timeout=GRACE * 3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        sweep(self.place)


def marked(place: Place) -> dict[int, str]:
    """Process id → command line of every process that a run in this place started and that still lives."""
    mark = f"{MARK}={place.mark}".encode()
    found: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(folder.name)] = line.decode(errors="replace")
    found.pop(os.getpid(), None)
    return found


def sweep(place: Place) -> int:
    """End what an earlier run left: its process manager first, for an orderly stop, then the rest. Answers how many."""
    left = marked(place)
    managers = {pid: line for pid, line in left.items() if "supervisor.supervisord" in line}
    end(place, set(managers), signal.SIGTERM, GRACE + 15)
    end(place, set(marked(place)), signal.SIGTERM, 15)
    end(place, set(marked(place)), signal.SIGKILL, 5)
    return len(left)


def end(place: Place, pids: set[int], sent: int, patience: float) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sent)
    deadline = time.monotonic() + patience
    while pids & set(marked(place)) and time.monotonic() < deadline:
        time.sleep(0.1)


def is_ready(url: str) -> str | None:
    """None when the process says that it is ready, else what it says or why it could not be asked."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return None if answer.status == 200 else str(answer.status)
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read(300).decode(errors='replace')}"
    except (OSError, ValueError) as error:
        return str(error)


def tail(file: Path, lines: int = 15) -> str:
    """The end of a log, for a message about why something does not start."""
    try:
        return "\n".join(file.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
