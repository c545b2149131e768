"""Fixtures of the toys, for the tests of the platform's promises."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from tests.support import databases
from tests.support.rabbit import Vhost
from tests.support.toy.caller import Caller
from tests.support.toy.run import Run

Mongo = MongoClient[dict[str, Any]]


@pytest.fixture(scope="session")
def toy_broker(amqp_uri: str) -> Iterator[str]:
    """A virtual host that the toys of this session share; their names keep the runs apart."""
    management = os.environ.get("MANAGEMENT_URI")
    if not management:
        yield amqp_uri
        return
    own = Vhost.make(amqp_uri, management)
    yield own.amqp_uri
    own.remove()


@pytest.fixture(scope="session")
def toy_prefix(mongo: Mongo) -> Iterator[str]:
    """A database prefix of this session's own; its databases are dropped at the end."""
    prefix = f"{os.environ.get('DATABASE_PREFIX', 't_')}toy{secrets.token_hex(3)}_"
    yield prefix
    databases.drop(mongo, prefix)


@pytest.fixture(scope="session")
def make_run(
    toy_broker: str, toy_prefix: str, mongo_uri: str, mongo: Mongo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Run]]:
    """`make_run(amqp_uri=…, mongo_uri=…)`: toys of a test's own, to be killed and cut. Nothing is started."""
    made: list[Run] = []

    def make(**wishes: str) -> Run:
        uris = {"amqp_uri": toy_broker, "mongo_uri": mongo_uri, **wishes}
        made.append(Run(tmp_path_factory.mktemp("toys"), prefix=toy_prefix, mongo=mongo, **uris))
        return made[-1]

    yield make
    for run in made:
        run.stop()


@pytest.fixture
def run(make_run: Callable[..., Run]) -> Iterator[Run]:
    """Toys of this test's own. Nothing is started."""
    own = make_run()
    yield own
    own.stop()


@pytest.fixture(scope="module")
def toys(make_run: Callable[..., Run]) -> Iterator[Run]:
    """Two makers and two takers that a module's tests share; no test may harm them."""
    own = make_run()
    children = [own.start(toy, wait=False) for toy in ("maker", "maker", "taker", "taker")]
    for child in children:
        child.wait_ready()
    yield own
    own.stop()


@pytest.fixture
def caller(toys: Run) -> Iterator[Caller]:
    """A client of the shared toys."""
    own = toys.caller()
    yield own
    own.close()


@pytest.fixture
def jar(toys: Run, caller: Caller) -> str:
    """An empty jar of the shared toys."""
    return toys.open_jar(caller)
