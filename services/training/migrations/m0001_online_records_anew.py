"""An online record that was annulled gives its number free: of each number one is recorded, not one is kept.

Records from before there was annulling say that they are recorded, and the index counts those alone.
"""

from __future__ import annotations

from typing import Any

from servicekit.migrations import At, in_batches, replace_index
from services.training.store.ledger import ONLINE_RECORDS

AT_ONCE = 1000


def migrate(at: At, place: Any) -> Any:
    following = in_batches(
        at.database,
        ONLINE_RECORDS.name,
        {"state": {"$exists": False}},
        {"$set": {"state": "recorded"}},
        place,
        AT_ONCE,
    )
    if following is None:
        replace_index(at.database, ONLINE_RECORDS, "platform_record_id")
    return following
