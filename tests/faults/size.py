"""How much the stories with kills do: all of it in `make faults`, enough to be killed in its middle in `make test`."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")


def sized(full: T, short: T) -> T:
    """The full size where FULL_SIZE is set, else the short one."""
    return full if os.environ.get("FULL_SIZE") else short
