"""Imports of supervision are undone: items and assignments are taken back, reports stand as before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.service.desk import CITY, OTHER_UNIT, UNIT, Desk, officer
from tests.service.supervision.test_personal_matters import a_campaign
from tests.service.supervision.test_rectification import LATER, SOON
from tests.service.supervision.test_vetting import agencies, opine, requested, speaker, vetting_of  # noqa: F401
from tests.support.days import today
from tests.support.undone import Import, codes, there_and_back


def items(*numbers: int) -> list[dict[str, Any]]:
    row = {"checklist_code": "ZC-9", "aspect": 1, "aspect_title": "方面", "problem": "问题"}
    return [{**row, "number": number} for number in numbers]


def test_items_are_withdrawn_and_their_numbers_are_free(desk: Desk) -> None:
    desk.units(CITY, UNIT)
    desk.ask("open_checklist", code="ZC-9", title="清单", source="self_examination")
    undone = there_and_back(desk, "import_rectification_items", items(1, 2), officer())
    assert desk.ask("get_rectification_item", item_id=undone.ids[0])["state"] == "withdrawn"
    assert desk.ask("list_checklists", code="ZC-9")["items"][0]["items"] == 2


def test_an_assignment_is_taken_back_unless_the_item_was_anothers_before(desk: Desk) -> None:
    desk.units(CITY, UNIT, OTHER_UNIT)
    checklist = desk.ask("open_checklist", code="ZC-9", title="清单", source="self_examination")
    listed = Import(desk, "import_rectification_items", items(1), officer())
    desk.ask("issue_checklist", checklist_id=checklist["id"], issued_on="2025-01-02")
    given = {"checklist_code": "ZC-9", "number": 1, "unit_code": UNIT, "due_on": SOON}
    there_and_back(desk, "import_rectification_assignments", [given], officer())
    shown = desk.ask("get_rectification_item", item_id=listed.ids[0])
    assert (shown["state"], shown["unit_id"]) == ("assigned", UNIT)
    again = {**given, "unit_code": OTHER_UNIT, "due_on": LATER, "basis": "职能调整"}
    assert codes(Import(desk, "import_rectification_assignments", [again], officer()).undo()) == ["not-undone"]


def test_a_report_stands_as_before(desk: Desk) -> None:
    campaign = a_campaign(desk)
    desk.people("cad-1")
    row = {"campaign_id": campaign, "cadre_id": "cad-1", "state": "received", "received_on": "2025-01-20"}
    there_and_back(desk, "import_personal_matter_reports", [row], officer())
    more = {**row, "state": "reviewed", "exam_score": 90}
    changed = Import(desk, "import_personal_matter_reports", [more], officer())
    assert codes(changed.undo()) == ["undone"]
    (report,) = desk.ask("list_reports", campaign_id=campaign)["items"]
    assert (report["state"], report["received_on"]) == ("received", "2025-01-20")


def opinions(vetting: dict[str, Any], *of: str) -> list[dict[str, Any]]:
    return [
        {"vetting_id": vetting["id"], "agency_id": agency, "opinion": "clear", "document": f"函〔2026〕{number}号"}
        for number, agency in enumerate(of)
    ]


def test_opinions_are_taken_back_and_asked_for_again(desk: Desk, agencies: list[str]) -> None:  # noqa: F811
    vetting = vetting_of(desk, requested(desk))
    there_and_back(desk, "record_opinions", opinions(vetting, *agencies[:2]), speaker(0))
    found = desk.ask("get_vetting", vetting_id=vetting["id"])
    assert len(found["taken_back"]) == len(found["answers"]) == 2
    assert [one["what"] for one in found["timeline"]].count("taken_back") == 2
    assert desk.told("vetting.opinion_taken_back.v1")[-1]["answered"] == 0


def test_an_opinion_stays_that_was_put_right_or_that_a_conclusion_rests_on(
    desk: Desk,
    agencies: list[str],  # noqa: F811
) -> None:
    vetting = vetting_of(desk, requested(desk))
    rows = Import(desk, "record_opinions", opinions(vetting, *agencies[:2]), speaker(0))
    again = {"text": "合成", "document": "函〔2026〕3号"}
    opine(desk, vetting, agencies[0], "remark", replaces=True, by=speaker(0), **again)
    assert codes(rows.undo()) == ["changed-since", "undone"]
    vetting = vetting_of(desk, requested(desk))
    opine(desk, vetting, agencies[0])
    opine(desk, vetting, agencies[1])
    rows = Import(desk, "record_opinions", opinions(vetting, agencies[2]), speaker(2))
    assert desk.ask("get_vetting", vetting_id=vetting["id"])["outcome"] == "passed"
    assert codes(rows.undo()) == ["built-on"]
    desk.ask("correct_vetting", vetting_id=vetting["id"], correction="录入有误")
    assert codes(rows.undo()) == ["undone"]
    assert desk.ask("get_vetting", vetting_id=vetting["id"])["state"] == "open"


def test_an_agency_that_had_been_reminded_has_its_period_anew(desk: Desk, agencies: list[str]) -> None:  # noqa: F811
    vetting = vetting_of(desk, requested(desk))
    rows = Import(desk, "record_opinions", opinions(vetting, *agencies[:2]), speaker(0))
    opine(desk, vetting, agencies[2], "remark", text="合成")
    desk.pass_deadline("vetting_answers", vetting["id"], today() - timedelta(days=1))
    assert desk.ask("get_vetting", vetting_id=vetting["id"])["escalation"] == 1
    assert codes(rows.undo()) == ["undone", "undone"]
    found = desk.ask("get_vetting", vetting_id=vetting["id"])
    assert (found["escalation"], found["state"]) == (0, "open")
    assert desk.deadline("vetting_answers", vetting["id"])["state"] == "waiting"
