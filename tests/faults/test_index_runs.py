"""A run over every index is killed midway, twice: it goes on where it was, and computes nobody twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from pymongo import MongoClient

from benchmarks.calling import client
from tests.support.indices import fill, headers_of_all
from tests.support.platform import Platform

CADRES = 2600
pytestmark = pytest.mark.timeout(200)


def test_a_killed_process_goes_on_with_the_run_where_it_was(
    make_platform: Callable[..., Platform], mongo: MongoClient[dict[str, Any]], poll: Callable[..., Any]
) -> None:
    platform = make_platform(only=["appraisal"])
    platform.start()
    database = mongo[f"{platform.database_prefix}appraisal"]
    fill(database, 0, CADRES)

    async def begin() -> str:
        async with client(platform.amqp_uri) as calls:
            wish = {"kind": "cadre", "started_by": "合成", "basis": "合成"}
            run = await calls.call("appraisal.start_index_run", wish, headers_of_all(), deadline=30)
            return str(run["id"])

    run_id = asyncio.run(begin())
    for least in (1, 1000):
        poll(lambda least=least: database["index_runs"].find_one({"_id": run_id, "done": {"$gte": least}}), deadline=60)
        platform.restart("appraisal")
    run = poll(lambda: database["index_runs"].find_one({"_id": run_id, "state": "finished"}), deadline=90)
    assert (run["done"], run["total"]) == (CADRES, CADRES)
    told = [
        event["subject"]
        for entry in database["journal"].find({"events.type": "index.computed.v1"})
        for event in entry["events"]
        if event["type"] == "index.computed.v1"
    ]
    assert sorted(told) == [f"cadre.cad-{number:07}.1" for number in range(CADRES)]
    pointer = database["index_pointers"].find_one({"_id": "cadre"})
    assert pointer is not None
    assert (pointer["slot"], pointer["run"], pointer["running"]) == (1, run["run"], None)
