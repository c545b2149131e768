"""An appraisal from plan to conclusion, and what is refused on the way."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.appraisal.model.evidence import counting
from services.appraisal.parts.model_versions import current_model
from services.appraisal.parts.outcomes import SOURCE
from services.appraisal.store.evidence import EVIDENCE
from services.appraisal.store.models import MODELS
from tests.service.appraisal.appraising import (
    CONFIRMER,
    DRAFTER,
    a_cadre,
    concluded,
    conclusion,
    dimensions,
    plan,
    planned,
    running,
    scores,
)
from tests.service.appraisal.index_desk import settle
from tests.service.desk import OTHER_UNIT, UNIT, Desk, at_once, of_unit


def pointer(problem: object) -> str:
    return str(problem.errors[0].pointer)  # type: ignore[attr-defined]


def evidence_of(desk: Desk, subject_id: str, dimension: str | None = None) -> list[Decimal | None]:
    """What the conclusions have counted for a dimension of the model, first to last."""
    where = {"subject_id": subject_id, "source": "appraisal.conclusion"}
    rows = list(desk.db[EVIDENCE.name].find(where).sort("number", 1))
    key = dimension or rows[0]["dimension"]
    return [row["value"] and row["value"].to_decimal() for row in rows if row["dimension"] == key]


def test_one_drafts_another_confirms_and_it_counts_as_evidence(desk: Desk) -> None:
    appraisal = running(desk)
    assert appraisal["model_id"]
    mine = {"appraisal_id": appraisal["id"], "confirmed_by": "合成确认人"}
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk, 82.5))
    assert desk.refused("confirm_conclusion", by=DRAFTER, **mine).code == "not-independent"
    mine["confirmed_by"] = "合成起草人"
    assert desk.refused("confirm_conclusion", by=CONFIRMER, **mine).code == "appraisal/not-another"
    mine["confirmed_by"] = "合成确认人"
    done = desk.ask("confirm_conclusion", by=CONFIRMER, **mine)
    assert done["state"] == "concluded"
    assert done["conclusion"]["overall"] == 82.5
    assert {part["dimension"] for part in done["conclusion"]["parts"]} == set(dimensions(desk))
    assert evidence_of(desk, appraisal["cadre_id"]) == [Decimal("82.50")]
    (told,) = desk.told("appraisal.concluded.v1")
    assert (told["grade"], told["cadre_id"], told["model_id"]) == ("good", appraisal["cadre_id"], appraisal["model_id"])
    assert "findings" not in told


def test_each_dimension_of_a_conclusion_counts_for_that_dimension_alone(desk: Desk) -> None:
    appraisal = running(desk)
    keys = dimensions(desk)
    given = {key: 50 + 5 * number for number, key in enumerate(keys)}
    wish = {**conclusion(desk), "scores": given}
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **wish)
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=appraisal["id"], confirmed_by="合成确认人")
    settle(desk)
    (index,) = desk.ask("list_indices", subject_id=appraisal["cadre_id"])["items"]
    shown = desk.ask("get_index", index_id=index["id"])
    feeds = {part["key"]: next(f for f in part["feeds"] if f["source"] == SOURCE) for part in shown["dimensions"]}
    assert {key: Decimal(feed["number"]) for key, feed in feeds.items()} == given
    assert all(len(feed["items"]) == 1 for feed in feeds.values())


def test_a_conclusion_that_counted_as_one_overall_value_before_is_replaced_by_its_dimensions(desk: Desk) -> None:
    appraisal = concluded(desk)
    cadre_id, db = appraisal["cadre_id"], desk.db[EVIDENCE.name]
    first = db.find_one({"subject_id": cadre_id, "source": SOURCE}, sort=[("number", 1)])
    db.delete_many({"subject_id": cadre_id, "number": {"$gt": 1}})
    db.update_one({"_id": first["_id"]}, {"$set": {"dimension": None}})
    desk.db["subjects"].update_one({"subject_id": cadre_id}, {"$set": {"rows": 1}})
    desk.ask("return_conclusion", appraisal_id=appraisal["id"], reason="分数录错")
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk, 85))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=appraisal["id"], confirmed_by="合成确认人")
    rows = [EVIDENCE.to_entity(document) for document in db.find({"subject_id": cadre_id})]
    counts = counting(rows, date(2099, 1, 1))
    assert {row.dimension for row in counts} == set(dimensions(desk))


def test_a_draft_goes_back_and_is_drawn_up_anew(desk: Desk) -> None:
    appraisal = running(desk)
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk, 60))
    back = desk.ask("return_conclusion", by=CONFIRMER, appraisal_id=appraisal["id"], reason="合成")
    assert (back["state"], back["conclusion"]) == ("running", None)
    assert desk.refused("get_conclusion", appraisal_id=appraisal["id"]).code == "appraisal/no-conclusion"
    again = desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk, 70))
    assert again["conclusion"]["overall"] == 70


def test_the_version_of_the_model_is_kept_from_the_start(desk: Desk) -> None:
    appraisal = running(desk)
    known = dimensions(desk)
    short = scores(desk)
    del short[known[0]]
    wrong = {**conclusion(desk), "scores": {**short, "eleventh": 50, known[1]: 101}}
    problem = desk.refused("draft_conclusion", appraisal_id=appraisal["id"], **wrong)
    assert problem.code == "appraisal/scores-wrong"
    assert {(one.pointer, one.code) for one in problem.errors} == {
        ("/scores/eleventh", "unknown-dimension"),
        (f"/scores/{known[1]}", "off-the-scale"),
        (f"/scores/{known[0]}", "missing-dimension"),
    }
    assert problem.facts["model_id"] == appraisal["model_id"]


def test_a_model_published_while_an_appraisal_runs_does_not_touch_it(desk: Desk) -> None:
    before = running(desk)
    wish = conclusion(desk)
    now = current_model(desk.runtime.work_of("test"), "cadre")
    renamed = [replace(one, key=f"new_{one.key}") for one in now.dimensions]
    newer = replace(now, id=f"mdl-{secrets.token_hex(4)}", number=now.number + 1, dimensions=renamed, version=1)
    newer.valid_from = desk.runtime.work_of("test").today
    desk.db[MODELS.name].insert_one(MODELS.to_document(newer))
    after = running(desk)
    assert (before["model_id"], after["model_id"]) == (now.id, newer.id)
    drafted = desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=before["id"], **wish)
    assert (drafted["conclusion"]["model_id"], drafted["conclusion"]["model_version"]) == (now.id, now.number)
    refused = desk.refused("draft_conclusion", by=DRAFTER, appraisal_id=after["id"], **wish)
    assert refused.facts["model_id"] == newer.id


def test_a_conclusion_has_a_grade_of_its_kind_and_no_secret(desk: Desk) -> None:
    appraisal = running(desk)
    wish = conclusion(desk)
    unknown = desk.refused("draft_conclusion", appraisal_id=appraisal["id"], **{**wish, "grade": "brilliant"})
    assert (unknown.code, pointer(unknown)) == ("unknown-entry", "/grade")
    secret = desk.refused("draft_conclusion", appraisal_id=appraisal["id"], **{**wish, "classification": "secret"})
    assert secret.errors[0].code == "classified"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"unit_id": UNIT, "cadre_id": "cad-x"}, "appraisal/subject-wrong"),
        ({"cadre_id": "cad-nobody"}, "unknown-cadre"),
        ({"unit_id": "unt-nowhere"}, "unknown-unit"),
        ({"kind": "pre_appointment"}, "appraisal/post-needed"),
        ({"post_id": "pst-1"}, "appraisal/post-needed"),
        ({"kind": "pre_appointment", "post_id": "pst-nowhere"}, "appraisal/post-needed"),
        ({"appraiser_ids": ["cad-nobody"]}, "appraisal/appraiser-barred"),
        ({"period_ends": "2025-12-31"}, "ends-before-it-begins"),
        ({"mechanism_id": "mec-none"}, "appraisal/no-mechanism"),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused(desk: Desk, more: dict[str, str], code: str) -> None:
    assert desk.refused("plan_appraisal", **plan(desk, **more)).code == code


def test_who_is_appraised_does_not_appraise(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    other = a_cadre(desk)
    problem = desk.refused("plan_appraisal", **plan(desk, cadre_id=cadre_id, appraiser_ids=[other, cadre_id]))
    assert (problem.code, pointer(problem)) == ("appraisal/appraiser-barred", "/appraiser_ids/1")
    desk.units(UNIT)
    of_the_team = desk.refused("plan_appraisal", **plan(desk, unit_id=UNIT, appraiser_ids=[other]))
    assert of_the_team.code == "appraisal/appraiser-barred"
    retired = a_cadre(desk, status="retired")
    assert desk.refused("plan_appraisal", **plan(desk, appraiser_ids=[retired])).code == "appraisal/appraiser-barred"


def test_a_team_of_one_does_not_start(desk: Desk) -> None:
    alone = planned(desk, appraiser_ids=[a_cadre(desk)])
    problem = desk.refused("start_appraisal", appraisal_id=alone["id"])
    assert problem.code == "appraisal/team-too-small"
    assert "待核实" in problem.detail_zh
    changed = desk.ask("change_appraisal", appraisal_id=alone["id"], appraiser_ids=[a_cadre(desk), a_cadre(desk)])
    assert changed["timeline"][-1]["note"] == "考察组成员"
    assert desk.ask("start_appraisal", appraisal_id=changed["id"])["state"] == "running"
    late = desk.refused("change_appraisal", appraisal_id=alone["id"], title="晚")
    assert late.code == "appraisal/step-not-possible"


def test_a_mechanism_must_be_in_use_and_serve_the_kind(desk: Desk) -> None:
    wish = {"code": f"JZ-{secrets.token_hex(4)}", "zh": "合成", "en": "x", "serves": ["special"], "basis": "合成"}
    mechanism_id = desk.ask("open_mechanism", **wish)["id"]
    refused = desk.refused("plan_appraisal", **plan(desk, kind="special", mechanism_id=mechanism_id))
    assert refused.code == "appraisal/mechanism-not-in-use"
    desk.ask("put_mechanism_in_use", mechanism_id=mechanism_id)
    assert planned(desk, kind="special", mechanism_id=mechanism_id)["mechanism_id"] == mechanism_id
    other = desk.refused("plan_appraisal", **plan(desk, kind="daily", mechanism_id=mechanism_id))
    assert other.facts["serves"] == ["special"]


def test_an_appraisal_of_a_team_is_closed_without_a_notice_and_a_cadres_is_not(desk: Desk) -> None:
    desk.units(UNIT)
    team = running(desk, unit_id=UNIT, kind="comprehensive")
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=team["id"], **conclusion(desk, 75, "team"))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=team["id"], confirmed_by="合成确认人")
    assert desk.ask("close_appraisal", appraisal_id=team["id"], basis="合成")["state"] == "closed"
    one = concluded(desk)
    assert desk.refused("close_appraisal", appraisal_id=one["id"], basis="合成").code == "appraisal/notify-first"


def test_a_teams_appraisal_that_was_closed_by_mistake_is_opened_again_and_drawn_up_anew(desk: Desk) -> None:
    desk.units(UNIT)
    team = running(desk, unit_id=UNIT, kind="comprehensive")
    wish = {"appraisal_id": team["id"], "basis": "误办结"}
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=team["id"], **conclusion(desk, 75, "team"))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=team["id"], confirmed_by="合成确认人")
    assert desk.refused("open_appraisal_again", **wish).code == "appraisal/step-not-possible"
    desk.ask("close_appraisal", appraisal_id=team["id"], basis="合成")
    opened = desk.ask("open_appraisal_again", **wish)
    assert (opened["state"], opened["closed_on"], opened["grade"]) == ("concluded", None, "good")
    assert opened["timeline"][-1]["note"] == "误办结"
    assert [told["state"] for told in desk.told("appraisal.opened_again.v1")] == ["concluded"]
    desk.ask("return_conclusion", appraisal_id=team["id"], reason="分值有误", by=CONFIRMER)
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=team["id"], **conclusion(desk, 85, "team"))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=team["id"], confirmed_by="合成确认人")
    assert desk.ask("close_appraisal", appraisal_id=team["id"], basis="合成")["state"] == "closed"
    values = evidence_of(desk, UNIT, dimensions(desk, "team")[0])
    assert values[-1] == Decimal("85.00")


def test_an_appraisal_is_given_up_only_before_its_conclusion(desk: Desk) -> None:
    appraisal = running(desk)
    assert desk.ask("cancel_appraisal", appraisal_id=appraisal["id"], basis="合成")["state"] == "cancelled"
    done = concluded(desk)
    assert desk.refused("cancel_appraisal", appraisal_id=done["id"], basis="晚").code == "appraisal/step-not-possible"


def test_the_evidence_of_a_concluded_appraisal_stays_as_it_was_seen(desk: Desk) -> None:
    cadre_id = a_cadre(desk)
    before = concluded(desk, cadre_id=cadre_id)
    running_now = running(desk, cadre_id=cadre_id)
    material = {"kind": "self_report", "title": "合成", "text": "合成", "classification": "internal"}
    desk.ask("add_material", appraisal_id=running_now["id"], happened_on="2026-02-01", **material)
    seen = desk.ask("appraisal_evidence", appraisal_id=running_now["id"])
    assert {row["reference"] for row in seen["evidence"]} == {before["id"]}
    assert [one["title"] for one in seen["materials"]] == ["合成"]
    assert desk.ask("appraisal_evidence", appraisal_id=before["id"])["evidence"] == []
    late = desk.refused("add_material", appraisal_id=before["id"], happened_on="2026-02-01", **material)
    assert late.code == "appraisal/not-running"
    future = desk.refused("add_material", appraisal_id=running_now["id"], happened_on="2099-02-01", **material)
    assert pointer(future) == "/happened_on"


def test_a_material_that_was_attached_wrongly_is_annulled_and_stays_readable(desk: Desk) -> None:
    appraisal, other = running(desk)["id"], running(desk)["id"]
    material = {"kind": "self_report", "title": "合成", "text": "合成", "classification": "internal"}
    made = desk.ask("add_material", appraisal_id=appraisal, happened_on="2026-02-01", **material)["id"]
    wish = {"appraisal_id": appraisal, "material_id": made, "basis": "误登记他人材料"}
    assert desk.refused("annul_material", **{**wish, "appraisal_id": other}).code == "appraisal/no-material"
    done = desk.ask("annul_material", **wish, by=CONFIRMER)
    assert (done["annulled"], done["annulled_by"]) == (True, CONFIRMER.account)
    assert desk.refused("annul_material", **wish).code == "appraisal/material-annulled"
    (shown,) = desk.ask("appraisal_evidence", appraisal_id=appraisal)["materials"]
    assert (shown["annulled"], shown["annulled_basis"], shown["text"]) == (True, "误登记他人材料", "合成")


def test_many_are_planned_and_concluded_and_each_bad_row_says_why(desk: Desk) -> None:
    rows = [{**plan(desk), "start": True}, {**plan(desk), "start": True}, plan(desk)]
    bad = [{**plan(desk), "code": rows[0]["code"]}, {**plan(desk), "mechanism_code": "JZ-none"}]
    dry = desk.ask("import_appraisals", rows=rows, dry_run=True)
    assert (dry["done"], desk.ask("list_appraisals")["items"]) == (3, [])
    answer = desk.ask("import_appraisals", rows=[*rows, *bad])
    assert [result["errors"][0]["code"] for result in answer["results"][3:]] == [
        "appraisal/appraisal-known",
        "no-mechanism",
    ]
    assert [event["state"] for event in desk.told("appraisal.planned.v1")] == ["planned"] * 3
    assert len(desk.told("appraisal.started.v1")) == 2

    def row(number: int, **more: object) -> dict[str, object]:
        paper = {"confirmed_by": "合成确认人", "basis": "合成文件"}
        return {**conclusion(desk, 88), **paper, "appraisal_code": rows[number]["code"], **more}

    said = desk.ask(
        "import_conclusions",
        rows=[row(0), row(0), row(1, confirmed_by="合成起草人"), row(2), row(1, appraisal_code="none")],
    )
    assert [result.get("errors", [{"code": "ok"}])[0]["code"] for result in said["results"]] == [
        "ok",
        "appraisal/step-not-possible",
        "not-another",
        "appraisal/step-not-possible",
        "no-appraisal",
    ]
    assert evidence_of(desk, rows[0]["cadre_id"]) == [Decimal("88.00")]


def test_what_was_planned_on_paper_began_on_the_day_of_its_plan_and_was_not_concluded_before(desk: Desk) -> None:
    period = {"period_begins": "2025-01-01", "period_ends": "2025-12-31"}
    row = {**plan(desk), **period, "start": True, "planned_on": "2025-09-15"}
    id = desk.ask("import_appraisals", rows=[row])["results"][0]["id"]
    assert desk.ask("get_appraisal", appraisal_id=id)["started_on"] == "2025-09-15"
    paper = {**conclusion(desk, 88), "confirmed_by": "合成确认人", "basis": "合成文件", "appraisal_code": row["code"]}
    early, late = ({**paper, "confirmed_on": day} for day in ("2025-09-14", "2025-10-20"))
    said = desk.ask("import_conclusions", rows=[early, late])["results"]
    assert said[0]["errors"][0]["code"] == "too-early"
    assert said[1].get("errors") is None
    assert desk.ask("get_appraisal", appraisal_id=id)["concluded_on"] == "2025-10-20"


def test_an_appraisal_is_seen_within_the_readers_unit_and_moves_with_its_cadre(desk: Desk) -> None:
    appraisal = planned(desk)
    there = of_unit(OTHER_UNIT, "appraisal_officer")
    assert desk.refused("get_appraisal", by=there, appraisal_id=appraisal["id"]).code == "appraisal/no-appraisal"
    assert desk.refused("start_appraisal", by=there, appraisal_id=appraisal["id"]).code == "appraisal/no-appraisal"
    moved = ["unt-city", OTHER_UNIT]
    desk.hear("appraisals_moved", "cadre.transferred.v1", appraisal["cadre_id"], sequence=5, unit_ids=moved)
    assert desk.ask("get_appraisal", by=there, appraisal_id=appraisal["id"])["unit_ids"] == moved
    assert desk.ask("list_appraisals", by=there, state="planned")["items"][0]["id"] == appraisal["id"]


def test_the_appraisal_of_a_team_follows_its_unit(desk: Desk) -> None:
    desk.units(UNIT)
    appraisal = planned(desk, unit_id=UNIT)
    moved = {"unit_id": UNIT, "state": "active", "unit_ids": ["unt-city", OTHER_UNIT, UNIT]}
    desk.hear("appraisals_units", "unit.changed.v1", UNIT, sequence=7, **moved)
    desk.hear("appraisals_units", "unit.changed.v1", UNIT, sequence=6, **{**moved, "unit_ids": [UNIT]})
    assert desk.ask("get_appraisal", appraisal_id=appraisal["id"])["unit_ids"] == moved["unit_ids"]
    assert [event["unit_ids"] for event in desk.told("appraisal.changed.v1")] == [moved["unit_ids"]]


@pytest.mark.parametrize(("type", "status"), [("cadre.retired.v1", "retired"), ("cadre.left.v1", "left")])
def test_who_goes_is_appraised_no_further_and_what_is_drafted_is_finished(desk: Desk, type: str, status: str) -> None:
    cadre_id = a_cadre(desk)
    plan_, run, done = (make(desk, cadre_id=cadre_id)["id"] for make in (planned, running, concluded))
    other, drafted = running(desk)["id"], running(desk, cadre_id=cadre_id)["id"]
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=drafted, **conclusion(desk))
    told = {"id": "gone", "sequence": 9, "status": status, "status_entry": "7"}
    assert desk.hear("appraisals_departures", type, cadre_id, **told) == 1
    assert desk.hear("appraisals_departures", type, cadre_id, **told) == 0
    states = [desk.ask("get_appraisal", appraisal_id=id)["state"] for id in (plan_, run, done, drafted, other)]
    assert states == ["cancelled", "cancelled", "concluded", "drafted", "running"]
    assert {event["appraisal_id"] for event in desk.told("appraisal.cancelled.v1")} == {plan_, run}
    back = {"status": "serving", "set_aside": ["3"]}
    desk.hear("appraisals_departures", "cadre.changed.v1", cadre_id, sequence=10, **back)
    assert desk.ask("get_appraisal", appraisal_id=run)["state"] == "cancelled", "the entry that ended it counts"
    back["set_aside"] = ["3", "7"]
    desk.hear("appraisals_departures", "cadre.changed.v1", cadre_id, sequence=11, **back)
    states = [desk.ask("get_appraisal", appraisal_id=id)["state"] for id in (plan_, run, done, drafted, other)]
    assert states == ["planned", "running", "concluded", "drafted", "running"], "it was a mistake"
    shown = desk.ask("get_appraisal", appraisal_id=run)["timeline"]
    assert [one["what"] for one in shown][-2:] == ["cancel", "run_again"]
    assert {event["appraisal_id"] for event in desk.told("appraisal.went_on.v1")} == {plan_, run}


def test_what_a_person_has_cancelled_stays_so_when_a_departure_is_set_aside(desk: Desk) -> None:
    appraisal = running(desk)
    desk.ask("cancel_appraisal", appraisal_id=appraisal["id"], basis="合成")
    told = {"status": "retired", "status_entry": "7"}
    desk.hear("appraisals_departures", "cadre.retired.v1", appraisal["cadre_id"], sequence=9, **told)
    back = {"status": "serving", "set_aside": ["7"]}
    desk.hear("appraisals_departures", "cadre.changed.v1", appraisal["cadre_id"], sequence=10, **back)
    assert desk.ask("get_appraisal", appraisal_id=appraisal["id"])["state"] == "cancelled"


def test_it_follows_a_cadre_whose_transfer_was_set_aside_back(desk: Desk) -> None:
    appraisal = planned(desk)
    back = (8, "changed", appraisal["unit_ids"])
    for sequence, type, units in ((7, "transferred", [OTHER_UNIT]), back, (9, "appointed", [OTHER_UNIT])):
        told = {"unit_ids": units} | ({"changed": ["moves"]} if type == "changed" else {})
        desk.hear("appraisals_moved", f"cadre.{type}.v1", appraisal["cadre_id"], sequence=sequence, **told)
        assert desk.ask("get_appraisal", appraisal_id=appraisal["id"])["unit_ids"] == units


def test_a_blank_in_a_name_makes_no_second_person(desk: Desk) -> None:
    appraisal = running(desk)
    paper = {**conclusion(desk), "confirmed_by": "合成 起草人", "basis": "合成", "appraisal_code": appraisal["code"]}
    (said,) = desk.ask("import_conclusions", rows=[paper])["results"]
    assert said["errors"][0]["code"] == "not-another"
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **conclusion(desk))
    wish = {"appraisal_id": appraisal["id"], "confirmed_by": "合成 起草人"}
    assert desk.refused("confirm_conclusion", by=CONFIRMER, **wish).code == "appraisal/not-another"


def test_nobody_who_has_gone_is_appraised(desk: Desk) -> None:
    waiting = planned(desk)
    for cadre_id in (a_cadre(desk), waiting["cadre_id"]):
        desk.people(cadre_id, sequence=2, status="retired")
        refused = desk.refused("plan_appraisal", **plan(desk, cadre_id=cadre_id))
        assert (refused.code, pointer(refused)) == ("appraisal/subject-wrong", "/cadre_id")
    # The roster's copy may be ahead of the reaction that cancels.
    assert desk.refused("start_appraisal", appraisal_id=waiting["id"]).code == "appraisal/subject-wrong"


def test_the_team_of_a_unit_that_is_no_more_is_appraised_no_further(desk: Desk) -> None:
    (unit_id,) = desk.units(f"unt-{secrets.token_hex(4)}")
    appraisal = running(desk, unit_id=unit_id)
    planned_ = desk.ask("plan_appraisal", **plan(desk, unit_id=unit_id))
    desk.hear("appraisals_departures", "unit.closed.v1", unit_id, sequence=4, state="closed")
    ids = (appraisal["id"], planned_["id"])
    assert [desk.ask("get_appraisal", appraisal_id=id)["state"] for id in ids] == ["cancelled"] * 2
    desk.units(unit_id, sequence=4, state="closed")
    assert desk.refused("plan_appraisal", **plan(desk, unit_id=unit_id)).code == "appraisal/subject-wrong"
    # It was entered by mistake: what it had ended goes on. Older news changes nothing.
    for _ in range(2):
        desk.hear("appraisals_departures", "unit.changed.v1", unit_id, sequence=5, state="active", changed=["state"])
        desk.hear("appraisals_departures", "unit.closed.v1", unit_id, sequence=4, state="closed")
        assert [desk.ask("get_appraisal", appraisal_id=id)["state"] for id in ids] == ["running", "planned"]


def test_a_pre_appointment_appraisal_is_for_a_post_that_is_established(desk: Desk) -> None:
    post_id = f"pst-{secrets.token_hex(4)}"
    post = {"post_id": post_id, "unit_id": UNIT, "unit_ids": ["unt-city", UNIT], "synthetic": True}
    desk.hear("posts", "post.established.v1", post_id, sequence=1, state="active", **post)
    appraisal = planned(desk, kind="pre_appointment", post_id=post_id)
    assert appraisal["post_id"] == post_id
    desk.hear("posts", "post.abolished.v1", post_id, sequence=3, state="abolished", **post)
    desk.hear("posts", "post.changed.v1", post_id, sequence=2, state="active", **post)
    row = plan(desk, kind="pre_appointment", post_id=post_id)
    (said,) = desk.ask("import_appraisals", rows=[row], dry_run=True)["results"]
    assert said["errors"][0]["code"] == "unknown-post"
    refused = desk.refused("change_appraisal", appraisal_id=appraisal["id"], title="已撤销的职位")
    assert (refused.code, pointer(refused)) == ("appraisal/post-needed", "/post_id")


def test_a_confirmed_conclusion_that_is_wrong_is_drawn_up_anew_before_it_is_told(desk: Desk) -> None:
    desk.units(UNIT)
    team = running(desk, unit_id=UNIT, kind="comprehensive")["id"]
    cadre = concluded(desk)["id"]
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=team, **conclusion(desk, 75, "team"))
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=team, confirmed_by="合成确认人")
    for id, kind in ((team, "team"), (cadre, "cadre")):
        back = desk.ask("return_conclusion", appraisal_id=id, reason="分数录错")
        assert (back["state"], back["conclusion"], len(back["revisions"])) == ("running", None, 1)
        found = desk.ask("get_appraisal", appraisal_id=id)
        subject = found["cadre_id"] or found["unit_id"]
        assert evidence_of(desk, subject)[-1] is None
        desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=id, **conclusion(desk, 85, kind))
        again = desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=id, confirmed_by="合成确认人")
        assert (again["state"], again["revisions"][0]["replaced_because"]) == ("concluded", "分数录错")
        assert evidence_of(desk, subject)[-1] == Decimal(85)
    assert len(desk.told("appraisal.reopened.v1")) == 2
    desk.ask("deliver_notice", appraisal_id=cadre, text="合成告知", classification="internal")
    told = desk.refused("return_conclusion", appraisal_id=cadre, reason="晚")
    assert told.code == "appraisal/step-not-possible"


def restricted(desk: Desk, cadre_id: str, sequence: int = 1, **more: Any) -> None:
    """Supervision tells of a restriction that bars the best grade."""
    state: dict[str, Any] = {"effects": ["grade"], "begins": "2026-03-01", "ends": "2026-08-31", "state": "in_force"}
    state |= {"restriction_id": f"rst-{cadre_id}", "cadre_id": cadre_id, "unit_ids": [], "kind": "warning", **more}
    subject = state["restriction_id"]
    desk.hear("restrictions", "restriction.began.v1", subject, service="supervision", sequence=sequence, **state)


def test_who_is_restricted_in_the_period_is_not_graded_excellent_without_a_written_basis(desk: Desk) -> None:
    appraisal = running(desk, period_begins="2026-01-01", period_ends="2026-12-31")
    best = {**conclusion(desk), "grade": "excellent"}
    restricted(desk, appraisal["cadre_id"])
    refused = desk.refused("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **best)
    assert (refused.code, refused.errors[0].pointer) == ("appraisal/grade-barred", "/grade")
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **best, basis="合成批件")
    desk.ask("confirm_conclusion", by=CONFIRMER, appraisal_id=appraisal["id"], confirmed_by="合成确认人")


@pytest.mark.parametrize(
    "more", [{"state": "annulled"}, {"effects": ["award"]}, {"begins": "2024-01-01", "ends": "2025-12-31"}]
)
def test_what_does_not_bar_the_period_bars_no_grade(desk: Desk, more: dict[str, Any]) -> None:
    appraisal = running(desk, period_begins="2026-01-01", period_ends="2026-12-31")
    restricted(desk, appraisal["cadre_id"], **more)
    best = {**conclusion(desk), "grade": "excellent"}
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **best)


def test_one_that_comes_between_draft_and_confirmation_is_noticed(desk: Desk) -> None:
    appraisal = running(desk, period_begins="2026-01-01", period_ends="2026-12-31")
    desk.ask("draft_conclusion", by=DRAFTER, appraisal_id=appraisal["id"], **{**conclusion(desk), "grade": "excellent"})
    restricted(desk, appraisal["cadre_id"])
    mine = {"appraisal_id": appraisal["id"], "confirmed_by": "合成确认人"}
    assert desk.refused("confirm_conclusion", by=CONFIRMER, **mine).code == "appraisal/grade-barred"


OF_2025 = {"kind": "comprehensive", "period_begins": "2025-01-01", "period_ends": "2025-12-31"}


def test_one_year_has_one_annual_grade_and_a_second_is_refused_with_the_first(desk: Desk) -> None:
    first = planned(desk, **OF_2025)
    again = plan(desk, **OF_2025, cadre_id=first["cadre_id"])
    refused = desk.refused("plan_appraisal", **again)
    assert (refused.code, refused.facts["appraisal_id"]) == ("appraisal/annual-known", first["id"])
    since_june = {**again, "period_begins": "2025-06-01"}
    assert desk.refused("plan_appraisal", **since_june).code == "appraisal/annual-known", "the grade is of the year too"
    rows = [{**again, "start": True}]
    (said,) = desk.ask("import_appraisals", rows=rows)["results"]
    assert said["errors"][0]["code"] == "annual-known"
    for other in ({"kind": "daily"}, {"period_begins": "2024-01-01", "period_ends": "2024-12-31"}):
        desk.ask("plan_appraisal", **{**plan(desk, **{**OF_2025, **other}), "cadre_id": first["cadre_id"]})
    change = {
        "appraisal_id": planned(desk, **{**OF_2025, "period_ends": "2025-06-30"}, cadre_id=first["cadre_id"])["id"]
    }
    assert desk.refused("change_appraisal", **change, period_ends="2025-12-31").code == "appraisal/annual-known"
    desk.ask("cancel_appraisal", appraisal_id=first["id"], basis="误列（演示）")
    assert desk.ask("plan_appraisal", **again)["id"]


def test_two_rows_of_one_import_and_two_at_once_are_one_annual_grade(desk: Desk) -> None:
    cadre = a_cadre(desk)
    wishes = [plan(desk, **OF_2025, cadre_id=cadre) for _ in range(4)]
    done = at_once(*[lambda wish=wish: desk.ask("plan_appraisal", **wish) for wish in wishes[:2]])
    assert done == ["appraisal/annual-known", "done"]
    other = a_cadre(desk)
    rows = [{**wish, "cadre_id": other} for wish in wishes[2:]]
    results = desk.ask("import_appraisals", rows=rows)["results"]
    assert [bool(row.get("errors")) for row in results] == [False, True]


def test_an_appraisal_that_a_mistaken_departure_cancelled_gives_way_to_the_one_planned_in_its_place(
    desk: Desk,
) -> None:
    first = planned(desk, **OF_2025)
    gone = {"status": "retired", "status_entry": "9", "handler": "appraisals_departures"}
    desk.people(first["cadre_id"], sequence=2, **gone)
    second = desk.ask("plan_appraisal", **plan(desk, **OF_2025, cadre_id=first["cadre_id"]))
    desk.people(first["cadre_id"], sequence=3, set_aside=["9"], handler="appraisals_departures")
    states = [desk.ask("get_appraisal", appraisal_id=one["id"])["state"] for one in (first, second)]
    assert states == ["cancelled", "planned"]
