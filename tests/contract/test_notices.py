"""The notice to the public is one list of two services: honours first, then appointments, each with its own fields."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.gateway_app import App
from tests.contract.stub import Stub

pytestmark = pytest.mark.anyio

DAYS = {"begins": "2026-03-02", "ends": "2026-03-09", "objections": "（示例）反映", "synthetic": True}
HONOUR_FIELDS = {*DAYS, "name", "title", "unit_name", "honour", "level", "summary"}
APPOINTMENT_FIELDS = {*DAYS, "name", "title", "unit_name", "sex", "birth_month", "intended_title", "intended_unit"}


def honour(number: int) -> dict[str, Any]:
    return {**DAYS, "cadre_id": f"cad-{number}", "honour": "演示表彰", "level": "city", "summary": "<b>事迹</b>"}


def appointment(number: int) -> dict[str, Any]:
    words = {"title": "科长", "unit_name": "虚构局", "intended_title": "<i>副局长</i>", "intended_unit": "虚构局"}
    return {**DAYS, "name": f"任{number}", "sex": "1", "birth_month": "1981-03", **words}


def pages_of(rows: list[dict[str, Any]]) -> Any:
    """What a service answers of a list, by cursor or by page number."""

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        if "count" in asked:
            return {"items": [], "next": None, "total": len(rows)}
        if "page" in asked:
            size = asked.get("page_size") or asked["limit"]
            first = (asked["page"] - 1) * size
            return {"items": rows[first : first + size], "next": None, "total": len(rows)}
        first = int(asked.get("cursor", 0))
        end = first + asked["limit"]
        return {"items": rows[first:end], "next": str(end) if end < len(rows) else None}

    return answer


def who_are(asked: dict[str, Any]) -> dict[str, Any]:
    return {"items": [{"id": id, "name": f"表{id}", "title": "主任", "unit_name": "虚构局"} for id in asked["ids"]]}


def told(stub: Stub, honours: int, appointments: int) -> None:
    stub.answers["incentive.list_notices"] = pages_of([honour(n) for n in range(honours)])
    stub.answers["registry.list_appointment_notices"] = pages_of([appointment(n) for n in range(appointments)])
    stub.answers["registry.who_are"] = who_are


async def read(app: App, **params: Any) -> dict[str, Any]:
    answer = await app.client.get("/v1/publicity", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_they_are_counted_alone(whole: App, stub: Stub) -> None:
    told(stub, 3, 4)
    assert await read(whole, count="true") == {"items": [], "next": None, "total": 7}


@pytest.mark.parametrize(("honours", "appointments"), [(0, 0), (0, 5), (5, 0), (3, 4), (4, 4), (1, 1)])
@pytest.mark.parametrize("limit", [1, 2, 4, 50])
async def test_everybody_is_in_it_once_and_every_page_but_the_last_is_full(
    whole: App, stub: Stub, honours: int, appointments: int, limit: int
) -> None:
    told(stub, honours, appointments)
    found, following = [], {}
    while True:
        page = await read(whole, limit=limit, **following)
        found += page["items"]
        if page["next"] is None:
            break
        assert len(page["items"]) == limit
        following = {"cursor": page["next"]}
    assert [one["name"] for one in found] == [f"表cad-{n}" for n in range(honours)] + [
        f"任{n}" for n in range(appointments)
    ]
    assert [set(one) for one in found] == [HONOUR_FIELDS] * honours + [APPOINTMENT_FIELDS] * appointments


async def test_by_page_number_the_appointments_begin_on_a_page_of_their_own(whole: App, stub: Stub) -> None:
    told(stub, 3, 3)
    pages = [await read(whole, page=number, page_size=2) for number in range(1, 6)]
    assert [[one["name"] for one in page["items"]] for page in pages] == [
        ["表cad-0", "表cad-1"],
        ["表cad-2"],
        ["任0", "任1"],
        ["任2"],
        [],
    ]
    assert {page["total"] for page in pages} == {6}


async def test_of_a_batch_only_its_honours_are_shown(whole: App, stub: Stub) -> None:
    told(stub, 2, 2)
    assert [set(one) for one in (await read(whole, batch_id="bat-1"))["items"]] == [HONOUR_FIELDS] * 2


async def test_a_browser_is_shown_a_page_in_which_nothing_is_taken_as_markup(whole: App, stub: Stub) -> None:
    told(stub, 1, 1)
    answer = await whole.client.get("/v1/publicity", headers={"accept": "text/html"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<i>" not in answer.text
    assert "<b>" not in answer.text
    for word in ("表cad-0", "任0", "男", "1981-03", "拟任职务", "&lt;i&gt;副局长&lt;/i&gt;", "（示例）反映"):
        assert word in answer.text
