"""Settings from the environment: defaults, and a wrong one is named."""

from __future__ import annotations

import pytest

from servicekit.config import ConfigurationError, Settings, from_environment


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
