"""What was granted in past years, and programmes of honours, many at once."""

from __future__ import annotations

from tests.service.desk import Desk, officer
from tests.service.incentive.test_measures import a_cadre, a_measure
from tests.support.undone import there_and_back


def test_grants_of_past_years_are_over_and_nothing_is_due_of_them(desk: Desk) -> None:
    measure = desk.ask("get_measure", measure_id=a_measure(desk))
    cadre_id = a_cadre(desk, barred=True)
    row = {"measure_code": measure["code"], "cadre_id": cadre_id, "granted_by": "合成人", "basis": "合成",
           "begins": "2021-01-01", "ends": "2021-12-31"}  # fmt: skip
    rows = [
        row,
        row,
        {**row, "measure_code": "无"},
        {**row, "begins": "2022-01-01"},
        {**row, "begins": "2023-01-01", "ends": "2023-02-01"},
    ]
    dry = desk.ask("import_grants", rows=rows, dry_run=True)
    assert desk.ask("list_grants")["items"] == []
    answer = desk.ask("import_grants", rows=rows)
    assert [one.get("errors") for one in dry["results"]] == [one.get("errors") for one in answer["results"]]
    assert [one["row"] for one in answer["results"] if "errors" not in one] == [0, 4]
    grants = desk.ask("list_grants")["items"]
    assert [one["state"] for one in grants] == ["ended", "ended"]
    assert all(desk.deadline("grant_ends", one["id"]) is None for one in grants)
    assert desk.ask("import_grants", rows=[row])["done"] == 0


def test_programmes_come_in_once_by_their_codes(desk: Desk) -> None:
    row = {"code": "P-1", "title": "合成表彰", "level": "city", "authority": "合成机关"}
    rows = [row, row, {**row, "code": "P-2", "field_keys": ["无此领域"]}, {**row, "code": "P-3"}]
    dry = desk.ask("import_programmes", rows=rows, dry_run=True)
    assert desk.ask("list_programmes")["items"] == []
    answer = desk.ask("import_programmes", rows=rows)
    assert [one.get("errors") for one in dry["results"]] == [one.get("errors") for one in answer["results"]]
    assert [one["row"] for one in answer["results"] if "errors" not in one] == [0, 3]
    assert desk.ask("import_programmes", rows=[row])["done"] == 0


def test_grants_in_force_are_undone_and_those_that_are_over_too(desk: Desk) -> None:
    measure = desk.ask("get_measure", measure_id=a_measure(desk))
    row = {"measure_code": measure["code"], "cadre_id": a_cadre(desk), "granted_by": "合成人", "basis": "合成",
           "begins": "2026-01-01", "ends": "2099-12-31"}  # fmt: skip
    undone = there_and_back(desk, "import_grants", [row], officer())
    assert desk.ask("get_grant", grant_id=undone.ids[0])["state"] == "revoked"
    over = {**row, "begins": "2021-01-01", "ends": "2021-12-31"}
    undone = there_and_back(desk, "import_grants", [over], officer())
    again = desk.refused("revoke_grant", grant_id=undone.ids[0], revoked_by="合成人", basis="重复撤销")
    assert again.code == "incentive/grant-ended"
