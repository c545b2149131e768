"""What it costs that persons' data is guarded: the same processes over the same data, with their guards and without.

Calls signed and verified, fields and receipts sealed, readings noted, commands linked into the chain, lists filtered by
scope, all together. The gateway and the registry are started as they are and without (`benchmarks.unguarded`) in turn.
"""

from __future__ import annotations

import itertools
import secrets
import sys
import time
from collections.abc import Callable, Mapping

from benchmarks.figure import Figure, Turns
from benchmarks.web import request
from benchmarks.whole import PEOPLE, Document, Whole
from local.processes import GATEWAY
from tests.support.awards import identity_numbers

REGISTRY = "registry"
UNGUARDED = {GATEWAY: GATEWAY, REGISTRY: "services.registry"}
ROUNDS = 4
MOST_REGISTERED = 10_000
MOST = ">=0.75"
"""A quarter, at most, for all guards together."""


async def figures(whole: Whole) -> list[Figure]:
    """Profiles as a unit officer reads them, a command about nobody, and one that registers a cadre: how many a second,
    and how many for a second of the two processes' processor time, which others on the machine bear on less."""
    makes = requests(whole)
    sides: tuple[Mapping[str, list[str]], ...] = (
        {name: whole.running[name].command for name in UNGUARDED},
        {name: [sys.executable, "-m", "benchmarks.unguarded", what] for name, what in UNGUARDED.items()},
    )
    rates, costs = ({name: Turns(len(sides), ROUNDS) for name in makes} for _ in range(2))
    for place, *_ in zip(*rates.values(), *costs.values(), strict=True):
        whole.restart_as(sides[place])
        for name, make in makes.items():
            rate, cost = await answered(whole, make)
            rates[name].note(place, rate)
            costs[name].note(place, cost)
    what = "the same without signing, sealing, notes, chain and scope"
    return [
        Figure(f"guards.{name}{by}", *turns[name].medians(), unit, MOST, what)
        for by, unit, turns in (("", "1/s", rates), (".cpu", "1/CPU s", costs))
        for name in makes
    ]


async def answered(whole: Whole, make: Callable[[], bytes]) -> tuple[float, float]:
    """Requests a second, and for a second of processor time."""
    busy, began = busy_seconds(whole), time.perf_counter()
    rate = await whole.load.rate(make)()
    count = rate * (time.perf_counter() - began)
    return rate, count / (busy_seconds(whole) - busy)


def busy_seconds(whole: Whole) -> float:
    """Processor time of the two processes so far."""
    return sum(whole.running[name].busy_seconds() for name in UNGUARDED)


def requests(whole: Whole) -> dict[str, Callable[[], bytes]]:
    """What is sent, each time anew, by the names of the figures."""
    people = whole.database(GATEWAY)[PEOPLE]
    (unit,) = (row["_id"] for row in people.aggregate([
        {"$unwind": "$state.unit_ids"}, {"$group": {"_id": "$state.unit_ids", "size": {"$sum": 1}}},
        {"$match": {"size": {"$lte": 2000}}}, {"$sort": {"size": -1}}, {"$limit": 1},
    ]))  # fmt: skip
    officer = {"Authorization": whole.running.as_role("unit_officer", unit_id=unit).http.headers["authorization"]}
    ids = itertools.cycle([row["_id"] for row in people.find({"state.unit_ids": unit}, {"_id": 1})])
    numbers, identities = itertools.count(), iter(identity_numbers(MOST_REGISTERED))

    def read() -> bytes:
        return request("GET", f"/v1/cadres/{next(ids)}/profile", officer)

    def command() -> bytes:
        number = f"护栏〔2025〕{next(numbers)}号{secrets.token_hex(2)}"
        policy: Document = {
            "title": f"（示例）制度 {number}",
            "kind": "policy",
            "classification": "public",
            "number": number,
        }
        policy |= {"issuer": "（示例）单位", "issued_on": "2025-05-08", "text": "（示例正文）", "synthetic": True}
        return whole.write("POST", "/policies", policy)

    def register() -> bytes:
        cadre: Document = {
            "name": "示例虚构",
            "sex": "1",
            "birth": "1991-03",
            "ethnicity": "01",
            "began_work_on": "2013-07",
        }
        cadre |= {"unit_id": unit, "identity_number": next(identities), "synthetic": True}
        return whole.write("POST", "/cadres", cadre)

    return {"profile": read, "command": command, "registering": register}
