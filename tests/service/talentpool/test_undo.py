"""Imports of the talent pool are undone: members are withdrawn, seats and days are free, promotions count no more."""

from __future__ import annotations

from typing import Any

from servicekit import clock
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


def an_interview(cadre_id: str, year: int = THIS_YEAR - 1) -> dict[str, Any]:
    row = {"cadre_id": cadre_id, "on": f"{year}-06-01", "interviewed_by": "合成人", "text": "合成"}
    return {**row, "classification": "internal"}


def an_assessment(cadre_id: str, year: int = THIS_YEAR - 1, grade: str = "excellent") -> dict[str, Any]:
    row = {"cadre_id": cadre_id, "year": year, "grade": grade, "assessed_by": "合成人", "text": "合成"}
    return {**row, "classification": "internal"}


def test_interviews_and_assessments_count_no_more_and_the_year_is_overdue_again(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    over = {"due_on": f"{THIS_YEAR - 1}-12-31", "due": clock.now(), "look_at": clock.now()}
    desk.db["deadlines"].update_one({"_id": f"graduate_year.{id}"}, {"$set": over})
    desk.tick()
    overdue = get(desk, id)["overdue"]
    assert sorted(overdue) == [f"assessment:{THIS_YEAR - 1}", f"interview:{THIS_YEAR - 1}"]
    rows = Import(desk, "import_interviews", [an_interview(cadre_id)], officer())
    assert get(desk, id)["overdue"] == [f"assessment:{THIS_YEAR - 1}"]
    rows.undo()
    assert sorted(get(desk, id)["overdue"]) == sorted(overdue)
    there_and_back(desk, "import_interviews", [an_interview(cadre_id)], officer())
    there_and_back(desk, "import_graduate_assessments", [an_assessment(cadre_id)], officer())
    found = get(desk, id)
    assert [bool(one["withdrawn"]) for one in found["interviews"]] == [True, True, False]
    assert [bool(one["withdrawn"]) for one in found["assessments"]] == [True, False]
    assert [line["what"] for line in found["timeline"]].count("interview") == 1
    assert found["overdue"] == []


def test_what_was_corrected_since_and_what_somebody_is_listed_by_stays(desk: Desk) -> None:
    cadre_id, id = a_graduate(desk)
    rows = Import(desk, "import_graduate_assessments", [an_assessment(cadre_id)], officer())
    desk.ask("change_key_training", graduate_id=id, listed=True, reason="合成")
    assert codes(rows.undo()) == ["built-on"]
    desk.ask("change_key_training", graduate_id=id, listed=False, reason="合成")
    wish = {**an_assessment(cadre_id, grade="competent"), "graduate_id": id, "correction": "录入有误"}
    wish.pop("cadre_id")
    desk.ask("assess_graduate", **wish)
    assert codes(rows.undo()) == ["changed-since"]
