"""The supervision service against the real database, without a broker."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from servicekit.runtime import Runtime
from tests.service.desk import CITY, UNIT, Desk, a_desk, a_runtime
from tests.support.dumps import nothing_in_clear

PACKAGE = "services.supervision"


@pytest.fixture(scope="session")
def supervision_runtime(mongo_uri: str, database_prefix: str) -> Iterator[Runtime]:
    """The service's runtime with a database of its own."""
    yield from a_runtime(PACKAGE, mongo_uri, f"{database_prefix}desk_")


@pytest.fixture
def desk(supervision_runtime: Runtime) -> Iterator[Desk]:
    """A desk with an empty database; what a test has brought into it that is declared sealed is."""
    desk = a_desk(PACKAGE, supervision_runtime)
    yield desk
    nothing_in_clear(desk.db, desk.service.collections)


@pytest.fixture
def cadre_id(desk: Desk) -> str:
    """A cadre of the unit."""
    desk.units(CITY, UNIT)
    return desk.people(f"cad-{secrets.token_hex(4)}")[0]


@pytest.fixture
def agency(desk: Desk) -> str:
    """The one agency that is asked about everything: the unit's."""
    desk.units(CITY, UNIT)
    body = {"code": "a", "name": "演示单位", "unit_id": UNIT, "kind": "other"}
    return str(desk.ask("register_agency", vets=["award", "pool", "appointment"], **body)["id"])
