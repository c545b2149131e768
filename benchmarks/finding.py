"""Searching and matching over a large roster, in a process of its own: `python -m benchmarks.finding`.

The candidates are made up and written straight into the read model's collection, with its own indexes. The service's
query and command run as its process runs them, without the broker. What is printed last is seconds, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymongo

from benchmarks.figure import by_turns
from benchmarks.whole import BUILDING_SECONDS, SCALE
from servicekit.config import Settings
from servicekit.ids import new_id
from servicekit.principal import Principal, Reach, Scope
from servicekit.process import service_of
from servicekit.runtime import Runtime
from servicekit.specs import Call
from services.talentpool.model.candidates import from_roster
from services.talentpool.store.candidates import CANDIDATES
from services.talentpool.store.posts import POSTS
from services.talentpool.vocabulary.conditions import RIGHTS

PACKAGE = "services.talentpool"
PEOPLE = int(300_000 * SCALE)
CHUNK = 5_000
TIMES, MATCHES = 100, 3
CUTOFF = "2026-06-30"
LEVELS = {"131": 1, "132": 4, "141": 10, "142": 20, "150": 65}
"""Of a hundred cadres, how many are at each level."""
PAGE = 50
Document = dict[str, Any]
OFFICER = Principal("benchmark", ("young_cadre_officer",), "talentpool.searches.make", Scope(Reach.ALL), RIGHTS)


def people(chance: random.Random, number: int) -> Iterator[Document]:
    """Cadres as the events of every source would have left them."""
    units = [f"unt-{place:04d}" for place in range(2_000)]
    for place in range(number):
        unit = chance.choice(units)
        level = chance.choices(list(LEVELS), list(LEVELS.values()))[0]
        roster = {
            "unit_id": unit,
            "unit_ids": ["unt-city", unit],
            "status": "serving" if chance.random() < 0.9 else "retired",
            "post_level": level,
            "level_since": f"{chance.randint(2012, 2025)}-{chance.randint(1, 12):02d}",
            "in_post_since": f"{chance.randint(2014, 2025)}-{chance.randint(1, 12):02d}",
            "county_level_or_above": level in ("131", "132"),
            "role": "member",
            "post_ids": [],
            "sex": chance.choice("12"),
            "birth_month": f"{chance.randint(1967, 2001)}-{chance.randint(1, 12):02d}",
            "ethnicity": chance.choices(["01", "02", "11", "03"], [70, 20, 6, 4])[0],
            "political_status": chance.choices(["01", "13"], [85, 15])[0],
            "education_level": chance.choice(["14", "21", "21", "31"]),
            "full_time_level": chance.choice(["14", "21", "31", None]),
            "work_since": "2005-07",
            "party_since": "2006-01",
            "basic_level_months": chance.randint(0, 72),
            "basic_level_since": None,
            "annual_grades": [{"year": 2021 + n, "grade": "excellent"} for n in range(chance.randint(0, 3))],
            "selected_graduate_year": chance.choice([None, None, None, 2016, 2018]),
            "retires_on": f"{chance.randint(2027, 2060)}-01-01",
            "synthetic": True,
        }
        made = {"_id": f"cad-{place:07d}", **from_roster(roster), "index_0": chance.randint(4_000, 9_900) / 100}
        made |= {"trainings": chance.randint(0, 8), "training_kinds": ["rotation"], "barred": chance.random() < 0.01}
        yield made | {"honour_levels": ["city"] if chance.random() < 0.02 else [], "version": 0}


def fill(runtime: Runtime) -> None:
    """Write the candidates, then build the indexes."""
    kept = runtime.db[CANDIDATES.name]
    kept.drop()
    chunk: list[Document] = []
    for one in people(random.Random(7), PEOPLE):
        chunk.append(one)
        if len(chunk) == CHUNK:
            kept.insert_many(chunk, ordered=False)
            chunk = []
    if chunk:
        kept.insert_many(chunk, ordered=False)
    with pymongo.timeout(BUILDING_SECONDS):
        kept.create_indexes([index.model() for index in CANDIDATES.indexes])
    post: Document = {"unit_id": "unt-0001", "unit_ids": ["unt-city", "unt-0001"], "post_level": "132", "vacant": True}
    post |= {"state": "active", "holder_ids": [], "role": "deputy", "synthetic": True, "version": 0, "sequence": 1}
    post["conditions"] = [
        {"kind": "years_at_level", "value": "3", "required": True},
        {"kind": "party_member", "value": "yes", "required": True},
        {"kind": "age_at_most", "value": "50", "required": True},
    ]
    runtime.db[POSTS.name].replace_one({"_id": "pst-1"}, post, upsert=True)


class Sides:
    """The service and the bare database, asked the same."""

    def __init__(self, runtime: Runtime) -> None:
        self._service = service_of(PACKAGE)()
        self._service.platform = runtime
        self._candidates = runtime.db[CANDIDATES.name]
        self.search_id = str(self.ask("make_search", conditions=CONDITIONS, cutoff=CUTOFF, limit=PAGE)["id"])

    def ask(self, name: str, **wish: Any) -> Document:
        answer, problem = getattr(self._service, name)(Call(kwargs=wish, id=new_id("call"), principal=OFFICER))
        if problem is not None:
            raise problem
        assert answer is not None
        found: Document = answer.result
        return found

    def search(self) -> float:
        """Seconds for the first page, through the service's query."""
        return _each(TIMES, lambda: self.ask("search_results", search_id=self.search_id, limit=PAGE)["items"])

    def bare_search(self) -> float:
        """Seconds for the same documents in the same order, by the driver alone; the planner chooses the index."""
        where = {
            "status": "serving",
            "post_level": "141",
            "birth": {"$gt": "1985-06-30"},
            "level_since": {"$lte": "2023-06-30"},
            "full_time_level": {"$lte": "29"},
        }
        order = [("level_since", 1), ("_id", 1)]
        return _each(TIMES, lambda: list(self._candidates.find(where).sort(order).limit(PAGE)))

    def match(self) -> float:
        """Seconds for a shortlist, kept with all its explanations."""
        return _each(MATCHES, lambda: self.ask("make_match", **MATCH)["lines"])

    def bare_aggregation(self) -> float:
        """Seconds for one aggregation that reads the same candidates and counts them by sex."""
        stages: list[Document] = [
            {"$match": {"status": "serving", "post_level": {"$in": ["132", "141"]}}},
            {"$group": {"_id": "$sex", "people": {"$sum": 1}, "excellent": {"$sum": "$excellent_grades"}}},
        ]
        return _each(MATCHES, lambda: list(self._candidates.aggregate(stages)))


