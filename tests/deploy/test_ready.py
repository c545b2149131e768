"""The database's own check: what it asks is a hello that the server takes, and what it believes is the answer alone."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import bson
import pytest
from pymongo.uri_parser import parse_uri

from local.place import HOST, free_port
from tests.support.processes import ROOT

_HEADER = struct.Struct("<iiiiIB")
OP_MSG = 2013


def ready(port: int, *asked: str) -> bool:
    environment = {**os.environ, "MONGO_PORT": str(port)}
    command = ["bash", str(ROOT / "deploy/mongo/ready.sh"), *asked]
    return subprocess.run(command, env=environment, capture_output=True, timeout=20, check=False).returncode == 0


@contextmanager
def a_member(**says: Any) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    """A port where one hello is answered with `says`, and what was asked there."""
    asked: list[Mapping[str, Any]] = []
    with socket.create_server((HOST, 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                came = connection.recv(4096)
                length, _, _, code, _, _ = _HEADER.unpack_from(came)
                assert (length, code) == (len(came), OP_MSG)
                asked.append(bson.decode(came[_HEADER.size :]))
                document = bson.encode({"topologyVersion": {"counter": 1}, **says, "ok": 1.0})
                head = _HEADER.pack(_HEADER.size + len(document), 2, 1, OP_MSG, 0, 0)
                connection.sendall(head + document)

        answering = threading.Thread(target=answer)
        answering.start()
        yield server.getsockname()[1], asked
        answering.join(10)


def test_a_real_primary_is_ready(mongo_uri: str) -> None:
    ((_, port), *_) = parse_uri(mongo_uri)["nodelist"]
    assert ready(port)
    assert ready(port, "primary")


@pytest.mark.parametrize(
    ("says", "serves", "leads"),
    [
        ({"isWritablePrimary": True, "secondary": False}, True, True),
        ({"isWritablePrimary": False, "secondary": True}, True, False),
        ({"isWritablePrimary": False, "secondary": False, "isreplicaset": True}, False, False),
    ],
)
def test_a_member_serves_as_primary_or_secondary(says: dict[str, bool], serves: bool, leads: bool) -> None:
    for asked_for, expected in (((), serves), (("primary",), leads)):
        with a_member(**says) as (port, asked):
            assert ready(port, *asked_for) is expected
        assert asked == [{"hello": 1, "$db": "admin"}]


def test_nobody_at_the_port_is_not_ready() -> None:
    assert not ready(free_port())
