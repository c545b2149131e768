"""Major matters against the database: evidence on confirmation, one evaluation per subject, none after closing."""

from __future__ import annotations

import secrets
import threading
from typing import Any

import pytest

from servicekit.errors import Problem
from tests.service.desk import OTHER_UNIT, UNIT, Desk, of_unit, officer

SECOND = officer("appraisal_officer")


def a_matter(desk: Desk, **more: Any) -> dict[str, Any]:
    desk.units(UNIT)
    wish = {
        "code": f"DS-{secrets.token_hex(4)}",
        "title": "合成事项",
        "begins": "2026-01-05",
        "ends": "2026-03-31",
        "lead_unit_id": UNIT,
        "classification": "internal",
        "synthetic": True,
        **more,
    }
    opened: dict[str, Any] = desk.ask("open_major_matter", **wish)
    return opened


def a_cadre(desk: Desk) -> str:
    (cadre_id,) = desk.people(f"cad-{secrets.token_hex(4)}")
    return cadre_id


def wish(matter_id: str, cadre_id: str | None, **more: Any) -> dict[str, Any]:
    marks = {"initiative": 90, "difficulty": 80, "result": 85.5}
    return {
        "matter_id": matter_id,
        "cadre_id": cadre_id,
        "role": "lead",
        "marks": [{"criterion": key, "mark": mark} for key, mark in marks.items()],
        "evaluated_by": "甲",
        **more,
    }


def degrees(desk: Desk, subject_id: str) -> list[str | None]:
    rows = desk.db["evidence"].find({"subject_id": subject_id, "source": "appraisal.major_matter"}).sort("number", 1)
    return [None if row["value"] is None else str(row["value"]) for row in rows]


def test_a_confirmed_evaluation_is_evidence_until_it_is_withdrawn(desk: Desk) -> None:
    matter, cadre_id = a_matter(desk), a_cadre(desk)
    evaluation = desk.ask("evaluate_major_matter", **wish(matter["id"], cadre_id))
    assert evaluation["degree"] == 85.2
    assert "工作实绩 85.50×40%" in evaluation["explained"]
    assert degrees(desk, cadre_id) == []
    desk.ask("confirm_evaluation", by=SECOND, evaluation_id=evaluation["id"], confirmed_by="乙")
    assert degrees(desk, cadre_id) == ["85.20"]
    (evidence,) = desk.db["evidence"].find({"subject_id": cadre_id})
    assert (evidence["reference"], evidence["happened_on"]) == (matter["id"], "2026-03-31")
    desk.ask("withdraw_evaluation", evaluation_id=evaluation["id"], withdrawn_by="丙", basis="复核")
    assert degrees(desk, cadre_id) == ["85.20", None]
    anew = desk.ask("evaluate_major_matter", **wish(matter["id"], cadre_id))
    desk.ask("confirm_evaluation", by=SECOND, evaluation_id=anew["id"], confirmed_by="乙")
    assert degrees(desk, cadre_id) == ["85.20", None, "85.20"]
    assert [event["degree"] for event in desk.told("evaluation.confirmed.v1")] == ["85.20", "85.20"]


def test_a_subject_has_one_evaluation_in_a_matter_even_at_once(desk: Desk) -> None:
    matter, cadre_id = a_matter(desk), a_cadre(desk)
    outcomes: list[str] = []

    def go() -> None:
        try:
            desk.ask("evaluate_major_matter", **wish(matter["id"], cadre_id))
            outcomes.append("recorded")
        except Problem as problem:
            outcomes.append(problem.code)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["appraisal/evaluation-known"] * 2 + ["recorded"]
    assert desk.ask("get_major_matter", matter_id=matter["id"])["evaluations"] == 1


def test_a_team_is_evaluated_too_and_the_matter_lists_both(desk: Desk) -> None:
    matter, cadre_id = a_matter(desk), a_cadre(desk)
    desk.ask("evaluate_major_matter", **wish(matter["id"], cadre_id))
    desk.ask("evaluate_major_matter", **wish(matter["id"], None, unit_id=UNIT))
    found = desk.ask("list_matter_evaluations", matter_id=matter["id"])["items"]
    assert sorted(one["subject_kind"] for one in found) == ["cadre", "team"]
    assert len(desk.ask("list_evaluations", subject_id=cadre_id, state="recorded")["items"]) == 1


