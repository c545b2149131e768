"""What a unit or a post is to be from a day to come (计划变更): kept, shown, taken back, and so on its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from servicekit.deadlines import id_of
from services.registry.parts.unit_changes import TAKES_EFFECT
from tests.service.desk import clock_of
from tests.service.registry.conftest import Registry

DOCUMENT = {"document": "包编发〔2026〕3号（示例）"}


def day(ahead: int) -> str:
    return str((clock.day_of(clock.now()) + timedelta(days=ahead)).isoformat())


@pytest.fixture
def pass_days(registry: Registry, at: Any) -> Any:
    """`pass_days(3)`: three days later, with all that is due done."""
    watch = clock_of(registry.service, registry.runtime)

    def later(days: int) -> None:
        at(day(days))
        while watch.look():
            pass

    return later


def planned(registry: Registry, unit: str) -> list[dict[str, Any]]:
    return list(registry.get_unit(unit_id=unit)["planned"])


def test_each_change_is_kept_for_its_day_and_is_so_then(registry: Registry, pass_days: Any) -> None:
    city, other = registry.a_unit(), registry.a_unit()
    named, moved, merged, closed = (registry.a_unit(parent_id=city["id"])["id"] for _ in range(4))
    post, held = registry.a_post(city), registry.a_post(city, management="county")
    cadre = registry.a_cadre(registry.get_unit(unit_id=merged))["id"]
    on = day(3)
    wishes: list[tuple[str, dict[str, Any]]] = [
        ("change_unit", {"unit_id": named, "name": "虚构新名", **DOCUMENT}),
        ("move_unit", {"unit_id": moved, "parent_id": other["id"], **DOCUMENT}),
        ("merge_unit", {"unit_id": merged, "into_id": other["id"], **DOCUMENT}),
        ("close_unit", {"unit_id": closed, **DOCUMENT}),
        ("abolish_post", {"post_id": post["id"]}),
        ("change_post", {"post_id": held["id"], "management": "city", **DOCUMENT}),
    ]
    for method, wish in wishes:
        getattr(registry, method)(**wish, on=on)
        again = registry.refusal(method, **wish, on=on)
        assert again.code == "registry/already-planned", method

    def units() -> list[tuple[str, str]]:
        found = [registry.get_unit(unit_id=id) for id in (named, moved, merged, closed)]
        return [
            (found[0]["name"], found[1]["parent_id"]),
            *((one["state"], str(one["merged_into"])) for one in found[2:]),
        ]

    before = units()
    assert before[1:] == [("active", "None"), ("active", "None")]
    assert [(one["operation"], one["on"]) for one in planned(registry, merged)] == [("registry.merge_unit", on)]
    listed = registry.list_planned_changes(unit_id=city["id"])["items"]
    assert [one["operation"] for one in listed] == [f"registry.{method}" for method, _ in wishes]
    pass_days(2)
    assert units() == before
    assert registry.get_post(post_id=post["id"])["state"] == "active"
    pass_days(1)
    assert units() == [("虚构新名", other["id"]), ("merged", other["id"]), ("closed", "None")]
    assert registry.get_cadre(cadre_id=cadre)["unit_id"] == other["id"]
    assert registry.get_post(post_id=post["id"])["state"] == "abolished"
    assert registry.get_post(post_id=held["id"])["management"] == "city"
    assert registry.list_planned_changes(unit_id=city["id"])["items"] == []
    told = [event["type"] for event in registry.events(listed[2]["id"])]
    assert told == ["planned_change.planned.v1", "planned_change.took_effect.v1"]
    assert registry.restore_unit(unit_id=merged, by="虚构部长", basis="撤并有误（演示）")["state"] == "active"
    assert registry.get_cadre(cadre_id=cadre)["unit_id"] == merged


def test_what_is_planned_is_cancelled_by_a_named_person_and_entered_anew(registry: Registry, pass_days: Any) -> None:
    unit, into = registry.a_unit()["id"], registry.a_unit()["id"]
    wish = {"unit_id": unit, "into_id": into, **DOCUMENT}
    registry.merge_unit(**wish, on=day(2))
    (change,) = planned(registry, unit)
    cancelled = registry.cancel_planned_change(change_id=change["id"], by="虚构部长", basis="方案已调整（演示）")
    assert (cancelled["state"], cancelled["timeline"][-1]["note"]) == ("cancelled", "虚构部长：方案已调整（演示）")
    over = registry.refusal("cancel_planned_change", change_id=change["id"], by="虚构部长", basis="方案已调整（演示）")
    assert over.code == "registry/planned-change-over"
    assert registry.refusal("cancel_planned_change", change_id="plc-none", by="甲", basis="乙").status == 404
    pass_days(2)
    assert registry.get_unit(unit_id=unit)["state"] == "active"
    registry.merge_unit(**wish, on=day(1))
    pass_days(1)
    assert registry.get_unit(unit_id=unit)["state"] == "merged"


def test_what_its_day_finds_impossible_stays_planned_and_its_deadline_says_why(
    registry: Registry, pass_days: Any
) -> None:
    unit = registry.a_unit()
    registry.close_unit(unit_id=unit["id"], on=day(1), **DOCUMENT)
    registry.a_cadre(unit)
    pass_days(1)
    (change,) = planned(registry, unit["id"])
    assert (change["state"], registry.get_unit(unit_id=unit["id"])["state"]) == ("planned", "active")
    row = registry.runtime.db["deadlines"].find_one({"_id": id_of(TAKES_EFFECT, change["id"])})
    assert row["tries"] > 0
    assert "unit-in-use" in row["error"] or "UnitInUse" in row["error"]


def test_the_day_of_a_planned_change_follows_its_deadline(registry: Registry) -> None:
    unit = registry.a_unit()["id"]
    registry.close_unit(unit_id=unit, on=day(5), **DOCUMENT)
    (change,) = planned(registry, unit)
    registry.move_deadline(deadline_id=id_of(TAKES_EFFECT, change["id"]), due_on=day(9), basis="推迟（演示）")
    assert [one["on"] for one in planned(registry, unit)] == [day(10)]


def test_what_can_be_seen_already_is_refused_at_once(registry: Registry) -> None:
    unit = registry.a_unit()["id"]
    gone = registry.close_unit(unit_id=registry.a_unit()["id"], **DOCUMENT)["id"]
    assert (
        registry.refusal("merge_unit", unit_id=unit, into_id=gone, on=day(1), **DOCUMENT).code == "registry/unit-closed"
    )
    assert registry.refusal("close_unit", unit_id=gone, on=day(1), **DOCUMENT).code == "registry/unit-closed"
    assert registry.refusal("merge_unit", unit_id=unit, into_id="unt-none", on=day(1), **DOCUMENT).status in (404, 422)


def test_a_day_to_come_shows_where_people_will_be_by_what_is_planned_until_then(
    registry: Registry, pass_days: Any
) -> None:
    city, other, above = registry.a_unit(), registry.a_unit(), registry.a_unit()
    merged = registry.a_unit(parent_id=city["id"])
    below = registry.a_unit(parent_id=merged["id"])
    head, clerk, there = (registry.a_cadre(unit)["id"] for unit in (merged, below, other))
    registry.merge_unit(unit_id=merged["id"], into_id=other["id"], on=day(3), **DOCUMENT)
    registry.move_unit(unit_id=other["id"], parent_id=above["id"], on=day(5), **DOCUMENT)

    def found(unit: dict[str, Any], ahead: int, **more: Any) -> set[str]:
        wish = {"unit_id": unit["id"], "as_of": day(ahead), **more}
        return {one["id"] for one in registry.list_cadres(**wish)["items"]}

    def seen() -> list[set[str]]:
        everywhere = [found(unit, ahead) for ahead in (2, 3, 5) for unit in (city, merged, other, above)]
        return [*everywhere, found(other, 3, below=False), found(below, 3, below=False)]

    expected: list[set[str]] = [
        *({head, clerk}, {head, clerk}, {there}, set()),
        *(set(), set(), {head, clerk, there}, set()),
        *(set(), set(), {head, clerk, there}, {head, clerk, there}),
        *({head, there}, {clerk}),
    ]
    assert seen() == expected
    assert [registry.get_cadre(cadre_id=head, as_of=day(n))["at_day"]["unit_id"] for n in (2, 3)] == [
        merged["id"],
        other["id"],
    ]
    (line,) = [one for one in registry.list_cadres(unit_id=other["id"], as_of=day(5))["items"] if one["id"] == clerk]
    assert line["unit_ids"] == [above["id"], other["id"], below["id"]]
    assert registry.get_cadre(cadre_id=head)["unit_id"] == merged["id"], "nothing is so before its day"
    wanted = seen()[4:8]
    pass_days(3)
    assert [
        {one["id"] for one in registry.list_cadres(unit_id=unit["id"])["items"]}
        for unit in (city, merged, other, above)
    ] == wanted, "and on the day it is so"


def test_what_is_planned_for_units_and_cancelled_is_not_foreseen(registry: Registry) -> None:
    unit, into = registry.a_unit(), registry.a_unit()
    cadre = registry.a_cadre(unit)["id"]
    registry.merge_unit(unit_id=unit["id"], into_id=into["id"], on=day(3), **DOCUMENT)
    assert registry.list_cadres(unit_id=unit["id"], as_of=day(4))["items"] == []
    (change,) = planned(registry, unit["id"])
    registry.cancel_planned_change(change_id=change["id"], by="虚构部长", basis="不再撤并")
    assert [one["id"] for one in registry.list_cadres(unit_id=unit["id"], as_of=day(4))["items"]] == [cadre]
