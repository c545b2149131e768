"""Whoever draws ids, and would be told whose they are: by sending them, since answers call by name whom they hold."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Set
from typing import Any

import pytest

from gateway.openapi import body_example
from gateway.readmodels.store import readers_of
from tests.attack.guards import guarded_by
from tests.contract.gateway_app import BINDINGS, App
from tests.contract.stub import Stub
from tests.contract.test_every_route_as_every_role import ROWS
from tests.contract.test_export_jobs import RULES, page, rules
from tests.contract.test_trail import the_cadre

pytestmark = pytest.mark.anyio
NAME = "虚构可猜"
OWN_UNIT = BINDINGS["unit_officer"]["unit_id"]


async def whoever(_: Any, ids: Set[str], *__: Any) -> Set[str]:
    """Stands in for the persons whom a scope reaches: all of them."""
    return ids


WHOEVER = {"gateway__naming__within": whoever}


@pytest.fixture
async def drawn(whole: App, stub: Stub) -> AsyncIterator[str]:
    """The id of somebody whom the registry knows, with exports of nobody else."""
    id = f"cad-{secrets.token_hex(11)}x"
    stub.answers["registry.who_are"] = {"items": [{"id": id, "name": NAME, "title": "局长", "unit_id": None}]}
    stub.answers[RULES] = rules()
    await whole.core.db.exports.delete_many({})
    yield id
    await whole.core.db.exports.delete_many({})


async def of_unit(app: App, id: str, *unit_ids: str) -> None:
    """The read models have heard of somebody of these units."""
    people = (await readers_of(app.core.db).current()).people
    snapshot = {"name": NAME, "title": "局长", "unit_id": unit_ids[-1]}
    await people.insert_one({"_id": id, "snapshot": snapshot, "state": {"unit_ids": list(unit_ids)}})


@guarded_by("the scope of names that are asked for by id", **WHOEVER)
async def test_by_the_conditions_of_an_export(whole: App, stub: Stub, drawn: str) -> None:
    stub.answers["training.list_enrolments"] = page()
    headers = {"authorization": f"Bearer {await the_cadre(whole, f'cad-{secrets.token_hex(11)}y')}"}
    wish = {
        "path": "/v1/training/enrolments",
        "query": f"cadre_id={drawn}",
        "form": "xlsx",
        "reason": "（示例）核对",
    }
    asked = await whole.client.post("/v1/exports", json=wish, headers=headers)
    assert asked.status_code == 202, asked.text
    read = await whole.client.get(asked.headers["location"], headers=headers)
    assert read.status_code == 200, read.text
    assert NAME not in asked.text + read.text


@guarded_by("the scope of names that are asked for by id", **WHOEVER)
async def test_by_the_relatives_of_a_correction(whole: App, stub: Stub, drawn: str) -> None:
    stub.answers["registry.request_correction"] = lambda asked: {"id": "cor-1", "version": 1, **asked}
    own = f"cad-{secrets.token_hex(11)}y"
    headers = {"authorization": f"Bearer {await the_cadre(whole, own)}"}
    wish = {"reason": "补充", "changes": {}, "add": {"family": [{"relative_id": drawn}], drawn: {}}}
    answer = await whole.client.post(f"/v1/cadres/{own}/corrections", json=wish, headers=headers)
    assert answer.status_code == 201, answer.text
    assert NAME not in answer.text


@guarded_by("the scope of names that are asked for by id", **WHOEVER)
async def test_by_an_item_that_a_liaison_shares(whole: App, stub: Stub, drawn: str) -> None:
    stub.answers["supervision.share_item"] = lambda asked: {"id": "inf-1", "version": 1, "cadre_id": asked["cadre_id"]}
    wish = body_example(ROWS["POST /supervision/information/items"]) | {"cadre_id": drawn}
    answer = await whole.send("POST", "/v1/supervision/information/items", "agency_liaison", json=wish)
    assert answer.status_code == 201, answer.text
    assert NAME not in answer.text


async def test_whom_the_scope_reaches_is_called_by_name_as_ever(whole: App, stub: Stub, drawn: str) -> None:
    await of_unit(whole, drawn, OWN_UNIT)
    stub.answers["supervision.share_item"] = lambda asked: {"id": "inf-1", "version": 1, "cadre_id": asked["cadre_id"]}
    stub.answers["training.list_enrolments"] = page()
    item = body_example(ROWS["POST /supervision/information/items"]) | {"cadre_id": drawn}
    export = {"path": "/v1/training/enrolments", "query": f"cadre_id={drawn}", "form": "xlsx", "reason": "（示例）核对"}
    for role, path, wish in (
        ("agency_liaison", "/v1/supervision/information/items", item),
        ("unit_officer", "/v1/exports", export),
        ("training_officer", "/v1/exports", export),
    ):
        answer = await whole.send("POST", path, role, json=wish)
        assert NAME in answer.text, (role, answer.text)


async def test_of_whom_a_service_speaks_by_itself_is_called_by_name(whole: App, stub: Stub, drawn: str) -> None:
    stub.answers["supervision.get_shared_item"] = {"id": "inf-1", "version": 1, "cadre_id": drawn}
    answer = await whole.send("GET", "/v1/supervision/information/items/inf-1", "agency_liaison")
    assert NAME in answer.text
