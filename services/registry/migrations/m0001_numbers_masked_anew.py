"""A masked identity number shows its first two characters alone: beside a birth date its last ones told the rest."""

from __future__ import annotations

from typing import Any

from servicekit.migrations import At, in_batches
from services.registry.model.identity import MASKED, SHOWN
from services.registry.store.cadres import CADRES

AT_ONCE = 500


def _masked(field: str) -> dict[str, Any]:
    """A number that was masked another way, masked anew; nothing where there was none."""
    shown = {"$concat": [{"$substrCP": [field, 0, SHOWN]}, MASKED]}
    return {"$cond": [{"$eq": [{"$type": field}, "string"]}, shown, field]}


def migrate(at: At, place: Any) -> Any:
    told = {"before": _masked("$$one.before"), "after": _masked("$$one.after")}
    of_number = {"$eq": ["$$one.field", "identity_number"]}
    anew = {"$cond": [of_number, {"$mergeObjects": ["$$one", told]}, "$$one"]}
    return in_batches(
        at.database,
        CADRES.name,
        {"$or": [{"number_masked": {"$regex": r"[0-9X]$"}}, {"revisions.field": "identity_number"}]},
        [
            {
                "$set": {
                    "number_masked": _masked("$number_masked"),
                    "revisions": {"$map": {"input": {"$ifNull": ["$revisions", []]}, "as": "one", "in": anew}},
                }
            }
        ],
        place,
        AT_ONCE,
    )
