"""Selected graduates (选调生) and their ten years."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Graduates:
    """Selected graduates (选调生) and their ten years."""
