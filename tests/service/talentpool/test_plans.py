"""Plans, tiers whose quota is never below what is taken, and batches that hold places until they end."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.service.desk import Desk


def a_plan(desk: Desk, **more: Any) -> str:
    wish = {
        "code": f"P-{secrets.token_hex(4)}",
        "title": "合成计划",
        "from_year": 2026,
        "to_year": 2030,
        "basis": "合成",
    }
    return str(desk.ask("open_plan", synthetic=True, **{**wish, **more})["id"])


def a_tier(
    desk: Desk, plan_id: str = "", *, quota: int = 10, key: str = "county_deputy", **more: Any
) -> dict[str, Any]:
    plan_id = plan_id or a_plan(desk)
    wish = {"plan_id": plan_id, "key": key, "rank": 2, "quota": quota, "basis": "合成", "synthetic": True}
    return dict(desk.ask("add_tier", **{**wish, **more}))


def a_batch(desk: Desk, tier: dict[str, Any], *, places: int = 5, number: int = 1, **more: Any) -> dict[str, Any]:
    wish = {"plan_id": tier["plan_id"], "tier_id": tier["id"], "title": "合成批次", "number": number, "places": places}
    days = {"opens_on": "2026-01-01", "closes_on": "2099-12-31"}
    return dict(desk.ask("open_batch", synthetic=True, **{**wish, **days, **more}))


def places(desk: Desk, tier_id: str) -> tuple[int, int, int]:
    """Filled, reserved, free."""
    tier = desk.ask("get_tier", tier_id=tier_id)
    return tier["filled"], tier["reserved"], tier["free"]


def test_a_batch_holds_places_and_gives_them_back_when_it_ends(desk: Desk) -> None:
    tier = a_tier(desk, quota=10)
    batch = a_batch(desk, tier, places=6)
    assert places(desk, tier["id"]) == (0, 6, 4)
    refused = desk.refused(
        "open_batch",
        plan_id=tier["plan_id"],
        tier_id=tier["id"],
        title="太大",
        number=2,
        places=5,
        opens_on="2026-01-01",
        closes_on="2026-02-01",
    )
    assert (refused.code, refused.facts["free"]) == ("talentpool/quota-exceeded", 4)
    desk.ask("change_batch", batch_id=batch["id"], places=8, basis="合成")
    assert places(desk, tier["id"]) == (0, 8, 2)
    ended = desk.ask("end_batch", batch_id=batch["id"], basis="合成")
    assert ended["state"] == "closed"
    desk.tick()
    assert places(desk, tier["id"]) == (0, 0, 10)
    assert len(desk.told("batch.closed.v1")) == 1
    assert [told["free"] for told in desk.told("tier.changed.v1")] == [4, 2, 10]
    assert desk.refused("change_batch", batch_id=batch["id"], places=1, basis="晚").status == 409


def test_a_batch_ends_by_itself_when_its_last_day_is_over(desk: Desk) -> None:
    tier = a_tier(desk)
    batch = a_batch(desk, tier, places=3)
    desk.pass_deadline("batch_closes", batch["id"])
    desk.tick()
    assert desk.ask("get_batch", batch_id=batch["id"])["state"] == "closed"
    assert places(desk, tier["id"]) == (0, 0, 10)
    assert len(desk.told("batch.closed.v1")) == 1


def test_a_quota_is_changed_with_a_basis_and_never_below_what_is_reserved(desk: Desk) -> None:
    tier = a_tier(desk, quota=10)
    a_batch(desk, tier, places=6)
    refused = desk.refused("change_tier", tier_id=tier["id"], quota=5, basis="合成")
    assert (refused.code, refused.errors[0].pointer) == ("talentpool/quota-mismatch", "/quota")
    changed = desk.ask("change_tier", tier_id=tier["id"], quota=7, quota_by_category={"economy": 2}, basis="会议纪要")
    assert (changed["quota"], changed["free"]) == (7, 1)
    assert changed["history"][-1]["note"] == "10→7：会议纪要"
    assert desk.refused("change_tier", tier_id=tier["id"], quota=9).code == "invalid-fields"


@pytest.mark.parametrize(
    ("wish", "code", "pointer"),
    [
        ({"key": "nowhere"}, "unknown-entry", "/key"),
        ({"quota_by_category": {"nothing": 1}}, "unknown-entry", "/quota_by_category"),
        ({"quota_by_category": {"economy": 11}}, "talentpool/quota-mismatch", "/quota_by_category"),
        ({"quota": -1}, "invalid-fields", "/quota"),
    ],
)
def test_a_tier_is_of_the_dictionary_and_its_quotas_add_up(desk: Desk, wish: Any, code: str, pointer: str) -> None:
    base = {"plan_id": a_plan(desk), "key": "county_chief", "rank": 1, "quota": 10, "basis": "合成"}
    refused = desk.refused("add_tier", **{**base, **wish})
    assert (refused.code, refused.errors[0].pointer) == (code, pointer)


def test_a_plan_has_each_tier_once_and_each_code_is_used_once(desk: Desk) -> None:
    plan_id = a_plan(desk, code="same")
    a_tier(desk, plan_id)
    assert (
        desk.refused("add_tier", plan_id=plan_id, key="county_deputy", rank=3, quota=1, basis="合成").code
        == "talentpool/tier-known"
    )
    assert (
        desk.refused("open_plan", code="same", title="又一", from_year=2026, to_year=2027, basis="合成").code
        == "talentpool/plan-known"
    )
    assert [tier["key"] for tier in desk.ask("list_tiers", plan_id=plan_id)["items"]] == ["county_deputy"]
    assert desk.ask("list_tiers", plan_id=plan_id)["items"][0]["free"] == 10


def test_a_closed_plan_takes_nothing_more_and_its_batches_end(desk: Desk) -> None:
    tier = a_tier(desk)
    batch = a_batch(desk, tier)
    desk.ask("close_plan", plan_id=tier["plan_id"], basis="周期届满")
    desk.tick()
    assert desk.ask("get_batch", batch_id=batch["id"])["state"] == "closed"
    refused = desk.refused("add_tier", plan_id=tier["plan_id"], key="county_chief", rank=1, quota=1, basis="合成")
    assert refused.code == "talentpool/plan-closed"
    assert (
        desk.refused("change_plan", plan_id=tier["plan_id"], title="晚", basis="合成").code == "talentpool/plan-closed"
    )
    assert [told["state"] for told in desk.told("plan.closed.v1")] == ["closed"]


def test_a_cycle_and_a_batch_end_after_they_begin(desk: Desk) -> None:
    tier = a_tier(desk)
    batch = a_batch(desk, tier)
    assert (
        desk.refused("change_plan", plan_id=tier["plan_id"], to_year=2025, basis="合成").code == "ends-before-it-begins"
    )
    late = desk.refused("change_batch", batch_id=batch["id"], closes_on="2025-12-31", basis="合成")
    assert (late.code, late.errors[0].pointer) == ("ends-before-it-begins", "/closes_on")
    moved = desk.ask("change_batch", batch_id=batch["id"], closes_on="2098-12-31", basis="合成")
    assert moved["closes_on"] == "2098-12-31"
    assert desk.deadline("batch_closes", batch["id"])["due_on"] == "2098-12-31"


def test_a_batch_of_a_closed_plan_is_not_prolonged_before_the_clock_has_ended_it(desk: Desk) -> None:
    tier = a_tier(desk, quota=10)
    batch = a_batch(desk, tier, places=6)
    desk.ask("close_plan", plan_id=tier["plan_id"], basis="合成")
    assert places(desk, tier["id"]) == (0, 0, 10)
    longer = desk.refused("change_batch", batch_id=batch["id"], closes_on="2098-12-31", basis="合成")
    assert longer.code == "talentpool/batch-not-in-this-state"
    desk.tick()
    assert len(desk.told("batch.closed.v1")) == 1
