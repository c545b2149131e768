"""Running `cadre` as an operator does: a process of its own, with the environment of the processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support import grown, keys
from tests.support.platform import FIELD_KEY

ROOT = Path(__file__).parents[2]
PASSPHRASE = "correct horse battery"


class Cadre:
    """`cadre("backup", "create", file)` and what became of it; `more` is added to the environment."""

    def __init__(self, amqp_uri: str, mongo_uri: str, prefix: str) -> None:
        self.prefix = prefix
        self.environment = {
            "AMQP_URI": amqp_uri,
            "MONGO_URI": mongo_uri,
            "DATABASE_PREFIX": prefix,
            "FIELD_KEY": FIELD_KEY,
            "CADRE_PASSPHRASE": PASSPHRASE,
            **keys.told(),
        }

    def started(self, *words: object, **more: str) -> subprocess.Popen[str]:
        """The process, under way."""
        return subprocess.Popen(
            [sys.executable, "-m", "tools.cadre", *map(str, words)],
            cwd=ROOT,
            env=self._with(more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words: object, timeout: float = 120, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tools.cadre", *map(str, words)]
        return grown.run(command, self._with(more), timeout)

    def found(self, **more: str) -> tuple[int, dict[str, dict[str, Any]]]:
        """The doctor's status, and what it found, by code."""
        done = self("doctor", "--json", **more)
        assert done.stderr == "", done.stderr
        said = json.loads(done.stdout)
        assert said["status"] == done.returncode
        return done.returncode, {found["code"]: found for found in said["findings"]}

    def _with(self, more: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, **self.environment, **more}
