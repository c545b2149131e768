"""Processes under test: started, asked whether they are ready, stopped, killed, frozen, started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from local.supervise import is_ready, tail
from tests.support import grown
from tests.support.polling import poll

ROOT = grown.ROOT


class Child:
    """One process with its log; it dies with the test run, whatever happens to that."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, ready_url: str | None = None
    ) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.log = log
        self.ready_url = ready_url
        self.process: subprocess.Popen[bytes] | grown.Grown | None = None

    def start(self) -> Child:
        with self.log.open("ab") as log:
            environment = {**os.environ, **self.environment}
            self.process = grown.begin(self.command, environment, log.fileno(), log.fileno())
        return self

    @property
    def running(self) -> subprocess.Popen[bytes] | grown.Grown:
        assert self.process is not None, f"{self.name} was not started"
        return self.process

    @property
    def pid(self) -> int:
        return self.running.pid

    def wait_ready(self, deadline: float = 150.0, without: Collection[str] = ()) -> None:
        """Until /readyz answers 200, or misses nothing but services that were not started, the ones named in `without`.

        AssertionError with the log's end where it does not, or where the process ends.
        """

        def ready() -> bool:
            if (status := self.running.poll()) is not None:
                raise RuntimeError(f"{self.name} ended with {status}:\n{tail(self.log, 40)}")
            assert self.ready_url is not None
            said = is_ready(self.ready_url)
            missing = set(re.findall(r'"(service:[^"]+|[a-z]+)"', said.partition("missing")[2])) if said else set()
            assert said is None or (missing and missing <= {f"service:{name}" for name in without}), said
            return True

        poll(ready, deadline, because=lambda: f"{self.name} ready; its log ends:\n{tail(self.log, 40)}")

    def stop(self, deadline: float = 30.0) -> int:
        """SIGTERM and wait; answers the exit status (-9 where it had to be killed)."""
        self.end()
        return self.ended(deadline)

    def end(self) -> None:
        """SIGTERM."""
        if self.process is not None:
            self.process.terminate()

    def ended(self, deadline: float = 30.0) -> int:
        """Wait for the end of what was told to; see `stop`."""
        if self.process is None:
            return 0
        try:
            return self.process.wait(timeout=deadline)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def kill(self) -> None:
        """SIGKILL, and gone when this returns."""
        self.running.kill()
        self.running.wait()

    def freeze(self) -> None:
        """SIGSTOP: alive, holding its connections, doing nothing."""
        self.running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.running.send_signal(signal.SIGCONT)

    def busy_seconds(self) -> float:
        """Processor time that it has used so far."""
        spent = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")

    def resident_bytes(self) -> int:
        """Resident memory now (VmRSS)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))