CONDITIONS = [
    {"field": "post_level", "op": "is", "value": "141"},
    {"field": "age", "op": "at_most", "value": 40},
    {"field": "years_at_level", "op": "at_least", "value": 3},
    {"field": "full_time_level", "op": "at_least", "value": "20"},
]
MATCH: Document = {
    "post_id": "pst-1",
    "cutoff": CUTOFF,
    "conditions": [{"field": "full_time_level", "op": "at_least", "value": "20"}],
    "preferences": [
        {"key": "index", "weight": 0.5},
        {"key": "years_at_level", "weight": 0.2},
        {"key": "basic_level_years", "weight": 0.2},
        {"key": "excellent_grades", "weight": 0.1},
    ],
    "synthetic": True,
}


def _each(times: int, work: Callable[[], list[Any]]) -> float:
    """Seconds of one run; every run must find somebody."""
    began = time.perf_counter()
    for _ in range(times):
        if not work():
            raise RuntimeError("nobody was found: nothing was measured")
    return (time.perf_counter() - began) / times


def main() -> None:
    """Print the medians."""
    settings = Settings(mongo_uri=os.environ["MONGO_URI"], database_prefix=os.environ["DATABASE_PREFIX"])
    service = service_of(PACKAGE)
    runtime = Runtime(service.name, settings, Path(*PACKAGE.split(".")).resolve())
    runtime.prepare(service.collections)
    began = time.monotonic()
    fill(runtime)
    print(f"{PEOPLE:,} candidates in {time.monotonic() - began:.0f} s", file=sys.stderr)
    sides = Sides(runtime)
    search, bare_search = by_turns(sides.search, sides.bare_search)
    match, bare = by_turns(sides.match, sides.bare_aggregation)
    print(json.dumps({"search": search, "bare_search": bare_search, "match": match, "bare_aggregation": bare}))


if __name__ == "__main__":
    main()
