"""An installation of a test's own, without processes."""

from __future__ import annotations

import secrets

import pytest

from tests.support import databases
from tests.support.cadre import Cadre


@pytest.fixture
def prefix(mongo, database_prefix):
    """Begins the names of databases that are this test's own."""
    own = f"{database_prefix}{secrets.token_hex(2)}_"
    yield own
    databases.drop(mongo, own)


@pytest.fixture
def cadre(vhost, mongo_uri, prefix) -> Cadre:
    """The tool, for an installation of this test's own."""
    return Cadre(vhost.amqp_uri, mongo_uri, prefix)
