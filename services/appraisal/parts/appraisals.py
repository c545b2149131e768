"""Appraisals (考察) from plan to conclusion."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Appraisals:
    """Appraisals (考察) from plan to conclusion."""
