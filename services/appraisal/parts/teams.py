"""The analysis of teams (班子分析研判)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Teams:
    """The analysis of teams (班子分析研判)."""
