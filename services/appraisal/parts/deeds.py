"""Deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Deeds:
    """Deeds and political-quality items (正负面五件事、政治素质正反向事项)."""
