"""Honourable retirement: who has retired becomes an honouree, and is honoured once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from servicekit import clock
from tests.service.desk import Desk


def retired(desk: Desk, management: str = "city") -> str:
    (cadre_id,) = desk.people(
        f"cad-{secrets.token_hex(4)}",
        type="cadre.retired.v1",
        handler="retirements",
        status="retired",
        management=management,
        kind="due",
        on="2026-03-01",
    )
    return cadre_id


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


def test_others_are_no_honourees(desk: Desk) -> None:
    assert desk.refused("plan_ceremony", **plan(retired(desk, "unit"))).code == "incentive/not-an-honouree"
