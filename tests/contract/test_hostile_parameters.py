"""What no database keeps, sent over HTTP: refused at its place, on the rows that the gateway answers itself as well."""

from __future__ import annotations

import pytest

from gateway.route import BASE, PARAMETER, Route
from gateway.table import collect
from servicekit.schema import fields, validate
from tests.contract.gateway_app import App
from tests.support.platform import EVERYTHING, holder_of

pytestmark = pytest.mark.anyio

SENT = ("99999999999999999999", "-9223372036854775809", "a%00b", "%ED%A0%80")
VALUES = {"service": "gateway", "name": "training"}
OWN = [row for row in collect() if row.method == "GET" and row.handler is not None]


def path_of(route: Route, **values: str) -> str:
    return BASE + PARAMETER.sub(lambda found: values.get(found[1]) or VALUES.get(found[1], "x-1"), route.path)


@pytest.mark.parametrize("route", OWN, ids=lambda route: route.operation_id)
async def test_the_gateways_own_reads_never_fail(whole: App, route: Route):
    for name in route.query().fields if route.query else ():
        for value in SENT:
            path = path_of(route, **{name: value}) if name in route.parameters else f"{path_of(route)}?{name}={value}"
            answer = await whole.send("GET", path, holder_of(route.right))
            # 409: of the thing that a stand-in has, no paper can be made.
            assert answer.status_code in (200, 400, 404, 409, 422), (path, answer.text)


async def test_a_number_over_64_bits_and_a_nul_are_refused_at_their_place(whole: App):
    for query, pointer in (("kind=a%00b", "/kind"), ("page=99999999999999999999", "/page")):
        answer = await whole.send("GET", f"/v1/imports?{query}", EVERYTHING)
        assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"name": "\\ud800", "password": "x"}', 400),
        (b'{"name": "a\\u0000b", "password": "x"}', 422),
        (b'{"name": "\\ud83d\\ude00", "password": "x"}', 401),
    ],
)
async def test_half_a_character_is_no_json_and_a_nul_no_text(whole: App, content: bytes, status: int):
    headers = {"content-type": "application/json"}
    assert (await whole.send("POST", "/v1/session", content=content, headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("limit=%EF%BC%95", "type", "应为整数"),
        ("limit=1_0", "type", "应为整数"),
        ("limit=%2B5", "type", "应为整数"),
        ("limit=--5", "type", "应为整数"),
        ("limit=5&limit=6", "repeated", "只能给出一个值"),
        ("limit=5&limit=5", "repeated", "只能给出一个值"),
        ("count=true&count=false", "repeated", "只能给出一个值"),
        ("sort=a&sort=b", "repeated", "只能给出一个值"),
    ],
)
async def test_one_value_is_given_once_and_a_number_has_the_ten_digits(whole: App, query: str, code: str, said: str):
    answer = await whole.send("GET", f"/v1/imports?{query}", EVERYTHING)
    assert answer.status_code == 422, answer.text
    (wrong,) = answer.json()["errors"]
    assert (wrong["pointer"], wrong["code"], wrong["detail"]) == (f"/{query.partition('=')[0]}", code, said)


async def test_a_list_is_given_as_many_values_as_its_description_allows(whole: App):
    rows = {row.label: row for row in whole.core.table.rows if row.route.method == "GET" and row.route.query}
    for label, row in rows.items():
        for name, declared in row.route.query().fields.items():
            longest = [check.max for check in declared.validators if isinstance(check, validate.Length)]
            if isinstance(declared, fields.List) and longest:
                assert row.most_parameters >= longest[0], (label, name)
    values = "&".join(f"subject_id=cad-01j9x3e7{n:018}" for n in range(200))
    answer = await whole.send("GET", f"/v1/alerts?{values}&limit=5", EVERYTHING)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("&".join(f"x{n}=1" for n in range(1000)), "查询参数过多，最多"),
        ("kind=%FF", "查询参数编码有误"),
    ],
)
async def test_a_query_string_that_is_too_long_or_no_text_is_called_so(whole: App, query: str, said: str):
    answer = await whole.send("GET", f"/v1/imports?{query}", EVERYTHING)
    told = answer.json()
    assert (answer.status_code, told["type"], told["title"]) == (400, "/problems/bad-query", "查询参数有误")
    assert told["detail"].startswith(said)
