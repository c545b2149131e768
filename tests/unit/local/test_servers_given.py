"""What a caller is told who names a broker or database that is not there, or a port that is taken."""

from __future__ import annotations

import socket

import pytest

from local import demo, servers
from local.place import Trouble, free_port
from local.servers import without_password


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "PATIENCE", 0.2)


def test_an_absent_broker_is_named_without_its_password(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble) as trouble:
        servers.check_broker(f"amqp://guest:top-secret@127.0.0.1:{free_port()}/work")
    said = capsys.readouterr().err
    assert trouble.value.code == 2
    assert "AMQP_URI" in said
    assert "127.0.0.1" in said
    assert "top-secret" not in said


def test_an_absent_database_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble) as trouble:
        servers.check_database(f"mongodb://127.0.0.1:{free_port()}/?directConnection=true")
    assert trouble.value.code == 2
    assert "MONGO_URI" in capsys.readouterr().err


def test_a_gateway_port_that_is_taken_is_refused_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("GATEWAY_PORT", str(port))
        with pytest.raises(Trouble):
            demo.gateway_port()
    assert f"GATEWAY_PORT={port + 1}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("amqp://guest:secret@broker:5672/work", "amqp://broker:5672/work"),
        ("mongodb://database/?replicaSet=rs0", "mongodb://database/"),
    ],
)
def test_an_address_is_shown_without_user_and_password(uri: str, shown: str) -> None:
    assert without_password(uri) == shown
