"""The patient client: what it tries again, what it does not, and that a repeated step carries the same key."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from demonstration.client import Gateway, OutOfTime, Refused
from demonstration.imports import ImportFailed, load
from demonstration.progress import Step

Answer = httpx.Response | Exception


class Front(httpx.AsyncBaseTransport):
    """A front door on the wire's other side: answers by a script, remembers what it was asked."""

    def __init__(self, *script: Answer, otherwise: Callable[[httpx.Request], httpx.Response] | None = None) -> None:
        self.script = list(script)
        self.otherwise = otherwise
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.script:
            answer = self.script.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        assert self.otherwise is not None
        return self.otherwise(request)


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"type": f"/problems/{code}", "title": code, "status": status}, headers=headers)


def ask(front: Front, work: Callable[[Gateway], Any], patience: float = 5.0) -> Any:
    async def run() -> Any:
        async with Gateway("http://gateway", "demo-1", patience=patience, transport=front) as gateway:
            return await work(gateway)

    return asyncio.run(run())


def test_a_gateway_that_is_away_busy_or_still_at_work_is_asked_again_with_the_same_key():
    front = Front(
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        problem(503, "unavailable"),
        problem(409, "still-running"),
        httpx.Response(201, json={"id": "u-1"}),
    )
    assert ask(front, lambda gateway: gateway.post("unit", "/v1/units", {"code": "1"})) == {"id": "u-1"}
    assert {request.headers["Idempotency-Key"] for request in front.asked} == {"demo-1-unit"}
    assert len({request.content for request in front.asked}) == 1
    assert len(front.asked) == 5


def test_retry_after_is_respected():
    front = Front(problem(429, "too-many-requests", **{"Retry-After": "60"}))
    with pytest.raises(OutOfTime):
        ask(front, lambda gateway: gateway.get("/v1/units"), patience=1.0)
    assert len(front.asked) == 1


def test_a_refusal_is_not_tried_again_and_says_what_was_wrong():
    front = Front(problem(422, "training/theory-party-share"))
    with pytest.raises(Refused, match="theory-party-share") as refused:
        ask(front, lambda gateway: gateway.post("class", "/v1/training/classes", {}))
    assert refused.value.code == "training/theory-party-share"
    assert len(front.asked) == 1


def test_a_gateway_that_stays_away_ends_in_a_clear_error():
    front = Front(otherwise=lambda _: problem(503, "unavailable"))
    with pytest.raises(OutOfTime, match="unavailable"):
        ask(front, lambda gateway: gateway.get("/v1/units"), patience=0.5)


def test_a_session_that_ended_is_begun_again():
    tokens = iter(["first", "second"])

    def door(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/session":
            return httpx.Response(201, json={"token": next(tokens)})
        good = request.headers["Authorization"] == "Bearer second"
        return httpx.Response(200, json={"items": []}) if good else problem(401, "not-signed-in")

    async def work(gateway: Gateway) -> Any:
        await gateway.sign_in("admin", "secret")
        return await asyncio.gather(*(gateway.get("/v1/units") for _ in range(12)))

    front = Front(otherwise=door)
    assert ask(front, work) == [{"items": []}] * 12
    assert sum(request.url.path == "/v1/session" for request in front.asked) == 2


def test_a_wrong_password_is_refused_at_once():
    front = Front(otherwise=lambda _: problem(401, "sign-in-refused"))
    with pytest.raises(Refused):
        ask(front, lambda gateway: gateway.sign_in("admin", "wrong"))
    assert len(front.asked) == 1


def test_every_page_of_a_list_is_read():
    pages = {None: (["a", "b"], "2"), "2": (["c"], None)}

    def door(request: httpx.Request) -> httpx.Response:
        items, following = pages[request.url.params.get("cursor")]
        return httpx.Response(200, json={"items": items, "next": following})

    async def work(gateway: Gateway) -> list[Any]:
        return [item async for item in gateway.items("/v1/units")]

    assert ask(Front(otherwise=door), work) == ["a", "b", "c"]


def import_door(refused: set[int]) -> Callable[[httpx.Request], httpx.Response]:
    asked = iter(range(100))

    def door(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(202, json={"id": "job-1", "state": "queued"})
        if request.url.path.endswith("/rows"):
            rows = [
                {"row": row, "errors": [{"code": "bad"}]} if row in refused else {"row": row, "id": f"u-{row}"}
                for row in (3, 1, 2)
            ]
            return httpx.Response(200, json={"items": rows, "next": None})
        return httpx.Response(200, json={"id": "job-1", "state": "done" if next(asked) else "running"})

    return door


def test_an_import_answers_the_ids_in_the_order_of_its_rows():
    step = Step("units", 3, None)
    rows = [{"code": str(number)} for number in range(3)]
    front = Front(otherwise=import_door(set()))
    assert ask(front, lambda gateway: load(gateway, "units", rows, step)) == ["u-1", "u-2", "u-3"]
    assert front.asked[0].content == b'{"code":"0"}\n{"code":"1"}\n{"code":"2"}'
    assert step.done == 3


def test_an_import_with_a_bad_row_fails_naming_it():
    front = Front(otherwise=import_door({2}))
    with pytest.raises(ImportFailed, match="row 2"):
        ask(front, lambda gateway: load(gateway, "units", [{}, {}, {}], Step("units", 3, None)))


def test_an_import_that_stands_still_ends_in_a_clear_error():
    def door(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": "job-1", "state": "queued", "done": 0, "waiting_for": "unavailable"})

    with pytest.raises(ImportFailed, match="without a step: unavailable"):
        ask(Front(otherwise=door), lambda gateway: load(gateway, "units", [{}], Step("units", 1, None), patience=0.1))
