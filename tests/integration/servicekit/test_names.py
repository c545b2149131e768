"""A broker or a database that comes back under another address is found there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from local.supervise import is_ready
from tests.support.names import Names
from tests.support.polling import poll
from tests.support.processes import ROOT
from tests.support.toy.run import Run
from tests.support.wire import Wire

WITHIN = 30.0
"""Seconds in which a service serves again."""


@pytest.fixture
def names(tmp_path: Path) -> Names:
    return Names(tmp_path)


def test_a_service_finds_broker_and_database_under_their_new_addresses(
    run: Run, names: Names, wire: Callable[..., Wire], mongo_uri: str
) -> None:
    broker, database = wire(run.amqp_uri, at=("127.0.0.2", 0)), wire(mongo_uri, at=("127.0.0.2", 0))
    for line, name in ((broker, "broker.test"), (database, "database.test")):
        names.says(name, line.host)
    settings = {
        "AMQP_URI": broker.through(run.amqp_uri, "broker.test"),
        "MONGO_URI": database.through(mongo_uri, "database.test"),
    }
    maker = run.start("maker", settings | names.settings)
    caller = run.caller()
    jar = run.open_jar(caller)
    for uri, line, name in ((run.amqp_uri, broker, "broker.test"), (mongo_uri, database, "database.test")):
        line.close()
        poll(lambda: is_ready(str(maker.ready_url)), WITHIN, because=f"it misses {name}")
        moved = wire(uri, at=("127.0.0.3", line.port))
        names.says(name, moved.host)
        maker.wait_ready(WITHIN)
        run.fill(caller, jar)


SLOW = """
import socket, threading

answer = threading.Event()

def getaddrinfo(*asked):
    assert answer.wait(10)
    return "looked up"

socket.getaddrinfo = getaddrinfo

from servicekit import green
green.patch()
import eventlet

looking = eventlet.spawn(socket.getaddrinfo, "slow.test", 80)
eventlet.sleep(0)
answer.set()
print(looking.wait())
"""


def test_a_name_that_takes_long_to_look_up_holds_up_nobody_else() -> None:
    command = [sys.executable, "-W", "ignore", "-c", SLOW]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout == "looked up\n", done.stderr
