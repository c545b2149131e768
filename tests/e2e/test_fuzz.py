"""Every operation of the OpenAPI document, asked what nobody would ask: no failure of ours, nothing undeclared.

In `make test` a share, in `make fuzz` as long as is wished (`FUZZ_SECONDS`), each from a seed (`FUZZ_SEED`) that
finds the same again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.e2e.test_each_role import City
from tests.support.awards import done
from tests.support.client import Client
from tests.support.fuzzing import Fuzz, Operation

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
SEED = int(os.environ.get("FUZZ_SEED", "20260301"))
SHARE = 300
"""Requests where no time is given, besides those that let something be there."""
LEAVE_OUT = r"session|POST /v1/accounts|PATCH /v1/accounts|stream"
"""What would end the sessions that ask, and what is answered as long as somebody listens."""
MOST_TOLD = 40


pytestmark = pytest.mark.timeout(SECONDS + 300)


@pytest.fixture
def platform(make_platform: Callable[..., Any]) -> Any:
    """A platform of its own: what is entered here would be in everybody's way."""
    running = make_platform(settings={"RATE_LIMIT": "none", "ANONYMOUS_RATE_LIMIT": "none"})
    running.start()
    return running


def test_no_request_makes_the_platform_fail_or_answer_what_it_has_not_declared(platform: Any) -> None:
    document = done(platform.anonymous.http.get("/openapi.json"))
    fuzz = Fuzz(document, SEED, LEAVE_OUT)
    found: dict[tuple[str, str], str] = {}
    grow(platform, fuzz, found)
    readers = [platform.as_role("cadre", cadre_id=fuzz.known.by_kind["cad"][0]), platform.anonymous]
    ends, left = time.monotonic() + SECONDS, SHARE
    order: list[Operation] = []
    while len(found) < MOST_TOLD and (time.monotonic() < ends if SECONDS else left):
        if not order:
            order = list(fuzz.operations)
            fuzz.random.shuffle(order)
        operation = order.pop()
        whoever = fuzz.random.random() < 0.05
        client = fuzz.random.choice(readers) if whoever else platform.holding(operation.told["x-right"])
        ask(fuzz, client, operation, fuzz.random.choice((0.0, 0.2, 0.6)), found)
        left -= 1
    assert not found, f"seed {SEED}:\n" + "\n".join(f"{name}: {why}" for (name, _), why in sorted(found.items()))


def grow(platform: Any, fuzz: Fuzz, found: dict[tuple[str, str], str]) -> None:
    """A few units and people, and what hangs on them, as the operations' own examples have them."""
    city = City(platform)
    for person in "甲乙丙":
        city.register(city.bureau, f"单虚构{person}")
    lists = [one for one in fuzz.operations if one.method == "get" and "{" not in one.path]
    entered = [one for one in fuzz.operations if one.method == "post"]
    for operation in (*lists, *entered, *lists):
        ask(fuzz, platform.holding(operation.told["x-right"]), operation, 0.0, found)
    assert fuzz.known.by_kind["cad"]


def ask(fuzz: Fuzz, client: Client, operation: Operation, wild: float, found: dict[tuple[str, str], str]) -> None:
    """Send a request, learn from the answer, and note what is wrong with it."""
    sent = fuzz.request(operation, wild)
    headers = {name: value.encode("utf-8", "surrogatepass").decode("latin-1") for name, value in sent.headers.items()}
    request = client.http.build_request(operation.method, sent.url, headers=headers, content=sent.body)
    if "Accept-Language" not in sent.headers:
        request.headers["Accept-Language"] = "zh"
    try:
        answer = client.http.send(request)
    except httpx.TransportError as error:
        why, told = f"no answer: {type(error).__name__}", ""
    else:
        fuzz.learn(sent, answer)
        why, told = fuzz.wrong_with(sent, answer) or "", answer.text[:600]
    if why and (operation.name, why) not in found:
        found[(operation.name, why)] = f"{why}; {sent.said()} -> {told}"
        print(f"{operation.name}: {found[(operation.name, why)]}", flush=True)
