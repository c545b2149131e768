"""A database that is started but is no replica set yet is waited for, and spoils nothing for later."""

from __future__ import annotations

import subprocess

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from local.database import find
from local.place import HOST, free_port
from servicekit.mongo import NotWritable, require_primary


@pytest.fixture
def uninitiated(tmp_path):
    """The port of a server that was told of a replica set which nobody has initiated."""
    port = free_port()
    command = [str(find()), "--replSet", "late", "--bind_ip", HOST, "--port", str(port), "--dbpath", str(tmp_path)]
    with subprocess.Popen([*command, "--wiredTigerCacheSizeGB", "0.25"], stdout=subprocess.DEVNULL) as server:
        yield port
        server.kill()


def test_a_set_that_is_initiated_late_is_waited_for(uninitiated, poll):
    uri = f"mongodb://{HOST}:{uninitiated}/?directConnection=true"

    def answers() -> bool:
        try:
            require_primary(uri)
        except NotWritable:
            return True
        except PyMongoError:
            return False
        pytest.fail("nobody has initiated it")

    poll(answers, 30)
    with MongoClient(uri) as client:
        member = {"_id": 0, "host": f"{HOST}:{uninitiated}"}
        client.admin.command("replSetInitiate", {"_id": "late", "members": [member]})

    def writable() -> bool:
        try:
            require_primary(uri)
        except PyMongoError:
            return False
        return True

    poll(writable, 30)
    with MongoClient(uri) as client, client.start_session() as session:
        session.with_transaction(lambda s: client["late"]["things"].insert_one({"_id": 1}, session=s))
        assert client["late"]["things"].count_documents({}) == 1
