"""Ledgers of past years come in as spreadsheets over HTTP: what follows stands in the book and in the file."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.e2e.test_undo_import import undo
from tests.service.registry.test_sheets_in import HEADER, a_person, hand_in
from tests.support.client import Client
from tests.support.polling import poll
from tests.support.sheets import xlsx

LETTERS = ["姓名", "单位", "种类", "事由", "发函日期", "文号", "回复日期", "办理结果", "依据"]
HONOURS = ["姓名", "单位", "级别", "荣誉称号", "表彰时间", "文号"]


@pytest.fixture(scope="module")
def unit(platform: Any) -> Any:
    code = f"L-{secrets.token_hex(4)}"
    return platform.admin.make("/units", {"code": code, "name": f"虚构{code}", "kind": "government", "synthetic": True})


@pytest.fixture
def cadre(platform: Any, unit: Any) -> str:
    hand_in(platform.admin, "cadres", xlsx(HEADER, a_person("历虚构", unit["name"])))
    found = platform.admin.get("/cadres", params={"unit_id": unit["id"]}).json()["items"]
    return str(found[-1]["id"])


def imported(client: Client, kind: str, content: bytes) -> Any:
    """What the dry run says is what is done."""
    dry = poll(lambda: _clean(hand_in(client, kind, content, mode="dry_run")), 60)
    job = hand_in(client, kind, content)
    assert (job["errors"], job["done"]) == ([], dry["done"])
    return job


def _clean(job: Any) -> Any:
    """Once the service has heard of the people."""
    return None if job["errors"] else job


def items(client: Client, path: str, **params: str) -> list[Any]:
    return list(client.get(path, params=params).json()["items"])


def test_letters_and_honours_of_past_years(platform: Any, unit: Any, cadre: str) -> None:
    who = "历虚构", unit["name"]
    letters = xlsx(
        ["历年提醒函询诫勉台账"],
        LETTERS,
        [
            "历虚构",
            unit["name"],
            "函询",
            "履职情况",
            "2019.03.04",
            "示例函〔2019〕1号",
            "2019.03.18",
            "予以了结澄清",
            "台账",
        ],
        ["历虚构", unit["name"], "诫勉", "作风问题", "2020年6月1日", "", "", "", "台账"],
    )
    of_letters = imported(platform.as_role("supervision_officer"), "past-letters", letters)
    kept = {one["kind"]: one for one in items(platform.admin, "/supervision/letters", cadre_id=cadre)}
    assert (kept["inquiry"]["state"], kept["inquiry"]["sent_on"], kept["inquiry"]["result_code"]) == (
        "closed", "2019-03-04", "explained",
    )  # fmt: skip
    (period,) = items(platform.admin, "/supervision/restrictions", cadre_id=cadre)
    assert (period["kind"], period["begins"], period["state"]) == ("admonition", "2020-06-01", "ended")

    honours = xlsx(HONOURS, [*who, "市级", "担当作为好干部", "2021.07.01", "示例发〔2021〕1号"])
    of_honours = imported(platform.as_role("incentive_officer"), "past-honours", honours)

    def rewards() -> list[Any]:
        return [one for one in platform.admin.get(f"/cadres/{cadre}").json()["rewards"] if not one["void"]]

    poll(rewards, 60)
    (reward,) = rewards()
    assert (reward["on"], reward["title"], reward["document"]) == ("2021-07-01", "担当作为好干部", "示例发〔2021〕1号")

    for role, job in (("supervision_officer", of_letters), ("incentive_officer", of_honours)):
        assert undo(platform.as_role(role), job["id"])["state"] == "undone"
    assert {one["state"] for one in items(platform.admin, "/supervision/letters", cadre_id=cadre)} == {"withdrawn"}
    poll(lambda: not rewards(), 60)
