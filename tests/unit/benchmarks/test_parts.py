"""What is measured can at least be started: every module of the benchmarks is imported, the sample service too."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "benchmarks"
MODULES = [found.name for found in pkgutil.walk_packages([str(FOLDER)], "benchmarks.") if not found.ispkg]
MODULES += [f"benchmarks.sampleservice.{path.stem}" for path in FOLDER.glob("sampleservice/[a-z]*.py")]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_each_module_is_made_of_what_is_there(name: str) -> None:
    """In a process of its own: some make the whole process green."""
    ran = subprocess.run(
        [sys.executable, "-c", f"import {name}"],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
