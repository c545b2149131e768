"""Versioned models of 双10+5+1 (分析研判模型)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Models:
    """Versioned models of 双10+5+1 (分析研判模型)."""
