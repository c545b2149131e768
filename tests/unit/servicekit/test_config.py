"""Settings from the environment: defaults, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicekit.config import ConfigurationError, Settings, from_environment, secret


def test_configuration_is_read_from_the_environment_with_defaults() -> None:
    read = from_environment({"AMQP_URI": "amqps://h/v", "WORKERS": "3", "RETRY_DELAYS": "2,30", "UNKNOWN": "x"})
    assert (read.amqp_uri, read.workers, read.delays) == ("amqps://h/v", 3, (2, 30))
    assert read.database("training") == "cadre_training"
    assert from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMQP_URI", "http://localhost"),
        ("MONGO_URI", "localhost:27017"),
        ("WORKERS", "many"),
        ("HEALTH_PORT", "x"),
        ("DATABASE_TIMEOUT", "soon"),
        ("RETRY_DELAYS", "1,0"),
        ("RETRY_DELAYS", "1;2"),
        ("RETRY_DELAYS", ""),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        from_environment({name: value})


def test_a_password_that_is_told_apart_becomes_part_of_its_address(tmp_path: Path) -> None:
    (tmp_path / "broker").write_text("a/b@c\n")
    told = {"AMQP_URI": "amqp://registry@broker:5672/cadre", "AMQP_PASSWORD_FILE": str(tmp_path / "broker")}
    assert from_environment(told).amqp_uri == "amqp://registry:a%2Fb%40c@broker:5672/cadre"
    told = {"MONGO_URI": "mongodb://registry@one,two/?replicaSet=cadre", "MONGO_PASSWORD": "p"}
    assert from_environment(told).mongo_uri == "mongodb://registry:p@one,two/?replicaSet=cadre"


@pytest.mark.parametrize("uri", ["amqp://broker/cadre", "amqp://registry:known@broker/cadre", ""])
def test_a_password_that_is_told_apart_needs_an_account_without_one(uri: str) -> None:
    with pytest.raises(ConfigurationError, match="AMQP_URI"):
        from_environment({"AMQP_URI": uri, "AMQP_PASSWORD": "p"})


def test_a_secret_is_told_in_the_environment_or_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")
    assert secret("FIELD_KEY", {"FIELD_KEY_FILE": str(tmp_path / "key")}) == "from the file"
    assert secret("FIELD_KEY", {"FIELD_KEY": "given", "FIELD_KEY_FILE": "nowhere"}) == "given"
    assert secret("FIELD_KEY", {}) == ""
    with pytest.raises(ConfigurationError, match="FIELD_KEY_FILE"):
        secret("FIELD_KEY", {"FIELD_KEY_FILE": str(tmp_path / "nowhere")})
