"""What the fuzzer finds wrong with an answer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import requests
from urllib3 import HTTPResponse

from tests.support.fuzzing import Fuzz, Sent

PROBLEM = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}}
REFUSED = {"schema": PROBLEM, "examples": {"not-found": {"value": {"type": "/problems/not-found"}}}}
ROOM = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "rooms", "version": "1"},
    "paths": {
        "/v1/rooms/{room_id}": {
            "get": {
                "parameters": [{"name": "room_id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "OK", "content": {"application/json": {"schema": ROOM}}},
                    "404": {"description": "no", "content": {"application/problem+json": REFUSED}},
                },
            }
        }
    },
}
KNOWN = "rom-" + "0" * 24


def wrong(status: int, kind: str, body: Any) -> list[str]:
    fuzz = Fuzz(DOCUMENT, 1)
    case = fuzz.case(fuzz.operations[0], 0.0)
    assert case is not None
    answer = requests.Response()
    answer.status_code, answer.url, answer.elapsed = status, "http://rooms/v1/rooms/1", timedelta(0)
    answer._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer.headers["content-type"] = kind
    answer.raw = HTTPResponse(headers=answer.headers, version=11)
    answer.request = requests.Request("GET", answer.url).prepare()
    return fuzz.wrong_with(Sent(case, "", answer))


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (500, "application/json", {"id": "1"}),
        (201, "application/json", {"id": "1"}),
        (200, "text/html", b"<p>"),
        (200, "application/json", {"id": 1}),
        (200, "application/json", b"{"),
        (404, "application/problem+json", {"type": "/problems/never-told"}),
    ],
)
def test_what_is_not_declared_is_found(status: int, kind: str, body: Any) -> None:
    assert wrong(status, kind, body)


def test_what_is_declared_is_right() -> None:
    assert wrong(200, "application/json", {"id": "1"}) == []
    assert wrong(404, "application/problem+json", {"type": "/problems/not-found"}) == []


def test_requests_have_the_ids_that_answers_have_told() -> None:
    fuzz = Fuzz(DOCUMENT, 1)
    fuzz.known.learn({"items": [{"room_id": KNOWN}]})
    case = fuzz.case(fuzz.operations[0], 0.0)
    assert case is not None
    assert case.path_parameters == {"room_id": KNOWN}
