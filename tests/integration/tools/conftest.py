"""An installation of a test's own, without processes."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymongo
import pytest
from pymongo.errors import PyMongoError

from local.database import find
from local.place import HOST, free_port
from tests.support import databases
from tests.support.cadre import Cadre
from tests.support.polling import poll
from tools.cadre import history


@contextmanager
def server(folder: Path, *more: str) -> Iterator[int]:
    """A database server of a test's own, of no set yet; its port."""
    port = free_port()
    command = [str(find()), "--bind_ip", HOST, "--port", str(port), "--dbpath", str(folder), "--nounixsocket"]
    with subprocess.Popen([*command, "--wiredTigerCacheSizeGB", "0.25", *more], stdout=subprocess.DEVNULL) as running:
        poll(lambda: _answers(port), 60)
        yield port
        running.kill()


def _answers(port: int) -> bool:
    try:
        with pymongo.MongoClient(HOST, port, directConnection=True, serverSelectionTimeoutMS=500) as client:
            client.admin.command("ping")
            return True
    except PyMongoError:
        return False


def initiate(port: int, name: str) -> None:
    """Make a server the primary of a set of one."""
    with pymongo.MongoClient(HOST, port, directConnection=True) as client:
        member = {"_id": 0, "host": f"{HOST}:{port}"}
        client.admin.command("replSetInitiate", {"_id": name, "members": [member]})
        poll(lambda: client.admin.command("hello")["isWritablePrimary"], 60)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address, for any account, of a replica set that wants accounts: `owner`, and `reader`, who only reads."""
    folder = tmp_path_factory.mktemp("guarded")
    key, data = folder / "key", folder / "data"
    key.write_text(secrets.token_hex(64))
    key.chmod(0o600)
    data.mkdir()
    with server(data, "--replSet", "guarded", "--keyFile", str(key)) as port:
        initiate(port, "guarded")
        with pymongo.MongoClient(HOST, port, directConnection=True) as client:
            client.admin.command("createUser", "owner", pwd="right", roles=["root"])
        with pymongo.MongoClient(HOST, port, directConnection=True, username="owner", password="right") as client:
            client.admin.command("createUser", "reader", pwd="right", roles=["readAnyDatabase"])
        yield f"mongodb://%s@{HOST}:{port}/?directConnection=true"


@pytest.fixture(autouse=True)
def the_server_is_left_as_it_was(mongo: pymongo.MongoClient) -> Iterator[None]:
    """Dropped collections go on giving their files back: else the server of all tests soon has none left."""
    before = history.kept(mongo)
    yield
    after = history.kept(mongo)
    if after != before:
        mongo.admin.command({"setParameter": 1, history.PARAMETER: before})
    assert after == before


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
