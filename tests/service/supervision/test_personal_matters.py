"""A year around the reports of personal matters: steps, reports, a draw that anybody can verify, checks."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from servicekit.sealing import opened_fields
from services.supervision.model import draw as drawing
from services.supervision.store.personal_matters import DRAWS
from tests.service.desk import CITY, COLLEAGUE, OTHER_UNIT, UNIT, Desk, as_any_of, of_unit, self_of

SIX = ["guidance", "review", "test", "reminder", "talk", "warning"]


def a_campaign(desk: Desk, **other) -> str:
    desk.units(CITY, UNIT, OTHER_UNIT)
    wish = {"code": "GRSX-2025", "title": "2025年度集中报告", "year": 2025} | other
    return desk.ask("open_campaign", **wish)["id"]


def drawn(desk: Desk, count: int = 41) -> str:
    desk.people(*(f"cad-{number:03}" for number in range(count)))
    draw_id = desk.ask("announce_draw", campaign_id=a_campaign(desk))["id"]
    desk.ask("draw", draw_id=draw_id, entropy="现场摇号 07 19")
    return draw_id


def verify(tmp_path, record) -> str:
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    ran = subprocess.run([sys.executable, "tools/verify_draw.py", file], capture_output=True, text=True, check=False)
    return ran.stdout.strip()


def test_the_six_steps_are_taken_in_order_and_the_campaign_is_closed(desk: Desk):
    campaign = a_campaign(desk)
    assert desk.ask("get_campaign", campaign_id=campaign)["due_on"] == "2025-01-31"
    early = desk.refused("record_step", campaign_id=campaign, step="review", held_on="2025-01-05")
    assert (early.code, early.facts["allowed"]) == ("supervision/step-out-of-order", ["guidance"])
    for day, step in enumerate(SIX, 1):
        desk.ask("record_step", campaign_id=campaign, step=step, held_on=f"2025-03-{day:02}")
        if step == "test":
            missing = desk.refused("close_campaign", campaign_id=campaign)
            assert (missing.code, missing.facts["missing"]) == ("supervision/steps-missing", SIX[3:])
    back = {"campaign_id": campaign, "step": "warning", "held_on": "2025-03-01"}
    assert desk.refused("record_step", **back).code == "supervision/day-not-possible"
    assert desk.ask("close_campaign", campaign_id=campaign, closed_on="2025-04-01")["state"] == "closed"
    assert desk.refused("announce_draw", campaign_id=campaign).code == "supervision/campaign-over"
    assert desk.told("campaign.closed.v1")[0]["steps"] == SIX


@pytest.mark.parametrize("field", ["contents", "assets", "property"])
def test_what_a_report_says_is_refused_with_the_reason(desk: Desk, field):
    campaign = a_campaign(desk)
    desk.people("cad-1")
    row = {"cadre_id": "cad-1", "state": "received", "received_on": "2025-01-20", field: {"x": "房产若干"}}
    refused = desk.refused("record_report", campaign_id=campaign, **row)
    assert refused.code == "supervision/contents-not-accepted"
    assert (refused.status, refused.errors[0].pointer) == (422, f"/{field}")
    assert "专用涉密系统" in refused.detail_zh
    assert "房产" not in json.dumps(refused.to_wire(), ensure_ascii=False)
    results = desk.ask("import_personal_matter_reports", rows=[{"campaign_id": campaign, **row}])
    assert (results["done"], results["results"][0]["errors"][0]["code"]) == (0, "contents-not-accepted")


def test_a_report_is_followed_from_receipt_to_the_file(desk: Desk):
    campaign = a_campaign(desk)
    desk.people("cad-1")
    wish = {"campaign_id": campaign, "cadre_id": "cad-1"}
    assert desk.refused("record_report", **wish, state="received").code == "supervision/report-day-missing"
    first = desk.ask("record_report", **wish, state="received", received_on="2025-02-03", exam_score=79)
    assert desk.refused("record_report", **wish, state="filed").code == "supervision/personal-matter-report-state"
    desk.ask("record_report", **wish, state="reviewed", exam_score=80)
    last = desk.ask("record_report", **wish, state="filed", talk="talk_1", talk_held_on="2025-03-01")
    assert (last["id"], last["exams"]) == (first["id"], [{"exam": None, "score": 80, "passed": True}])
    assert [(told["state"], told["late"]) for told in desk.told("report.recorded.v1")] == [
        ("received", True),
        ("reviewed", True),
        ("filed", True),
    ]


def test_whom_a_report_is_about_is_not_told_who_recorded_it(desk: Desk):
    campaign = a_campaign(desk)
    desk.people("cad-1", "cad-2")
    wish = {"campaign_id": campaign, "state": "due"}
    report, _ = (desk.ask("record_report", **wish, cadre_id=cadre)["id"] for cadre in ("cad-1", "cad-2"))
    for who in as_any_of("cad-1"):
        record = desk.ask("get_integrity_record", by=who, cadre_id="cad-1")["reports"]
        listed = [
            one
            for overdue in (True, None)
            for one in desk.ask("list_reports", by=who, campaign_id=campaign, overdue=overdue)["items"]
        ]
        own = [*record, desk.ask("get_report", by=who, report_id=report)]
        own += [one for one in listed if one["cadre_id"] == "cad-1"]
        assert [one["recorded_by"] for one in own] == [""] * 4
        assert all(one["recorded_by"] for one in listed if one["cadre_id"] == "cad-2")
    assert desk.ask("get_report", report_id=report)["recorded_by"]


def test_many_reports_are_imported_and_each_bad_row_says_why(desk: Desk):
    campaign = a_campaign(desk)
    desk.people("cad-1", "cad-2")
    row = {"campaign_code": "GRSX-2025", "cadre_id": "cad-1", "state": "due"}
    rows = [row, row, {**row, "cadre_id": "cad-x"}, {**row, "campaign_code": "none"}, {**row, "cadre_id": "cad-2"}]
    assert desk.ask("import_personal_matter_reports", rows=rows, dry_run=True)["done"] == 2
    assert desk.told("report.recorded.v1") == []
    answer = desk.ask("import_personal_matter_reports", rows=rows)
    assert [bool(result.get("errors")) for result in answer["results"]] == [False, True, True, True, False]
    assert len(desk.ask("list_reports", campaign_id=campaign, overdue=True)["items"]) == 2
    assert desk.ask("list_reports", by=of_unit(OTHER_UNIT, "supervision_officer"))["items"] == []


def test_a_draw_takes_the_share_of_the_rule_and_anybody_can_recompute_it(desk: Desk, tmp_path):
    record = desk.ask("get_draw_record", draw_id=drawn(desk))
    assert (len(record["list"]), len(record["drawn"]), record["share"]) == (41, 5, "0.10")
    assert verify(tmp_path, record) == "OK"
    assert verify(tmp_path, {**record, "list": record["list"][1:]}).startswith("NOT OK")
    assert verify(tmp_path, {**record, "entropy": "另一个"}).startswith("NOT OK")
    checks = desk.ask("list_checks", campaign_id=record["campaign_id"], kind="random")["items"]
    assert sorted(check["cadre_id"] for check in checks) == record["drawn"]
    assert len(desk.told("check.added.v1")) == 5


def test_who_is_on_the_list_can_recompute_the_draw_and_nobody_else_knows_of_it(desk: Desk):
    draw_id = drawn(desk)
    listed = desk.ask("get_draw_list", draw_id=draw_id)["list"][0]["id"]
    me, stranger = self_of(listed), self_of("cad-not-listed")
    record = desk.ask("get_draw_record", by=me, draw_id=draw_id)
    assert record["seed"]
    assert draw_id in [draw["id"] for draw in desk.ask("list_draws", by=me)["items"]]
    assert desk.ask("list_draws", by=stranger)["items"] == []
    for method in ("get_draw", "get_draw_list", "get_draw_record"):
        assert desk.ask(method, by=me, draw_id=draw_id)
        assert desk.refused(method, by=stranger, draw_id=draw_id).status == 404


def test_the_seed_is_shown_to_nobody_before_the_draw_and_there_is_one_draw(desk: Desk):
    desk.people("cad-1", "cad-2")
    campaign = a_campaign(desk)
    assert desk.refused("draw", draw_id="drw-none").code == "supervision/no-draw"
    announced = desk.ask("announce_draw", campaign_id=campaign)
    draw_id = announced["id"]
    kept = desk.db["personal_matter_draws"].find_one({"_id": draw_id})
    secret = opened_fields(desk.runtime.cipher, DRAWS, kept)["secret"]
    assert drawing.commitment(bytes.fromhex(secret)) == announced["commitment"]
    everything = repr({name: list(desk.db[name].find()) for name in desk.db.list_collection_names()})
    assert secret not in everything, "who reads the database could draw before the draw"
    shown = [announced, *(desk.ask(name, draw_id=draw_id) for name in ("get_draw", "get_draw_list"))]
    journal = list(desk.db["journal"].find({}))
    assert secret not in json.dumps([shown, journal, desk.ask("list_draws")], default=str)
    assert desk.refused("get_draw_record", draw_id=draw_id).code == "supervision/not-drawn-yet"
    assert desk.refused("announce_draw", campaign_id=campaign).code == "supervision/draw-known"
    assert desk.refused("close_campaign", campaign_id=campaign, basis="略").code == "supervision/draw-pending"
    desk.ask("draw", draw_id=draw_id)
    assert desk.refused("draw", draw_id=draw_id, entropy="再来").code == "supervision/already-drawn"
    assert desk.ask("get_draw_record", draw_id=draw_id)["seed"] == secret
    assert desk.told("draw.announced.v1")[0]["commitment"] == desk.told("draw.drawn.v1")[0]["commitment"]


def test_who_is_exempt_or_not_concerned_is_not_drawn_from(desk: Desk):
    campaign = a_campaign(desk)
    assert desk.refused("announce_draw", campaign_id=campaign).code == "supervision/nobody-to-draw"
    desk.people("cad-1", "cad-2", "cad-gone")
    desk.people("cad-junior", county_level_or_above=False)
    desk.people("cad-gone", sequence=2, status="retired")
    desk.ask("record_report", campaign_id=campaign, cadre_id="cad-2", state="exempt")
    draw_id = desk.ask("announce_draw", campaign_id=campaign)["id"]
    assert [row["id"] for row in desk.ask("get_draw_list", draw_id=draw_id)["list"]] == ["cad-1"]


def test_a_targeted_check_is_concluded_once_and_stands_on_the_integrity_record(desk: Desk):
    campaign = a_campaign(desk)
    desk.people("cad-1")
    wish = {"campaign_id": campaign, "cadre_id": "cad-1", "reason": "promotion", "basis": "拟提拔"}
    assert desk.refused("add_targeted_check", **wish | {"reason": "whim"}).code == "unknown-entry"
    assert desk.refused("add_targeted_check", **wish, opened_on="2099-01-01").code == "supervision/day-not-possible"
    check = desk.ask("add_targeted_check", **wish, opened_on="2025-06-02")["id"]
    assert desk.refused("add_targeted_check", **wish).code == "supervision/check-known"
    end = {"check_id": check, "outcome": "omitted", "handling": "education", "decided_on": "2025-06-15"}
    end["basis"] = "查核认定"
    assert desk.refused("conclude_check", by=COLLEAGUE, **end | {"outcome": "guilty"}).code == "unknown-entry"
    assert (
        desk.refused("conclude_check", by=COLLEAGUE, **end | {"decided_on": "2099-01-01"}).code
        == "supervision/day-not-possible"
    )
    early = desk.refused("conclude_check", by=COLLEAGUE, **end | {"decided_on": "2025-06-01"})
    assert (early.code, early.errors[0].pointer) == ("supervision/day-not-possible", "/decided_on")
    for who in as_any_of("cad-1"):
        assert desk.ask("get_integrity_record", by=who, cadre_id="cad-1")["checks"] == []
    desk.ask("conclude_check", by=COLLEAGUE, **end)
    assert desk.refused("conclude_check", by=COLLEAGUE, **end).code == "supervision/check-concluded"
    record = desk.ask("get_integrity_record", cadre_id="cad-1")
    assert (record["outcomes"], record["checks"][0]["conclusion_basis"]) == ({"omitted": 1}, "查核认定")
    own = desk.ask("get_integrity_record", by=self_of("cad-1"), cadre_id="cad-1")
    assert (own["checks"][0]["conclusion_basis"], own["checks"][0]["basis"]) == (None, None)
    for who in as_any_of("cad-1"):
        shown = [desk.ask("get_check", by=who, check_id=check), *desk.ask("list_checks", by=who)["items"]]
        assert [(one["basis"], one["conclusion_basis"], one["added_by"]) for one in shown] == [(None, None, "")] * 2
    assert desk.ask("get_check", check_id=check)["conclusion_basis"] == "查核认定"
    assert desk.refused("get_integrity_record", by=self_of("cad-2"), cadre_id="cad-1").code == "not-found"
    assert desk.told("restriction.imposed.v1") == []


def test_who_has_not_reported_after_the_day_is_listed_also_where_nothing_is_recorded(desk: Desk):
    campaign = a_campaign(desk)
    desk.people("cad-1", "cad-2", "cad-3", "cad-4")
    desk.people("cad-junior", county_level_or_above=False)
    report = {"campaign_id": campaign}
    desk.ask("record_report", **report, cadre_id="cad-1", state="received", received_on="2025-01-20")
    desk.ask("record_report", **report, cadre_id="cad-2", state="due")
    desk.ask("record_report", **report, cadre_id="cad-3", state="exempt")
    overdue = desk.ask("list_reports", campaign_id=campaign, overdue=True)["items"]
    assert [(row["cadre_id"], row["state"], row["due_on"]) for row in overdue] == [
        ("cad-2", "due", "2025-01-31"),
        ("cad-4", "due", "2025-01-31"),
    ]
    assert [row["id"] is None for row in overdue] == [False, True]
    first = desk.ask("list_reports", overdue=True, limit=1)
    rest = desk.ask("list_reports", overdue=True, limit=1, cursor=first["next"])
    assert [row["cadre_id"] for row in (*first["items"], *rest["items"])] == ["cad-2", "cad-4"]
    assert desk.ask("list_reports", overdue=True, page=1)["total"] == 2
    assert desk.ask("list_reports", overdue=True, cadre_id="cad-4")["items"] == overdue[1:]
    assert desk.ask("list_reports", overdue=True, unit_id=OTHER_UNIT)["items"] == []
    assert desk.ask("list_reports", overdue=True, state="filed")["items"] == []
    assert desk.ask("list_reports", overdue=True, by=of_unit(OTHER_UNIT))["items"] == []
    assert [row["cadre_id"] for row in desk.ask("list_reports", overdue=False)["items"]] == ["cad-1", "cad-3"]
    ahead = a_campaign(desk, code="GRSX-2098", year=2098)
    assert desk.ask("list_reports", campaign_id=ahead, overdue=True)["items"] == []


def test_a_campaign_is_closed_over_people_unreported_and_checks_open_with_a_basis_only(desk: Desk):
    campaign = a_campaign(desk)
    desk.people("cad-1", "cad-2", "cad-3")
    received = {"state": "received", "received_on": "2025-01-20"}
    desk.ask("record_report", campaign_id=campaign, cadre_id="cad-1", **received)
    check = {"campaign_id": campaign, "cadre_id": "cad-1", "reason": "promotion", "basis": "演示"}
    check["opened_on"] = "2025-06-01"
    open_check = desk.ask("add_targeted_check", **check)["id"]
    for day, step in enumerate(SIX, 1):
        desk.ask("record_step", campaign_id=campaign, step=step, held_on=f"2025-03-{day:02}")
    shown = desk.ask("get_campaign", campaign_id=campaign)
    assert (shown["unreported"], shown["open_checks"]) == (2, 1)
    (late,) = desk.ask("list_campaigns", overdue=True)["items"]
    assert (late["id"], late["unreported"], late["open_checks"]) == (campaign, 2, 1)
    assert desk.ask("list_campaigns", overdue=False)["items"] == []
    refused = desk.refused("close_campaign", campaign_id=campaign)
    assert (refused.code, refused.facts) == ("supervision/campaign-unfinished", {"unreported": 2, "open_checks": 1})
    desk.ask("record_report", campaign_id=campaign, cadre_id="cad-2", **received)
    closed = desk.ask("close_campaign", campaign_id=campaign, basis="经研究结束（演示）")
    assert (closed["unreported"], closed["open_checks"], closed["closing_basis"]) == (1, 1, "经研究结束（演示）")
    assert desk.ask("list_campaigns", overdue=True)["items"] == []
    (listed,) = desk.ask("list_campaigns")["items"]
    assert (listed["unreported"], listed["open_checks"]) == (1, 1)
    # Whom it concerned is settled then: who comes to be concerned later is not.
    desk.people("cad-later")
    assert [row["cadre_id"] for row in desk.ask("list_reports", campaign_id=campaign, overdue=True)["items"]] == [
        "cad-3"
    ]
    outcome = {"outcome": "consistent", "handling": "none", "decided_on": "2025-06-01", "basis": "演示"}
    assert desk.ask("conclude_check", by=COLLEAGUE, check_id=open_check, **outcome)["state"] == "concluded"
