"""The ledger: an item from the checklist to its end, and what is refused on the way."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from servicekit import clock
from servicekit.errors import Problem
from tests.service.desk import CITY, COLLEAGUE, OTHER_UNIT, UNIT, Desk, of_unit, officer

PDF = base64.b64encode(b"%PDF-1.4 synthetic").decode()
SOON = (clock.day_of(clock.now()) + timedelta(days=900)).isoformat()
LATER = (clock.day_of(clock.now()) + timedelta(days=990)).isoformat()
RECTIFIER = of_unit(UNIT)


def an_item(desk: Desk, due_on: str = SOON) -> str:
    desk.units(CITY, UNIT, OTHER_UNIT)
    checklist = desk.ask("open_checklist", code="ZC-1", title="自查清单", source="self_examination")["id"]
    item = desk.ask(
        "add_rectification_item", checklist_id=checklist, number=1, aspect=1, aspect_title="动议", problem="研判不够"
    )
    desk.ask("issue_checklist", checklist_id=checklist, issued_on="2020-01-02")
    desk.ask("assign_rectification_item", item_id=item["id"], unit_id=UNIT, due_on=due_on)
    return item["id"]


def evidence(desk: Desk, item_id: str, **other: str):
    file = {"name": "报告.pdf", "media_type": "application/pdf", "data": PDF, "classification": "internal"} | other
    return desk.ask("add_evidence", by=RECTIFIER, item_id=item_id, **file)


def submitted(desk: Desk, due_on: str = SOON) -> str:
    item_id = an_item(desk, due_on)
    evidence(desk, item_id)
    desk.ask("submit_rectification_item", by=RECTIFIER, item_id=item_id)
    return item_id


def verified(desk: Desk) -> str:
    item_id = submitted(desk)
    desk.ask("verify_rectification_item", by=COLLEAGUE, item_id=item_id, verifying_unit_id=CITY, result="verified")
    return item_id


def test_an_item_goes_through_the_whole_loop_and_is_reopened(desk: Desk):
    item_id = verified(desk)
    desk.ask("reopen_rectification_item", item_id=item_id, due_on=LATER, basis="问题反弹")
    refused = desk.refused("submit_rectification_item", item_id=item_id)
    assert refused.code == "supervision/rectification-item-state"
    assert (refused.facts["state"], refused.facts["step"]) == ("reopened", "submit")
    assert refused.facts["allowed"] == ["assign", "evidence", "withdraw_evidence", "extend", "change", "withdraw"]
    evidence(desk, item_id, data=base64.b64encode(b"%PDF-1.4 second").decode())
    desk.ask("submit_rectification_item", by=RECTIFIER, item_id=item_id)
    item = desk.ask(
        "verify_rectification_item", by=COLLEAGUE, item_id=item_id, verifying_unit_id=CITY, result="verified"
    )
    assert (item["state"], item["reopenings"]) == ("verified", 1)
    assert [step["what"] for step in item["timeline"]][:5] == ["list", "assign", "evidence", "submit", "verify"]
    closed = desk.ask("close_checklist", checklist_id=item["checklist_id"])
    assert (closed["state"], len(closed["aspects"]), closed["items"]) == ("closed", 1, 1)
    summary = desk.ask("checklist_summary", checklist_id=item["checklist_id"])
    assert (summary["completion_rate"], summary["reopened"], summary["aspects"]) == (1.0, 1, 1)
    assert desk.told("checklist.issued.v1")[0]["items"] == 1


@pytest.mark.parametrize(
    ("verifier", "unit"), [(officer(), UNIT), (of_unit(UNIT, "supervision_officer"), CITY), (RECTIFIER, CITY)]
)
def test_a_unit_does_not_verify_its_own_item(desk: Desk, verifier, unit):
    item_id = submitted(desk)
    wish = {"item_id": item_id, "verifying_unit_id": unit, "result": "verified", "by": verifier}
    assert desk.refused("verify_rectification_item", **wish).code == "supervision/not-independent"


@pytest.mark.parametrize("result", ["verified", "returned"])
def test_who_listed_assigned_or_submitted_does_not_verify(desk: Desk, result: str):
    item_id = an_item(desk)
    evidence(desk, item_id)
    desk.ask("submit_rectification_item", by=COLLEAGUE, item_id=item_id)
    wish = {"item_id": item_id, "verifying_unit_id": CITY, "result": result, "findings": "现场核查"}
    refused = desk.refused("verify_rectification_item", **wish)
    assert (refused.code, refused.facts["did"]) == ("not-independent", ["assign", "list"])
    refused = desk.refused("verify_rectification_item", by=COLLEAGUE, **wish)
    assert (refused.code, refused.facts["did"]) == ("not-independent", ["submit"])
    desk.ask("verify_rectification_item", by=officer(number=3), **wish)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"media_type": "application/x-msdownload"}, "supervision/evidence-type"),
        ({"media_type": "image/png"}, "supervision/evidence-type"),
        ({"data": "%%%"}, "supervision/evidence-type"),
        ({"data": base64.b64encode(b"%PDF-" + b"0" * 2_097_152).decode()}, "supervision/evidence-size"),
        ({"classification": "secret"}, "invalid-fields"),
    ],
)
def test_evidence_of_a_forbidden_type_size_or_classification_is_refused(desk: Desk, other, code):
    item_id = an_item(desk)
    with pytest.raises(Problem) as refused:
        evidence(desk, item_id, **other)
    assert refused.value.code == code
    assert refused.value.errors


def test_the_same_evidence_counts_once_and_can_be_read_back(desk: Desk):
    item_id = an_item(desk)
    kept = evidence(desk, item_id)
    with pytest.raises(Problem, match="evidence-known"):
        evidence(desk, item_id)
    assert desk.ask("get_evidence", by=RECTIFIER, item_id=item_id, evidence_id=kept["id"])["data"] == PDF


def test_another_unit_neither_sees_nor_rectifies_the_item(desk: Desk):
    item_id = an_item(desk)
    stranger = of_unit(OTHER_UNIT)
    assert desk.refused("submit_rectification_item", by=stranger, item_id=item_id).status == 404
    assert desk.ask("list_rectification_items", by=stranger)["items"] == []
    assert len(desk.ask("list_rectification_items", by=RECTIFIER)["items"]) == 1


def test_an_overdue_item_escalates_by_itself_and_stops_at_the_last_level(desk: Desk):
    item_id = an_item(desk, due_on="2020-03-02")
    while desk.tick():
        pass
    item = desk.ask("get_rectification_item", item_id=item_id)
    assert (item["overdue"], item["escalation"]) == (True, 2)
    assert len(desk.told("item.overdue.v1")) == 1
    assert [told["escalation"] for told in desk.told("item.escalated.v1")] == [1, 2]


def test_an_item_returned_after_its_due_date_is_overdue(desk: Desk):
    item_id = submitted(desk, due_on="2020-03-02")
    desk.tick()
    assert desk.told("item.overdue.v1") == []
    wish = {"item_id": item_id, "verifying_unit_id": CITY, "result": "returned", "findings": "不到位"}
    desk.ask("verify_rectification_item", by=COLLEAGUE, **wish)
    desk.tick()
    assert len(desk.told("item.overdue.v1")) == 1


def test_the_due_date_is_extended_once(desk: Desk):
    item_id = an_item(desk)
    extend = {"item_id": item_id, "due_on": LATER, "basis": "会议研究"}
    assert desk.refused("extend_rectification_item", **extend | {"due_on": SOON}).code == "supervision/due-too-early"
    desk.ask("extend_rectification_item", **extend)
    assert desk.refused("extend_rectification_item", **extend).code == "supervision/too-many-extensions"


def test_somebody_answers_for_an_item(desk: Desk):
    item_id = an_item(desk)
    desk.people("cad-1")
    wish = {"item_id": item_id, "kind": "talk", "basis": "逾期", "decided_on": "2025-07-15"}
    assert desk.refused("record_accountability", **wish).code == "supervision/one-answerable"
    assert desk.refused("record_accountability", **wish, cadre_id="cad-x").code == "unknown-cadre"
    desk.ask("record_accountability", **wish, cadre_id="cad-1")
    assert desk.told("accountability.recorded.v1")[0]["unit_ids"] == [CITY, UNIT]
    assert len(desk.ask("list_accountability")["items"]) == 1


def test_a_checklist_is_imported_and_assigned_in_bulk(desk: Desk):
    desk.units(CITY, UNIT)
    desk.ask("open_checklist", code="ZC-2", title="清单", source="self_examination")
    rows = [
        {
            "checklist_code": "ZC-2",
            "number": n,
            "aspect": 1 + n % 43,
            "aspect_title": f"方面{n % 43}",
            "problem": "问题",
        }
        for n in range(1, 181)
    ]
    out = desk.ask("import_rectification_items", rows=[*rows, rows[0], {**rows[0], "checklist_code": "no"}])
    assert out["done"] == 180
    checklist = desk.ask("list_checklists", code="ZC-2")["items"][0]
    issued = desk.ask("issue_checklist", checklist_id=checklist["id"], issued_on="2025-01-02")
    assert (len(issued["aspects"]), issued["items"]) == (43, 180)
    given = [{"checklist_code": "ZC-2", "number": n, "unit_code": UNIT, "due_on": SOON} for n in range(1, 181)]
    assert desk.ask("import_rectification_assignments", rows=given)["done"] == 180


def test_the_unit_that_had_an_item_before_stays_visible(desk: Desk):
    item_id = an_item(desk)
    taken = desk.ask("assign_rectification_item", item_id=item_id, unit_id=OTHER_UNIT, due_on=LATER, basis="职能调整")
    assert taken["unit_id"] == OTHER_UNIT
    kept = [(one["unit_id"], one["due_on"], one["by"], one["basis"]) for one in taken["assignments"]]
    assert kept == [(UNIT, SOON, "administrator-1", None), (OTHER_UNIT, LATER, "administrator-1", "职能调整")]


def test_an_item_given_before_assignments_were_kept_shows_its_unit(desk: Desk):
    item_id = an_item(desk)
    desk.db["rectification_items"].update_one({"_id": item_id}, {"$unset": {"assignments": 1, "revisions": 1}})
    taken = desk.ask("assign_rectification_item", item_id=item_id, unit_id=OTHER_UNIT, due_on=LATER, basis="职能调整")
    assert [(one["unit_id"], one["at"] is None) for one in taken["assignments"]] == [(UNIT, True), (OTHER_UNIT, False)]


def test_what_an_item_says_is_put_right_with_a_basis_and_what_it_said_before_stays(desk: Desk):
    item_id = verified(desk)
    wish = {"item_id": item_id, "problem": "动议分析研判不够充分", "measure": "完善制度"}
    assert desk.refused("change_rectification_item", **wish).code == "invalid-fields"
    changed = desk.ask("change_rectification_item", **wish, basis="与清单原件核对")
    assert (changed["problem"], changed["measure"], changed["state"]) == (wish["problem"], wish["measure"], "verified")
    (revision,) = changed["revisions"]
    assert revision["before"] == {"problem": "研判不够", "measure": None}
    assert (revision["basis"], revision["by"]) == ("与清单原件核对", "administrator-1")
    same = desk.refused("change_rectification_item", **wish, basis="再次核对")
    assert same.code == "supervision/rectification-item-unchanged"
    assert desk.told("item.changed.v1")
    untitled = desk.refused("change_rectification_item", item_id=item_id, aspect=2, basis="归类有误")
    assert untitled.code == "supervision/aspect-titled-otherwise"
    desk.ask("change_rectification_item", item_id=item_id, aspect=2, aspect_title="酝酿", basis="归类有误")
    checklist = desk.ask("get_checklist", checklist_id=changed["checklist_id"])
    assert checklist["aspects"] == [{"number": 2, "title": "酝酿"}], "nothing is left in the aspect it came from"


def test_an_item_listed_by_mistake_is_taken_back_and_counted_no_more(desk: Desk):
    desk.units(CITY, UNIT)
    checklist = desk.ask("open_checklist", code="ZC-1", title="自查清单", source="self_examination")["id"]
    wish = {"checklist_id": checklist, "problem": "研判不够"}
    stays = desk.ask("add_rectification_item", **wish, number=1, aspect=1, aspect_title="动议")["id"]
    twice = desk.ask("add_rectification_item", **wish, number=2, aspect=2, aspect_title="酝酿")["id"]
    desk.ask("issue_checklist", checklist_id=checklist, issued_on="2020-01-02")
    for id in (stays, twice):
        desk.ask("assign_rectification_item", item_id=id, unit_id=UNIT, due_on="2020-03-02")
    gone = desk.ask("withdraw_rectification_item", item_id=twice, basis="与第1项重复")
    assert (gone["state"], gone["timeline"][-1]["note"]) == ("withdrawn", "与第1项重复")
    while desk.tick():
        pass
    assert [told["item_id"] for told in desk.told("item.overdue.v1")] == [stays]
    kept = desk.ask("get_checklist", checklist_id=checklist)
    assert (kept["items"], [one["number"] for one in kept["aspects"]]) == (1, [1])
    assert [row["id"] for row in desk.ask("list_rectification_items")["items"]] == [stays]
    assert [row["id"] for row in desk.ask("list_rectification_items", state="withdrawn")["items"]] == [twice]
    assert desk.ask("checklist_summary", checklist_id=checklist)["items"] == 1
    assert desk.refused("close_checklist", checklist_id=checklist).facts["numbers"] == [1]
    assert desk.refused("change_rectification_item", item_id=twice, problem="x", basis="y").status == 409


def test_accountability_made_by_mistake_is_annulled_and_the_restriction_that_came_of_it_follows(desk: Desk):
    item_id = an_item(desk)
    desk.people("cad-1")
    today = clock.day_of(clock.now()).isoformat()
    wish = {"item_id": item_id, "kind": "admonishment", "basis": "逾期", "decided_on": today}
    entry = desk.ask("record_accountability", **wish, cadre_id="cad-1")
    assert desk.ask("get_standing", cadre_id="cad-1")["restricted"]
    annul = {"accountability_id": entry["id"]}
    assert desk.refused("annul_accountability", **annul).code == "invalid-fields"
    gone = desk.ask("annul_accountability", **annul, basis="登记对象有误")
    assert (gone["annulled"], gone["annulled_by"], gone["annulled_basis"]) == (True, "administrator-1", "登记对象有误")
    assert desk.refused("annul_accountability", **annul, basis="再次").code == "supervision/accountability-annulled"
    assert not desk.ask("get_standing", cadre_id="cad-1")["restricted"]
    (restriction,) = desk.ask("list_restrictions", cadre_id="cad-1")["items"]
    assert (restriction["state"], restriction["closed_basis"]) == ("annulled", "登记对象有误")
    item = desk.ask("get_rectification_item", item_id=item_id)
    assert (item["accountability"], item["timeline"][-1]["what"]) == (0, "accountability_annulled")
    assert [told["annulled"] for told in desk.told("accountability.annulled.v1")] == [True]
    assert desk.ask("list_accountability", annulled=False)["items"] == []
    assert [row["id"] for row in desk.ask("list_accountability")["items"]] == [entry["id"]]
