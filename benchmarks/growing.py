"""Latencies with 13,000 cadres and with 300,000, side by side on two platforms."""

from __future__ import annotations

import itertools
from typing import Any

from benchmarks.figure import Figure, by_turns_async
from benchmarks.surroundings import Surroundings
from benchmarks.whole import PEOPLE, SCALE, Whole, same_indexes
from gateway.readmodels.generations import collection_name

LARGE = int(300_000 * SCALE)
TIMES = 150


def grow(small: Whole, large: Whole, service: str, name: str, *unique: str) -> None:
    """Copy a collection's documents under new ids until there are LARGE, then build its indexes.

    The database does it itself. `unique` names unique fields of texts, to be told apart like the ids. The first copies
    keep theirs, so that whoever is spoken of by an id is there.
    """
    source, target = small.database(service)[name], large.database(service)
    copies = -(-LARGE // max(1, source.estimated_document_count()))
    apart = {
        field: {"$cond": ["$copy", {"$concat": [f"${field}", "-", {"$toString": "$copy"}]}, f"${field}"]}
        for field in ("_id", *unique)
    }
    target.drop_collection(name)
    source.aggregate(
        [
            {"$set": {"copy": {"$range": [0, copies]}}},
            {"$unwind": "$copy"},
            {"$set": apart},
            {"$unset": "copy"},
            {"$out": {"db": target.name, "coll": name}},
        ]
    )
    same_indexes(source, target[name])


async def figures(here: Surroundings, small: Whole) -> list[Figure]:
    """List and profile."""
    with here.elsewhere() as amqp_uri:
        large = Whole(here, "large", "registry", "training", "gateway", amqp_uri=amqp_uri)
        large.start()
        try:
            units = _fill(small, large)
            found = []
            for figure, make in (
                ("growth.list", _lists(small, large, units)),
                ("growth.profile", _profiles(small, large)),
            ):
                measured, limit = await by_turns_async(
                    large.load.latency(make[1], TIMES), small.load.latency(make[0], TIMES)
                )
                found.append(Figure(figure, measured, limit, "ms", "<=1.3", "the same with 13,000 cadres"))
            return found
        finally:
            large.stop()


def _fill(small: Whole, large: Whole) -> list[str]:
    """Take over what is there, the cadres many times; some of the units."""
    for name in ("units", "posts"):
        pipeline = [{"$merge": {"into": {"db": large.database("registry").name, "coll": name}}}]
        small.database("registry")[name].aggregate(pipeline)
    grow(small, large, "registry", "cadres", "number_index")
    grow(small, large, "gateway", PEOPLE)
    for read in (collection_name(name, 1) for name in ("units", "posts", "agencies")):
        small.database("gateway")[read].aggregate([{"$out": {"db": large.database("gateway").name, "coll": read}}])
    there = {"db": large.database("gateway").name, "coll": "accounts"}
    known = {"name_key": {"$nin": large.database("gateway").accounts.distinct("name_key")}}
    small.database("gateway").accounts.aggregate([{"$match": known}, {"$merge": {"into": there}}])
    if state := small.database("gateway")["read_state"].find_one():
        large.database("gateway")["read_state"].replace_one({"_id": state["_id"]}, state, upsert=True)
    return [row["_id"] for row in small.database("registry")["units"].find({}, {"_id": 1}).limit(50)]


def _lists(small: Whole, large: Whole, units: list[str]) -> list[Any]:
    """The first page of everybody, of a status, and of a unit and all below it, in turn."""

    def of(whole: Whole) -> Any:
        asked = itertools.cycle(
            path
            for unit in units
            for path in ("/cadres?limit=50", "/cadres?limit=50&status=serving", f"/cadres?limit=50&unit_id={unit}")
        )
        return lambda: whole.read(next(asked))

    return [of(small), of(large)]


def _profiles(small: Whole, large: Whole) -> list[Any]:
    def of(whole: Whole) -> Any:
        pipeline = [{"$sample": {"size": 2000}}, {"$project": {"_id": 1}}]
        ids = itertools.cycle([row["_id"] for row in whole.database("gateway")[PEOPLE].aggregate(pipeline)])
        return lambda: whole.read(f"/cadres/{next(ids)}/profile")

    return [of(small), of(large)]
