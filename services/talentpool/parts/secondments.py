"""Secondments (挂职、跟岗)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Secondments:
    """Secondments (挂职、跟岗)."""
