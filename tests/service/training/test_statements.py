"""xAPI statements: one number in whatever form is one record, and nothing that one says breaks the others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.training.conftest import Desk

NUMBER = "8f1f7d6e-0000-4000-8000-00000000ab01"
FORMS = (NUMBER.upper(), f"urn:uuid:{NUMBER}", f"URN:UUID:{NUMBER.upper()}", f"{{{NUMBER.upper()}}}", f" {NUMBER} ")


def statement(id: str = NUMBER, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "actor": {"account": {"homePage": "https://example.invalid", "name": "a"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://example.invalid/courses/7"},
        "result": {"duration": "PT1H30M"},
        "timestamp": "2025-05-06T23:30:00Z",
        **more,
    }


def states(desk: Desk, *statements: dict[str, Any]) -> list[str]:
    answer = desk.ask("accept_statements", platform="tsinghua_cloud", statements=list(statements))
    return [result["state"] for result in answer["results"]]


@pytest.mark.parametrize("form", FORMS)
def test_a_number_is_one_record_in_whatever_form_it_comes(desk: Desk, form: str) -> None:
    desk.people("a")
    assert states(desk, statement(form), statement()) == ["accepted", "known"]
    assert states(desk, *map(statement, FORMS)) == ["known"] * len(FORMS)
    record = {"platform": "tsinghua_cloud", "record_id": form, "cadre_id": "a", "course": "课程", "hours": 2}
    assert desk.refused("accept_online_record", **record, finished_on="2025-05-06").code == (
        "training/online-record-known"
    )
    assert desk.ask("list_online_records", cadre_id="a")["items"][0]["record_id"] == NUMBER


def test_a_number_that_was_kept_in_capitals_is_known(desk: Desk) -> None:
    desk.people("a")
    states(desk, statement())
    desk.db["online_records"].update_one({"record_id": NUMBER}, {"$set": {"record_id": NUMBER.upper()}})
    assert states(desk, statement()) == ["known"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"timestamp": "9999-12-31T23:59:59Z"},
        {"timestamp": "0001-01-01T00:00:00+14:00"},
        {"timestamp": "1899-12-31T00:00:00Z"},
        {"timestamp": "2200-01-02T00:00:00Z"},
        {"result": {"duration": f"P{'9' * 400}D"}},
        {"result": {"extensions": {"x/hours": "1" * 400}}},
        {"result": {"extensions": {"x/hours": "nan"}}},
    ],
)
def test_a_statement_out_of_bounds_is_refused_and_the_batch_is_taken(desk: Desk, wrong: dict[str, Any]) -> None:
    desk.people("a")
    other = NUMBER.replace("ab01", "ab02")
    assert states(desk, statement(**wrong), statement(other)) == ["refused", "accepted"]


def test_statements_of_a_platform_that_is_none_are_refused_as_a_whole(desk: Desk) -> None:
    refused = desk.refused("accept_statements", platform="不存在", statements=[statement()])
    assert (refused.code, refused.errors[0].pointer) == ("unknown-entry", "/platform")


@pytest.mark.parametrize("text", ["课程 机密★1年", "a\x00b", "a\u200bb", "㊙"])
def test_what_may_not_be_kept_of_one_statement_costs_no_other(desk: Desk, text: str) -> None:
    desk.people("a")
    named = {"object": {"id": "https://example.invalid/courses/7", "definition": {"name": {"zh-CN": text}}}}
    other = "8f1f7d6e-0000-4000-8000-00000000ab02"
    answer = desk.ask("accept_statements", platform="tsinghua_cloud", statements=[statement(**named), statement(other)])
    assert [result["state"] for result in answer["results"]] == ["refused", "accepted"]
    assert answer["results"][0]["zh"] != "无法识别的 xAPI 学习语句"
