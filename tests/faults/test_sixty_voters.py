"""Sixty voters at once while the process that counts is killed twice: each is counted once, and nobody votes twice."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from pymongo import MongoClient

from tests.support.awards import done, identity_numbers, insist, load
from tests.support.client import Client
from tests.support.platform import Platform
from tests.support.polling import poll

VOTERS, AT_ONCE = 60, 30
KILLED_AFTER = 8
"""Twice half of them vote at once, and the process is killed when so many more have voted while others wait."""
ANSWERS = ("excellent", "competent", "basic")
KINDS = ("team", "staff")
A, B = "/appraisal/appraisals", "/appraisal/ballots"
ENDING = {"ended_by": "虚构负责人", "basis": "（示例）"}
Row = dict[str, Any]

pytestmark = pytest.mark.timeout(400)


def people(admin: Client) -> list[str]:
    """The cadre that is appraised, two who appraise, and those who vote."""
    mark = secrets.token_hex(4)
    unit = admin.make("/units", {"code": f"T-{mark}", "name": f"虚构{mark}", "kind": "government", "synthetic": True})
    body = {"name": "单虚构", "sex": "2", "birth": "1982-03", "ethnicity": "05", "began_work_on": "2005-07"}
    rows = [
        {**body, "unit_id": unit["id"], "identity_number": number, "synthetic": True}
        for number in identity_numbers(VOTERS + 3)
    ]
    return [str(row["id"]) for row in load(admin, "cadres", rows)]


def an_open_ballot(officer: Client, cadres: list[str]) -> str:
    """Of an appraisal that runs; the roll holds the voters, half of them of each kind."""
    body = {
        "code": f"KC-{secrets.token_hex(4)}",
        "title": "无任用考察（演示）",
        "kind": "no_appointment",
        "cadre_id": cadres[0],
        "appraiser_ids": cadres[1:3],
        "period_begins": "2026-01-01",
        "period_ends": "2035-12-31",
        "synthetic": True,
    }
    appraisal = poll(lambda: done(officer.post(A, body))["id"], 60)
    done(officer.post(f"{A}/{appraisal}/start", {}))
    ballot = {
        "title": "（示例）民主测评",
        "questions": [{"key": "overall", "text": "总体评价"}],
        "kinds": [{"key": "team", "weight": 0.6}, {"key": "staff", "weight": 0.4}],
        "synthetic": True,
    }
    id = str(done(officer.post(f"{A}/{appraisal}/ballots", ballot))["id"])
    roll = [{"cadre_id": cadre, "kind": KINDS[n % 2]} for n, cadre in enumerate(cadres[3:])]
    poll(lambda: done(officer.post(f"{B}/{id}/opening", {"roll": roll, "closes_on": "2035-12-31"})), 60)
    return id


def signed_in(platform: Platform, cadre: str) -> Client:
    """A client of the cadre's own account, not shared with any other test thread."""
    return platform.opened(f"voter-{cadre}".lower(), roles=["cadre"], cadre_id=cadre)


def test_sixty_voters_at_once_are_counted_once_each(
    make_platform: Callable[..., Platform], mongo: MongoClient[Row]
) -> None:
    only = ["registry", "importer", "appraisal", "gateway"]
    platform = make_platform(only=only, settings={"RATE_LIMIT": "1000000/minute"}).start()
    database = mongo[f"{platform.database_prefix}appraisal"]
    officer = platform.as_role("appraisal_officer")
    cadres = people(platform.admin)
    ballot = an_open_ballot(officer, cadres)
    votes = f"{B}/{ballot}/votes"
    answers = {cadre: ANSWERS[n % 3] for n, cadre in enumerate(cadres[3:])}

    def voted() -> list[str]:
        box = database["ballot_boxes"].find_one({"_id": ballot})
        return list(box["voted"]) if box else []

    def reached(least: int) -> bool:
        return len(voted()) >= least

    with ThreadPoolExecutor(4) as threads:
        clients = dict(zip(answers, threads.map(lambda cadre: signed_in(platform, cadre), answers), strict=True))
    with ThreadPoolExecutor(AT_ONCE) as threads:

        def vote(cadre: str) -> Row:
            body = {"answers": [{"question": "overall", "answer": answers[cadre]}]}
            return done(insist(clients[cadre], "POST", votes, body, key=f"vote-{cadre}", patience=90))

        given, voters = [], list(answers)
        for half in (voters[:AT_ONCE], voters[AT_ONCE:]):
            before = len(voted())
            given += [threads.submit(vote, cadre) for cadre in half]
            poll(partial(reached, before + KILLED_AFTER), 60)
            assert len(voted()) < VOTERS, "killed too late to prove anything"
            platform.restart("appraisal")
        assert [each.result() for each in given] == [{"ballot_id": ballot, "counted": True}] * VOTERS

    assert Counter(voted()) == dict.fromkeys(answers, 1)
    # The same again under the same key finds the first vote counted; under another it is a second vote.
    some = next(iter(answers))
    assert vote(some) == {"ballot_id": ballot, "counted": True}
    second = clients[some].post(votes, {"answers": [{"question": "overall", "answer": "excellent"}]})
    assert (second.status_code, second.json()["type"]) == (409, "/problems/appraisal/voted-already")

    done(officer.post(f"{B}/{ballot}/closing", ENDING))
    result = done(officer.get(f"{B}/{ballot}/results"))
    assert (result["entitled"], result["voted"], result["withheld"]) == (VOTERS, VOTERS, None)
    expected = Counter((KINDS[n % 2], answer) for n, answer in enumerate(answers.values()))
    groups = result["questions"][0]["groups"]
    found = {(each["kinds"][0], answer): number for each in groups for answer, number in each["counts"].items()}
    assert Counter(found) == expected
    assert voted() == []
    assert database["dead_letters"].count_documents({}) == 0
