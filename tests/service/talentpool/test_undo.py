"""Imports of the talent pool are undone: members are withdrawn, seats and days are free, promotions count no more."""

from __future__ import annotations

from typing import Any

from tests.service.desk import Desk, officer
from tests.service.talentpool.test_graduates import THIS_YEAR, a_graduate, get
from tests.service.talentpool.test_members import a_cadre as a_candidate
from tests.service.talentpool.test_members import batch, tier, wish_for  # noqa: F401 - fixtures
from tests.service.talentpool.test_programmes import a_cadre, a_programme
from tests.service.talentpool.test_secondments import out
from tests.support.undone import Import, codes, there_and_back


def test_nominations_for_the_pool_are_withdrawn(desk: Desk, batch: dict[str, Any]) -> None:  # noqa: F811
    rows = [wish_for(a_candidate(desk), batch, request_vetting=True), wish_for(a_candidate(desk), batch)]
    undone = there_and_back(desk, "import_pool_nominations", rows, officer())
    assert desk.ask("get_member", member_id=undone.ids[0])["state"] == "withdrawn"


def test_participants_leave_and_give_their_seats_back(desk: Desk) -> None:
    programme = a_programme(desk, seats=1)
    there_and_back(
        desk, "import_participants", [{"programme_code": programme["code"], "cadre_id": a_cadre(desk)}], officer()
    )


def test_secondments_are_cancelled_whatever_has_become_of_them_by_their_days(desk: Desk) -> None:
    there_and_back(desk, "import_secondments", [out(a_cadre(desk), 10, 20)], officer())
    cadres = [a_cadre(desk), a_cadre(desk)]
    days = [(cadres[0], -5, 20), (cadres[1], -400, -100)]
    rows = Import(desk, "import_secondments", [out(*each) for each in days], officer())
    desk.tick()
    states = [desk.ask("get_secondment", secondment_id=id)["state"] for id in rows.ids]
    assert states == ["running", "completed"]
    assert codes(rows.undo()) == ["undone", "undone"]
    assert {desk.ask("get_secondment", secondment_id=id)["state"] for id in rows.ids} == {"cancelled"}
    again = Import(desk, "import_secondments", [out(*each) for each in days], officer())
    assert set(again.ids).isdisjoint(rows.ids)


def test_an_earlier_promotion_counts_no_more(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    row = {"kind": "post_level", "to": "142", "on": str(THIS_YEAR - 1), "document": "合成", "classification": "public"}
    before = get(desk, id)["promotion_count"]
    rows = Import(desk, "import_promotions", [{**row, "cadre_id": cadre_id}], officer())
    assert codes(rows.undo()) == ["undone"]
    assert get(desk, id)["promotion_count"] == before
    Import(desk, "import_promotions", [{**row, "cadre_id": cadre_id}], officer())
