"""Honours of past years, from the ledgers of those: once each, with neither nomination nor certificate."""

from __future__ import annotations

import secrets
from typing import Any

from tests.service.desk import UNIT, Desk, at_once, officer
from tests.service.incentive.honouring import an_honour
from tests.service.incentive.test_honours import restricted
from tests.service.incentive.test_measures import a_cadre, a_measure, grant
from tests.support.days import iso
from tests.support.undone import Import, codes, there_and_back


def past(cadre_id: str, **more: Any) -> dict[str, Any]:
    row = {"cadre_id": cadre_id, "level": "city", "title": "担当作为好干部", "conferred_on": "2021-07-01"}
    return {**row, "document": "示例发〔2021〕1号", **more}


def refusals(answer: dict[str, Any]) -> dict[int, str]:
    return {row["row"]: row["errors"][0]["code"] for row in answer["results"] if "errors" in row}


def test_honours_of_past_years_come_in_once_and_are_told_by_their_day(desk: Desk) -> None:
    cadre_id, title = a_cadre(desk), f"合成表彰{secrets.token_hex(4)}"
    wish = {"code": secrets.token_hex(4), "title": title, "level": "city", "authority": "合成机关"}
    programme = desk.ask("open_programme", **wish)["id"]
    rows = [
        past(cadre_id, title=title),
        past(cadre_id, title=title),
        past(cadre_id, level="region", title="已停办的表彰", document=None),
        past(cadre_id, conferred_on=iso()),
        past(cadre_id, level="country"),
        past(cadre_id, title="秘密★表彰"),
        past("cad-unknown"),
    ]
    dry = desk.ask("import_past_honours", rows=rows, dry_run=True)
    assert desk.ask("list_honours", cadre_id=[cadre_id])["items"] == []
    answer = desk.ask("import_past_honours", rows=rows)
    assert refusals(dry) == refusals(answer)
    assert set(refusals(answer)) == {1, 3, 4, 5, 6}
    assert (refusals(answer)[1], refusals(answer)[3]) == ("incentive/honour-recorded", "past-year")
    kept = {one["title"]: one for one in desk.ask("list_honours", cadre_id=[cadre_id])["items"]}
    assert (kept[title]["programme_id"], kept["已停办的表彰"]["programme_id"]) == (programme, None)
    assert {one["certificate_number"] for one in kept.values()} == {None}
    told = [one for one in desk.told("honour.conferred.v1") if one["cadre_id"] == cadre_id]
    assert [(one["conferred_on"], one["title"], one["batch_id"], one["nomination_id"]) for one in told] == [
        ("2021-07-01", title, "", ""),
        ("2021-07-01", "已停办的表彰", "", ""),
    ]
    assert desk.ask("import_past_honours", rows=rows)["done"] == 0


def test_what_a_nomination_has_conferred_is_not_entered_as_of_a_past_year(desk: Desk) -> None:
    honour = an_honour(desk, cadre_id=a_cadre(desk))
    title = desk.ask("get_programme", programme_id=honour.programme_id)["title"]
    desk.db["programmes"].delete_many({"title": title, "_id": {"$ne": honour.programme_id}})
    wish = past(honour.cadre_id, title=title, conferred_on=honour.conferred_on.isoformat())
    assert desk.refused("record_honour", **wish).code == "incentive/honour-recorded"


def test_one_honour_is_entered_once_whoever_enters_it_at_once(desk: Desk) -> None:
    cadre_id = a_cadre(desk)

    def enter() -> Any:
        return desk.ask("record_honour", **past(cadre_id))

    assert sorted(at_once(enter, enter)) == sorted(["done", "incentive/honour-recorded"])


def test_an_honour_of_a_past_year_has_no_certificate_and_is_revoked_as_any_other(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    made = desk.ask("record_honour", **past(cadre_id))
    assert desk.refused("record_certificate", honour_id=made["id"]).code == "incentive/honour-state"
    given = desk.ask("give_grant", **grant(cadre_id, a_measure(desk), honour_id=made["id"]))
    wish = {"honour_id": made["id"], "decided_by": "合成人", "basis": "合成依据"}
    assert desk.ask("revoke_honour", **wish)["state"] == "revoked"
    assert desk.ask("get_grant", grant_id=given["id"])["state"] == "revoked"
    assert desk.ask("record_honour", **past(cadre_id))["state"] == "in_force"


def test_a_restriction_that_covers_its_day_puts_it_under_review(desk: Desk) -> None:
    made = desk.ask("record_honour", **past(a_cadre(desk)))
    restricted(desk, made["cadre_id"], "2021-06-01", "2021-12-31")
    assert desk.ask("get_honour", honour_id=made["id"])["state"] == "under_review"


def test_honours_of_past_years_are_undone_unless_something_was_granted_for_them(desk: Desk) -> None:
    undone = there_and_back(desk, "import_past_honours", [past(a_cadre(desk)), past(a_cadre(desk))], officer())
    assert desk.ask("get_honour", honour_id=undone.ids[0])["state"] == "revoked"
    cadre_id = a_cadre(desk)
    rows = Import(desk, "import_past_honours", [past(cadre_id)], officer())
    desk.ask("give_grant", **grant(cadre_id, a_measure(desk), honour_id=rows.ids[0]))
    assert codes(rows.undo()) == ["built-on"]
    assert desk.ask("get_honour", honour_id=rows.ids[0])["unit_ids"][-1] == UNIT
