"""Evidence that events bring (研判素材)."""

from __future__ import annotations

from collections.abc import Callable

from servicekit.deadlines import Deadline
from servicekit.work import UnitOfWork

MOVED: dict[str, Callable[[Deadline, UnitOfWork], None]] = {}


class EvidenceKeeping:
    """Evidence that events bring (研判素材)."""
