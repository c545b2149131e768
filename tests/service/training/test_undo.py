"""Imports of training are undone: hours are taken back, places and codes are free, what is in use stays."""

from __future__ import annotations

import secrets
from typing import Any

from servicekit.principal import Principal
from tests.service.training.conftest import OFFICER, Desk
from tests.service.training.test_hours import an_online_record
from tests.service.training.test_outside import record, school
from tests.support.undone import Import, codes, there_and_back


def there(desk: Desk, method: str, *rows: dict[str, Any]) -> Import:
    return there_and_back(desk, method, list(rows), OFFICER)


def online(cadre_id: str = "a") -> dict[str, Any]:
    return dict(an_online_record(secrets.token_hex(4), cadre_id))


def test_enrolments_are_withdrawn_and_the_places_are_free(desk: Desk) -> None:
    desk.people("a", "b")
    class_ = desk.a_class(code="DR-1", capacity=1)
    desk.ask("publish_class", class_id=class_["id"])
    undone = there(desk, "import_enrolments", *({"cadre_id": id, "class_code": "DR-1"} for id in ("a", "b")))
    assert desk.told("enrolment.withdrawn.v1")[0]["state"] == "withdrawn"
    shown = desk.ask("list_enrolments", class_code="DR-1")["items"]
    assert {one["id"] for one in shown} >= set(undone.ids)


def test_hours_of_online_records_and_of_training_elsewhere_are_taken_back(desk: Desk) -> None:
    desk.people("a", "b")
    there(desk, "import_online_records", online(), online(), online("b"))
    entries = desk.ask("list_hours", cadre_id="a")["items"]
    assert sum(one["total_hours"] for one in entries) == 5
    central = school(desk)
    there(desk, "import_outside_records", record(central), record(central, "b"))
    assert desk.ask("list_outside", cadre_id="b")["items"]
    desk.people("c")
    there(desk, "import_past_records", {**record(desk.organiser(), "c"), "basis": "2025年培训台账"})


def test_points_and_visits_go_and_a_point_in_use_stays(desk: Desk) -> None:
    point = {"code": f"JXD-{secrets.token_hex(3)}", "name": "点", "capacity_per_day": 200, "synthetic": True}
    there(desk, "import_teaching_points", point)
    other = {**point, "code": f"JXD-{secrets.token_hex(3)}"}
    points = Import(desk, "import_teaching_points", [other], OFFICER)
    visit = {"point_code": other["code"], "theme": "loyalty_education", "on": "2025-04-08", "head_count": 50}
    visits = Import(desk, "import_visits", [visit], OFFICER)
    (said,) = points.undo()
    assert said["errors"][0]["code"] == "built-on"
    assert "现场教学记录" in said["errors"][0]["zh"]
    assert codes(visits.undo()) == ["undone"]
    assert codes(points.undo()) == ["undone"]
    assert desk.ask("get_visit", visit_id=visits.ids[0])["state"] == "annulled"
    assert desk.ask("get_point", point_id=points.ids[0])["state"] == "closed"


def test_teachers_and_materials_go_and_one_that_was_changed_since_stays(desk: Desk) -> None:
    desk.people("a")
    teacher = {"name": "甲", "kind": "full_time", "code": f"T-{secrets.token_hex(3)}", "cadre_id": "a"}
    undone = there(desk, "import_teachers", teacher)
    assert desk.ask("get_teacher", teacher_id=undone.ids[0])["active"] is False
    material = {"title": "教材", "kind": "case", "code": f"M-{secrets.token_hex(3)}", "published_on": "2025-01-02"}
    undone = there(desk, "import_materials", material)
    assert desk.ask("get_material", material_id=undone.ids[0])["state"] == "withdrawn"
    assert undone.ids[0] not in [one["id"] for one in desk.ask("list_materials")["items"]]
    changed = Import(desk, "import_materials", [{**material, "code": f"M-{secrets.token_hex(3)}"}], OFFICER)
    desk.ask("correct_material", material_id=changed.ids[0], basis="更正", title="另一教材")
    (said,) = changed.undo()
    assert said["errors"][0]["code"] == "changed-since"


def test_what_the_platform_has_done_by_itself_since_is_nobodys_change(desk: Desk) -> None:
    desk.people("a")
    rows = Import(desk, "import_online_records", [online()], OFFICER)
    desk.people("a", sequence=2, unit_id="unt-other", unit_ids=["unt-city", "unt-other"])
    assert codes(rows.undo()) == ["undone"]


def test_what_rests_on_a_cadre_is_told_to_whoever_takes_the_cadre_back(desk: Desk) -> None:
    desk.people("a", "b")
    rows = Import(desk, "import_online_records", [online()], OFFICER)
    asks = {"by": Principal("system:gateway"), "of": "cadres", "ids": ["a", "b"]}
    (told,) = desk.ask("stands_on", **asks)["items"]
    assert (told["id"], [one["zh"] for one in told["built"]]) == ("a", ["网络学习记录"])
    rows.undo()
    assert desk.ask("stands_on", **asks)["items"] == []
