"""Honourable retirement: who has retired becomes an honouree, and is honoured once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from servicekit import clock
from tests.service.desk import Desk


def retired(desk: Desk, management: str = "city", cadre_id: str = "", sequence: int = 1, entry: str = "16") -> str:
    (cadre_id,) = desk.people(
        cadre_id or f"cad-{secrets.token_hex(4)}",
        type="cadre.retired.v1",
        handler="retirements",
        sequence=sequence,
        status="retired",
        status_entry=entry,
        management=management,
        kind="due",
        on="2026-03-01",
    )
    return cadre_id


def set_aside(desk: Desk, cadre_id: str, sequence: int, *entries: str, **more: str) -> None:
    desk.people(cadre_id, handler="retirements", sequence=sequence, set_aside=list(entries), **more)


def plan(*honourees: str) -> dict[str, object]:
    return {"title": "合成仪式", "planned_on": "2026-12-01", "place": "合成", "honouree_ids": list(honourees)}


def test_a_retired_city_managed_cadre_is_honoured_once(desk: Desk) -> None:
    cadre_id = retired(desk)
    ceremony = desk.ask("plan_ceremony", **plan(cadre_id))
    assert desk.refused("plan_ceremony", **plan(cadre_id)).code == "incentive/honoured-before"
    ahead = (clock.day_of(clock.now()) + timedelta(days=1)).isoformat()
    assert desk.refused("hold_ceremony", ceremony_id=ceremony["id"], held_on=ahead).code == "day-not-come"
    desk.ask("hold_ceremony", ceremony_id=ceremony["id"])
    (told,) = desk.told("ceremony.held.v1")
    assert (told["honourees"], told["state"]) == (1, "held")
    assert desk.refused("cancel_ceremony", ceremony_id=ceremony["id"], reason="晚").status == 409


def test_after_a_cancellation_the_honourees_are_free_again(desk: Desk) -> None:
    cadre_id = retired(desk)
    first = desk.ask("plan_ceremony", **plan(cadre_id))
    desk.ask("cancel_ceremony", ceremony_id=first["id"], reason="合成")
    second = desk.ask("plan_ceremony", **plan(cadre_id))
    found = desk.ask("list_honourees", ceremony_id=second["id"])["items"]
    assert [item["id"] for item in found] == [cadre_id]


def test_a_ceremony_that_was_held_is_put_right_and_who_was_honoured_follows(desk: Desk) -> None:
    stays, mistaken, forgotten, elsewhere = (retired(desk) for _ in range(4))
    desk.ask("plan_ceremony", **plan(elsewhere))
    ceremony = desk.ask("plan_ceremony", **plan(stays, mistaken))
    wish = {"ceremony_id": ceremony["id"], "basis": "签到表"}
    early = desk.refused("correct_ceremony", **wish, title="另一名称")
    assert early.code == "incentive/ceremony-not-held"
    desk.ask("hold_ceremony", ceremony_id=ceremony["id"], held_on="2026-03-02")
    for wrong, code in (
        ({"honouree_ids": [stays, elsewhere]}, "incentive/honoured-before"),
        ({"honouree_ids": [stays, "cad-none"]}, "incentive/not-an-honouree"),
        ({"held_on": "2026-03-02", "honouree_ids": [mistaken, stays]}, "incentive/ceremony-unchanged"),
        ({"held_on": (clock.day_of(clock.now()) + timedelta(days=1)).isoformat()}, "day-not-come"),
    ):
        assert desk.refused("correct_ceremony", **wish, **wrong).code == code
    desk.ask("correct_ceremony", **wish, held_on="2026-03-03", honouree_ids=[stays, forgotten, retired(desk)])
    found = desk.ask("get_ceremony", ceremony_id=ceremony["id"])
    assert (found["held_on"], found["state"], found["title"]) == ("2026-03-03", "held", "合成仪式")
    (kept,) = found["revisions"]
    assert (kept["by"], kept["basis"]) == ("administrator-1", "签到表")
    assert kept["before"] == {"held_on": "2026-03-02", "honourees": "2"}
    assert kept["after"] == {"held_on": "2026-03-03", "honourees": "3"}
    (told,) = desk.told("ceremony.corrected.v1")
    assert (told["honourees"], told["held_on"]) == (3, "2026-03-03")
    there = {one["id"]: one for one in desk.ask("list_honourees", ceremony_id=ceremony["id"])["items"]}
    assert {stays, forgotten} < set(there)
    assert (there[stays]["revisions"], there[forgotten]["revisions"][0]["after"]) == ([], {"ceremony_id": found["id"]})
    assert mistaken not in there
    assert desk.ask("plan_ceremony", **plan(mistaken))["state"] == "planned", "free for the one they are part of"
    (free,) = [one for one in desk.ask("list_honourees", limit=500)["items"] if one["id"] == mistaken]
    assert free["revisions"][0]["before"] == {"ceremony_id": ceremony["id"]}


def test_a_ceremony_that_was_not_held_after_all_is_planned_as_before(desk: Desk) -> None:
    cadre_id = retired(desk)
    ceremony = desk.ask("plan_ceremony", **plan(cadre_id))
    wish = {"ceremony_id": ceremony["id"], "basis": "因故未举行"}
    assert desk.refused("take_back_ceremony", **wish).code == "incentive/ceremony-not-held"
    desk.ask("hold_ceremony", ceremony_id=ceremony["id"], held_on="2026-03-02")
    found = desk.ask("take_back_ceremony", **wish)
    assert (found["state"], found["held_on"]) == ("planned", None)
    assert found["revisions"][0]["before"] == {"state": "held", "held_on": "2026-03-02"}
    assert [told["state"] for told in desk.told("ceremony.taken_back.v1")] == ["planned"]
    desk.ask("cancel_ceremony", ceremony_id=ceremony["id"], reason="合成")
    assert desk.ask("plan_ceremony", **plan(cadre_id))["state"] == "planned"


def test_who_has_retired_by_a_mistake_is_honoured_by_no_ceremony_to_come(desk: Desk) -> None:
    mistaken, other = retired(desk), retired(desk)
    ceremony = desk.ask("plan_ceremony", **plan(mistaken, other))
    set_aside(desk, mistaken, 2, "16")
    assert [one["id"] for one in desk.ask("list_honourees")["items"]] == [other]
    assert [one["id"] for one in desk.ask("list_honourees", ceremony_id=ceremony["id"])["items"]] == [other]
    assert desk.told("ceremony.corrected.v1")[-1]["honourees"] == 1
    assert desk.refused("plan_ceremony", **plan(mistaken)).code == "incentive/not-an-honouree"
    retired(desk, cadre_id=mistaken, sequence=3, entry="21")
    again = desk.ask("plan_ceremony", **plan(mistaken))
    set_aside(desk, mistaken, 4, "16")
    assert len(desk.ask("list_honourees", ceremony_id=again["id"])["items"]) == 1, "by another entry they have"


def test_a_corrected_entry_of_retirement_keeps_the_honouree_and_a_ceremony_that_was_held_stands(desk: Desk) -> None:
    cadre_id = retired(desk)
    ceremony = desk.ask("plan_ceremony", **plan(cadre_id))
    set_aside(desk, cadre_id, 2, "16", status="retired", status_entry="17")
    set_aside(desk, cadre_id, 3, "16")
    desk.ask("hold_ceremony", ceremony_id=ceremony["id"])
    set_aside(desk, cadre_id, 4, "16", "17")
    assert [one["id"] for one in desk.ask("list_honourees", ceremony_id=ceremony["id"])["items"]] == [cadre_id]
    assert desk.ask("list_honourees")["items"] == []


def test_others_are_no_honourees(desk: Desk) -> None:
    assert desk.refused("plan_ceremony", **plan(retired(desk, "unit"))).code == "incentive/not-an-honouree"
