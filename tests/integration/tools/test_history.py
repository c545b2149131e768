"""How long the database keeps its history for a backup: longer only while one wants it, whatever becomes of that."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pymongo
import pytest
from pymongo.errors import OperationFailure

from tests.support.cadre import ROOT, Cadre
from tests.support.polling import poll
from tools.cadre import history

BY_ITSELF = history.BY_ITSELF
HURRIED = """
import os, signal, sys, time
from tools.cadre import history
from tools.cadre.__main__ import main
history.monotonic = lambda: time.monotonic() * 100_000
if sys.argv[1] == "halt":
    history.say = lambda *_: os.kill(os.getpid(), signal.SIGSTOP)
sys.exit(main(sys.argv[2:]))
"""
"""A backup for which time runs fast, so that half of what it has is soon over; it halts where it has asked for more."""


@pytest.fixture
def own(guarded, vhost) -> Cadre:
    """The tool, for an installation with something in it on a server of these tests' own."""
    uri = guarded % "owner:right"
    with pymongo.MongoClient(uri) as client:
        client["own_training"]["journal"].drop()
        client["own_training"]["journal"].insert_many([{"_id": n, "filling": os.urandom(400)} for n in range(60_000)])
        yield Cadre(vhost.amqp_uri, uri, "own_")
        for name in ("own_training", "own_gateway"):
            client.drop_database(name)
        client.admin.command({"setParameter": 1, history.PARAMETER: BY_ITSELF})


@pytest.fixture
def server(own):
    with pymongo.MongoClient(own.environment["MONGO_URI"]) as client:
        yield client


def hurried(cadre: Cadre, file, how: str = "run", **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HURRIED, how, "backup", "create", str(file)],
        cwd=ROOT,
        env={**os.environ, **cadre.environment, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def killed(own, server, tmp_path):
    """A backup that asked for more time was killed."""
    with hurried(own, tmp_path / "killed", "halt") as running:
        poll(lambda: history.kept(server) == 2 * BY_ITSELF, 60)
        poll(lambda: stopped(running.pid), 60)
        longer = own.found()[1]["history.longer"]
        assert (longer["level"], "600 seconds instead of 300" in longer["en"]) == ("note", True)
        assert history.kept(server) == 2 * BY_ITSELF
        running.kill()


def test_a_backup_that_has_time_enough_asks_for_no_more(own, server, tmp_path):
    server["own_gateway"]["schema"].delete_many({})
    made = own("backup", "create", tmp_path / "city.backup")
    assert (made.returncode, "for a while" in made.stdout) == (0, False)
    assert server["own_gateway"]["schema"].find_one({"_id": history.RECORD}) is None


def test_one_that_takes_long_asks_for_more_and_puts_it_back(own, server, tmp_path):
    with hurried(own, tmp_path / "city.backup") as running:
        said, wrong = running.communicate(timeout=120)
    assert (running.returncode, "for 600 seconds" in said, "for 1200 seconds" in said) == (0, True, True), wrong
    assert "beginning again" not in said
    assert history.kept(server) == BY_ITSELF
    assert server["own_gateway"]["schema"].find_one({"_id": history.RECORD}) is None


@pytest.mark.parametrize("task", [("backup", "create", "next"), ("migrate", "status"), ("restore", "nowhere")])
def test_what_a_killed_backup_left_is_put_back_by_whatever_is_done_next(own, server, killed, tmp_path, task):
    # The server notices within a moment that who was killed is gone.
    poll(lambda: own(*task[:-1], tmp_path / task[-1] if task[0] != "migrate" else task[-1]) and gone(server), 60)
    assert history.kept(server) == BY_ITSELF


def gone(server) -> bool:
    return server["own_gateway"]["schema"].find_one({"_id": history.RECORD}) is None


def test_the_doctor_says_that_it_put_back_what_a_killed_backup_left(own, server, killed):
    found = poll(lambda: own.found()[1].get("history.put-back"), 60)
    assert "put back to 300" in found["en"]
    assert (history.kept(server), gone(server)) == (BY_ITSELF, True)
    assert not {code for code in own.found()[1] if code.startswith("history.")}


def test_an_account_that_may_not_put_it_back_names_the_command_that_does(own, server, killed, guarded):
    found = poll(lambda: own.found(MONGO_URI=guarded % "reader:right")[1].get("history.left"), 60)
    assert (found["level"], "600" in found["en"], "300" in found["command"]) == ("warning", True, True)
    assert history.kept(server) == 2 * BY_ITSELF


def test_what_the_server_was_told_meanwhile_is_left_alone(own, server, killed):
    server.admin.command({"setParameter": 1, history.PARAMETER: 77})
    poll(lambda: own.found() and gone(server), 60)
    assert history.kept(server) == 77


def test_a_member_that_is_the_primary_no_more_is_told_too(own, server, killed):
    # The same server by another of its names: whoever asks the primary is not asking the one that was told.
    port = server.address[1]
    server["own_gateway"]["schema"].update_one({"_id": history.RECORD}, {"$set": {"host": f"localhost:{port}"}})
    poll(lambda: own.found() and gone(server), 60)
    assert history.kept(server) == BY_ITSELF


def test_who_may_not_have_it_kept_longer_is_told_and_a_moment_that_is_gone_is_said_with_what_to_do(
    own, server, tmp_path, guarded
):
    with hurried(own, tmp_path / "city.backup", "halt", MONGO_URI=guarded % "reader:right") as running:
        poll(lambda: stopped(running.pid), 60)
        server.admin.command({"setParameter": 1, history.PARAMETER: 0})
        with server.start_session(snapshot=True) as session:
            things = server["own_training"]["journal"]
            things.find_one({}, session=session)

            def over() -> bool:
                server["own_gateway"]["things"].insert_one({})
                try:
                    return things.find_one({}, session=session) is None
                except OperationFailure:
                    return True

            poll(over, 60)
        running.send_signal(signal.SIGCONT)
        said, wrong = running.communicate(timeout=120)
    assert (running.returncode, "longer than the database keeps the moment" in wrong) == (2, True), said
    assert "hostManager" in wrong
    assert list(tmp_path.glob("city*")) == []
    server.admin.command({"setParameter": 1, history.PARAMETER: BY_ITSELF})
    with hurried(own, tmp_path / "city.backup", MONGO_URI=guarded % "reader:right") as running:
        said, wrong = running.communicate(timeout=120)
    assert (running.returncode, "the backup has 300 seconds" in said) == (0, True), wrong


def stopped(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T"
