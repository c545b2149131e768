"""Keys for processes that a test starts by itself: made once for a run of the tests, gone with it."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from local.processes import make_keys, told_of_keys


@functools.cache
def folder() -> Path:
    """Where they are."""
    made = Path(tempfile.mkdtemp(prefix="cadre-keys-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return make_keys(made)


def told(process: str = "gateway") -> dict[str, str]:
    """Where a process finds its own, as its environment says."""
    return told_of_keys(process, folder())
