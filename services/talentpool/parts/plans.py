"""The 5122 plan (5122计划): cycles, tiers with quotas, batches."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Plans:
    """The 5122 plan (5122计划): cycles, tiers with quotas, batches."""
