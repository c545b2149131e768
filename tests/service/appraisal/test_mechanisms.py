"""The catalogue of mechanisms of appraisal."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from servicekit import clock
from tests.service.desk import Desk


def a_mechanism(desk: Desk, **more: Any) -> dict[str, Any]:
    wish = {
        "code": f"JZ-{secrets.token_hex(4)}",
        "zh": "合成机制",
        "en": "Synthetic mechanism",
        "serves": ["daily", "special"],
        "basis": "合成依据",
        "synthetic": True,
    }
    answer: dict[str, Any] = desk.ask("open_mechanism", **{**wish, **more})
    return answer


def test_a_mechanism_goes_from_draft_to_use_and_is_retired_with_its_history(desk: Desk) -> None:
    mechanism = a_mechanism(desk)
    assert mechanism["state"] == "draft"
    desk.ask("put_mechanism_in_use", mechanism_id=mechanism["id"])
    changed = desk.ask("change_mechanism", mechanism_id=mechanism["id"], zh="另一名称")
    assert changed["timeline"][-1]["note"] == "中文名称：合成机制"
    retired = desk.ask("retire_mechanism", mechanism_id=mechanism["id"], basis="合成")
    assert retired["state"] == "retired"
    assert [entry["what"] for entry in retired["timeline"]] == ["open", "put_in_use", "change", "retire"]
    assert desk.refused("change_mechanism", mechanism_id=mechanism["id"], zh="晚").code == "appraisal/step-not-possible"
    assert [event["state"] for event in desk.told("mechanism.retired.v1")] == ["retired"]


def test_the_code_of_a_mechanism_is_used_once(desk: Desk) -> None:
    mechanism = a_mechanism(desk)
    row = {"code": mechanism["code"], "zh": "另", "en": "other", "serves": ["daily"], "basis": "合成"}
    assert desk.refused("open_mechanism", **row).code == "appraisal/mechanism-known"


def test_a_catalogue_is_imported_and_each_bad_row_says_why(desk: Desk) -> None:
    row = {"code": f"I-{secrets.token_hex(4)}", "zh": "合成", "en": "x", "serves": ["daily"], "basis": "合成"}
    bad = {**row, "code": "I-bad", "serves": ["yearly"]}
    late = {**row, "code": "I-late", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}
    answer = desk.ask("import_mechanisms", rows=[{**row, "in_use": True}, row, bad, late])
    assert answer["done"] == 1
    assert [result["errors"][0]["code"] for result in answer["results"][1:]] == [
        "appraisal/mechanism-known",
        "not-allowed",
        "ends-before-it-begins",
    ]
    assert len(desk.ask("list_mechanisms", state="in_use", serves="daily")["items"]) == 1


def test_a_mechanism_is_retired_on_its_day_and_not_before(desk: Desk) -> None:
    today = clock.day_of(clock.now())
    mechanism = a_mechanism(desk)["id"]
    desk.ask("put_mechanism_in_use", mechanism_id=mechanism)
    ahead = (today + timedelta(days=30)).isoformat()
    later = desk.ask("retire_mechanism", mechanism_id=mechanism, valid_to=ahead, basis="合成")
    assert (later["state"], later["valid_to"], later["timeline"][-1]["what"]) == ("in_use", ahead, "retire_later")
    assert desk.told("mechanism.retired.v1") == []
    assert desk.deadline("mechanism_runs_out", mechanism)["due_on"] == ahead
    yesterday = today - timedelta(days=1)
    desk.db["mechanisms"].update_one({"_id": mechanism}, {"$set": {"valid_to": yesterday.isoformat()}})
    desk.pass_deadline("mechanism_runs_out", mechanism, yesterday)
    assert desk.ask("get_mechanism", mechanism_id=mechanism)["state"] == "retired"
    assert len(desk.told("mechanism.retired.v1")) == 1
