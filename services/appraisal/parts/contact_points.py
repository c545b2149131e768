"""Contact points (干部工作联系点)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class ContactPoints:
    """Contact points (干部工作联系点)."""
