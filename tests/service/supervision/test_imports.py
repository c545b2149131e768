"""Restrictions and accountability of past years, many at once."""

from __future__ import annotations

import secrets

from servicekit import clock
from tests.service.desk import CITY, UNIT, Desk, officer
from tests.service.supervision.test_rectification import an_item
from tests.support.undone import there_and_back


def today() -> str:
    return clock.day_of(clock.now()).isoformat()


def codes(answer):
    return {row["row"]: row["errors"][0]["code"] for row in answer["results"] if "errors" in row}


def test_restrictions_of_past_years_are_over_and_nothing_is_due_of_them(desk: Desk, cadre_id: str):
    (other,) = desk.people(f"cad-{secrets.token_hex(4)}")
    past = {"cadre_id": cadre_id, "kind": "demerit", "begins": "2020-03-02", "basis": "处分决定（演示）"}
    rows = [
        past,
        {**past, "basis": "另一表述（演示）"},
        {**past, "kind": "无此种类"},
        {**past, "begins": "2021-03-02", "ends": "2020-03-02"},
        {**past, "cadre_id": "cad-unknown"},
        {**past, "cadre_id": other},
    ]
    dry = desk.ask("import_restrictions", rows=rows, dry_run=True)
    assert desk.ask("list_restrictions")["items"] == []
    assert desk.told("restriction.imposed.v1") == []
    answer = desk.ask("import_restrictions", rows=rows)
    assert codes(dry) == codes(answer)
    assert set(codes(answer)) == {1, 2, 3, 4}
    assert answer["done"] == 2
    kept = desk.ask("list_restrictions")["items"]
    assert [one["state"] for one in kept] == ["ended", "ended"]
    assert not desk.ask("get_standing", cadre_id=cadre_id)["restricted"]
    for one in kept:
        assert desk.deadline("restriction_begins", one["id"]) is None
        assert desk.deadline("restriction_ends", one["id"]) is None
    again = desk.ask("import_restrictions", rows=rows)
    assert again["done"] == 0
    assert {codes(again)[0], codes(again)[5]} == {"supervision/already-restricted"}


def test_agencies_come_in_once_by_their_codes(desk: Desk):
    desk.units(CITY, UNIT)
    row = {"code": "a", "name": "演示单位", "unit_id": UNIT, "kind": "other", "vets": ["award"]}
    rows = [row, row, {**row, "code": "b", "kind": "无此类别"}, {**row, "code": "c", "unit_id": "unt-none"}]
    dry = desk.ask("import_agencies", rows=rows, dry_run=True)
    assert desk.ask("list_agencies")["items"] == []
    answer = desk.ask("import_agencies", rows=rows)
    assert codes(dry) == codes(answer)
    assert set(codes(answer)) == {1, 2, 3}
    assert desk.ask("import_agencies", rows=[row])["done"] == 0


def test_a_dry_run_knows_the_rows_of_the_same_file_before(desk: Desk, cadre_id: str):
    row = {"cadre_id": cadre_id, "kind": "demerit", "begins": "2020-03-02", "basis": "处分决定（演示）"}
    answer = desk.ask("import_restrictions", rows=[row], earlier=[row], dry_run=True)
    assert codes(answer) == {0: "supervision/already-restricted"}
    assert desk.ask("list_restrictions")["items"] == []


def test_accountability_is_entered_once_by_the_items_number(desk: Desk):
    desk.units(CITY, UNIT)
    item = desk.ask("get_rectification_item", item_id=an_item(desk))
    checklist = desk.ask("get_checklist", checklist_id=item["checklist_id"])
    desk.people("cad-1")
    on = max(checklist["issued_on"] or "", "2020-01-01")
    row = {"checklist_code": checklist["code"], "number": item["number"], "kind": "admonishment",
           "cadre_id": "cad-1", "basis": "逾期", "decided_on": on}  # fmt: skip
    unit = {name: value for name, value in row.items() if name != "cadre_id"} | {"accountable_unit_id": UNIT}
    rows = [row, row, unit, {**row, "number": 4999}, {**row, "kind": "无此方式"}, {**row, "accountable_unit_id": UNIT}]
    dry = desk.ask("import_accountability", rows=rows, dry_run=True)
    assert desk.ask("list_accountability")["items"] == []
    answer = desk.ask("import_accountability", rows=rows)
    assert codes(dry) == codes(answer)
    assert answer["done"] == 2
    assert codes(answer)[1] == "supervision/accountability-known"
    assert {one["cadre_id"] for one in desk.ask("list_accountability")["items"]} == {"cad-1", None}
    assert desk.ask("get_rectification_item", item_id=item["id"])["accountability"] == 2
    assert desk.ask("import_accountability", rows=[row, unit])["done"] == 0


def test_restrictions_accountability_and_agencies_are_undone(desk: Desk, cadre_id: str):
    past = {"cadre_id": cadre_id, "kind": "demerit", "begins": "2020-03-02", "basis": "处分决定（演示）"}
    undone = there_and_back(desk, "import_restrictions", [past], officer())
    assert desk.ask("get_restriction", restriction_id=undone.ids[0])["state"] == "annulled"
    agency = {"code": "a", "name": "演示单位", "unit_id": UNIT, "kind": "other", "vets": ["award"]}
    undone = there_and_back(desk, "import_agencies", [agency], officer())
    assert desk.ask("get_agency", agency_id=undone.ids[0])["active"] is False
    item = desk.ask("get_rectification_item", item_id=an_item(desk))
    row = {"item_id": item["id"], "kind": "admonishment", "cadre_id": cadre_id, "basis": "逾期", "decided_on": today()}
    there_and_back(desk, "import_accountability", [row], officer())
    assert desk.ask("get_rectification_item", item_id=item["id"])["accountability"] == 1
