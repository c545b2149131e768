"""Imports of appraisals are undone: nothing counts any more that was entered by mistake, and what is in use stays."""

from __future__ import annotations

import secrets
from typing import Any

from tests.service.appraisal.appraising import a_cadre, conclusion, plan, running
from tests.service.appraisal.ballot_room import with_cipher
from tests.service.appraisal.test_contact_points import assignment
from tests.service.appraisal.test_deeds import wish as a_deed
from tests.service.appraisal.test_major_matters import a_matter
from tests.service.appraisal.test_talks import talk
from tests.service.appraisal.test_tallies import on_paper
from tests.service.desk import COLLEAGUE, UNIT, Desk, officer
from tests.support.undone import Import, codes, there_and_back

PAPER = {"confirmed_by": "合成确认人", "confirmed_on": "2026-02-01", "basis": "合成文件"}
NOTICE = {"text": "合成告知", "classification": "internal", "delivered_on": "2026-02-03"}


def there(desk: Desk, method: str, *rows: dict[str, Any]) -> Import:
    return there_and_back(desk, method, list(rows), officer(), COLLEAGUE)


def test_plans_are_cancelled_and_their_codes_are_free(desk: Desk) -> None:
    row = {**plan(desk), "start": True, "planned_on": "2026-01-05"}
    undone = there(desk, "import_appraisals", row, plan(desk))
    assert desk.ask("get_appraisal", appraisal_id=undone.ids[0])["state"] == "cancelled"


def test_conclusions_and_notices_are_taken_back_in_turn_and_what_rests_on_them_comes_first(desk: Desk) -> None:
    row = {**plan(desk), "start": True, "planned_on": "2026-01-05"}
    plans = Import(desk, "import_appraisals", [row], officer(), COLLEAGUE)
    said = {**conclusion(desk), **PAPER, "appraisal_code": row["code"]}
    there(desk, "import_conclusions", said)
    there(desk, "import_notices", {**NOTICE, "appraisal_code": row["code"], "acknowledged_on": "2026-02-04"})
    (kept,) = plans.undo()
    assert kept["errors"][0]["code"] == "built-on"
    assert "结果告知" in kept["errors"][0]["zh"]


def test_talks_and_contacts_are_annulled(desk: Desk) -> None:
    appraisal = running(desk)
    row = {key: value for key, value in talk(appraisal).items() if key != "appraisal_id"}
    there(desk, "import_talks", {**row, "appraisal_code": appraisal["code"]})
    there(desk, "import_contact_points", assignment(desk))


def test_deeds_and_evaluations_count_no_more(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    there(desk, "import_deeds", a_deed(cadre_id, verified_by="乙"), a_deed(cadre_id))
    assert desk.told("deed.withdrawn.v1")
    matter = a_matter(desk)
    row = {"matter_code": matter["code"], "role": "support", "evaluated_by": "甲", "confirmed_by": "乙"}
    marks = {"marks": "initiative=90; difficulty=80.5;result=85;", "cadre_id": cadre_id}
    there(desk, "import_major_matter_evaluations", {**row, **marks})


def test_a_mechanism_goes_unless_somebody_is_appraised_by_it(desk: Desk) -> None:
    row = {"code": f"I-{secrets.token_hex(4)}", "zh": "合成", "en": "x", "serves": ["special"], "basis": "合成"}
    there(desk, "import_mechanisms", {**row, "in_use": True})


def test_a_box_is_counted_again(desk: Desk) -> None:
    room = with_cipher(desk)
    row = {"ballot_id": on_paper(room), "kind": "staff", "sheets": 5, "entered_by": "甲"}
    undone = there(
        room, "import_ballot_tallies", {**row, "box": 1, "counts": "overall:excellent=3; overall:competent=2;"}
    )
    assert room.db["ballot_tallies"].find_one({"_id": undone.ids[0]})["state"] == "rejected"


def test_what_is_about_a_team_keeps_its_unit(desk: Desk) -> None:
    desk.units(UNIT)
    running(desk, unit_id=UNIT)
    (told,) = desk.ask("stands_on", of="units", ids=[UNIT])["items"]
    assert [one["zh"] for one in told["built"]] == ["班子考察"]


def test_what_was_verified_by_another_since_stays(desk: Desk) -> None:
    rows = Import(desk, "import_deeds", [a_deed(a_cadre(desk))], officer(), COLLEAGUE)
    desk.ask("verify_deed", by=officer(number=3), deed_id=rows.ids[0], verified_by="丙")
    assert codes(rows.undo()) == ["changed-since"]
