"""Members of the pool (年轻干部库成员)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Members:
    """Members of the pool (年轻干部库成员)."""
