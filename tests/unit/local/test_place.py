"""Ports, secrets and the lock of a local run."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from local import place as places
from local.place import Place, Trouble


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(places, "ROOT", tmp_path)
    made = Place("demo")
    made.make()
    return made


def test_a_secret_is_made_once_and_only_its_owner_reads_it(place: Place) -> None:
    first = place.secret("password")
    assert place.secret("password") == first
    assert place.secret_file("password").stat().st_mode & 0o077 == 0
    assert len(base64.b64decode(place.field_key())) == 32
    assert place.field_key() == place.field_key()


def test_ports_stay_the_same_until_somebody_else_has_one(place: Place) -> None:
    first = place.ports("amqp", "database")
    assert place.ports("amqp", "database") == first
    with socket.create_server(("127.0.0.1", first["amqp"])):
        again = place.ports("amqp", "database")
    assert again["amqp"] != first["amqp"]
    assert again["database"] == first["database"]


def test_two_checkouts_have_different_broker_nodes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "ROOT", tmp_path / "one")
    one = Place("demo").node
    monkeypatch.setattr(places, "ROOT", tmp_path / "two")
    assert Place("demo").node != one


def test_a_second_run_in_the_same_place_is_told_so(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with place.alone(), pytest.raises(Trouble) as trouble, place.alone():
        pass
    assert trouble.value.code == 2
    said = capsys.readouterr().err
    assert "Ctrl-C" in said
    assert "already up" in said


def test_the_lock_goes_with_its_process_even_when_that_is_killed(place: Place) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from local import place\n"
        "place.ROOT = Path(sys.argv[1])\n"
        "with place.Place('demo').alone(): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(places.ROOT)], check=False)
    assert killed.returncode == -9
    with place.alone():
        pass
