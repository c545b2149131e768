"""Three hundred nominated for the pool while each process is killed in turn: each place is filled once, nobody is lost.

Restrictions fall upon some of them at the same time; whoever is restricted is not admitted, or is suspended.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from tests.faults.size import sized
from tests.support.awards import done, insist, load
from tests.support.client import Client
from tests.support.platform import Platform
from tests.support.polling import poll
from tests.support.pool import BASIS, Pool

NOMINATED, PLACES, AT_ONCE = sized((300, 250, 50), (120, 70, 20))
VICTIMS = ("talentpool", "supervision", "gateway")
IN_POOL = {"in_pool", "key_training"}
Row = dict[str, Any]
T = TypeVar("T")

pytestmark = pytest.mark.timeout(600)


def amid(platform: Platform, victims: Sequence[str], *works: Callable[[], T]) -> list[T]:
    """Do these at the same time while each of the victims is killed and started again, one after the other.

    The works have threads of their own: a process is started here, since it dies with the thread that has started it.
    """
    with ThreadPoolExecutor(len(works)) as threads:
        done_by = [threads.submit(work) for work in works]
        for victim in victims:
            platform.restart(victim)
        return [each.result() for each in done_by]


def restrict(admin: Client, cadres: list[str]) -> list[str]:
    """A warning to each, which bars from the pool; answers the ids of the restrictions."""
    begun = {"kind": "warning", "begins": "2026-11-02", "basis": "虚构", "synthetic": True}
    return [
        done(insist(admin, "POST", "/supervision/restrictions", {"cadre_id": cadre, **begun}, key=f"bar-{cadre}"))["id"]
        for cadre in cadres
    ]


def admit(pool: Pool, members: list[str]) -> set[str]:
    """Admitted many at a time, each request until it is answered; those of whom it was said that they are in."""
    taken: set[str] = set()
    for first in range(0, len(members), AT_ONCE):
        body = {"member_ids": members[first : first + AT_ONCE], **BASIS}
        path = f"/talent/batches/{pool.batch}/admissions"
        answer = done(insist(pool.officer, "POST", path, body, key=f"admit-{members[first]}"))
        taken |= {each["id"] for each in answer["results"] if "errors" not in each}
    return taken


def test_each_process_is_killed_in_turn_and_every_place_is_filled_once(
    make_platform: Callable[..., Platform], mongo: MongoClient[Row]
) -> None:
    only = ["registry", "importer", "supervision", "talentpool", "gateway"]
    platform = make_platform(only=only, settings={"RATE_LIMIT": "1000000/minute"}).start()
    talent, supervision = (mongo[f"{platform.database_prefix}{name}"] for name in ("talentpool", "supervision"))
    pool = Pool(platform, places=PLACES)
    cadres = pool.cadres(NOMINATED)
    known = [database.people for database in (talent, supervision)]
    counts = functools.partial(map, lambda people: people.count_documents({}), known)
    poll(lambda: set(counts()) == {NOMINATED}, 30, because=lambda: list(counts()))

    def states() -> Counter[str]:
        return Counter(row["state"] for row in talent.members.find({}, {"state": 1}))

    (members,) = amid(platform, ["talentpool"], lambda: pool.nominate(*cadres))
    of = dict(zip(members, cadres, strict=True))
    assert len(of) == talent.members.count_documents({}) == NOMINATED
    poll(lambda: supervision.vettings.count_documents({}) == NOMINATED, 60)
    (agency,) = (row["_id"] for row in supervision.agencies.find({}, {"_id": 1}))
    common = {"requested_by": "talentpool", "agency_id": agency, "opinion": "clear"}
    opinions = [{"request_id": f"{id}.1", **common} for id in members]
    (given,) = amid(platform, ["supervision"], lambda: load(platform.admin, "vetting-opinions", opinions))
    assert all("errors" not in row for row in given), given[:2]
    poll(lambda: states() == {"vetted": NOMINATED}, 90, because=states)

    # Some are restricted before anybody is admitted, others while the admissions run: they are overtaken, or too late.
    before, overtaken, late = members[:20], members[NOMINATED // 3 :][:15], members[-15:]
    restrict(platform.admin, [of[id] for id in before])
    poll(lambda: talent.standings.count_documents({"barred": True}) == len(before), 60)
    _, admitted = amid(
        platform,
        VICTIMS,
        lambda: set(restrict(platform.admin, [of[id] for id in (*overtaken, *late)])),
        lambda: admit(pool, members[::-1]),
    )

    barred = {of[id] for id in (*before, *overtaken, *late)}
    poll(lambda: talent.standings.count_documents({"barred": True}) == len(barred), 60)
    poll(lambda: suspended(talent) == barred & in_pool(talent), 60)
    assert {row["_id"] for row in talent.standings.find({"barred": True})} == barred
    # Every place is filled once, and what was answered is what there is.
    kept = {row["_id"]: row for row in talent.members.find({})}
    assert {id: row["cadre_id"] for id, row in kept.items()} == of
    within = {id for id, row in kept.items() if row["state"] in IN_POOL}
    assert within == {id for id, row in kept.items() if row["holds_place"]} == admitted
    assert len(within) == PLACES
    assert pool.places() == (PLACES, 0, 0)
    batch = talent.batches.find_one({"_id": pool.batch})
    assert batch is not None
    assert batch["admitted"] == PLACES
    assert told(talent, "member.admitted.v1") == dict.fromkeys(within, 1)
    # Nobody came in under a restriction; who came under one in the pool is suspended, and nobody else.
    assert within.isdisjoint(before)
    assert {of[id] for id in within} & barred == suspended(talent)
    states_now = {row["state"] for id, row in kept.items() if id not in within and row["cadre_id"] not in barred}
    assert states_now == {"vetted"}
    for database in (talent, supervision, mongo[f"{platform.database_prefix}registry"]):
        assert database.dead_letters.count_documents({}) == 0


def in_pool(talent: Database[Row]) -> set[str]:
    """The cadres in the pool."""
    return {row["cadre_id"] for row in talent.members.find({"state": {"$in": sorted(IN_POOL)}}, {"cadre_id": 1})}


def suspended(talent: Database[Row]) -> set[str]:
    """Those of them who are suspended."""
    where = {"state": {"$in": sorted(IN_POOL)}, "suspended": True}
    return {row["cadre_id"] for row in talent.members.find(where, {"cadre_id": 1})}


def told(database: Database[Row], type: str) -> Counter[str]:
    """How often this was told of each."""
    return Counter(
        event["subject"]
        for entry in database.journal.find({"events.type": type}, {"events": 1})
        for event in entry["events"]
        if event["type"] == type
    )
