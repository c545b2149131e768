"""The gateway over a real broker and database, with stand-ins for the services."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator

import pytest

from services import NAMES
from tests.contract.gateway_app import PATIENCE, App, running
from tests.contract.manners_rows import ROUTES
from tests.contract.stub import Stub, until
from tests.support.issuer import Forge, use
from tests.support.rabbit import Vhost


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def own_vhost(amqp_uri: str, management_uri: str) -> Iterator[Vhost]:
    """A virtual host for these tests, so that no real service answers."""
    own = Vhost.make(amqp_uri, management_uri)
    yield own
    own.remove()


@pytest.fixture(scope="session")
def patient_uri(own_vhost: Vhost) -> str:
    """The virtual host for what stays open during the whole session.

    Between asynchronous tests the loop stands still for as long as the others take, and no heartbeat is sent.
    """
    return f"{own_vhost.amqp_uri}?heartbeat=600"


@pytest.fixture(scope="session")
async def stub(patient_uri: str, anyio_backend: str) -> AsyncIterator[Stub]:
    """Stand-ins for every service that the rows call."""
    made = Stub(patient_uri, [*NAMES, "things"])
    await made.start()
    yield made
    await made.stop()


@pytest.fixture(scope="session")
async def whole(patient_uri: str, mongo_uri: str, database_prefix: str, stub: Stub) -> AsyncIterator[App]:
    """The gateway with every declared row."""
    async with running(patient_uri, mongo_uri, f"{database_prefix}w_") as app:
        # An export of one test would ask the stand-ins during another: those that are about exports start it.
        await app.core.exporter.stop()
        yield app


@pytest.fixture(scope="session")
async def small(patient_uri: str, mongo_uri: str, database_prefix: str, stub: Stub) -> AsyncIterator[App]:
    """The gateway with a few rows made for the tests of its manners."""
    prefix = f"{database_prefix}{secrets.token_hex(2)}_"
    async with running(patient_uri, mongo_uri, prefix, ROUTES) as app:
        # One of them is of a service that there is not.
        await until(lambda: set(app.core.rpc.missing()) <= {"nowhere"}, PATIENCE)
        yield app


@pytest.fixture
async def forge(small: App, monkeypatch: pytest.MonkeyPatch) -> Forge:
    """An identity provider that says what a test has it say."""
    return use(small, Forge(), monkeypatch)


@pytest.fixture(autouse=True)
def forget(request: pytest.FixtureRequest) -> Iterator[None]:
    """What one test told the stand-ins is forgotten before the next."""
    yield
    if "stub" in request.fixturenames:
        told: Stub = request.getfixturevalue("stub")
        told.answers.clear()
        told.received.clear()
        told.told.clear()
        told.silent.clear()
