"""Every operation of the OpenAPI document, asked what nobody would ask: no failure of ours, nothing undeclared.

In `make test` a share, in `make fuzz` as long as is wished (`FUZZ_SECONDS`), each from a seed (`FUZZ_SEED`) that
finds the same again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from schemathesis import APIOperation

from tests.e2e.test_each_role import City
from tests.support.awards import done
from tests.support.client import Client
from tests.support.fuzzing import WAITS, Fuzz

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
    document = done(platform.anonymous.http.get("/openapi.json", timeout=WAITS))
    fuzz = Fuzz(document, SEED, LEAVE_OUT)
    asking = Asking(platform, fuzz)
    asking.grow()
    readers = [platform.as_role("cadre", cadre_id=fuzz.known.by_kind["cad"][0]), platform.anonymous]
    ends, left = time.monotonic() + SECONDS, SHARE
    order: list[APIOperation] = []
    while len(asking.found) < MOST_TOLD and (time.monotonic() < ends if SECONDS else left):
        if not order:
            order = list(fuzz.operations)
            fuzz.random.shuffle(order)
        operation = order.pop()
        whoever = fuzz.random.random() < 0.05
        asking.ask(operation, fuzz.random.choice((0.1, 0.3, 0.9)), fuzz.random.choice(readers) if whoever else None)
        left -= 1
    told = "\n".join(f"{name}: {why}" for (name, _), why in sorted(asking.found.items()))
    assert not asking.found, f"seed {SEED}:\n{told}"


class Asking:
    """Sends what is made, and notes what is wrong with the answers."""

    def __init__(self, platform: Any, fuzz: Fuzz) -> None:
        self.platform = platform
        self.fuzz = fuzz
        self.session = requests.Session()
        self.found: dict[tuple[str, str], str] = {}

    def grow(self) -> None:
        """A few units and people, and what hangs on them, as the operations' own examples have them."""
        city = City(self.platform)
        for person in "甲乙丙":
            city.register(city.bureau, f"单虚构{person}")
        lists = [one for one in self.fuzz.operations if one.method == "get" and "{" not in one.path]
        entered = [one for one in self.fuzz.operations if one.method == "post"]
        for operation in (*lists, *entered, *lists):
            self.ask(operation, 0.0)
        assert self.fuzz.known.by_kind["cad"]

    def ask(self, operation: APIOperation, wild: float, client: Client | None = None) -> None:
        """Send a request, learn from the answer, and note what is wrong with it."""
        case = self.fuzz.case(operation, wild)
        if case is None:
            return
        asker = client or self.platform.holding(operation.definition.raw["x-right"])
        own = {name: value for name, value in asker.http.headers.items() if name == "authorization"}
        sent = self.fuzz.send(self.session, self.platform.base, case, own, wild)
        self.fuzz.learn(sent)
        for why in self.fuzz.wrong_with(sent):
            key = (operation.label, why[:60])
            if key not in self.found:
                answered = "" if sent.answer is None else sent.answer.text[:600]
                self.found[key] = f"{why}; {sent.said} -> {answered}"
                print(f"{operation.label}: {self.found[key]}", flush=True)
