"""Collections: the read model of the roster that searches are answered from.

One document per cadre, written by events and never loaded as a whole to be changed. The indexes are those that
`model.access` chooses among; each has what is asked for exactly first, and then the field that gives the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pymongo

from servicekit.errors import UnknownCadre
from servicekit.store import Collection, index
from services.talentpool.model.candidates import Candidate, IndexPointer

CANDIDATES = Collection(
    "candidates",
    Candidate,
    [
        index("status", "post_level", "birth", "_id"),
        index("status", "post_level", "level_since", "_id"),
        index("status", "county_level_or_above", "birth", "_id"),
        index("status", "rank", "birth", "_id"),
        index("status", "birth", "_id"),
        index("status", "level_since", "_id"),
        index("status", "retires_on", "_id"),
        index("status", "index_0", "_id"),
        index("status", "index_1", "_id"),
        index("status", "selected_graduate_year", "birth", "_id"),
        index("status", "unit_ids", "birth", "_id"),
        index("status", "pool.tier_id", "birth", "_id"),
        index("unit_id", "status", "_id"),
    ],
    missing=UnknownCadre,
)
POINTERS = Collection("index_pointers", IndexPointer)
ALL: list[Collection[Any]] = [CANDIDATES, POINTERS]


def keep_newer(id: str, source: str, sequence: int, fields: Mapping[str, Any]) -> pymongo.UpdateOne:
    """An upsert of what one source tells of a cadre; an older event of the same source changes nothing."""
    newer = {"$gt": [sequence, {"$ifNull": [f"$seen.{source}", -1]}]}
    seen = {"$mergeObjects": ["$seen", {source: sequence}]}
    told = {"$mergeObjects": ["$$ROOT", {"$literal": dict(fields)}, {"seen": seen}]}
    return pymongo.UpdateOne({"_id": id}, [{"$replaceWith": {"$cond": [newer, told, "$$ROOT"]}}], upsert=True)


def keep_honour(cadre_id: str, honour_id: str, sequence: int, level: str, state: str) -> pymongo.UpdateOne:
    """An upsert of one honour of a cadre, and of the levels of those that are in force."""
    newer = {"$gt": [sequence, {"$ifNull": [f"$honours.{honour_id}.sequence", -1]}]}
    told = {"$literal": {honour_id: {"level": level, "state": state, "sequence": sequence}}}
    kept = {"$cond": [newer, {"$mergeObjects": ["$honours", told]}, "$honours"]}
    in_force = {
        "$filter": {"input": {"$objectToArray": "$honours"}, "cond": {"$eq": ["$$this.v.state", "in_force"]}},
    }
    levels = {"$setUnion": [{"$map": {"input": in_force, "in": "$$this.v.level"}}, []]}
    return pymongo.UpdateOne(
        {"_id": cadre_id}, [{"$set": {"honours": kept}}, {"$set": {"honour_levels": levels}}], upsert=True
    )


def take_training_back(cadre_id: str) -> pymongo.UpdateOne:
    """The write that counts one completion less, which was revoked."""
    return pymongo.UpdateOne({"_id": cadre_id}, {"$inc": {"trainings": -1}}, upsert=True)


def keep_training(cadre_id: str, kind: str, day: str) -> pymongo.UpdateOne:
    """An upsert that counts one completion; the inbox sees to it that each comes once."""
    return pymongo.UpdateOne(
        {"_id": cadre_id},
        {"$inc": {"trainings": 1}, "$max": {"last_training_on": day}, "$addToSet": {"training_kinds": kind}},
        upsert=True,
    )
