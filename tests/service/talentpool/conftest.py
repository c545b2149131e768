"""The talentpool service against the real database, without a broker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from servicekit.runtime import Runtime
from tests.service.desk import Desk, a_desk, a_runtime
from tests.support.dumps import nothing_in_clear

PACKAGE = "services.talentpool"


@pytest.fixture(scope="session")
def talentpool_runtime(mongo_uri: str, database_prefix: str) -> Iterator[Runtime]:
    """The service's runtime with a database of its own."""
    yield from a_runtime(PACKAGE, mongo_uri, f"{database_prefix}desk_")


@pytest.fixture
def desk(talentpool_runtime: Runtime) -> Iterator[Desk]:
    """A desk with an empty database; what a test has brought into it that is declared sealed is."""
    desk = a_desk(PACKAGE, talentpool_runtime)
    yield desk
    nothing_in_clear(desk.db, desk.service.collections)
