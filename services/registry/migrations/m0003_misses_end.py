"""How often an account asked for identity numbers in vain is kept for the day: what has no end goes."""

from __future__ import annotations

from typing import Any

from servicekit.migrations import At
from services.registry.store.reveals import MISSES


def migrate(at: At, _place: Any) -> Any:
    at.database[MISSES.name].delete_many({"ends_at": None})
    return None
