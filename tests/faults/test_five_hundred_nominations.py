"""Five hundred nominations while each process is killed in turn: all end in a right state, and none twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from demonstration import imports
from demonstration.client import Gateway
from demonstration.progress import Step
from local.processes import PROCESSES
from tests.faults.size import sized
from tests.support.awards import insist, load, speaker
from tests.support.client import PASSWORD
from tests.support.platform import EVERYTHING, Platform
from tests.support.polling import poll

NOMINATIONS, QUOTA = sized((500, 400), (120, 60))
RESTRICTED, LIFTED, OBJECTED, WITHDRAWN = 15, 5, 20, 10
ELECTORS = [f"elector-{n}" for n in range(7)]
VICTIMS = ("incentive", "supervision", "gateway", "registry", "importer", "projector")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
Row = dict[str, Any]
T = TypeVar("T")

pytestmark = pytest.mark.timeout(800)


def identity_number(number: int) -> str:
    """A made-up identity number with a right check digit, another for each number."""
    digits = f"150203198103{number % 28 + 1:02d}{number // 28:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


class Story:
    """The platform, the databases of its services, and a patient client that repeats with the same key."""

    def __init__(self, platform: Platform, mongo: MongoClient[Row], gateway: Gateway) -> None:
        self.platform, self.gateway = platform, gateway
        self._mongo = mongo
        self._victims: Iterator[str] = iter(VICTIMS * 3)

    def database(self, service: str) -> Database[Row]:
        return self._mongo[f"{self.platform.database_prefix}{service}"]

    async def amid(self, work: Awaitable[T]) -> T:
        """Do it while the next process is killed and started again."""
        victim = next(self._victims)
        _, done = await asyncio.gather(asyncio.to_thread(self.platform.restart, victim), work)
        return done

    async def load(self, kind: str, rows: list[Row], name: str = "") -> list[str]:
        return await imports.load(self.gateway, kind, rows, Step(kind, len(rows), None), name=name)

    async def until(self, what: str, so: Callable[[], Any], seconds: float = 120.0) -> None:
        await asyncio.to_thread(poll, so, seconds, because=lambda: f"{what}; nominations: {dict(self.states())}")

    def states(self) -> Counter[str]:
        return Counter(row["state"] for row in self.database("incentive").nominations.find({}, {"state": 1}))


async def run(story: Story) -> tuple[str, list[str], dict[str, str]]:
    """The whole pipeline; answers the batch, the nominations, and why some may not be named."""
    post, chance = story.gateway.post, random.Random(7272)
    unit = (await post("unit", "/v1/units", {"code": "F-1", "name": "虚构", "kind": "government", "synthetic": True}))[
        "id"
    ]
    person = {"name": "单虚构", "sex": "1", "birth": "1981-03", "ethnicity": "01", "unit_id": unit, "synthetic": True}
    rows = [{**person, "identity_number": identity_number(n), "began_work_on": "2003-07"} for n in range(NOMINATIONS)]
    cadres = await story.amid(story.load("cadres", rows))
    incentive, supervision = story.database("incentive"), story.database("supervision")
    known = [database.people for database in (incentive, supervision)]
    await story.until("the roster is known", lambda: {people.count_documents({}) for people in known} == {NOMINATIONS})
    agencies = [
        (
            await post(
                f"agency-{n}",
                "/v1/supervision/agencies",
                {"code": f"f{n}", "name": "虚构", "unit_id": unit, "kind": "other", "vets": ["award"]},
            )
        )["id"]
        for n in range(3)
    ]
    programme = {"code": "F", "title": "虚构表彰", "level": "city", "authority": "虚构"}
    made = await post("programme", "/v1/incentive/programmes", programme)
    wish = {"programme_id": made["id"], "title": "一", "number": 1, "quota": QUOTA}
    days = {"opens_on": "2026-01-01", "closes_on": "2098-12-31"}
    batch = (await post("batch", "/v1/incentive/batches", {**wish, **days}))["id"]

    # Supervision is away while everything is submitted; what it is asked waits for it.
    await asyncio.to_thread(story.platform["supervision"].stop)
    nomination = {"batch_id": batch, "unit_id": unit, "field": made["field_keys"][0], "merits": "虚构", "submit": True}
    rows = [{**nomination, "cadre_id": cadre, "override": {"basis": "虚构依据"}} for cadre in cadres]
    nominations = await story.load("nominations", rows)
    await asyncio.to_thread(story.platform.restart, "supervision")
    of = dict(zip(nominations, cadres, strict=True))
    await story.until("all are vetted", lambda: supervision.vettings.count_documents({}) == NOMINATIONS)

    barred: dict[str, str] = {}
    chosen = iter(chance.sample(nominations, OBJECTED + RESTRICTED + WITHDRAWN))
    objected = [next(chosen) for _ in range(OBJECTED)]
    barred |= dict.fromkeys(objected, "refused")

    def opine() -> None:
        for number, agency in enumerate(agencies):
            opinions = [
                {
                    "request_id": f"{id}.1",
                    "agency_id": agency,
                    "opinion": "objection" if id in barred and agency == agencies[0] else "clear",
                    "text": "演示",
                }
                for id in nominations
            ]
            load(speaker(story.platform.admin, number), "vetting-opinions", opinions, patience=120)

    await story.amid(asyncio.to_thread(opine))
    restricted = [next(chosen) for _ in range(RESTRICTED)]
    barred |= dict.fromkeys(restricted, "expired")
    begun = {"kind": "warning", "begins": "2026-11-02", "basis": "虚构"}

    async def restrict() -> list[Row]:
        return [
            await post(f"restrict-{id}", "/v1/supervision/restrictions", {"cadre_id": of[id], **begun})
            for id in restricted
        ]

    imposed = await story.amid(restrict())
    judge = await asyncio.to_thread(story.platform.as_role, "supervision_officer")
    for id in objected:
        vetting = supervision.vettings.find_one({"request_id": f"{id}.1"}, {"_id": 1})
        assert vetting is not None
        path = f"/supervision/vettings/{vetting['_id']}/conclusion"
        await asyncio.to_thread(insist, judge, "POST", path, {"outcome": "refused"}, key=f"refuse-{id}")
    for one in imposed[:LIFTED]:
        path = f"/supervision/restrictions/{one['id']}/lifting"
        await asyncio.to_thread(insist, judge, "POST", path, {"basis": "虚构"}, key=f"lift-{one['id']}")
    # Lifted, they could be resumed; nobody does, so they end with the batch.
    voted = NOMINATIONS - OBJECTED - RESTRICTED
    await story.until("vetting is done", lambda: story.states() == {
        "vetted": voted, "refused": OBJECTED, "stopped": RESTRICTED - LIFTED, "released": LIFTED,
    })  # fmt: skip
    for id in (next(chosen) for _ in range(WITHDRAWN)):
        barred[id] = "withdrawn"
        await post(f"withdraw-{id}", f"/v1/incentive/nominations/{id}/withdrawal", {"reason": "虚构"})

    base = f"/v1/incentive/batches/{batch}"
    wish = {"batch_id": batch, "held_on": "2026-11-02", "members": ELECTORS}
    ballot = f"/v1/incentive/ballots/{(await post('ballot', '/v1/incentive/ballots', wish))['id']}"
    await post("attend", f"{ballot}/attendance", {"present": ELECTORS[:6]})
    votes = [{"member_id": elector, "vote": "approve"} for elector in ELECTORS[:6]]
    running = [id for id in nominations if id not in barred]
    await story.amid(
        post("votes", f"{ballot}/votes", {"nominations": [{"nomination_id": id, "votes": votes} for id in running]})
    )
    await post("close", f"{ballot}/closing", {})
    await story.amid(post("publicity", f"{base}/publicity", {"begins": "2026-11-03", "basis": "补录"}))
    await story.until("publicity is over", lambda: story.states()["publicised"] == len(running))
    proposed = await story.amid(post("naming", f"{base}/naming", {}))
    assert proposed["done"] == QUOTA
    assert {result["errors"][0]["code"] for result in proposed["results"] if "errors" in result} == {
        "incentive/quota-exceeded"
    }
    await story.until("all that were proposed are named", lambda: story.states()["named"] == QUOTA)
    await story.amid(post("end", f"{base}/closing", {"basis": "虚构"}))
    await story.until("the rest have expired", lambda: story.states()["expired"] == len(running) - QUOTA + RESTRICTED)
    return batch, nominations, barred


def test_each_process_is_killed_in_turn_and_all_end_right(make_platform: Any, mongo: MongoClient[Row]) -> None:
    platform: Platform = make_platform(settings={"RATE_LIMIT": "1000000/minute"}).start()
    assert platform.admin

    async def go() -> None:
        async with Gateway(platform.base, "faults", patience=90.0) as gateway:
            await gateway.until_ready()
            await gateway.sign_in(EVERYTHING, PASSWORD)
            story = Story(platform, mongo, gateway)
            batch, nominations, barred = await run(story)
            judge(story, batch, nominations, barred)

    asyncio.run(go())
    assert {each.name for each in PROCESSES} >= set(VICTIMS)


def judge(story: Story, batch: str, nominations: list[str], barred: dict[str, str]) -> None:
    """What must be true of the databases, whatever happened on the way."""
    incentive, supervision = story.database("incentive"), story.database("supervision")
    state = {row["_id"]: row["state"] for row in incentive.nominations.find({}, {"state": 1})}
    assert set(state) == set(nominations)
    assert {id: state[id] for id in barred} == barred
    named = {id for id, now in state.items() if now == "named"}
    assert {now for id, now in state.items() if id not in barred} == {"named", "expired"}
    assert len(named) == QUOTA
    honours = list(incentive.honours.find({}, {"nomination_id": 1, "certificate_number": 1}))
    assert Counter(honour["nomination_id"] for honour in honours) == dict.fromkeys(named, 1)
    assert len({honour["certificate_number"] for honour in honours}) == QUOTA
    kept = incentive.batches.find_one({"_id": batch})
    assert kept is not None
    assert (kept["named"], kept["reserved"]) == (QUOTA, 0)
    given = {row["reference_id"] for row in supervision.clearances.find({"given": True})}
    assert named <= given
    in_force = {row["_id"] for row in supervision.standings.find({"in_force": {"$ne": []}})}
    honoured = {row["cadre_id"] for row in incentive.honours.find({}, {"cadre_id": 1})}
    assert honoured & in_force == set()
    # Each honour is in the registry's record of rewards, once.
    rewards = {"$unwind": "$rewards"}

    want = Counter(honoured)

    def rewarded() -> Counter[str]:
        found = story.database("registry").cadres.aggregate([rewards, {"$project": {"_id": 1}}])
        return Counter(row["_id"] for row in found)

    poll(lambda: rewarded() == want, 200, because=lambda: f"too many {rewarded() - want}, missing {want - rewarded()}")
    for service in ("incentive", "supervision", "registry"):
        assert story.database(service).dead_letters.count_documents({}) == 0
