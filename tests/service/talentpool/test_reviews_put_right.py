"""Yearly reviews put right: what was entered stays to be seen; grade, tier, place and membership follow."""

from __future__ import annotations

from typing import Any

import pytest

from servicekit.clock import now
from tests.service.desk import COLLEAGUE, Desk, officer
from tests.service.talentpool.test_admissions import review_of
from tests.service.talentpool.test_members import career, in_pool, nominated, standing, state_of
from tests.service.talentpool.test_plans import a_batch, a_tier, places

THIS_YEAR = now().year


@pytest.fixture
def tier(desk: Desk) -> dict[str, Any]:
    return a_tier(desk, quota=10, quota_by_category={"economy": 2})


@pytest.fixture
def upper(desk: Desk, tier: dict[str, Any]) -> dict[str, Any]:
    return a_tier(desk, tier["plan_id"], key="county_chief", rank=1, quota=1, age_limit=40)


@pytest.fixture
def member(desk: Desk, tier: dict[str, Any]) -> dict[str, Any]:
    return in_pool(desk, a_batch(desk, tier, places=5))


def right(review: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {name: review[name] for name in ("member_id", "year", "grade", "decision", "to_tier_id")}
    return {**said, "review_id": review["id"], "basis": "会议纪要", **more}


def test_a_grade_that_was_mistyped_is_put_right_and_stays_to_be_seen(desk: Desk, member: dict[str, Any]) -> None:
    review = desk.ask("review_member", **review_of(member, grade="C"))
    due = state_of(desk, member)["review_due_on"]
    put = desk.ask("correct_review", by=officer(), **right(review, grade="A", review_basis="考核结果"))
    assert (put["grade"], put["basis"]) == ("A", "考核结果")
    (revision,) = put["revisions"]
    assert (revision["by"], revision["basis"]) == (officer().account, "会议纪要")
    assert revision["before"] == {"grade": "C", "basis": "年度评议"}
    found = state_of(desk, member)
    assert (found["grade"], found["review_due_on"]) == ("A", due)
    assert found["timeline"][-1]["what"] == "correct_review"
    assert desk.told("member.review_corrected.v1")[-1]["grade"] == "A"
    assert desk.db["candidates"].find_one({"_id": member["cadre_id"]})["pool"]["grade"] == "A"
    assert desk.refused("correct_review", **right(put)).code == "talentpool/review-unchanged"
    assert desk.refused("correct_review", **right(put, review_id="rev-none")).code == "talentpool/no-review"


def test_a_year_that_was_mistyped_is_put_right_once_a_year_still(desk: Desk, member: dict[str, Any]) -> None:
    desk.db["members"].update_one({"_id": member["id"]}, {"$set": {"admitted_on": f"{THIS_YEAR - 2}-03-01"}})
    early = desk.ask("review_member", **review_of(member, grade="B", year=THIS_YEAR - 1))
    newest = desk.ask("review_member", **review_of(member, grade="A"))
    assert desk.refused("correct_review", **right(newest, year=THIS_YEAR - 1)).code == "talentpool/reviewed"
    assert desk.refused("correct_review", **right(newest, year=THIS_YEAR + 1)).code == "talentpool/wrong-review"
    desk.ask("correct_review", **right(newest, year=THIS_YEAR - 2))
    found = state_of(desk, member)
    assert (found["grade"], found["last_review_year"]) == ("B", THIS_YEAR - 1)
    desk.ask("correct_review", **right(early, grade="C"))
    assert state_of(desk, member)["grade"] == "C"


def test_a_move_that_was_a_mistake_is_as_if_it_had_never_been(
    desk: Desk, member: dict[str, Any], tier: dict[str, Any], upper: dict[str, Any]
) -> None:
    desk.db["members"].update_one({"_id": member["id"]}, {"$set": {"admitted_on": f"{THIS_YEAR - 2}-03-01"}})
    ages_out_on = state_of(desk, member)["ages_out_on"]
    up = desk.ask("review_member", **review_of(member, decision="upgrade", to_tier_id=upper["id"], year=THIS_YEAR - 1))
    kept = desk.ask("review_member", **review_of(member))
    assert (kept["tier_id"], places(desk, upper["id"])[0]) == (upper["id"], 1)
    desk.ask("correct_review", **right(up, decision="keep", to_tier_id=None))
    found = state_of(desk, member)
    assert (found["tier_id"], found["ages_out_on"]) == (tier["id"], ages_out_on)
    assert (places(desk, tier["id"])[0], places(desk, upper["id"])[0]) == (1, 0)
    reviews = desk.ask("list_member_reviews", member_id=member["id"])["items"]
    assert [one["tier_id"] for one in reviews] == [tier["id"], tier["id"]]
    wrong = desk.refused("correct_review", **right(up, decision="leave", to_tier_id=None))
    assert (wrong.code, wrong.errors[0].code) == ("talentpool/wrong-review", "reviewed-since")


def test_an_upgrade_is_not_put_in_for_a_day_under_a_restriction(
    desk: Desk, member: dict[str, Any], upper: dict[str, Any]
) -> None:
    review = desk.ask("review_member", **review_of(member))
    standing(desk, member["cadre_id"], True, 1)
    up = right(review, decision="upgrade", to_tier_id=upper["id"])
    assert desk.refused("correct_review", **up).code == "talentpool/restricted"
    standing(desk, member["cadre_id"], False, 2)
    desk.ask("correct_review", **up)
    assert state_of(desk, member)["tier_id"] == upper["id"]


def annulment(review: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"member_id": review["member_id"], "review_id": review["id"], "basis": "误评，应为他人", **more}


@pytest.mark.parametrize("decision", ["keep", "upgrade", "leave"])
def test_a_review_of_the_wrong_member_is_annulled_and_the_member_is_as_before(
    desk: Desk, member: dict[str, Any], tier: dict[str, Any], upper: dict[str, Any], decision: str
) -> None:
    before = state_of(desk, member)
    more = {"to_tier_id": upper["id"]} if decision == "upgrade" else {}
    review = desk.ask("review_member", **review_of(member, grade="C", decision=decision, **more))
    annulled = desk.ask("annul_review", by=officer(), **annulment(review))
    assert (annulled["counts"], annulled["annulled_because"]) == (False, "误评，应为他人")
    now = state_of(desk, member)
    apart = {"version", "timeline"}
    assert {k: v for k, v in now.items() if k not in apart} == {k: v for k, v in before.items() if k not in apart}
    assert "annul_review" in [entry["what"] for entry in now["timeline"]]
    assert (places(desk, tier["id"])[0], places(desk, upper["id"])[0]) == (1, 0)
    assert desk.deadline("member_review", member["id"])["state"] == "waiting"
    assert desk.refused("annul_review", by=officer(), **annulment(review)).code == "talentpool/no-review"
    assert desk.ask("review_member", **review_of(member))["counts"] is True, "the year may be reviewed anew"
    assert len(desk.ask("list_member_reviews", member_id=member["id"])["items"]) == 2


def test_of_two_reviews_the_other_one_counts_when_one_is_annulled(
    desk: Desk, member: dict[str, Any], tier: dict[str, Any], upper: dict[str, Any]
) -> None:
    desk.db["members"].update_one({"_id": member["id"]}, {"$set": {"admitted_on": f"{THIS_YEAR - 2}-03-01"}})
    up = desk.ask("review_member", **review_of(member, decision="upgrade", to_tier_id=upper["id"], year=THIS_YEAR - 1))
    kept = desk.ask("review_member", **review_of(member, grade="B"))
    desk.ask("annul_review", **annulment(up))
    found = state_of(desk, member)
    assert (found["tier_id"], found["grade"], found["last_review_year"]) == (tier["id"], "B", THIS_YEAR)
    reviews = {one["id"]: one for one in desk.ask("list_member_reviews", member_id=member["id"])["items"]}
    assert reviews[kept["id"]]["tier_id"] == tier["id"]
    wish = annulment(reviews[kept["id"]])
    assert desk.refused("annul_review", by=COLLEAGUE, **wish).code == "not-independent"


@pytest.mark.parametrize("key_training", [False, True])
def test_who_was_let_go_by_mistake_is_in_the_pool_as_before(
    desk: Desk, member: dict[str, Any], tier: dict[str, Any], key_training: bool
) -> None:
    if key_training:
        desk.ask("begin_key_training", member_id=member["id"], basis="部务会")
    before = state_of(desk, member)
    left = desk.ask("review_member", **review_of(member, decision="leave"))
    assert (state_of(desk, member)["state"], places(desk, tier["id"])[0]) == ("left", 0)
    standing(desk, member["cadre_id"], True, 1)
    desk.ask("correct_review", **right(left, decision="keep"))
    found = state_of(desk, member)
    names = ("state", "holds_place", "ages_out_on", "ended_on", "reason", "tier_id")
    assert {name: found[name] for name in names} == {name: before[name] for name in names}
    assert found["suspended"] is True
    assert places(desk, tier["id"])[0] == 1
    for kind in ("member_review", "member_age"):
        assert desk.deadline(kind, member["id"])["state"] == "waiting"
    assert desk.told("member.returned.v1")[-1]["state"] == before["state"]
    assert desk.ask("correct_review", **right(left))["decision"] == "leave"
    assert (state_of(desk, member)["state"], places(desk, tier["id"])[0]) == ("left", 0)


def test_who_retired_since_comes_back_only_to_leave_by_that(desk: Desk, member: dict[str, Any]) -> None:
    left = desk.ask("review_member", **review_of(member, decision="leave"))
    career(desk, member["cadre_id"], "cadre.retired.v1", 5, status="retired")
    wish = right(left, decision="keep")
    assert desk.refused("correct_review", **wish).code == "talentpool/not-serving"
    desk.people(member["cadre_id"], sequence=5, type="cadre.retired.v1", status="retired")
    desk.ask("correct_review", **wish)
    found = state_of(desk, member)
    assert (found["state"], found["reason"], found["holds_place"]) == ("left", "retired", False)


def test_who_was_nominated_again_or_left_otherwise_does_not_come_back(
    desk: Desk, member: dict[str, Any], tier: dict[str, Any]
) -> None:
    review = desk.ask("review_member", **review_of(member, decision="leave"))
    nominated(desk, a_batch(desk, tier, places=1, number=2), cadre_id=member["cadre_id"])
    assert desk.refused("correct_review", **right(review, decision="keep")).code == "talentpool/already-member"


def test_a_review_of_who_has_left_otherwise_is_put_right_and_they_stay_out(desk: Desk, member: dict[str, Any]) -> None:
    review = desk.ask("review_member", **review_of(member))
    desk.ask("depart_member", member_id=member["id"], reason="aged_out", basis="部务会")
    desk.ask("correct_review", **right(review, grade="B"))
    found = state_of(desk, member)
    assert (found["state"], found["reason"], found["grade"]) == ("left", "aged_out", "B")


def test_who_has_nominated_a_member_does_not_put_their_review_right(desk: Desk, member: dict[str, Any]) -> None:
    review = desk.ask("review_member", **review_of(member))
    wish = right(review, grade="B")
    assert desk.refused("correct_review", by=COLLEAGUE, **wish).code == "not-independent"
