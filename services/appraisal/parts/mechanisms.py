"""Mechanisms of appraisal (考察制度机制)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Mechanisms:
    """Mechanisms of appraisal (考察制度机制)."""
