"""Every list that can be asked for by page number says how many there are, in every service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from servicekit import clock
from servicekit.errors import NotFound
from servicekit.process import declared, service_of
from servicekit.runtime import Runtime
from servicekit.schema import PageQuery, fields, instance
from servicekit.work import JOURNAL
from services import NAMES
from tests.service.desk import a_desk, a_runtime


@pytest.fixture(scope="module", params=NAMES)
def runtime(request: pytest.FixtureRequest, mongo_uri: str, database_prefix: str) -> Iterator[Runtime]:
    yield from a_runtime(f"services.{request.param}", mongo_uri, f"{database_prefix}lists_")


def anything(field: Any) -> Any:
    """A value that a required field takes."""
    return 2025 if isinstance(field, fields.Integer) else "x-1"


def test_a_page_by_number_has_a_total(runtime: Runtime) -> None:
    package = f"services.{runtime.name}"
    desk, asked = a_desk(package, runtime), 0
    for operation, _ in declared(service_of(package), "operation"):
        if not issubclass(operation.wish, PageQuery):
            continue
        needed = {name: anything(one) for name, one in instance(operation.wish).fields.items() if one.required}
        try:
            answer = desk.ask(operation.method, page=1, **needed)
        except NotFound:
            assert needed, operation.name
            continue
        assert isinstance(answer.get("total"), int), f"{operation.name} answers no total"
        assert answer["next"] is None
        asked += 1
    assert asked >= 5, "what every service offers are lists already"


def test_the_audit_shows_entries_that_told_nothing(runtime: Runtime) -> None:
    desk = a_desk(f"services.{runtime.name}", runtime)
    entry = {"at": clock.now(), "action": "toys.hear", "principal": {"account": "toys"}, "request_id": "r-1"}
    runtime.db[JOURNAL].insert_one({"_id": f"e:quiet:{runtime.name}", "uid": "000000000002", **entry})
    (shown,) = desk.ask("audit", action="toys.hear")["items"]
    assert shown["events"] == []
