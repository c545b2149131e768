"""The gateway's own lists answer real pages: as many as were asked for, led on by a cursor, with a total by number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from gateway.route import PARAMETER, Route
from gateway.table import collect
from services import NAMES
from tests.contract.gateway_app import App
from tests.contract.stub import Stub

pytestmark = pytest.mark.anyio
SERVICES = tuple(sorted(NAMES))
CODES = {service: [f"{service}.{name}" for name in ("a", "b", "c")] for service in SERVICES}


def a_service_with(service: str, fields: dict[str, Any]) -> Any:
    """Answers a list as a service does: page by page, by code."""

    def answer(arguments: dict[str, Any]) -> dict[str, Any]:
        wanted = arguments.get("code")
        items = [
            {"code": code, "version": version, **fields}
            for code in CODES[service]
            for version in (1, 2)
            if not wanted or code in wanted
        ]
        # Smaller than what was asked for, so that whoever asks must go on.
        first = int(arguments.get("cursor") or 0)
        rest = items[first + 4 :]
        return {"items": items[first : first + 4], "next": str(first + 4) if rest else None}

    return answer


@pytest.fixture(
    params=[("rules", {"value": 1, "zh": "规则"}), ("dictionaries", {"entries": []})], ids=lambda made: made[0]
)
def listed(request: pytest.FixtureRequest, stub: Stub) -> str:
    name, fields = request.param
    for service in SERVICES:
        stub.answers[f"{service}.list_{name}"] = a_service_with(service, fields)
    return f"/v1/{name}"


def places(page: dict[str, Any]) -> list[tuple[str, int]]:
    return [(item["code"], item["version"]) for item in page["items"]]


EVERY = [(code, version) for service in SERVICES for code in CODES[service] for version in (1, 2)]


async def ask(app: App, path: str, status: int = 200) -> dict[str, Any]:
    answer = await app.send("GET", path, app.reader_of(path))
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_list_of_all_services_is_read_page_by_page(whole: App, listed: str) -> None:
    seen, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page = await ask(whole, f"{listed}?limit=7" + (f"&cursor={cursor}" if cursor else ""))
        assert len(page["items"]) <= 7
        assert "total" not in page
        seen, cursor, pages = seen + places(page), page["next"], pages + 1
    assert (seen, pages) == (EVERY, 6)


async def test_a_list_of_all_services_has_a_total_by_page_number(whole: App, listed: str) -> None:
    page = await ask(whole, f"{listed}?page=2&page_size=10")
    assert (places(page), page["total"], page["next"]) == (EVERY[10:20], len(EVERY), None)
    own = await ask(whole, f"{listed}?service=training&page=1&page_size=1")
    assert (own["total"], places(own)) == (6, [("training.a", 1)])


async def test_a_cursor_of_a_list_of_all_services_is_good_for_that_list_alone(whole: App, listed: str) -> None:
    cursor = (await ask(whole, f"{listed}?limit=7"))["next"]
    for wrong in (f"service=training&cursor={cursor}", f"cursor={cursor}x", "cursor=jrn-1"):
        assert (await ask(whole, f"{listed}?{wrong}", 422))["type"] == "/problems/bad-cursor"
    assert (await ask(whole, f"{listed}?sort=value", 422))["type"] == "/problems/bad-sort"
    down = await ask(whole, f"{listed}?sort=-code&limit=7")
    rest = await ask(whole, f"{listed}?sort=-code&cursor={down['next']}")
    assert [*places(down), *places(rest)] == EVERY[::-1]


async def test_the_rules_of_one_code_are_asked_of_its_service_alone(whole: App, stub: Stub) -> None:
    stub.answers["training.list_rules"] = a_service_with("training", {"value": 1, "zh": "规则"})
    page = await ask(whole, "/v1/rules?code=training.b&limit=1")
    assert places(page) == [("training.b", 1)]
    rest = await ask(whole, f"/v1/rules?code=training.b&limit=1&cursor={page['next']}")
    assert (places(rest), rest["next"]) == ([("training.b", 2)], None)
    assert {one.target for one in stub.received} == {"training.list_rules"}


@pytest.mark.parametrize("path", ["/v1/accounts?", "/v1/audit?service=gateway&kind=sign-in&", "/v1/imports?"])
async def test_what_the_gateway_keeps_itself_is_paged_alike(whole: App, path: str) -> None:
    for role in ("registry_officer", "training_officer", "cadre"):
        await whole.token(role)
    numbered = await ask(whole, f"{path}page=1&page_size=2")
    assert len(numbered["items"]) == min(2, numbered["total"])
    first = await ask(whole, f"{path}limit=1")
    if "imports" in path:
        assert (first["items"], first["next"], numbered["total"]) == ([], None, 0)
        return
    second = await ask(whole, f"{path}limit=1&cursor={first['next']}")
    assert numbered["total"] >= 3
    assert [*first["items"], *second["items"]] == numbered["items"]
    for wrong in ("cursor=jrn-1", f"cursor={first['next'][:-1]}"):
        assert (await ask(whole, f"{path}{wrong}", 422))["type"] == "/problems/bad-cursor"


OF_SERVICES = ("/operations/deadlines", "/operations/dead-letters", "/publicity")
"""Rows of the gateway's own for which services sort: see tests/service/test_sorts.py."""
SORTED = [
    row
    for row in collect()
    if row.method == "GET" and row.handler and row.query and "sort" in row.query().fields
    if row.path not in OF_SERVICES
]


@pytest.mark.parametrize("row", SORTED, ids=lambda row: row.operation_id)
async def test_the_gateways_own_lists_go_up_by_the_name_of_an_order_and_down_with_a_sign(
    whole: App, stub: Stub, row: Route
) -> None:
    for service in SERVICES:
        stub.answers[f"{service}.list_rules"] = a_service_with(service, {"value": 1, "zh": "规则"})
        stub.answers[f"{service}.list_dictionaries"] = a_service_with(service, {"entries": []})
    for role in ("registry_officer", "training_officer", "cadre"):
        await whole.token(role)
    # Of the audit what is not added to by being read.
    of_one = "service=gateway&kind=sign-in&" if row.path == "/audit" else ""
    path = f"/v1{PARAMETER.sub('x-1', row.path)}?limit=500&{of_one}"
    refused = await ask(whole, f"{path}sort=nothing-of-the-kind", 422)
    assert refused["type"] == "/problems/bad-sort"
    assert refused["allowed"]
    for name in refused["allowed"]:
        up = (await ask(whole, f"{path}sort={name}"))["items"]
        down = (await ask(whole, f"{path}sort=-{name}"))["items"]
        assert up == down[::-1], name
        values = [datetime.fromisoformat(item[name]) if name == "at" else item[name] for item in up]
        assert values == sorted(values), name