def test_a_closed_matter_and_one_that_has_not_begun_are_not_evaluated(desk: Desk) -> None:
    matter, cadre_id = a_matter(desk), a_cadre(desk)
    desk.ask("close_major_matter", matter_id=matter["id"], basis="已完成")
    closed = desk.refused("evaluate_major_matter", **wish(matter["id"], cadre_id))
    later = a_matter(desk, begins="2099-01-01", ends=None)
    early = desk.refused("evaluate_major_matter", **wish(later["id"], cadre_id))
    assert closed.code == early.code == "appraisal/major-matter-not-open"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cadre_id": "cad-nobody"}, "unknown-cadre"),
        ({"unit_id": UNIT}, "appraisal/subject-wrong"),
        ({"role": "onlooker"}, "unknown-entry"),
        ({"marks": [{"criterion": "initiative", "mark": 50}]}, "appraisal/bad-marks"),
        ({"marks": [{"criterion": "initiative", "mark": 100.5}]}, "invalid-fields"),
        ({"marks": [{"criterion": "initiative", "mark": "NaN"}]}, "invalid-fields"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(desk: Desk, change: dict[str, Any], code: str) -> None:
    asked = {**wish(a_matter(desk)["id"], a_cadre(desk)), **change}
    assert desk.refused("evaluate_major_matter", **asked).code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lead_unit_id": "unt-nowhere"}, "unknown-unit"),
        ({"ends": "2025-01-01"}, "ends-before-it-begins"),
        ({"mechanism_id": "mch-none"}, "appraisal/no-mechanism"),
        ({"classification": "机密"}, "invalid-fields"),
    ],
)
def test_what_cannot_be_a_major_matter_is_refused(desk: Desk, change: dict[str, Any], code: str) -> None:
    desk.units(UNIT)
    asked = {
        "code": "DS-0",
        "title": "合成",
        "begins": "2026-01-05",
        "lead_unit_id": UNIT,
        "classification": "public",
        **change,
    }
    assert desk.refused("open_major_matter", **asked).code == code


def test_a_code_is_used_once(desk: Desk) -> None:
    code = a_matter(desk)["code"]
    with pytest.raises(Problem) as refused:
        a_matter(desk, code=code)
    assert refused.value.code == "appraisal/major-matter-known"


def test_a_sheet_of_evaluations_counts_those_that_two_people_signed(desk: Desk) -> None:
    matter, cadres = a_matter(desk), [a_cadre(desk) for _ in range(3)]
    row = {
        "matter_code": matter["code"],
        "role": "support",
        "marks": "initiative=90; difficulty=80.5;result=85;",
        "evaluated_by": "甲",
    }
    rows = [{**row, "cadre_id": cadre_id, "confirmed_by": "乙"} for cadre_id in cadres[:2]]
    rows.append({**row, "cadre_id": cadres[2], "marks": "主动担当＝90；攻坚克难:80.5；工作实绩=85"})
    rows += [
        {**row, "cadre_id": cadres[0]},
        {**row, "cadre_id": cadres[2], "matter_code": "DS-none"},
        {**row, "cadre_id": "cad-nobody"},
        {**row, "cadre_id": cadres[2], "marks": "initiative~90"},
    ]
    dry = desk.ask("import_major_matter_evaluations", rows=rows, dry_run=True)
    assert (dry["done"], desk.db["evaluations"].count_documents({})) == (3, 0)
    done = desk.ask("import_major_matter_evaluations", rows=rows)
    assert [result["errors"][0]["code"] for result in done["results"][3:]] == [
        "appraisal/evaluation-known",
        "unknown-matter",
        "unknown-cadre",
        "bad-marks",
    ]
    assert [degrees(desk, cadre_id) for cadre_id in cadres] == [["85.15"], ["85.15"], []]
    assert desk.ask("get_major_matter", matter_id=matter["id"])["evaluations"] == 3


def test_evaluations_are_seen_within_the_readers_scope(desk: Desk) -> None:
    matter, cadre_id = a_matter(desk), a_cadre(desk)
    evaluation = desk.ask("evaluate_major_matter", **wish(matter["id"], cadre_id))
    elsewhere = of_unit(OTHER_UNIT)
    assert desk.refused("get_evaluation", by=elsewhere, evaluation_id=evaluation["id"]).status == 404
    asked = {"evaluation_id": evaluation["id"], "confirmed_by": "乙"}
    assert desk.refused("confirm_evaluation", by=elsewhere, **asked).status == 404
    assert desk.refused("get_major_matter", by=elsewhere, matter_id=matter["id"]).status == 404
    assert desk.ask("list_major_matters", by=elsewhere)["items"] == []


def test_a_table_names_a_matter_by_its_title_within_the_readers_scope(desk: Desk) -> None:
    matter = a_matter(desk, title=f"合成事项{secrets.token_hex(4)}")
    things = [{"of": "matter", "said": one} for one in (matter["title"], matter["code"])]
    for one in desk.ask("what_is_called", things=things)["things"]:
        assert (one["id"], one["number"]) == (matter["id"], matter["code"])
    for one in desk.ask("what_is_called", by=of_unit(OTHER_UNIT), things=things)["things"]:
        assert (one["known"], one["id"], one["candidates"]) == (True, None, [])
