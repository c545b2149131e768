"""Kept: identity numbers that were shown in full, and how often one was asked for in vain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from servicekit.deadlines import end_of
from servicekit.store import Collection, index
from services.registry.errors.cadres import TooManyLookups
from services.registry.model.reveals import MissesOfDay, NumbersTried, RevealsOfDay, id_of

REVEALS = Collection("reveals", RevealsOfDay, [index("shown.cadre_id", "_id")])
MISSES = Collection("missed_lookups", MissesOfDay, [index("ends_at", ends=True)])

TRIED = Collection("numbers_tried", NumbersTried, [index("ends_at", ends=True)])


def count_misses(db: Database[dict[str, Any]], account: str, day: date, most: int, times: int = 1) -> None:
    """Count numbers that are asked for in vain, before it is known whether they are: many at once do not slip through.

    `times` may be 0, to look whether one more would be too many. Raises TooManyLookups where there would be more than
    `most` on this day; of that day the rest is used up then, so that to be refused tells nothing a second time.
    """
    sum_of_day = {"$add": [{"$ifNull": ["$count", 0]}, times]}
    kept = {"account": account, "day": day.isoformat(), "ends_at": end_of(day), "version": 0}
    before = db[MISSES.name].find_one_and_update(
        {"_id": id_of(account, day)}, [{"$set": {**kept, "count": {"$min": [most, sum_of_day]}}}], upsert=True
    )
    if (before["count"] if before else 0) + max(times, 1) > most:
        raise TooManyLookups(f"每日最多{most}次", f"At most {most} a day", most=most)


def forget_miss(db: Database[dict[str, Any]], account: str, day: date) -> None:
    """It was somebody's: what was counted does not count."""
    db[MISSES.name].update_one({"_id": id_of(account, day)}, {"$inc": {"count": -1}})


def tried_too_often(
    db: Database[dict[str, Any]],
    account: str,
    in_vain: Mapping[str, Iterable[str]],
    asked: Iterable[str],
    most: int,
    ends_at: datetime,
) -> set[str]:
    """Keep which numbers an account names `in_vain`, by what they agree in, until `ends_at` of the first of them.

    Answers of what is `asked` that of which more than `most` numbers have been named in vain. One that is named again
    is the same one; they are kept before it is known whether they are too many.
    """
    if in_vain:
        db[TRIED.name].bulk_write([_keeping(account, of, tried, most, ends_at) for of, tried in in_vain.items()], False)
    ids = {f"{account}:{of}": of for of in asked}
    too_many = db[TRIED.name].find({"_id": {"$in": list(ids)}, f"tried.{most}": {"$exists": True}}, {"_id": 1})
    return {ids[one["_id"]] for one in too_many}


def _keeping(account: str, of: str, tried: Iterable[str], most: int, ends_at: datetime) -> UpdateOne:
    every = {"$setUnion": [{"$ifNull": ["$tried", []]}, list(tried)]}
    kept = {
        "account": account,
        "ends_at": {"$ifNull": ["$ends_at", ends_at]},
        "tried": {"$slice": [every, most + 1]},
        "version": 0,
    }
    return UpdateOne({"_id": f"{account}:{of}"}, [{"$set": kept}], upsert=True)
