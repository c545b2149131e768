"""Within the pool: places that are never given twice, admission against restriction, key training, reviews."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from servicekit.clock import now
from servicekit.errors import Problem
from services.talentpool.model import members as model
from tests.service.desk import Desk, at_once, of_unit
from tests.service.talentpool.test_members import (
    a_cadre,
    career,
    in_pool,
    nominated,
    standing,
    state_of,
    vetted,
)
from tests.service.talentpool.test_plans import a_batch, a_plan, a_tier, places

THIS_YEAR = now().year


@pytest.fixture
def tier(desk: Desk) -> dict[str, Any]:
    return a_tier(desk, quota=10, quota_by_category={"economy": 2})


@pytest.fixture
def batch(desk: Desk, tier: dict[str, Any]) -> dict[str, Any]:
    return a_batch(desk, tier, places=5)


def review_of(member: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"year": THIS_YEAR, "grade": "A", "decision": "keep", "basis": "年度评议"}
    return {"member_id": member["id"], **base, **more}


def test_an_admission_is_a_named_persons_and_fills_a_place(
    desk: Desk, tier: dict[str, Any], batch: dict[str, Any]
) -> None:
    member = vetted(desk, batch)
    admitted = desk.ask("admit_member", member_id=member["id"], basis="部务会", grade="A")
    assert (admitted["state"], admitted["admitted_by"], admitted["grade"]) == ("in_pool", "administrator-1", "A")
    assert (admitted["level_at_admission"], admitted["ages_out_on"]) == ("141", "2036-06-01")
    assert admitted["timeline"][-1]["note"] == "部务会"
    assert places(desk, tier["id"]) == (1, 4, 5)
    assert desk.ask("get_batch", batch_id=batch["id"])["admitted"] == 1
    (told,) = desk.told("member.admitted.v1")
    assert (told["state"], told["cadre_id"], told["holds_place"]) == ("in_pool", member["cadre_id"], True)
    assert desk.db["candidates"].find_one({"_id": member["cadre_id"]})["pool"]["state"] == "in_pool"
    assert desk.refused("admit_member", member_id=member["id"], basis="又").code == "talentpool/not-in-this-state"


def test_nobody_is_admitted_unvetted_or_restricted(desk: Desk, batch: dict[str, Any]) -> None:
    unvetted = nominated(desk, batch)
    refused = desk.refused("admit_member", member_id=unvetted["id"], basis="部务会")
    assert (refused.code, refused.facts["allowed"]) == ("talentpool/not-in-this-state", ["changed", "withdraw"])
    member = vetted(desk, batch)
    standing(desk, member["cadre_id"], True, 1)
    assert desk.refused("admit_member", member_id=member["id"], basis="部务会").status == 409


def test_a_restriction_that_races_an_admission_is_before_or_after_it(
    desk: Desk, batch: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    member, admit, raced = vetted(desk, batch), model.admit, []

    def admit_late(*args: Any, **more: Any) -> None:
        admit(*args, **more)
        if not raced:
            raced.append(True)
            standing(desk, member["cadre_id"], True, 1)

    monkeypatch.setattr(model, "admit", admit_late)
    with pytest.raises(Problem) as refused:
        desk.ask("admit_member", member_id=member["id"], basis="部务会")
    assert refused.value.status == 409
    assert (state_of(desk, member)["state"], state_of(desk, member)["suspended"]) == ("candidate", True)


def test_two_admissions_race_for_the_last_place_and_exactly_one_wins(desk: Desk, tier: dict[str, Any]) -> None:
    last = a_batch(desk, tier, places=1)
    racers = [vetted(desk, last, category=category)["id"] for category in ("general", "law", "party_affairs")]
    outcomes = at_once(*(lambda one=one: desk.ask("admit_member", member_id=one, basis="部务会") for one in racers))
    assert outcomes == ["done", "talentpool/quota-exceeded", "talentpool/quota-exceeded"]
    assert places(desk, tier["id"]) == (1, 0, 9)


def test_many_are_admitted_at_once_and_each_is_answered(
    desk: Desk, tier: dict[str, Any], batch: dict[str, Any]
) -> None:
    good = [vetted(desk, batch)["id"] for _ in range(3)]
    unvetted, elsewhere = nominated(desk, batch)["id"], vetted(desk, a_batch(desk, tier, places=1, number=2))["id"]
    ids = [*good, unvetted, elsewhere, good[0]]
    dry = desk.ask("admit_members", batch_id=batch["id"], member_ids=ids, basis="部务会", dry_run=True)
    assert (dry["done"], places(desk, tier["id"])[0]) == (2, 0)
    answer = desk.ask("admit_members", batch_id=batch["id"], member_ids=ids, basis="部务会")
    assert answer["done"] == 2
    assert [result["errors"][0]["code"] for result in answer["results"][2:]] == [
        "talentpool/quota-exceeded",
        "talentpool/not-in-this-state",
        "talentpool/no-member",
        "talentpool/not-in-this-state",
    ]
    tier_now = desk.ask("get_tier", tier_id=tier["id"])
    assert (tier_now["filled"], tier_now["filled_by_category"]) == (2, {"economy": 2})
    assert len(desk.told("member.admitted.v1")) == 2
    outside = desk.ask("admit_members", by=of_unit("unt-else"), batch_id=batch["id"], member_ids=ids[2:3], basis="x")
    assert outside["results"][0]["errors"][0]["code"] == "talentpool/no-member"


def test_a_category_has_its_own_places_and_a_change_of_category_needs_one(
    desk: Desk, tier: dict[str, Any], batch: dict[str, Any]
) -> None:
    for _ in range(2):
        in_pool(desk, batch)
    third = vetted(desk, batch)
    refused = desk.refused("admit_member", member_id=third["id"], basis="部务会")
    assert (refused.code, refused.facts["category"]) == ("talentpool/quota-exceeded", "economy")
    other = desk.ask("admit_member", member_id=third["id"], category="general", basis="部务会")
    assert other["category"] == "general"
    change = {"member_id": third["id"], "category": "economy", "basis": "合成"}
    assert desk.refused("change_member", **change).code == "talentpool/quota-exceeded"
    desk.ask("change_member", **{**change, "category": "law"})
    assert desk.ask("get_tier", tier_id=tier["id"])["filled_by_category"] == {"economy": 2, "general": 0, "law": 1}


def test_key_training_begins_only_for_who_is_not_suspended(desk: Desk, batch: dict[str, Any]) -> None:
    member = in_pool(desk, batch)
    standing(desk, member["cadre_id"], True, 1)
    refused = desk.refused("begin_key_training", member_id=member["id"], basis="部务会")
    assert refused.code == "talentpool/restricted"
    standing(desk, member["cadre_id"], False, 2)
    assert desk.ask("begin_key_training", member_id=member["id"], basis="部务会")["state"] == "key_training"
    standing(desk, member["cadre_id"], True, 3)
    assert (state_of(desk, member)["state"], state_of(desk, member)["suspended"]) == ("key_training", True)
    assert desk.ask("end_key_training", member_id=member["id"], basis="部务会")["state"] == "in_pool"
    assert desk.refused("end_key_training", member_id=member["id"], basis="又").status == 409


def test_who_leaves_gives_the_place_back(desk: Desk, tier: dict[str, Any], batch: dict[str, Any]) -> None:
    member = in_pool(desk, batch)
    wish = {"member_id": member["id"], "reason": "aged_out", "basis": "部务会"}
    assert desk.refused("depart_member", **{**wish, "reason": "nothing"}).code == "unknown-entry"
    left = desk.ask("depart_member", **wish)
    assert (left["state"], left["reason"], left["holds_place"]) == ("left", "aged_out", False)
    assert left["ended_on"] is not None
    assert places(desk, tier["id"])[0] == 0
    for kind in ("member_review", "member_age"):
        assert desk.deadline(kind, member["id"])["state"] == "cancelled"
    again = nominated(desk, batch, cadre_id=member["cadre_id"])
    assert again["state"] == "vetting"


def test_a_member_is_reviewed_once_a_year(desk: Desk, batch: dict[str, Any]) -> None:
    member = in_pool(desk, batch)
    review = desk.ask("review_member", **review_of(member))
    assert (review["decision"], review["reviewed_by"]) == ("keep", "administrator-1")
    reviewed = state_of(desk, member)
    assert (reviewed["grade"], reviewed["last_review_year"], reviewed["last_decision"]) == ("A", THIS_YEAR, "keep")
    assert desk.refused("review_member", **review_of(member)).code == "talentpool/reviewed"
    for year in (THIS_YEAR - 1, THIS_YEAR + 1):
        wrong = desk.refused("review_member", **review_of(member, year=year))
        assert (wrong.code, wrong.errors[0].pointer) == ("talentpool/wrong-review", "/year")
    assert len(desk.ask("list_member_reviews", member_id=member["id"])["items"]) == 1
    assert desk.refused("review_member", **review_of(nominated(desk, batch))).code == "talentpool/not-in-this-state"


def test_a_review_moves_the_place_to_the_tier_that_lies_in_its_direction(
    desk: Desk, tier: dict[str, Any], batch: dict[str, Any]
) -> None:
    member = in_pool(desk, batch)
    upper = a_tier(desk, tier["plan_id"], key="county_chief", rank=1, quota=1, age_limit=40)
    full = a_tier(desk, tier["plan_id"], key="township_chief", rank=3, quota=0)
    foreign = a_tier(desk, a_plan(desk), key="county_chief", rank=1)
    for decision, to, code in (
        ("upgrade", None, "missing"),
        ("keep", upper["id"], "no-move"),
        ("downgrade", upper["id"], "wrong-direction"),
        ("upgrade", foreign["id"], "other-plan"),
    ):
        wrong = desk.refused("review_member", **review_of(member, decision=decision, to_tier_id=to))
        assert (wrong.code, wrong.errors[0].code) == ("talentpool/wrong-review", code)
    down = desk.refused("review_member", **review_of(member, decision="downgrade", to_tier_id=full["id"]))
    assert down.code == "talentpool/quota-exceeded"
    desk.ask("review_member", **review_of(member, decision="upgrade", to_tier_id=upper["id"]))
    assert (places(desk, tier["id"])[0], places(desk, upper["id"])[0]) == (0, 1)
    moved = state_of(desk, member)
    assert (moved["tier_id"], moved["ages_out_on"]) == (upper["id"], "2031-06-01")


def test_a_review_can_let_a_member_go(desk: Desk, tier: dict[str, Any], batch: dict[str, Any]) -> None:
    member = in_pool(desk, batch)
    desk.ask("review_member", **review_of(member, decision="leave", grade="C"))
    assert (state_of(desk, member)["state"], state_of(desk, member)["reason"]) == ("left", "review")
    assert places(desk, tier["id"])[0] == 0


def test_what_is_due_is_shown_and_a_person_decides(desk: Desk, batch: dict[str, Any]) -> None:
    member = in_pool(desk, batch)
    desk.pass_deadline("member_review", member["id"])
    overdue = desk.ask("list_members", review_overdue=True)["items"]
    assert state_of(desk, member)["review_due_on"] == "2020-01-01"
    assert [(one["id"], one["state"]) for one in overdue] == [(member["id"], "in_pool")]
    desk.ask("review_member", **review_of(member))
    assert desk.ask("list_members", review_overdue=True)["items"] == []
    due = date.fromisoformat(state_of(desk, member)["review_due_on"])
    assert due.year == THIS_YEAR + 1
    desk.pass_deadline("member_age", member["id"])
    assert [one["id"] for one in desk.ask("list_members", age_due=True)["items"]] == [member["id"]]
    assert (state_of(desk, member)["state"], state_of(desk, member)["ages_out_on"]) == ("in_pool", "2020-01-02")
    assert len(desk.told("member.review_overdue.v1") + desk.told("member.age_due.v1")) == 2


def test_who_is_over_the_age_by_an_override_is_shown_as_due(desk: Desk, batch: dict[str, Any]) -> None:
    cadre_id = a_cadre(desk, birth_year=1975, birth_month="1975-01")
    member = in_pool(desk, batch, cadre_id=cadre_id, override={"basis": "专题会议纪要"})
    desk.tick()
    assert state_of(desk, member)["age_due"] is True


def test_an_admission_round_shows_how_groups_fared_with_the_numbers(desk: Desk, batch: dict[str, Any]) -> None:
    for sex, ethnicity in (("1", "01"), ("1", "01"), ("2", "05")):
        in_pool(desk, batch, cadre_id=a_cadre(desk, sex=sex, ethnicity=ethnicity), category="general")
    vetted(desk, batch, cadre_id=a_cadre(desk, sex="2", ethnicity="01"))
    desk.ask("withdraw_member", member_id=nominated(desk, batch, cadre_id=a_cadre(desk, sex="2"))["id"], reason="x")
    shown = desk.ask("batch_fairness", batch_id=batch["id"])
    assert (shown["people"], shown["outcomes"]) == (5, {"admitted": 3, "not_passed": 1, "vetted": 1})
    groups = {(group["by"], group["key"]): group for group in shown["groups"]}
    assert (groups["sex", "2"]["people"], groups["sex", "2"]["too_small"]) == (3, True)
    women = {one["outcome"]: one for one in groups["sex", "2"]["outcomes"]}
    assert women["admitted"] == {"outcome": "admitted", "count": None, "rate": None, "ratio": None}
    (minority,) = groups["nationality_group", "minority"]["outcomes"][:1]
    assert (minority["outcome"], minority["rate"]) == ("admitted", None)
    assert desk.refused("batch_fairness", batch_id="bat-none").code == "talentpool/no-batch"


def test_an_earlier_year_entered_late_does_not_undo_what_the_newest_review_found(
    desk: Desk, batch: dict[str, Any]
) -> None:
    member = in_pool(desk, batch)
    desk.db["members"].update_one({"_id": member["id"]}, {"$set": {"admitted_on": f"{THIS_YEAR - 2}-03-01"}})
    desk.ask("review_member", **review_of(member, grade="A"))
    desk.ask("review_member", **review_of(member, grade="C", year=THIS_YEAR - 1))
    found = state_of(desk, member)
    assert (found["grade"], found["last_review_year"]) == ("A", THIS_YEAR)
    assert len(desk.ask("list_member_reviews", member_id=member["id"])["items"]) == 2


def test_who_is_restricted_is_not_moved_up(desk: Desk, tier: dict[str, Any], batch: dict[str, Any]) -> None:
    member = in_pool(desk, batch)
    upper = a_tier(desk, tier["plan_id"], key="county_chief", rank=1)
    lower = a_tier(desk, tier["plan_id"], key="township_chief", rank=3)
    standing(desk, member["cadre_id"], True, 1)
    up = review_of(member, decision="upgrade", to_tier_id=upper["id"])
    assert desk.refused("review_member", **up).code == "talentpool/restricted"
    assert places(desk, upper["id"])[0] == 0
    desk.ask("review_member", **review_of(member, decision="downgrade", to_tier_id=lower["id"]))


def test_a_corrected_age_limit_or_birth_counts_for_who_is_in_the_pool(
    desk: Desk, tier: dict[str, Any], batch: dict[str, Any]
) -> None:
    member = in_pool(desk, batch)
    desk.ask("change_tier", tier_id=tier["id"], age_limit=30, basis="输入有误")
    desk.tick()
    desk.tick()
    assert state_of(desk, member)["age_due"] is True
    desk.ask("change_tier", tier_id=tier["id"], age_limit=40, basis="更正")
    desk.tick()
    assert (state_of(desk, member)["age_due"], state_of(desk, member)["ages_out_on"]) == (False, "2031-06-01")
    career(desk, member["cadre_id"], "cadre.changed.v1", 5, birth_month="1991-05", birth_year=1991)
    assert state_of(desk, member)["ages_out_on"] == "2032-06-01"
