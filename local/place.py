"""Where a local run keeps its things: data, logs, ports, secrets, and the mark by which its processes are known.

Two places exist side by side, so that tests run while a demonstration is up: `.local/demo` and `.local/test`.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV_BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
MARK = "CADRE_LOCAL_RUN"


class Trouble(SystemExit):
    """Something the caller has to put right; leaves with status 2 after saying what, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        print(f"\n错误：{zh}\nError: {en}", file=sys.stderr, flush=True)
        super().__init__(2)


def say(zh: str, en: str) -> None:
    print(f"{zh}  {en}", flush=True)


def is_free(port: int, host: str = HOST) -> bool:
    """Whether nobody listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


_SHARES, _SHARE = 60, 200
_handed_out: set[int] = set()


def free_port() -> int:
    """A port that is free now, below the range from which the system picks ports for outgoing connections.

    Whoever is given one listens a while later: so none is given twice, and processes side by side choose from shares
    of their own.
    """
    first = 20000 + os.getpid() % _SHARES * _SHARE
    if len(_handed_out) > _SHARE // 2:
        _handed_out.clear()
    for _ in range(200):
        port = first + secrets.randbelow(_SHARE)
        if port not in _handed_out and is_free(port) and is_free(port, "0.0.0.0"):
            _handed_out.add(port)
            return port
    raise Trouble("找不到空闲端口。", "No free port was found.")


@dataclass(frozen=True)
class Place:
    """One run's folder under `.local/`."""

    name: str

    @property
    def path(self) -> Path:
        return ROOT / ".local" / self.name

    @property
    def logs(self) -> Path:
        return ROOT / ".local" / "logs" / self.name

    @property
    def mark(self) -> str:
        """Value of the environment variable that every process of this run carries."""
        return str(self.path)

    @property
    def node(self) -> str:
        """A name no other checkout on this machine has."""
        return f"cadre-{self.name}-{hashlib.sha256(str(self.path).encode()).hexdigest()[:10]}"

    def make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(parents=True, exist_ok=True)

    def ports(self, *names: str) -> dict[str, int]:
        """A port for each name: the ones of the last run where they are still free, others where not."""
        file = self.path / "ports.json"
        known: dict[str, int] = {}
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(file.read_text())
        for name in names:
            if not (name in known and is_free(known[name])):
                known[name] = free_port()
        file.write_text(json.dumps(known, indent=2))
        return {name: known[name] for name in names}

    @property
    def keys(self) -> Path:
        """The folder of what its owner alone may read."""
        return self.path / "secrets"

    def secret(self, name: str, size: int = 24) -> str:
        """A random text made at the first use and kept, readable by its owner alone."""
        file = self.keys / name
        file.parent.mkdir(mode=0o700, exist_ok=True)
        if not file.exists():
            partial = file.with_suffix(".partial")
            partial.write_text(secrets.token_urlsafe(size))
            partial.chmod(0o600)
            partial.rename(file)
        return file.read_text()

    def secret_file(self, name: str) -> Path:
        self.secret(name)
        return self.keys / name

    def field_key(self) -> str:
        """The key under which identity numbers are sealed: base64 of 32 bytes."""
        return base64.b64encode(hashlib.sha256(self.secret("field-key", 48).encode()).digest()).decode()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the place; a second run in it is told so. The lock goes with its process, however that ends."""
        self.make()
        with (self.path / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                holder = lock.read().strip() or "?"
                already_running(self.name, holder)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield


def already_running(name: str, holder: str) -> NoReturn:
    raise Trouble(
        f"本目录里已有一个 “{name}” 在运行（进程 {holder}）。请先按 Ctrl-C 结束它。",
        f'A "{name}" run of this folder is already up (process {holder}). End it first with Ctrl-C.',
    )
