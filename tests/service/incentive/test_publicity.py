"""What is public while it runs: with merits for who is signed in, and for everybody what was entered for that."""

from __future__ import annotations

from typing import Any

from tests.service.desk import Desk, self_of
from tests.service.incentive.test_nominations import batch, elect, nominate, vet

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
    desk.pass_deadline("publicity_ends", nomination)
    assert desk.ask("list_publicity")["items"] == []
    assert desk.refused("correct_summary", **correction).code == "incentive/not-in-this-state"
