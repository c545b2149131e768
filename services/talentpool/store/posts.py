"""Collections: posts (职位) as the roster tells of them, and when each falls vacant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pymongo

from servicekit.store import Collection, Within, index
from services.talentpool.errors.successions import NoPost
from services.talentpool.model.posts import Post

POSTS = Collection(
    "posts",
    Post,
    [
        index("state", "falls_vacant_on", "_id"),
        index("state", "held_since", "_id"),
        index("state", "_id"),
        index("state", "vacant", "_id"),
        index("unit_ids", "state", "falls_vacant_on", "_id"),
        index("unit_ids", "state", "_id"),
        index("holder_ids"),
    ],
    missing=NoPost,
    within=Within(cadre=""),
)


def keep_post(id: str, sequence: int, fields: Mapping[str, Any]) -> pymongo.UpdateOne:
    """An upsert of what the roster tells of a post; what is derived from its holders stays."""
    newer = {"$gt": [sequence, {"$ifNull": ["$sequence", -1]}]}
    told = {"$mergeObjects": ["$$ROOT", {"$literal": {**fields, "sequence": sequence}}]}
    return pymongo.UpdateOne({"_id": id}, [{"$replaceWith": {"$cond": [newer, told, "$$ROOT"]}}], upsert=True)


def keep_holders(id: str, fields: Mapping[str, Any]) -> pymongo.UpdateOne:
    """What is derived from the holders of a post."""
    return pymongo.UpdateOne({"_id": id}, {"$set": dict(fields)})
