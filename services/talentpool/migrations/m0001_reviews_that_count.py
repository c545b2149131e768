"""A review that was annulled makes room for another of the same year: one of each year counts, not one is kept.

Reviews from before there was annulling say that they count, and the index holds those alone.
"""

from __future__ import annotations

from typing import Any

from servicekit.migrations import At, in_batches, replace_index
from services.talentpool.store.members import REVIEWS

AT_ONCE = 1000


def migrate(at: At, place: Any) -> Any:
    following = in_batches(
        at.database, REVIEWS.name, {"counts": {"$exists": False}}, {"$set": {"counts": True}}, place, AT_ONCE
    )
    if following is None:
        replace_index(at.database, REVIEWS, "member_id_year")
    return following
