"""The present post in a table of people: its unit where the text alone names it, and which of its posts it is."""

from __future__ import annotations

import secrets
from typing import Any

from tests.service.registry.conftest import Registry, number
from tests.service.registry.test_undo import a_job, codes, person, take, undo


def held(title: str, **more: Any) -> list[dict[str, Any]]:
    return [{"title": title, "began": "2020-01", **more}]


def taken(registry: Registry, rows: list[dict[str, Any]], **more: Any) -> list[Any]:
    results = registry.import_cadres(rows=rows, **more)["results"]
    assert [one.get("errors") for one in results] == [None] * len(rows)
    return list(results)


def said(result: dict[str, Any]) -> list[str]:
    return [note["code"] for note in result.get("notes", ())]


def holders(registry: Registry, post: dict[str, Any]) -> Any:
    return registry.get_post(post_id=post["id"])["holder_ids"]


def test_the_one_free_post_of_the_unit_and_title_is_taken_and_told(registry: Registry) -> None:
    unit = registry.a_unit()
    chief = registry.a_post(unit, title="局长", role="chief", post_level="131")
    rows = [person(unit, appointments=held("局长"))]
    assert "understood" in said(taken(registry, rows, dry_run=True)[0])
    assert holders(registry, chief) == []
    (one,) = taken(registry, rows)
    assert holders(registry, chief) == [one["id"]]
    assert registry.get_cadre(cadre_id=one["id"])["post_ids"] == [chief["id"]]
    assert registry.get_unit(unit_id=unit["id"])["filled"]["chief"] == 1


def test_of_several_posts_and_of_one_that_is_held_the_row_says_so(registry: Registry) -> None:
    unit = registry.a_unit()
    chief = registry.a_post(unit, title="局长", role="chief", post_level="131")
    deputies = [registry.a_post(unit), registry.a_post(unit)]
    rows = [person(unit, appointments=held(title)) for title in ("局长", "局长", "副局长", "科员")]
    checked, results = taken(registry, rows, dry_run=True), taken(registry, rows)
    assert [said(one) for one in checked] == [said(one) for one in results]
    first, second, third, fourth = (said(one) for one in results)
    assert "understood" in first
    assert "post-held" in second
    assert "which-post" in third
    assert {"understood", "post-held", "which-post"}.isdisjoint(fourth)
    assert holders(registry, chief) == [results[0]["id"]]
    assert [holders(registry, one) for one in deputies] == [[], []]


def test_a_post_that_a_row_names_is_its_own_and_the_last_that_is_free_is_anybodys(registry: Registry) -> None:
    unit = registry.a_unit()
    one, other = registry.a_post(unit), registry.a_post(unit)
    rows = [
        person(unit, appointments=held("副局长")),
        person(unit, appointments=held("副局长", post_id=other["id"])),
    ]
    first, second = taken(registry, rows)
    assert (holders(registry, one), holders(registry, other)) == ([first["id"]], [second["id"]])


def test_an_earlier_row_of_a_dry_run_has_the_post(registry: Registry) -> None:
    unit = registry.a_unit()
    registry.a_post(unit, title="局长")
    first, second = (person(unit, appointments=held("局长")) for _ in range(2))
    (result,) = taken(registry, [second], dry_run=True, earlier=[first])
    assert "post-held" in said(result)


def test_a_table_without_a_unit_is_read_by_the_present_post(registry: Registry) -> None:
    sign = secrets.token_hex(4)
    unit = registry.a_unit(name=f"（虚构）包头市{sign}局", short_name=f"市{sign}局")
    post = registry.a_post(unit)
    row = {name: value for name, value in person(unit).items() if name != "unit_id"}
    (one,) = taken(registry, [{**row, "appointments": held(f"市{sign}局副局长")}])
    assert said(one)[:2] == ["unit", "understood"]
    kept = registry.get_cadre(cadre_id=one["id"])
    assert (kept["unit_id"], kept["title"]) == (unit["id"], "副局长")
    assert holders(registry, post) == [one["id"]]
    (refused,) = registry.import_cadres(rows=[{**row, "identity_number": number()}])["results"]
    assert refused["errors"][0]["pointer"] == "/unit_id"


def test_a_title_says_the_unit_no_second_time_by_whichever_of_its_names(registry: Registry) -> None:
    sign = secrets.token_hex(4)
    unit = registry.a_unit(name=f"包头市{sign}局", short_name=f"市{sign}技术局")
    (one, other) = taken(
        registry,
        [
            person(unit, appointments=held(f"市{sign}技术局局长")),
            person(unit, appointments=held("三级调研员")),
        ],
    )
    assert registry.get_cadre(cadre_id=one["id"])["title"] == "局长"
    assert registry.get_cadre(cadre_id=other["id"])["title"] == "三级调研员"


def test_a_post_is_found_by_the_name_of_its_unit_with_its_title(registry: Registry) -> None:
    sign = secrets.token_hex(4)
    unit = registry.a_unit(name=f"甲{sign}局")
    section = registry.a_unit(name="综合科", kind="internal", parent_id=unit["id"], level=None)
    chief, head = registry.a_post(unit, title="局长"), registry.a_post(section, title="科长")
    other = registry.a_post(unit, title="办公室主任")
    asked = [f"甲{sign}局局长", f"甲{sign}局综合科科长", f"甲{sign}局办公室主任", f"甲{sign}局处长"]
    found = registry.recognise(units=[], persons=[], posts=[{"said": one, "unit": ""} for one in asked])["posts"]
    assert [one["id"] for one in found] == [chief["id"], head["id"], other["id"], None]


def test_a_career_adds_the_post_to_the_appointment_that_is_there(registry: Registry) -> None:
    unit = registry.a_unit()
    people = taken(registry, [person(unit, appointments=held("局长")) for _ in range(2)])
    post = registry.a_post(unit, title="局长", role="chief", post_level="131")
    row = {"kind": "任职", "on": "2020-01", "post_id": post["id"], "document": "任〔2020〕1号"}
    results = registry.import_careers(rows=[{**row, "cadre_id": one["id"]} for one in people])["results"]
    assert "completed" in said(results[0])
    assert results[1]["errors"][0]["code"] == "post-taken"
    kept = registry.get_cadre(cadre_id=people[0]["id"])
    assert [one["post_id"] for one in kept["appointments"] if one["void"] is None] == [post["id"]]
    assert holders(registry, post) == [people[0]["id"]]


def test_a_post_that_a_career_has_added_is_taken_back_with_it(registry: Registry) -> None:
    unit, job = registry.a_unit(), a_job()
    (one,) = taken(registry, [person(unit, appointments=held("局长"))])
    post = registry.a_post(unit, title="局长")
    row = {"cadre_id": one["id"], "kind": "任职", "on": "2020-01", "post_id": post["id"], "document": "任〔2020〕1号"}
    sent = take(registry, "import_careers", [row], job)
    assert holders(registry, post) == [one["id"]]
    assert codes(undo(registry, "import_careers", sent, job)) == ["undone"]
    kept = registry.get_cadre(cadre_id=one["id"])
    assert [each["post_id"] for each in kept["appointments"] if each["void"] is None] == [None]
    assert (kept["title"], holders(registry, post)) == ("局长", [])
