"""A test's databases: thrown away as soon as it is over, for the server keeps a file open per collection and index."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient


def drop(mongo: MongoClient[dict[str, Any]], prefix: str) -> None:
    """Drop every database whose name begins so."""
    for name in mongo.list_database_names():
        if name.startswith(prefix):
            mongo.drop_database(name)


def starts(mongo: MongoClient[dict[str, Any]]) -> int:
    """How often the server has been started over these data."""
    return mongo["local"]["startup_log"].count_documents({})
