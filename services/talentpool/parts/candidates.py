"""The read model of the roster that searches are answered from."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Candidates:
    """The read model of the roster that searches are answered from."""
