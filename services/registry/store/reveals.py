"""Kept: identity numbers that were shown in full, and how often one was asked for in vain."""

from __future__ import annotations

from datetime import date
from typing import Any

from pymongo.database import Database

from servicekit.store import Collection, index
from services.registry.errors.cadres import TooManyLookups
from services.registry.model.reveals import MissesOfDay, RevealsOfDay, id_of

REVEALS = Collection("reveals", RevealsOfDay, [index("shown.cadre_id", "_id")])
MISSES = Collection("missed_lookups", MissesOfDay, [])


def count_miss(db: Database[dict[str, Any]], account: str, day: date, most: int) -> None:
    """Count that a number is asked for in vain, before it is known whether it is: many at once do not slip through.

    Raises TooManyLookups where it would be more than `most` on this day.
    """
    key = {"_id": id_of(account, day)}
    made = {"account": account, "day": day.isoformat(), "count": 0, "version": 0}
    db[MISSES.name].update_one(key, {"$setOnInsert": made}, upsert=True)
    counted = db[MISSES.name].update_one(key | {"count": {"$lt": most}}, {"$inc": {"count": 1}})
    if not counted.modified_count:
        raise TooManyLookups(f"每日最多{most}次", f"At most {most} a day", most=most)


def forget_miss(db: Database[dict[str, Any]], account: str, day: date) -> None:
    """It was somebody's: what was counted does not count."""
    db[MISSES.name].update_one({"_id": id_of(account, day)}, {"$inc": {"count": -1}})
