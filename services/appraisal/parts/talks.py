"""Talks (谈话) of an appraisal."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Talks:
    """Talks (谈话) of an appraisal."""
