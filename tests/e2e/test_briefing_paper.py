"""The work briefing as PDF over HTTP, with the structure of the cadres for whoever may see it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from tests.support.awards import done, identity_numbers, problem
from tests.support.pdfs import letters
from tests.support.polling import poll

PERIOD = {"from": "2025-01-01", "to": "2025-12-31"}


def briefing(client: Any, accept: str = "application/pdf") -> Any:
    return client.get("/briefing", params=PERIOD, headers={"accept": accept})


def test_the_briefing_is_handed_out_on_paper_with_the_structure_of_the_cadres(platform: Any) -> None:
    officer = platform.as_role("registry_officer")
    unit = {"code": f"T-{identity_numbers(1)[0][-6:]}", "name": "（虚构）简报单位", "kind": "government"}
    unit_id = done(platform.admin.post("/units", {**unit, "synthetic": True}))["id"]
    (number,) = identity_numbers(1)
    cadre = {"name": "单虚构", "sex": "2", "birth": "1985-07", "ethnicity": "02", "identity_number": number}
    done(officer.post("/cadres", {**cadre, "unit_id": unit_id, "synthetic": True}))
    answer = poll(lambda: found if "蒙" in letters((found := briefing(officer)).content) else None, 30)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert unquote(answer.headers["content-disposition"]).endswith("''工作简报_2025-12-31.pdf")
    assert set("干部工作简报统计期间集中轮训文章表述在职结构年龄学历民族性别古") <= letters(answer.content)


def test_as_json_it_is_as_before_and_nothing_else_is_given(platform: Any) -> None:
    officer = platform.as_role("registry_officer")
    assert done(briefing(officer, "application/json")).keys() >= {"figures", "period", "generated_at"}
    assert briefing(officer, "*/*").headers["content-type"].startswith("application/json")
    problem(briefing(officer, "text/html"), 406, "not-acceptable")
    assert briefing(platform.administrator).status_code == 403


def test_without_a_right_to_the_rosters_dashboard_there_is_no_structure(platform: Any) -> None:
    answer = briefing(platform.as_role("training_officer"))
    assert answer.headers["content-type"] == "application/pdf", answer.text
    shown = letters(answer.content)
    assert set("工作简报集中轮训文章表述") <= shown
    assert "龄" not in shown
