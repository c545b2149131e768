"""Anonymous weighted ballots (民主测评)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Ballots:
    """Anonymous weighted ballots (民主测评)."""
