"""The gateway is killed while many read what is noted: whatever they were shown stands in the journal."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
from pymongo import MongoClient

from tests.support.platform import Platform
from tests.support.polling import poll

READERS = 12
ANSWERS = 600


def test_no_reading_that_was_answered_is_unseen(
    make_platform: Callable[..., Platform], mongo: MongoClient[dict[str, Any]]
) -> None:
    own = make_platform(only=["gateway"], settings={"RATE_LIMIT": "1000000/minute"})
    own.start()
    signed_in = {"Authorization": own.auditor.http.headers["authorization"]}
    shown: list[str] = []

    def read() -> None:
        with httpx.Client(base_url=own.base, headers=signed_in, timeout=30.0, trust_env=False) as http:
            while True:
                answer = http.get("/v1/audit?service=gateway&limit=1")
                assert answer.status_code == 200, answer.text
                shown.append(answer.headers["x-request-id"])

    with ThreadPoolExecutor(READERS) as readers:
        reading = [readers.submit(read) for _ in range(READERS)]
        with suppress(AssertionError):
            poll(lambda: len(shown) >= ANSWERS or any(one.done() for one in reading), 60)
        own.kill("gateway")
    failures = [error for one in reading if not isinstance(error := one.exception(), httpx.TransportError)]
    assert failures == []
    assert len(shown) >= ANSWERS
    journal = mongo[f"{own.database_prefix}gateway"].journal
    noted = {entry["request_id"] for entry in journal.find({"request_id": {"$in": shown}}, {"request_id": 1})}
    assert set(shown) - noted == set()
