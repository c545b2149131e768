"""What cannot be so is refused: days that have not come, and entries that contradict themselves."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from servicekit import clock
from servicekit.crypto import FieldCipher
from tests.service.desk import CLERK, COLLEAGUE, UNIT, Desk
from tests.service.supervision.test_looked_at import a_campaign
from tests.service.supervision.test_rectification import an_item
from tests.service.supervision.test_results import an_agency
from tests.support.days import iso, today


def tomorrow() -> str:
    return (clock.day_of(clock.now()) + timedelta(days=1)).isoformat()


def wrong(problem: Any) -> set[str]:
    return {one["code"] if isinstance(one, dict) else one.code for one in problem.errors}


def test_an_opinion_is_not_of_a_day_that_has_not_come(desk: Desk, cadre_id: str) -> None:
    body = {"code": "a", "name": "演示单位", "unit_id": UNIT, "kind": "other", "vets": ["award"]}
    agency = desk.ask("register_agency", **body)["id"]
    vetting = desk.ask("open_vetting", cadre_id=cadre_id, purpose="award")["id"]
    said = {"vetting_id": vetting, "agency_id": agency, "opinion": "clear", "given_on": tomorrow()}
    assert desk.refused("give_opinion", by=CLERK, **said).code == "day-not-come"
    (row,) = desk.ask("record_opinions", by=CLERK, rows=[said], dry_run=True)["results"]
    assert row["errors"][0]["code"] == "day-not-come"
    early = {**said, "given_on": (today() - timedelta(days=1)).isoformat()}
    assert desk.refused("give_opinion", by=CLERK, **early).code == "ends-before-it-begins", "nobody had asked yet"
    (row,) = desk.ask("record_opinions", by=CLERK, rows=[early], dry_run=True)["results"]
    assert row["errors"][0]["pointer"] == "/given_on"
    assert desk.ask("get_vetting", vetting_id=vetting)["answers"] == []
    assert desk.ask("give_opinion", by=CLERK, **{**said, "given_on": iso()})["answers"][0]["given_on"] == iso()


def test_nobody_is_held_to_account_before_the_checklist_was_issued(desk: Desk) -> None:
    item = an_item(desk)
    wish = {"item_id": item, "kind": "talk", "unit_id": UNIT, "basis": "依据（演示）"}
    early = desk.refused("record_accountability", **wish, decided_on="2020-01-01")
    assert (early.code, early.errors[0].pointer) == ("ends-before-it-begins", "/decided_on")
    assert desk.ask("record_accountability", **wish, decided_on="2020-01-02")


def test_an_item_is_shared_on_a_day_on_which_its_agreement_is_in_force(desk: Desk) -> None:
    desk.service.cipher = FieldCipher(bytes(range(32)))  # type: ignore[attr-defined]
    giver, taker = an_agency(desk), an_agency(desk)
    wish = {
        "code": f"XY-{giver}",
        "giver_agency_id": giver,
        "grants": [{"agency_id": taker, "field_codes": ["audit_finding"]}],
        "purpose": "研判",
        "legal_basis": "协议",
        "valid_from": "2025-03-01",
    }
    agreement = desk.ask("make_agreement", **wish)["id"]
    item = {"agreement_id": agreement, "classification": "internal", "values": {"audit_finding": "合成内容"}}
    early = desk.refused("share_item", **item, shared_on="2025-02-28")
    assert (early.code, early.facts["valid_from"]) == ("supervision/agreement-not-in-force", "2025-03-01")
    assert desk.ask("share_item", **item, shared_on="2025-03-01")["shared_on"] == "2025-03-01"


@pytest.mark.parametrize("command", ["conclude_check", "correct_check"])
def test_nothing_follows_from_a_check_in_which_nothing_was_found(desk: Desk, cadre_id: str, command: str) -> None:
    wish = {"campaign_id": a_campaign(desk), "cadre_id": cadre_id, "reason": "promotion", "basis": "合成"}
    check = desk.ask("add_targeted_check", **wish, opened_on="2025-06-01")["id"]
    found = {"check_id": check, "outcome": "consistent", "decided_on": "2025-06-01", "basis": "合成"}
    if command == "correct_check":
        desk.ask("conclude_check", by=COLLEAGUE, **{**found, "outcome": "omitted"}, handling="education")
        found["correction"] = "合成"
    assert wrong(desk.refused(command, by=COLLEAGUE, **found, handling="admonishment")) == {"contradictory"}
    assert desk.ask(command, by=COLLEAGUE, **found, handling="none")["outcome"] == "consistent"


def test_no_measure_stands_beside_none_and_no_use_twice(desk: Desk, cadre_id: str) -> None:
    agency = an_agency(desk)
    wish = {"title": "演示", "source": "petition", "classification": "internal", "cadre_id": cadre_id}
    matter = desk.ask("register_matter", lead_agency_id=agency, **wish)["id"]
    desk.ask("discuss_matter", matter_id=matter)
    both = {"matter_id": matter, "text": "演示", "basis": "演示"}
    assert wrong(desk.refused("conclude_matter", **both, measures=["none", "reminder"])) == {"none-and-others"}
    assert wrong(desk.refused("conclude_matter", **both, measures=["reminder", "reminder"])) == {"named-twice"}
    desk.ask("conclude_matter", **both, measures=["reminder"])
    twice = {"matter_id": matter, "uses": ["award", "award"], "result": "reminded"}
    assert wrong(desk.refused("publish_result", **twice)) == {"named-twice"}


def test_what_was_done_is_not_of_a_day_that_has_not_come(desk: Desk, cadre_id: str) -> None:
    body = {"code": secrets.token_hex(4), "title": "自查清单", "source": "self_examination"}
    checklist = desk.ask("open_checklist", **body)["id"]
    item = {"number": 1, "aspect": 1, "aspect_title": "动议", "problem": "研判不够"}
    made = desk.ask("add_rectification_item", checklist_id=checklist, **item)["id"]
    assert desk.refused("issue_checklist", checklist_id=checklist, issued_on=tomorrow()).code == "day-not-come"
    desk.ask("issue_checklist", checklist_id=checklist)
    held = {"item_id": made, "cadre_id": cadre_id, "kind": "talk", "basis": "合成", "decided_on": tomorrow()}
    assert desk.refused("record_accountability", **held).code == "day-not-come"
