"""Evidence that was withdrawn by mistake is handed in again: what was withdrawn does not stand in its way."""

from __future__ import annotations

from typing import Any

from servicekit.migrations import At, drop_index
from servicekit.store import ensure_indexes
from services.supervision.store.rectification import EVIDENCE

BEFORE = "item_id_sha256"


def migrate(at: At, _place: Any) -> Any:
    ensure_indexes(at.database, [EVIDENCE])  # First what takes its place, so that nothing comes twice meanwhile.
    drop_index(at.database, EVIDENCE.name, BEFORE)
    return None
