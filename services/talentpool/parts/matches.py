"""Shortlists for a post (人岗相适)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class Matches:
    """Shortlists for a post (人岗相适)."""
