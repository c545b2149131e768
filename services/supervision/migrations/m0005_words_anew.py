"""Words to search by are of one width, and those of a long text reach to its end."""

from __future__ import annotations

from typing import Any

from servicekit.migrations import At, words_anew
from services.supervision import store

AT_ONCE = 100


def migrate(at: At, place: Any) -> Any:
    return words_anew(at.database, store.ALL, place, AT_ONCE)
