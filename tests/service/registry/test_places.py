"""In which unit somebody is, and was: transfers and main appointments say it, and the end of a post moves nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from servicekit import clock
from tests.service.registry.conftest import Registry

DOCUMENT = {"document": "合成文件〔2026〕3号"}


def day(ahead: int) -> str:
    return str((clock.day_of(clock.now()) + timedelta(days=ahead)).isoformat())


@pytest.mark.parametrize("back", [True, False])
@pytest.mark.parametrize("how", ["with the transfer", "afterwards", "none"])
def test_who_loses_the_post_that_they_were_transferred_to_stays_in_the_new_unit(
    registry: Registry, how: str, back: bool
) -> None:
    """However near to each other: a file that is registered and worked on within a day is no other."""
    home, away = registry.a_unit(), registry.a_unit()
    cadre = registry.a_cadre(home)["id"]
    moved, appointed, removed = ("2025-10-01", "2025-10-02", "2025-12-01") if back else (day(0), day(0), day(0))
    flag = {"back_entry": back}
    post = {"post_id": registry.a_post(away, role="member", post_level=None)["id"]}
    with_it = post if how == "with the transfer" else {}
    registry.transfer(cadre_id=cadre, unit_id=away["id"], on=moved, **with_it, **DOCUMENT, **flag)
    if how == "afterwards":
        registry.appoint(cadre_id=cadre, on=appointed, **post, **DOCUMENT, **flag)
    if how == "none":
        after = registry.get_cadre(cadre_id=cadre)
    else:
        after = registry.remove(cadre_id=cadre, on=removed, **post, **DOCUMENT)
        assert (after["title"], after["post_ids"]) == ("", [])
    assert after["unit_id"] == away["id"]
    assert registry.get_cadre(cadre_id=cadre, as_of=day(0))["at_day"]["unit_id"] == away["id"]
    assert [one["id"] for one in registry.list_cadres(unit_id=away["id"], as_of=day(0))["items"]] == [cadre]
    assert registry.get_cadre(cadre_id=cadre, as_of="2025-09-30")["at_day"]["unit_id"] == home["id"]


def test_a_post_that_was_over_before_the_registration_moves_nobody_who_had_another_since(registry: Registry) -> None:
    home, first, second = (registry.a_unit() for _ in range(3))
    cadre = registry.a_cadre(home, appointments=[])["id"]
    held: dict[str, Any] = {"title": "科员", "main": True, "began_by": "包任〔2012〕1号"}
    later = {**held, "unit_id": second["id"], "began": "2012-01-01", "ended": "2014-01-01"}
    earlier = {**held, "unit_id": first["id"], "began": "2010-01-01", "ended": "2012-01-01"}
    for one in (later, earlier):
        registry.change_cadre(cadre_id=cadre, add={"appointments": [one]}, **DOCUMENT)
    then = {
        on: registry.get_cadre(cadre_id=cadre, as_of=on)["at_day"]["unit_id"] for on in ("2011-01-01", "2013-01-01")
    }
    assert then == {"2011-01-01": first["id"], "2013-01-01": second["id"]}
    assert registry.get_cadre(cadre_id=cadre, as_of="2015-01-01")["at_day"]["unit_id"] == home["id"]


def found(registry: Registry, unit: dict[str, Any], on: str | None) -> set[str]:
    return {one["id"] for one in registry.list_cadres(unit_id=unit["id"], as_of=on)["items"]}


def test_before_a_merger_everybody_is_found_where_they_were_and_after_it_where_they_are(registry: Registry) -> None:
    city = registry.a_unit()
    bureau, other = (registry.a_unit(parent_id=city["id"]) for _ in range(2))
    office = registry.a_unit(parent_id=bureau["id"])
    people = {
        "post": registry.a_cadre(bureau)["id"],
        "none": registry.a_cadre(bureau, appointments=[])["id"],
        "below": registry.a_cadre(office)["id"],
        "below, none": registry.a_cadre(office, appointments=[])["id"],
    }
    everybody, before, after = set(people.values()), day(-31), day(-30)
    registry.merge_unit(unit_id=bureau["id"], into_id=other["id"], on=after, **DOCUMENT)
    assert (found(registry, bureau, before), found(registry, other, before)) == (everybody, set())
    assert (found(registry, bureau, after), found(registry, other, after)) == (set(), everybody)
    assert found(registry, other, None) == everybody
    below = {people["below"], people["below, none"]}
    assert found(registry, office, before) == found(registry, office, after) == below
    for who, unit in (("post", bureau), ("none", bureau), ("below", office)):
        shown = registry.get_cadre(cadre_id=people[who], as_of=before)
        assert (shown["at_day"]["unit_id"], shown["unit_id"] == other["id"]) == (unit["id"], who != "below")
    # Who loses the post of the merged unit stays where the unit went.
    assert registry.remove(cadre_id=people["post"], on=day(-5), **DOCUMENT)["unit_id"] == other["id"]
    # Taken back, it has never been.
    registry.restore_unit(unit_id=bureau["id"], by="虚构经办", basis="录入有误")
    for on in (before, after, day(-3), None):
        assert (found(registry, bureau, on), found(registry, other, on)) == (everybody, set()), on


def test_before_a_unit_was_placed_elsewhere_its_people_are_found_below_the_former_one(registry: Registry) -> None:
    old, new = registry.a_unit(), registry.a_unit()
    bureau = registry.a_unit(parent_id=old["id"])
    office = registry.a_unit(parent_id=bureau["id"])
    people = {registry.a_cadre(unit, **how)["id"] for unit in (bureau, office) for how in ({}, {"appointments": []})}
    registry.move_unit(unit_id=bureau["id"], parent_id=new["id"], on=day(-30), **DOCUMENT)
    assert (found(registry, old, day(-31)), found(registry, new, day(-31))) == (people, set())
    assert (found(registry, old, day(-30)), found(registry, new, day(-30))) == (set(), people)


def test_who_came_after_the_day_of_a_merger_that_was_entered_late_is_carried_from_theirs(registry: Registry) -> None:
    home, bureau, other = (registry.a_unit() for _ in range(3))
    cadre = registry.a_cadre(home)["id"]
    registry.transfer(cadre_id=cadre, unit_id=bureau["id"], on=day(-10), **DOCUMENT)
    registry.merge_unit(unit_id=bureau["id"], into_id=other["id"], on=day(-30), **DOCUMENT)
    assert registry.get_cadre(cadre_id=cadre)["unit_id"] == other["id"]
    assert registry.get_cadre(cadre_id=cadre, as_of=day(-20))["at_day"]["unit_id"] == home["id"]
    came = date.fromisoformat(day(-10))
    assert registry.get_cadre(cadre_id=cadre, as_of=came)["at_day"]["unit_id"] == other["id"]


@pytest.mark.parametrize("earlier_first", [True, False])
def test_a_post_gives_way_to_a_later_one_however_and_in_whatever_order_they_came_into_the_file(
    registry: Registry, earlier_first: bool
) -> None:
    unit = registry.a_unit()
    posts = [("办公室主任", "141", "2010-04"), ("副局长", "132", "2016-05")]
    if not earlier_first:
        posts.reverse()
    rows = [{"title": title, "post_level": level, "began": on, "began_by": on} for title, level, on in posts]

    def registered(*rows: dict[str, Any]) -> str:
        return str(registry.a_cadre(unit, appointments=list(rows))["id"])

    def changed(cadre: str, *rows: dict[str, Any]) -> None:
        registry.change_cadre(cadre_id=cadre, add={"appointments": list(rows)}, **DOCUMENT)

    def appointed(cadre: str, row: dict[str, Any]) -> None:
        wish = {"title": row["title"], "post_level": row["post_level"], "on": row["began"], "document": row["began"]}
        registry.appoint(cadre_id=cadre, back_entry=True, **wish)

    def imported(cadre: str, row: dict[str, Any]) -> None:
        columns = {"title": row["title"], "post_level": row["post_level"], "on": row["began"], "document": row["began"]}
        (result,) = registry.import_careers(rows=[{"cadre_id": cadre, "kind": "任职", **columns}])["results"]
        assert "errors" not in result, result

    ways: dict[str, str] = {"registered": registered(*rows)}
    person = registry.person(unit, appointments=rows)
    (result,) = registry.import_cadres(rows=[person])["results"]
    ways["imported"] = result["id"]
    changed(ways.setdefault("changed", registered()), *rows)
    for first in (registered, changed, appointed, imported):
        for second in (changed, appointed, imported):
            cadre = registered(*rows[:1] if first is registered else ())
            if first is not registered:
                first(cadre, rows[0])
            second(cadre, rows[1])
            ways[f"{first.__name__}, {second.__name__}"] = cadre
    for way, cadre in ways.items():
        file = registry.get_cadre(cadre_id=cadre)
        held = {one["title"]: (one["ended"], one["ended_by"]) for one in file["appointments"]}
        assert held == {"办公室主任": ("2016-05", "2016-05"), "副局长": (None, "")}, way
        assert (file["title"], file["in_post_since"]) == ("副局长", "2016-05"), way


def test_what_is_held_besides_and_two_main_posts_of_one_day_stay(registry: Registry) -> None:
    row = {"began": "2016-05", "began_by": "文"}
    rows = [
        {"title": "书记", **row},
        {"title": "局长", **row},
        {"title": "委员", **row, "began": "2012", "main": False},
    ]
    rows.append({"title": "副局长", **row, "began": "2011-03"})
    file = registry.a_cadre(registry.a_unit(), appointments=rows)
    assert [one["ended"] for one in file["appointments"]] == [None, None, None, "2016-05"]
    wish = {"cadre_id": file["id"], "history": "appointments", "entry": file["appointments"][2]["entry"]}
    right = {"appointments": [{**rows[2], "main": True}]}
    file = registry.correct_entry(**wish, right=right, by="虚构负责人", basis="录入有误")
    ended = {one["title"]: one["ended"] for one in file["appointments"] if one["void"] is None}
    assert ended == {"书记": None, "局长": None, "副局长": "2012", "委员": "2016-05"}
