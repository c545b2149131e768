"""The talent pool over HTTP, each step by the role whose step it is: in, suspended, restored, promoted."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.awards import done, problem
from tests.support.days import iso
from tests.support.pool import BASIS, M, Pool

OVERRIDE = {"override": {"by": "（虚构）部长", "basis": "演示文件：经批准"}}
WITHIN = timedelta(seconds=1)
"""A restriction is to be felt everywhere within this time."""


@pytest.fixture(scope="module")
def pool(platform: Any) -> Pool:
    return Pool(platform)


def test_in_the_pool_suspended_restored_and_promoted(platform: Any, pool: Pool) -> None:
    supervisor = platform.as_role("supervision_officer")
    (cadre,) = pool.cadres(1)
    (member,) = pool.nominate(cadre)
    early = pool.officer.post(f"{M}/{member}/admission", BASIS)
    assert (early.status_code, early.json()["allowed"]) == (409, ["changed", "withdraw"])
    pool.vetted(member)
    admitted = done(pool.officer.post(f"{M}/{member}/admission", BASIS))
    assert (admitted["state"], pool.places()) == ("in_pool", (1, 4, 0))
    # Case 45: who nominated does not admit, and who admitted does not review.
    review = {"year": int(admitted["admitted_on"][:4]), "grade": "A", "decision": "keep", "basis": "年度评议（演示）"}
    for whose, did in ((pool.admin, "nominated"), (pool.officer, "admit")):
        assert problem(whose.post(f"{M}/{member}/reviews", review), 409, "not-independent")["did"] == [did]
    done(platform.as_role("young_cadre_officer", colleague=1).post(f"{M}/{member}/reviews", review))

    body = {"cadre_id": cadre, "kind": "warning", "begins": iso(), "basis": "依据（演示）"}
    restriction = done(supervisor.post("/supervision/restrictions", {**body, "synthetic": True}))["id"]
    answered = datetime.now(UTC)
    suspended = pool.until(member, suspended=True)
    assert datetime.fromisoformat(suspended["timeline"][-1]["at"]) - answered < WITHIN
    assert (suspended["state"], "pool" in suspended["effects"], pool.places()[0]) == ("in_pool", True, 1)
    refused = pool.officer.post(f"{M}/{member}/key-training", BASIS)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/talentpool/restricted")

    judge = platform.as_role("supervision_officer", colleague=1)
    done(judge.post(f"/supervision/restrictions/{restriction}/lifting", {"basis": "提前解除（演示）"}))
    pool.until(member, suspended=False)
    assert done(pool.officer.post(f"{M}/{member}/key-training", BASIS))["state"] == "key_training"

    wish = {"post_level": "142", "document": "演示文件", "on": "2026-03-02", **OVERRIDE}
    done(pool.admin.post(f"/cadres/{cadre}/promotions", wish))
    promoted = pool.until(member, state="promoted")
    assert [entry["what"] for entry in promoted["timeline"] if not entry["ignored"]] == [
        "nominated",
        "request_vetting",
        "vetting_passed",
        "admit",
        "reviewed_keep",
        "suspended",
        "restored",
        "begin_key_training",
        "promoted",
    ]
    assert pool.places() == (0, 4, 1)


def test_who_was_let_go_by_a_review_entered_wrongly_is_in_the_pool_again(platform: Any, pool: Pool) -> None:
    (member,) = pool.nominate(*pool.cadres(1))
    pool.vetted(member)
    admitted, before = done(pool.officer.post(f"{M}/{member}/admission", BASIS)), pool.places()
    year = int(admitted["admitted_on"][:4])
    wrong = {"year": year, "grade": "C", "decision": "leave", "basis": "年度评议（演示）"}
    reviewer = platform.as_role("young_cadre_officer", colleague=1)
    review = done(reviewer.post(f"{M}/{member}/reviews", wrong))
    assert pool.until(member, state="left")["reason"] == "review"
    right = {"year": year, "grade": "A", "decision": "keep", "basis": "录入有误（演示）"}
    path = f"{M}/{member}/reviews/{review['id']}/correction"
    assert problem(pool.officer.post(path, right), 409, "not-independent")["did"] == ["admit"]
    done(reviewer.post(path, right))
    back = pool.until(member, state="in_pool")
    assert (back["grade"], back["review_due_on"] is not None, pool.places()) == ("A", True, before)
    (kept,) = reviewer.get(f"{M}/{member}/reviews").json()["items"]
    assert kept["revisions"][0]["before"] == {"grade": "C", "decision": "leave"}


def test_two_officers_admit_for_the_last_place_at_once(platform: Any) -> None:
    pool = Pool(platform, places=1)
    members = pool.nominate(*pool.cadres(2))
    pool.vetted(*members)
    answers: list[int] = []
    together = threading.Barrier(len(members))

    def admit(id: str) -> None:
        together.wait()
        answers.append(pool.officer.post(f"{M}/{id}/admission", BASIS).status_code)

    threads = [threading.Thread(target=admit, args=(id,)) for id in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(answers), pool.places()) == ([200, 409], (1, 0, 0))
    fairness = done(pool.officer.get(f"/talent/batches/{pool.batch}/fairness"))
    assert fairness["outcomes"] == {"admitted": 1, "vetted": 1}


def test_neither_a_cadre_nor_a_unit_sees_the_pool(platform: Any, pool: Pool) -> None:
    (cadre,) = pool.cadres(1)
    (member,) = pool.nominate(cadre)
    for who in (platform.as_role("cadre", cadre_id=cadre), platform.as_role("unit_officer", unit_id=pool.unit)):
        for path in (M, f"{M}/{member}", "/talent/plans"):
            assert who.get(path).status_code == 403
    withdrawn = done(pool.officer.post(f"{M}/{member}/withdrawal", {"reason": "演示"}))
    assert withdrawn["state"] == "withdrawn"


def test_an_administrator_changes_the_rules_and_dictionaries_of_the_pool(platform: Any, pool: Pool) -> None:
    wish = {"code": "talentpool.age_limit", "value": 44, "basis": "（虚构）通知", "valid_from": "2099-01-01"}
    done(platform.security.post("/rules", {**wish, "verified": False}))
    listed = done(platform.security.get("/rules?code=talentpool.age_limit"))["items"]
    assert [rule["value"] for rule in listed] == [45, 44]
    assert done(pool.admin.get("/dictionaries/talentpool.hosts"))["entries"][0]["region"] == "370200"
