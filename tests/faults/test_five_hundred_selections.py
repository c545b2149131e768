"""Five hundred selections for leading posts while processes are killed in turn: each ends as it must, no post is taken
up twice, and nobody takes one up who is restricted or was not vetted."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from tests.faults.size import sized
from tests.support.awards import done, identity_numbers, insist, load, speaker
from tests.support.client import Client
from tests.support.days import iso, today
from tests.support.people import PROMOTABLE
from tests.support.platform import Platform
from tests.support.polling import poll

SELECTIONS = sized(500, 60)
WITHDRAWN, OBJECTED, OUTVOTED, RESTRICTED = 10, 10, 5, 5
UNITS = 20
BASIS = {"basis": "虚构"}
Row = dict[str, Any]

pytestmark = pytest.mark.timeout(1200)


class Story:
    """The platform and an officer who repeats each step under its own key until it is answered."""

    def __init__(self, platform: Platform, mongo: MongoClient[Row]) -> None:
        self.platform, self.admin = platform, platform.admin
        self.judge = platform.as_role("supervision_officer")
        self.registry, self.supervision = (
            mongo[f"{platform.database_prefix}{name}"] for name in ("registry", "supervision")
        )

    def step(self, id: str, name: str, **body: Any) -> Row:
        """A step until it is done; those who change the same unit at once are told to try again."""
        for turn in itertools.count():
            path, key = f"/selections/{id}/{name}", f"{id}-{name}-{turn}"
            answer = insist(self.admin, "POST", path, {**BASIS, **body}, key=key)
            if "/problems/busy" not in answer.text:
                return done(answer)
        raise AssertionError

    def each(self, ids: Iterable[str], *steps: Callable[[str], Any]) -> None:
        """The steps of each, several at a time."""

        def go(id: str) -> None:
            for step in steps:
                step(id)

        with ThreadPoolExecutor(6) as threads:
            list(threads.map(go, ids))

    def amid(self, victims: Sequence[str], work: Callable[[], Any]) -> None:
        """Do it while each of the victims is killed and started again; see test_three_hundred_members."""
        with ThreadPoolExecutor(1) as thread:
            doing = thread.submit(work)
            for victim in victims:
                self.platform.restart(victim)
            doing.result()

    def states(self) -> Counter[str]:
        return Counter(row["state"] for row in self.registry.selections.find({}, {"state": 1}))

    def until(self, seconds: float = 120.0, **wanted: int) -> None:
        def there() -> bool:
            found = self.states()
            return all(found[state] == count for state, count in wanted.items())

        poll(there, seconds, because=self.states)


def make(client: Client, path: str, **body: Any) -> str:
    return str(poll(lambda: done(insist(client, "POST", path, {"synthetic": True, **body})), 30)["id"])


def propose(story: Story) -> dict[str, str]:
    """A selection for each of as many posts, with a cadre who may be promoted; the cadre of each."""
    units = [make(story.admin, "/units", code=f"F-{n}", name="虚构", kind="government") for n in range(UNITS)]
    homes = [unit for unit, _ in zip(itertools.cycle(units), range(SELECTIONS), strict=False)]
    numbers = zip(homes, identity_numbers(SELECTIONS), strict=True)
    people = [{**PROMOTABLE, "unit_id": unit, "identity_number": number} for unit, number in numbers]
    cadres = [row["id"] for row in load(story.admin, "cadres", people)]
    post = {"title": "（虚构）副职", "post_level": "132", "role": "deputy", "synthetic": True}
    posts = [row["id"] for row in load(story.admin, "posts", [{**post, "unit_id": unit} for unit in homes])]
    made: dict[str, str] = {}

    def begin(pair: tuple[str, str]) -> None:
        wish = {"post_id": pair[0], "moved_by": "虚构", "on": iso(), **BASIS}
        made[done(insist(story.admin, "POST", "/selections", wish, key=f"begin-{pair[0]}"))["id"]] = pair[1]

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(begin, zip(posts, cadres, strict=True)))
    return made


def test_each_process_is_killed_in_turn_and_every_selection_ends_right(
    make_platform: Callable[..., Platform], mongo: MongoClient[Row]
) -> None:
    only = ["registry", "importer", "supervision", "gateway"]
    story = Story(make_platform(only=only, settings={"RATE_LIMIT": "1000000/minute"}).start(), mongo)
    of = propose(story)
    homes = [make(story.admin, "/units", code=f"F-A{n}", name="虚构", kind="discipline") for n in range(2)]
    agency = {"name": "虚构", "kind": "discipline", "vets": ["appointment"]}
    agencies = [
        make(story.admin, "/supervision/agencies", code=f"f{n}", unit_id=home, **agency) for n, home in enumerate(homes)
    ]

    def recommended(id: str) -> None:
        counts = {"form": "meeting", "entitled": 40, "took_part": 38}
        story.step(id, "recommendations", on=iso(), votes=[{"cadre_id": of[id], "votes": 30}], **counts)

    def inspected(id: str) -> None:
        story.step(id, "candidates", on=iso(), cadre_ids=[of[id]])
        story.step(id, "inspection", begins=iso(), ends=iso(), inspectors=["甲", "乙"], file="虚构")

    def asked(id: str) -> None:
        story.step(id, "vetting")

    def withdraw(id: str) -> None:
        story.step(id, "withdrawal", on=iso())

    def take_up(id: str) -> None:
        story.step(id, "appointment", on=iso(), document="虚构", trial=True)

    # Supervision is away while all are asked for; what it is asked waits for it.
    story.platform["supervision"].stop()
    story.amid(["registry"], lambda: story.each(of, recommended, inspected, asked))
    ids = list(of)
    parts = itertools.accumulate((0, WITHDRAWN, OBJECTED, OUTVOTED, RESTRICTED, SELECTIONS))
    withdrawn, objected, outvoted, restricted, good = (ids[a:b] for a, b in itertools.pairwise(parts))
    story.each(withdrawn, withdraw)
    story.platform.restart("supervision")
    poll(lambda: story.supervision.vettings.count_documents({}) == SELECTIONS, 120, because=story.states)
    poll(lambda: story.supervision.vettings.count_documents({"state": "cancelled"}) == WITHDRAWN, 60)

    def opine() -> None:
        for number, agency in enumerate(agencies):
            opinions = [
                {
                    "requested_by": "registry",
                    "request_id": f"{id}.1",
                    "agency_id": agency,
                    "opinion": "objection" if id in set(objected) and agency == agencies[0] else "clear",
                    "text": "演示",
                }
                for id in ids[WITHDRAWN:]
            ]
            load(speaker(story.admin, number), "vetting-opinions", opinions, patience=120)

    story.amid(["supervision", "registry"], opine)

    def conclude(id: str) -> None:
        vetting = story.supervision.vettings.find_one({"request_id": f"{id}.1"})
        assert vetting is not None
        if vetting["state"] == "open":
            path, outcome = f"/supervision/vettings/{vetting['_id']}/conclusion", "passed"
            if id in set(objected):
                outcome = "refused"
            done(insist(story.judge, "POST", path, {"outcome": outcome, **BASIS}, key=f"conclude-{id}"))

    story.each(ids[WITHDRAWN:], conclude)
    story.until(vetted=SELECTIONS - WITHDRAWN - OBJECTED, refused=OBJECTED, withdrawn=WITHDRAWN)

    def decided(id: str) -> None:
        agreed = 5 if id in set(outvoted) else 9
        story.step(id, "decision", on=iso(), body="虚构", entitled=11, present=10, agreed=agreed)

    def public(id: str) -> None:
        story.step(id, "publicity")
        path = f"/operations/deadlines/registry/selection_publicity_ends.{id}/move"
        due_on = (today() - timedelta(days=1)).isoformat()
        done(insist(story.admin, "POST", path, {"due_on": due_on, **BASIS}, key=f"move-{id}"))

    story.each(outvoted, decided)
    story.amid(["gateway", "registry"], lambda: story.each([*restricted, *good], decided, public))
    story.until(publicised=len(restricted) + len(good), refused=OBJECTED + OUTVOTED)

    def restrict(id: str) -> None:
        begun = {"cadre_id": of[id], "kind": "admonition", "begins": iso(), "synthetic": True}
        done(insist(story.admin, "POST", "/supervision/restrictions", {**begun, **BASIS}, key=f"bar-{id}"))

    story.amid(["supervision"], lambda: story.each(restricted, restrict))
    story.until(held=RESTRICTED)
    story.amid(["registry", "gateway"], lambda: story.each(good, take_up))
    story.until(appointed=len(good), held=RESTRICTED, refused=OBJECTED + OUTVOTED, withdrawn=WITHDRAWN)
    judge(story, of, set(good))


def judge(story: Story, of: dict[str, str], appointed: set[str]) -> None:
    """What must be true of the databases, whatever happened on the way."""
    kept = {row["_id"]: row for row in story.registry.selections.find({})}
    assert set(kept) == set(of)
    holders = {row["_id"]: row["holder_ids"] for row in story.registry.posts.find({})}
    assert all(holders[row["post_id"]] == ([of[id]] if id in appointed else []) for id, row in kept.items())
    files = {row["_id"]: row for row in story.registry.cadres.find({})}
    for id, cadre in of.items():
        entered = [one for one in files[cadre]["appointments"] if one["post_id"] == kept[id]["post_id"]]
        assert len(entered) == (id in appointed)
        assert all(one["entry"] == kept[id]["entry"] for one in entered)
    passed = story.supervision.vettings.find({"outcome": "passed"}, {"reference_id": 1})
    assert appointed <= {row["reference_id"] for row in passed}
    # No step has left two records, however often it was sent.
    steps = [Counter(record["step"] for record in row["records"]) for row in kept.values()]
    assert all(set(counted.values()) == {1} for counted in steps)
    for database in (story.registry, story.supervision):
        assert database.dead_letters.count_documents({}) == 0
