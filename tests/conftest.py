"""Fixtures for tests against a real broker and database.

`make test` starts both and names them in AMQP_URI, MONGO_URI and MANAGEMENT_URI; `make servers` does so for single
tests run by hand. Against a broker without the management API there is one virtual host, and tests that want their own
fail.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pymongo import MongoClient

from tests.support import databases, grown, wording
from tests.support.platform import DATA_KEY, HONOUR_SIGNING_KEY, Platform
from tests.support.polling import poll as poll_until
from tests.support.rabbit import Vhost
from tests.support.wire import Wire

# jsonschema would build 38 grammars, for five seconds in each process of the tests, for a format that nothing here has:
# addresses with letters of all languages.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

# The first example of a run reads all loaded modules for constants, and the machine may be busy: how long an example
# takes says nothing of what is tested.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# What processes are told beside it, and what the parts of one are that a test puts together, lies under one key.
os.environ.setdefault("DATA_KEY", DATA_KEY)
os.environ.setdefault("HONOUR_SIGNING_KEY", HONOUR_SIGNING_KEY)


grown.use_stems()

PLATFORM = "platform"
NEEDS_PLATFORM, STANDING = pytest.StashKey[bool](), pytest.StashKey[Platform]()


@pytest.fixture(autouse=True)
def chinese_is_chinese() -> Iterator[None]:
    """Whatever a test makes be refused in its own process is refused in Chinese words."""
    with wording.heard() as wrong:
        yield
    assert wrong == []


def setting(name: str) -> str:
    value = os.environ.get(f"TEST_{name}") or os.environ.get(name) or ""
    if not value:
        pytest.fail(f"{name} is not set. Run `make test`, or `make servers` and export what it prints.", pytrace=False)
    return value


@pytest.fixture(scope="session")
def amqp_uri() -> str:
    """The broker, with the virtual host that tests share."""
    return setting("AMQP_URI")


@pytest.fixture(scope="session")
def mongo_uri() -> str:
    """The database server, a replica set."""
    return setting("MONGO_URI")


@pytest.fixture(scope="session")
def management_uri() -> str:
    """RabbitMQ's management API, with user and password."""
    return setting("MANAGEMENT_URI")


@pytest.fixture(scope="session")
def mongo(mongo_uri: str) -> Iterator[MongoClient[dict[str, Any]]]:
    """A client of the database server."""
    with MongoClient[dict[str, Any]](mongo_uri, tz_aware=True) as client:
        yield client


@pytest.fixture(scope="session")
def database_prefix(mongo: MongoClient[dict[str, Any]]) -> Iterator[str]:
    """A prefix that no other run has; its databases are dropped at the end."""
    prefix = f"{os.environ.get('DATABASE_PREFIX', 't_')}{secrets.token_hex(3)}_"
    yield prefix
    databases.drop(mongo, prefix)


@pytest.fixture
def poll() -> Callable[..., Any]:
    """`poll(until, deadline=10)`: wait until a call answers something true."""
    return poll_until


@pytest.fixture
def vhost(amqp_uri: str, management_uri: str) -> Iterator[Vhost]:
    """A virtual host of this test's own: `.amqp_uri`, `.queues()`, `.close_connections()`."""
    own = Vhost.make(amqp_uri, management_uri)
    yield own
    own.remove()


@pytest.fixture
def wire() -> Iterator[Callable[..., Wire]]:
    """`wire(uri)`: a proxy to that server whose connections can be cut, held and mended; `at=` gives it an address."""
    made: list[Wire] = []

    def make(uri: str, **wishes: Any) -> Wire:
        made.append(Wire.to(uri, **wishes))
        return made[-1]

    yield make
    for each in made:
        each.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that need the whole platform come first: they are the long ones, and it need not run beside the others."""
    need = {item.path for item in items if PLATFORM in getattr(item, "fixturenames", ())}
    for item in items:
        item.stash[NEEDS_PLATFORM] = item.path in need
    items.sort(key=lambda item: not item.stash[NEEDS_PLATFORM])


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """The whole platform stops as soon as the tests that come have no use for it."""
    standing = item.session.stash.get(STANDING, None)
    if standing is not None and nextitem is not None and not nextitem.stash[NEEDS_PLATFORM]:
        must_end_well(standing)


def must_end_well(platform: Platform) -> None:
    """Stop it, if it runs; each process is to end with 0 on SIGTERM."""
    ended = platform.stop() if platform.runs else {}
    assert set(ended.values()) <= {0}, f"a process did not end well on SIGTERM: {ended}"


@pytest.fixture(scope="session")
def standing_platform(
    request: pytest.FixtureRequest,
    amqp_uri: str,
    mongo_uri: str,
    database_prefix: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Platform]:
    """The whole platform, one for the session. Not started."""
    own = Vhost.make(amqp_uri, setting("MANAGEMENT_URI")) if os.environ.get("MANAGEMENT_URI") else None
    uri = own.amqp_uri if own else amqp_uri
    standing = Platform(tmp_path_factory.mktemp("platform"), uri, mongo_uri, f"{database_prefix}p_")
    request.session.stash[STANDING] = standing
    try:
        yield standing
        must_end_well(standing)
    finally:
        if own:
            own.remove()


@pytest.fixture(scope="module")
def platform(standing_platform: Platform) -> Platform:
    """The whole platform, one for the session: `platform.admin.get("/units")`, `platform.as_role("cadre", …)`."""
    return standing_platform if standing_platform.runs else standing_platform.start()


@pytest.fixture
def make_platform(
    vhost: Vhost, mongo_uri: str, mongo: MongoClient[dict[str, Any]], database_prefix: str, tmp_path: Path
) -> Iterator[Callable[..., Platform]]:
    """`make_platform(amqp_uri=…, settings={…}, only=[…])`: a platform of this test's own, to be broken. Not started."""
    made: list[Platform] = []

    def make(**wishes: Any) -> Platform:
        prefix = f"{database_prefix}{secrets.token_hex(2)}_"
        folder = tmp_path / f"platform-{len(made)}"
        folder.mkdir()
        settings = {"amqp_uri": vhost.amqp_uri, "mongo_uri": mongo_uri, "database_prefix": prefix, **wishes}
        made.append(Platform(folder, **settings))
        return made[-1]

    yield make
    for each in made:
        for child in each.children.values():
            if child.process is not None and child.process.poll() is None:
                child.kill()
        databases.drop(mongo, each.database_prefix)
