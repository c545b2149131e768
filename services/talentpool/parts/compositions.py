"""A team with a candidate in it (班子模拟)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Compositions:
    """A team with a candidate in it (班子模拟)."""
