"""The description is valid, complete, and says what the rows say."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

import jsonschema
import orjson
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.documents import Documents
from gateway.openapi import TAGS, body_example, tag_of
from gateway.route import BASE, Route, Scope
from gateway.table import Table, collect
from gateway.words import Coded, Words, shipped_entries
from servicekit.schema import instance
from services.registry.model import identity
from tests.contract import rights
from tests.contract.gateway_app import App
from tests.support.every import of_every
from tests.support.processes import ROOT

ROUTES = collect()
WORDS_OF = Words(ROUTES, shipped_entries())
ACTED = ("by", "requested_by", "concluded_by", "ended_by")
"""Fields of accounts, where a service may stand that did it by itself."""
DOCUMENTS = Documents(Table(ROUTES))
OPENAPI = DOCUMENTS.openapi_document()


def name(route: Route) -> str:
    return f"{route.method} {route.path}"


def spread(value):
    """What is said, with what is shared said in full; schemas stay referred to."""
    if isinstance(value, list):
        return [spread(one) for one in value]
    if not isinstance(value, dict):
        return value
    kind, _, at = value.get("$ref", "").removeprefix("#/components/").partition("/")
    if at and kind != "schemas":
        return spread(OPENAPI["components"][kind][at])
    return {key: spread(one) for key, one in value.items()}


SPREAD = spread(OPENAPI["paths"])
MOST_BYTES = 2800
"""Of the whole description for each operation: it is read over slow lines, and by tools that hold all of it."""


def operation(route: Route) -> dict:
    return SPREAD[BASE + route.path][route.method.lower()]


def refused(told: dict, status: int | None = None) -> set[str]:
    """The problem types that an operation tells of, those of a status, also where rows share them."""
    examples = [
        answer["content"]["application/problem+json"]["examples"].items()
        for at, answer in told["responses"].items()
        if at == "default" or at >= "4"
    ]
    return {name for found in examples for name, one in found if status in (None, one["value"]["status"])}


def example_of(media: dict) -> dict:
    """The example of an answer: the row's own, else that of its schema."""
    if "example" in media:
        return media["example"]
    (example,) = OPENAPI["components"]["schemas"][media["schema"]["$ref"].rpartition("/")[2]]["examples"]
    return example


def inlined(schema: dict) -> dict:
    return schema | {"components": OPENAPI["components"]}


def test_it_is_valid():
    OpenAPIV31SpecValidator(OPENAPI).validate()
    assert OPENAPI["openapi"].startswith("3.1")


def test_its_licence_is_the_repositorys():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert OPENAPI["info"]["license"]["identifier"] == project["license"]
    assert all((ROOT / name).read_text().strip().startswith("Apache License") for name in project["license-files"])


def test_it_describes_every_row_and_nothing_else():
    described = {
        f"{method.upper()} {path.removeprefix(BASE)}"
        for path, operations in OPENAPI["paths"].items()
        for method in operations
    }
    assert described == {name(route) for route in ROUTES}


def test_operation_ids_are_unique():
    ids = [operation(route)["operationId"] for route in ROUTES]
    assert sorted(ids) == sorted(set(ids))


@of_every("route", ROUTES, ids=name)
def test_a_row_is_described_in_both_languages_with_its_right_parameters_and_refusals(route: Route):
    told = operation(route)
    assert told["summary"] == f"{route.zh} {route.en}"
    assert "" not in (route.zh, route.en)
    assert told["x-right"] == (route.right or None)
    entry = rights.agreed()[rights.row_key(route)]
    assert told["x-roles"] == (None if isinstance(entry, str) else entry)
    assert tag_of(route) in TAGS
    path_parameters = [one["name"] for one in told["parameters"] if one["in"] == "path"]
    assert path_parameters == route.parameters
    headers = {one["name"]: one["required"] for one in told["parameters"] if one["in"] == "header"}
    assert ("Idempotency-Key" in headers) == (route.method == "POST")
    assert headers.get("If-Match", False) == route.needs_if_match
    assert str(route.status) in told["responses"]
    refusals = {429, 500, 503} | (set() if route.scope is Scope.PUBLIC else {401})
    refusals |= {403} if route.right else set()
    refusals |= {412, 428} if route.needs_if_match else set()
    assert [status for status in refusals if not refused(told, status)] == []
    for problem in route.problems:
        assert problem.code.replace("/", ".") in refused(told, problem.status)


@of_every("route", [one for one in ROUTES if one.body is not None and not one.raw], ids=name)
def test_a_bodys_example_is_one_that_would_be_read(route: Route):
    values = dict.fromkeys(route.parameters, "x-1") | body_example(route)
    loose = {"code": "training.some_rule", "service": "training"}
    values |= {key: value for key, value in loose.items() if key in route.parameters}
    assert instance(route.body).validate(values) == {}


def test_what_a_bodys_example_asks_for_is_the_plain_way():
    bodies = [(name(route), body_example(route)) for route in ROUTES if route.body is not None]
    assert [whose for whose, body in bodies if "override" in body] == [], "sent as it stands it goes past a check"
    numbers = [body["identity_number"] for _, body in bodies if "identity_number" in body]
    assert numbers, "some row takes one"
    assert [identity.read(number).text for number in numbers] == numbers


@of_every("route", [one for one in ROUTES if one.answer is not None and one.status != 204], ids=name)
def test_an_answers_example_fits_its_schema(route: Route):
    media = operation(route)["responses"][str(route.status)]["content"]["application/json"]
    jsonschema.Draft202012Validator(inlined(media["schema"])).validate(example_of(media))


FILLER = re.compile(r"text|string|id|foo|x+|.*…")


