"""What no database keeps, sent over HTTP: refused at its place, on the rows that the gateway answers itself as well."""

from __future__ import annotations

import pytest

from gateway.route import BASE, PARAMETER, Route
from gateway.table import collect
from tests.contract.gateway_app import App
from tests.support.platform import EVERYTHING

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
            answer = await whole.send("GET", path, EVERYTHING)
            assert answer.status_code in (200, 400, 404, 422), (path, answer.text)


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
