"""Notice to the person and review (告知与复核)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Notices:
    """Notice to the person and review (告知与复核)."""
