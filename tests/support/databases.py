"""A test's databases: thrown away as soon as it is over, for the server keeps a file open per collection and index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database


def drop(mongo: MongoClient[dict[str, Any]], prefix: str) -> None:
    """Drop every database whose name begins so."""
    for name in mongo.list_database_names():
        if name.startswith(prefix):
            mongo.drop_database(name)


def empty(database: Database[dict[str, Any]], names: Iterable[str]) -> None:
    """Empty these collections. They are asked together, in one call, which of them hold anything: few do, and a test
    that emptied each would wait for each.
    """
    first, *others = list(names)
    looks = [*_look(first), *({"$unionWith": {"coll": name, "pipeline": _look(name)}} for name in others)]
    for found in database[first].aggregate(looks):
        database[found["in"]].delete_many({})


def _look(name: str) -> list[dict[str, Any]]:
    return [{"$limit": 1}, {"$project": {"_id": 0, "in": {"$literal": name}}}]


def starts(mongo: MongoClient[dict[str, Any]]) -> int:
    """How often the server has been started over these data."""
    return mongo["local"]["startup_log"].count_documents({})