def values(example: object, at: str = "") -> Iterator[tuple[str, object]]:
    """What stands in an example, with its place."""
    if isinstance(example, dict):
        for key, inner in example.items():
            yield from values(inner, f"{at}/{key}")
    elif isinstance(example, list):
        for inner in example:
            yield from values(inner, at)
    else:
        yield at, example


def examples() -> Iterator[tuple[str, object]]:
    """Every example of a body, an answer or a parameter, with whose it is."""
    for called, schema in OPENAPI["components"]["schemas"].items():
        yield from ((called, example) for example in schema.get("examples", ()))
    for route in ROUTES:
        told = operation(route)
        for said in (told.get("requestBody", {}), *told["responses"].values()):
            media = said.get("content", {}).get("application/json", {})
            if "example" in media:
                yield name(route), media["example"]
        for parameter in told["parameters"]:
            if "example" in parameter:
                yield name(route), {parameter["name"]: parameter["example"]}


def test_no_example_is_filled_with_what_nobody_would_send_or_receive():
    found = [(whose, example) for whose, example in examples()]
    assert len(found) > 2 * len(ROUTES)
    fillers = {
        f"{whose} {at}"
        for whose, example in found
        for at, value in values(example)
        if isinstance(value, str) and FILLER.fullmatch(value)
    }
    assert sorted(fillers) == []


@of_every("route", [one for one in ROUTES if WORDS_OF.of(one)], ids=name)
def test_an_answers_example_holds_codes_where_an_answer_would(route: Route):
    example = operation(route)["responses"][str(route.status)]["content"]["application/json"]
    assert strange_codes(WORDS_OF.of(route), [example_of(example)]) == []


def strange_codes(coded: Coded, things: list) -> list[str]:
    """What stands in fields of codes and is none."""
    found = [
        f"{place}: {value}"
        for key, place, labels in coded.own
        for one in things
        for _, value in values(one.get(key))
        if labels and isinstance(value, str) and value not in labels and key not in ACTED
    ]
    for key, inner in coded.inner:
        below = [one.get(key) for one in things]
        below = [one for part in below for one in (part if isinstance(part, list) else [part]) if isinstance(one, dict)]
        found += strange_codes(inner, below) if below else []
    return found


def test_problem_examples_fit_their_schema():
    validator = jsonschema.Draft202012Validator(OPENAPI["components"]["schemas"]["Problem"])
    for example in OPENAPI["components"]["examples"].values():
        validator.validate(example["value"])


def test_every_refusal_has_its_example():
    known = set(OPENAPI["components"]["examples"])
    for route in ROUTES:
        assert refused(operation(route)) <= known


def test_what_repeats_is_said_once():
    said = [
        json.dumps(one, sort_keys=True)
        for path in OPENAPI["paths"].values()
        for told in path.values()
        for one in (*told["parameters"], *(answer for status, answer in told["responses"].items() if status >= "3"))
        if "$ref" not in one
    ]
    assert len(set(said)) == len(said)
    assert len(json.dumps(OPENAPI["paths"])) < 0.5 * len(json.dumps(SPREAD))
    assert len(orjson.dumps(OPENAPI)) < MOST_BYTES * len(ROUTES)


def test_what_is_said_once_is_what_was_said():
    """A list's filter, an answer's field and a refusal are found where a reader looks for them."""
    told = SPREAD["/v1/supervision/vettings"]["get"]
    (state,) = [one for one in told["parameters"] if one["name"] == "state"]
    assert (state["schema"]["type"], state["schema"]["title"]) == ("array", "状态")
    assert state["schema"]["items"]["enum"] == ["open", "concluded", "cancelled"]
    page = example_of(told["responses"]["200"]["content"]["application/json"])
    assert page["items"][0]["cadre_id"] in page["names"]
    assert {"not-signed-in", "invalid-fields", "bad-cursor", "too-many-requests"} <= refused(told)
    for schema in OPENAPI["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            assert "$ref" not in field or field["$ref"].rpartition("/")[2] in OPENAPI["components"]["schemas"]


@pytest.mark.anyio
async def test_it_is_served_with_a_page_that_needs_no_other_host(whole: App):
    served = await whole.client.get("/openapi.json")
    assert json.loads(served.content) == json.loads(json.dumps(OPENAPI))
    page = await whole.client.get("/docs")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http" not in page.text
    for asset in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png"):
        assert f"/docs/{asset}" in page.text
        assert (await whole.client.get(f"/docs/{asset}")).status_code == 200
    assert (await whole.client.get("/docs/..%2f__init__.py")).status_code == 404


@pytest.mark.anyio
async def test_every_problem_type_has_a_page_in_both_languages(whole: App):
    listed = (await whole.client.get("/problems")).json()
    assert {one["type"] for one in listed} == {
        one["value"]["type"] for one in OPENAPI["components"]["examples"].values()
    }
    for one in listed:
        page = await whole.client.get(one["type"], headers={"accept": "text/html"})
        assert page.status_code == 200
        assert one["title_zh"] in page.text
        assert one["meaning"], one["type"]
        assert 400 <= one["status"] < 600
    assert (await whole.client.get("/problems/none-such")).json()["type"] == "/problems/no-such-route"


def test_every_problem_that_a_row_names_has_its_page():
    assert {problem.code for route in ROUTES for problem in route.problems} <= set(DOCUMENTS.problem_types)


def titles(value):
    """The titles of fields, wherever they stand."""
    if isinstance(value, dict):
        if isinstance(value.get("title"), str):
            yield value["title"]
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from titles(inner)


def test_no_title_of_a_field_names_a_standard_or_a_dictionary() -> None:
    assert [title for title in titles(OPENAPI) if "GB/T" in title or "字典“" in title] == []
