"""`make cadre` is for the servers that are named, else for those of the demonstration."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator

import pytest

from local.operate import surroundings
from local.place import Place


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    for name in ("AMQP_URI", "MONGO_URI"):
        monkeypatch.delenv(name, raising=False)
    own = Place(f"operate-{secrets.token_hex(4)}")
    own.make()
    yield own
    shutil.rmtree(own.path)
    shutil.rmtree(own.logs)


def test_the_demonstrations_servers_are_asked_where_none_are_named(place: Place) -> None:
    (place.path / "ports.json").write_text(json.dumps({"amqp": 1111, "database": 2222}))
    told = surroundings(place)
    assert told["AMQP_URI"].endswith("@127.0.0.1:1111/platform")
    assert "127.0.0.1:2222" in told["MONGO_URI"]
    assert told["FIELD_KEY"] == place.field_key()
    assert told["DATA_KEYS_FOLDER"] == str(place.keys)
    # The ports are those of servers that run, and stay theirs.
    assert json.loads((place.path / "ports.json").read_text()) == {"amqp": 1111, "database": 2222}


def test_servers_that_are_named_are_the_ones_that_are_asked(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.path / "ports.json").write_text(json.dumps({"amqp": 1111, "database": 2222}))
    monkeypatch.setenv("MONGO_URI", "mongodb://elsewhere/")
    assert surroundings(place) == {}


def test_where_nothing_has_run_nothing_is_said(place: Place) -> None:
    assert surroundings(place) == {}
