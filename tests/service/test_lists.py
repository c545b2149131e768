"""Every list that can be asked for by page number says how many there are, in every service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from servicekit.errors import NotFound
from servicekit.process import declared, service_of
from servicekit.runtime import Runtime
from servicekit.schema import PageQuery, fields, instance
from tests.service.desk import a_desk, a_runtime

SERVICES = ("registry", "training", "supervision", "incentive", "appraisal", "talentpool")


@pytest.fixture(scope="module", params=SERVICES)
def runtime(request: pytest.FixtureRequest, mongo_uri: str, database_prefix: str) -> Iterator[Runtime]:
    yield from a_runtime(f"services.{request.param}", mongo_uri, f"{database_prefix}lists_")


def anything(field: Any) -> Any:
    """A value that a required field takes."""
    return 2025 if isinstance(field, fields.Integer) else "x-1"


def test_a_page_by_number_has_a_total(runtime: Runtime) -> None:
    package = f"services.{runtime.name}"
    desk, asked = a_desk(package, runtime), 0
    for spec, _ in declared(service_of(package), "call_spec"):
        if not issubclass(spec.wish, PageQuery):
            continue
        needed = {name: anything(one) for name, one in instance(spec.wish).fields.items() if one.required}
        try:
            answer = desk.ask(spec.name, page=1, **needed)
        except NotFound:
            assert needed, spec.name
            continue
        assert isinstance(answer.get("total"), int), f"{runtime.name}.{spec.name} answers no total"
        assert answer["next"] is None
        asked += 1
    assert asked > 5
