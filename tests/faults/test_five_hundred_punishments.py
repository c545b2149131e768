"""Five hundred punishments imported or entered, some set aside, some annulled in the book, while processes are killed.

What the files say, what the book says and what the pool obeys is one truth at the end, in every service.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest
from pymongo import MongoClient

from tests.faults.size import sized
from tests.faults.test_three_hundred_members import amid
from tests.support.awards import done, insist
from tests.support.client import Client
from tests.support.days import iso
from tests.support.platform import Platform
from tests.support.polling import poll
from tests.support.pool import Pool

IMPORTED, ENTERED, TAKEN_BACK = sized((420, 80, 40), (84, 24, 12))
VICTIMS = ("registry", "supervision", "talentpool")
KINDS = {
    "warning": "warning",
    "serious_demerit": "major_demerit",
    "party_removal": "party_removal",
    "removal": "organisational_measure",
}
"""Kinds of the file, and what the book calls them."""
Row = dict[str, Any]

pytestmark = pytest.mark.timeout(600)


def punish(admin: Client, versions: dict[str, int], cadres: list[str]) -> None:
    """A punishment in the file of each; a file that has moved on has it from a request whose answer was lost."""
    for cadre, kind in zip(cadres, cycle(KINDS), strict=False):
        entry = {"kind": kind, "decided_on": iso(), "document": "演示文件"}
        wish = {"add": {"punishments": [entry]}}
        answer = insist(admin, "PATCH", f"/cadres/{cadre}", wish, if_match=versions[cadre])
        assert answer.is_success or answer.status_code == 412, answer.text


def set_aside(admin: Client, entries: dict[str, str]) -> None:
    """The entries of these files were a mistake."""
    for cadre, entry in entries.items():
        void = {"history": "punishments", "entry": entry, "by": "（虚构）部长", "basis": "演示文件：登记有误"}
        done(insist(admin, "POST", f"/cadres/{cadre}/voided-entries", void, key=f"void-{cadre}"))


def annul(admin: Client, restrictions: list[str]) -> None:
    """These restrictions were upheld against on appeal."""
    for id in restrictions:
        done(insist(admin, "POST", f"/supervision/restrictions/{id}/annulment", {"basis": "虚构"}, key=f"annul-{id}"))


def test_files_book_and_pool_end_with_one_truth(
    make_platform: Callable[..., Platform], mongo: MongoClient[Row]
) -> None:
    only = ["registry", "importer", "supervision", "talentpool", "gateway"]
    platform = make_platform(only=only, settings={"RATE_LIMIT": "1000000/minute"}).start()
    registry, supervision, talent = (
        mongo[f"{platform.database_prefix}{name}"] for name in ("registry", "supervision", "talentpool")
    )
    pool = Pool(platform)
    # Sanctions of the Party are among the kinds, and given to its members.
    entered = pool.cadres(ENTERED, political_status="01")
    versions = {row["_id"]: row["version"] for row in registry.cadres.find({}, {"version": 1})}
    at_once = [{"kind": "serious_demerit", "decided_on": iso(), "document": "演示文件"}]
    imported, _ = amid(
        platform,
        VICTIMS,
        lambda: pool.cadres(IMPORTED, punishments=at_once, political_status="01"),
        lambda: punish(platform.admin, versions, entered),
    )
    cadres = [*imported, *entered]

    def in_book(**where: Any) -> Counter[str]:
        found = supervision.restrictions.find({"source": "registry", **where}, {"cadre_id": 1})
        return Counter(row["cadre_id"] for row in found)

    poll(lambda: in_book() == dict.fromkeys(cadres, 1), 90, because=lambda: sum(in_book().values()))
    kinds = Counter(row["kind"] for row in supervision.restrictions.find({}, {"kind": 1}))
    assert kinds == Counter(KINDS[kind] for _, kind in zip(entered, cycle(KINDS), strict=False)) + Counter(
        major_demerit=IMPORTED
    )

    def of_files(**where: Any) -> set[str]:
        return {row["_id"] for row in registry.cadres.find(where, {"_id": 1})}

    poll(lambda: of_files(**{"restrictions.0": {"$exists": True}}) == set(cadres), 90)

    mine, theirs = {*entered[:TAKEN_BACK]}, {*imported[:TAKEN_BACK]}
    mistaken = {row["_id"]: row["punishments"][0]["entry"] for row in registry.cadres.find({"_id": {"$in": [*mine]}})}
    upheld = [row["_id"] for row in supervision.restrictions.find({"cadre_id": {"$in": [*theirs]}}, {"_id": 1})]
    amid(
        platform,
        VICTIMS,
        lambda: set_aside(platform.admin, mistaken),
        lambda: annul(platform.admin, upheld),
    )
    taken_back = mine | theirs
    left = {*cadres} - taken_back
    poll(lambda: set(in_book(state="in_force")) == left, 90)
    poll(lambda: of_files(**{"punishments.void.by": {"$exists": True}}) == taken_back, 90)
    barred = {"barred": True}
    poll(lambda: {row["_id"] for row in talent.standings.find(barred, {"_id": 1})} == left, 90)
    assert {row["_id"] for row in supervision.standings.find({"in_force.0": {"$exists": True}}, {"_id": 1})} == left
    assert set(in_book(state="annulled")) == taken_back
    assert of_files(punished_until={"$ne": None}) == left
    for database in (registry, supervision, talent):
        assert database.dead_letters.count_documents({}) == 0
