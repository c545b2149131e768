"""Lists of what is about somebody, asked for by their name: the gateway asks who is called so, once, within bounds."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from gateway.by_name import NOBODY
from gateway.route import NAMED, Route
from gateway.table import collect
from servicekit.forms import MOST_PERSONS
from servicekit.schema import instance
from tests.contract.gateway_app import EVERYTHING, App
from tests.contract.stub import Stub

pytestmark = pytest.mark.anyio

LETTERS, APPRAISALS = "/v1/supervision/letters", "/v1/appraisal/appraisals"
LISTS = [route for route in collect() if route.called]


def asked(stub: Stub, target: str) -> list[dict[str, Any]]:
    return [one.arguments for one in stub.received if one.target == target]


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.path)
async def test_every_list_that_is_narrowed_by_cadres_is_asked_by_name(whole: App, stub: Stub, route: Route) -> None:
    stub.received.clear()
    stub.answers["registry.find_named"] = {"ids": ["cad-1", "cad-2"], "more": False}
    path = "/v1" + route.path.format(**dict.fromkeys(route.parameters, "x-1"))
    await whole.send("GET", path, EVERYTHING, params={route.called: "阿虚构"})
    assert route.target is not None
    (sent,) = asked(stub, route.target)
    assert sent[route.narrowed] == ["cad-1", "cad-2"]
    assert ("name" in sent, "q" in sent) == (False, route.called == "q")
    assert asked(stub, "registry.find_named") == [{"q": "阿虚构", "most": MOST_PERSONS}]


async def test_a_name_and_ids_narrow_together(whole: App, stub: Stub) -> None:
    stub.answers["registry.find_named"] = {"ids": ["cad-1", "cad-2"], "more": False}
    for ids, narrowed in (("cad-2,cad-3", ["cad-2"]), ("cad-3", [NOBODY])):
        stub.received.clear()
        await whole.send("GET", LETTERS, "supervision_officer", params={"name": "阿虚构", "cadre_id": ids})
        assert [one["cadre_id"] for one in asked(stub, "supervision.list_letters")] == [narrowed]


async def test_a_name_that_nobody_has_finds_nothing_and_words_are_words_still(whole: App, stub: Stub) -> None:
    stub.answers["registry.find_named"] = {"ids": [], "more": False}
    stub.received.clear()
    await whole.send("GET", LETTERS, "supervision_officer", params={"name": "查无此人"})
    await whole.send("GET", APPRAISALS, "appraisal_officer", params={"q": "年度考察"})
    assert [one["cadre_id"] for one in asked(stub, "supervision.list_letters")] == [[NOBODY]]
    assert [(one["q"], NAMED in one) for one in asked(stub, "appraisal.list_appraisals")] == [("年度考察", False)]


async def test_too_many_are_refused_in_words(whole: App, stub: Stub) -> None:
    stub.answers["registry.find_named"] = {"ids": [f"cad-{n}" for n in range(MOST_PERSONS)], "more": True}
    stub.received.clear()
    for language, word in (("zh", "请输入更完整的姓名"), ("en", "give more of the name")):
        headers = {"accept-language": language}
        answer = await whole.send("GET", LETTERS, "supervision_officer", params={"name": "王"}, headers=headers)
        told = answer.json()
        assert (answer.status_code, told["type"]) == (422, "/problems/too-many-called-so")
        (wrong,) = told["errors"]
        assert wrong["pointer"] == "/name"
        assert word in wrong["detail"]
    assert asked(stub, "supervision.list_letters") == []


async def test_where_the_roster_has_too_many_those_in_the_readers_own_unit_are_found(whole: App, stub: Stub) -> None:
    def find_named(wish: dict[str, Any]) -> dict[str, Any]:
        scope = stub.last("registry.find_named").principal["scope"]["reach"]
        return {"ids": ["cad-1"], "more": scope != "unit"}

    stub.answers["registry.find_named"] = find_named
    stub.received.clear()
    answer = await whole.send("GET", "/v1/training/needs", "unit_officer", params={"name": "王"})
    assert answer.status_code == 200
    assert [one["cadre_id"] for one in asked(stub, "training.list_needs")] == [["cad-1"]]


async def test_what_is_between_gateway_and_service_is_no_filter_of_the_api(whole: App, stub: Stub) -> None:
    mark = secrets.token_hex(4)
    answer = await whole.send("GET", APPRAISALS, "appraisal_officer", params={NAMED: mark})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown-field")
    assert not [route for route in collect() if route.query and NAMED in instance(route.query).fields]
