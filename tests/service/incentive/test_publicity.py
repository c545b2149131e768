"""What is public while it runs: with merits for who is signed in, and for everybody what was entered for that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from servicekit import clock
from tests.service.desk import Desk, self_of
from tests.service.incentive.test_nominations import (
    batch,
    elect,
    let_publicity_end,
    nominate,
    standing,
    state_of,
    vet,
)

__all__ = ["batch"]


def public(desk: Desk, batch: dict[str, Any], cadre: str, summary: str | None = None, **wish: Any) -> str:
    made = nominate(desk, batch, cadre, **wish)
    vet(desk, made)
    elect(desk, batch, made["id"])
    desk.ask("publicise", nomination_id=made["id"], summary=summary)
    return str(made["id"])


def test_merits_are_those_entered_for_publicity_and_internal_ones_are_for_who_is_signed_in(
    desk: Desk, batch: dict[str, Any]
) -> None:
    public(desk, batch, "c1", merits="内部事迹")
    public(desk, batch, "c2", "公示的摘要", merits="内部事迹")
    public(desk, batch, "c3", merits="公开事迹", classification="public")
    shown = desk.ask("list_publicity", by=self_of("c1"))["items"]
    assert [(row["cadre_id"], row["honour"], row["merits"]) for row in shown] == [
        ("c1", "担当作为好干部", "内部事迹"),
        ("c2", "担当作为好干部", "公示的摘要"),
        ("c3", "担当作为好干部", "公开事迹"),
    ]
    notices = desk.ask("list_notices")["items"]
    assert [(row["cadre_id"], row["summary"]) for row in notices] == [
        ("c1", None), ("c2", "公示的摘要"), ("c3", "公开事迹"),
    ]  # fmt: skip
    assert set(notices[0]) == {
        "cadre_id", "honour", "level", "summary", "begins", "ends", "objections", "synthetic",
    }  # fmt: skip
    assert "示例" in notices[0]["objections"], "no office of Baotou's is made up"


def test_a_summary_is_put_right_while_it_is_public_and_the_notice_ends_with_the_period(
    desk: Desk, batch: dict[str, Any]
) -> None:
    nomination = public(desk, batch, "c1", "写错的摘要")
    correction = {"nomination_id": nomination, "summary": "改正的摘要", "basis": "文字有误"}
    assert desk.ask("correct_summary", **correction)["timeline"][-1]["note"] == "文字有误"
    assert [row["summary"] for row in desk.ask("list_notices")["items"]] == ["改正的摘要"]
    desk.db["nominations"].update_one({"_id": nomination}, {"$set": {"publicity_ends": "2026-03-09"}})
    assert desk.ask("list_notices")["items"] == [], "its last day is over, whether the clock has looked or not"
    let_publicity_end(desk, nomination)
    assert desk.ask("list_publicity")["items"] == []
    assert desk.refused("correct_summary", **correction).code == "incentive/not-in-this-state"


def test_publicity_neither_begins_before_the_election_nor_ends_before_it_began_also_in_a_second_round(
    desk: Desk, batch: dict[str, Any]
) -> None:
    id = public(desk, batch, "c1")
    begins = state_of(desk, id)["publicity_begins"]
    for due in ("2020-01-01", str(date.fromisoformat(begins) - timedelta(days=1)), begins):
        wish = {"deadline_id": f"publicity_ends.{id}", "due_on": due, "basis": "提前结束"}
        assert desk.refused("move_deadline", **wish).code == "incentive/publicity-too-short"
    standing(desk, "c1", True, 5)
    standing(desk, "c1", False, 6)
    desk.ask("resume_nomination", nomination_id=id)
    vet(desk, {"id": id}, sequence=3, request_id=f"{id}.2")
    members = ["m1", "m2", "m3"]
    before = {"batch_id": batch["id"], "held_on": "2026-03-01", "members": members}
    assert desk.refused("convene_ballot", **before).code == "incentive/ballot-day"
    today = clock.day_of(clock.now()).isoformat()
    ballot = desk.ask("convene_ballot", **before | {"held_on": today})
    desk.ask("attend_ballot", ballot_id=ballot["id"], present=members)
    votes = [{"member_id": member, "vote": "approve"} for member in members]
    desk.ask("cast_votes", ballot_id=ballot["id"], nomination_id=id, votes=votes)
    desk.ask("close_ballot", ballot_id=ballot["id"])
    early = desk.refused("publicise", nomination_id=id, begins="2026-03-02", basis="补录")
    assert (early.code, early.errors[0].code) == ("incentive/publicity-before-election", "before-election")
    many = desk.ask("publicise_batch", batch_id=batch["id"], begins="2026-03-02", basis="补录")
    assert (many["done"], state_of(desk, id)["state"]) == (0, "elected")
    assert desk.ask("publicise", nomination_id=id)["publicity_begins"] == today


def test_nobody_is_made_public_in_a_batch_that_is_over_or_that_there_is_not(desk: Desk, batch: dict[str, Any]) -> None:
    desk.ask("end_batch", batch_id=batch["id"], basis="合成批件")
    refused = desk.refused("publicise_batch", batch_id=batch["id"])
    assert (refused.code, refused.facts["state"]) == ("incentive/batch-not-in-this-state", "closed")
    assert "不能公示" in refused.detail_zh
    assert desk.refused("publicise_batch", batch_id="bat-none").code == "incentive/no-batch"
