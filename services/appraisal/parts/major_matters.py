"""The evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class MajorMatters:
    """The evaluation of responsibility in major matters (大事要事担当担责度评价)."""
