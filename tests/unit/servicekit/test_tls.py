"""Encrypted addresses: what they say, and what none may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicekit.config import ConfigurationError, from_environment
from servicekit.tls import for_kombu, is_encrypted, trusting, unverified
from tests.support.certificates import Authority

PLAIN = {"AMQP_URI": "amqp://registry:x@broker/cadre", "MONGO_URI": "mongodb://a:1,b:2/?replicaSet=cadre"}
ENCRYPTED = {"AMQP_URI": "amqps://registry:x@broker/cadre", "MONGO_URI": "mongodb://a:1,b:2/?replicaSet=cadre&tls=true"}


@pytest.mark.parametrize("uri", PLAIN.values())
def test_what_says_nothing_is_plain(uri: str) -> None:
    assert not is_encrypted(uri)
    assert for_kombu(PLAIN["AMQP_URI"]) == (PLAIN["AMQP_URI"], False)


@pytest.mark.parametrize("uri", [*ENCRYPTED.values(), "mongodb+srv://cluster.example/", "mongodb://a/?ssl=true"])
def test_what_is_encrypted_is_known(uri: str) -> None:
    assert is_encrypted(uri)


def test_the_authorities_are_written_into_an_address_once() -> None:
    uri = trusting(ENCRYPTED["AMQP_URI"], "/run/ca.pem")
    assert uri == "amqps://registry:x@broker/cadre?cafile=%2Frun%2Fca.pem"
    assert trusting(uri, "/another.pem") == uri
    assert trusting("mongodb://a:1,b:2?tls=true", "/ca.pem") == "mongodb://a:1,b:2/?tls=true&tlsCAFile=%2Fca.pem"
    address, encrypted = for_kombu(uri)
    assert address == ENCRYPTED["AMQP_URI"]
    assert isinstance(encrypted, dict)
    assert (encrypted["server_hostname"], encrypted["context"]["cafile"]) == ("broker", "/run/ca.pem")
    assert encrypted["context"]["check_hostname"] is True


@pytest.mark.parametrize(
    "told",
    [
        {"AMQP_URI": "amqps://broker/cadre?no_verify_ssl=1"},
        {"MONGO_URI": "mongodb://a/?tls=true&tlsInsecure=true"},
        {"MONGO_URI": "mongodb://a/?tls=true&tlsAllowInvalidHostnames=true"},
        {"MONGO_URI": "mongodb://a/?tls=true&tlsallowinvalidcertificates=true"},
    ],
)
def test_nothing_switches_verification_off(told: dict[str, str]) -> None:
    assert all(unverified(uri) for uri in told.values())
    with pytest.raises(ConfigurationError, match="always verified"):
        from_environment(told)


def test_with_authorities_no_address_is_plain(tmp_path: Path) -> None:
    authorities = {"TLS_CA_FILE": str(Authority(tmp_path, "authority").file)}
    for name in PLAIN:
        with pytest.raises(ConfigurationError, match=f"{name} must be encrypted"):
            from_environment({**ENCRYPTED, name: PLAIN[name], **authorities})
    read = from_environment({**ENCRYPTED, **authorities})
    assert "cafile=" in read.amqp_uri
    assert "tlsCAFile=" in read.mongo_uri
    (tmp_path / "none.pem").write_text("nothing")
    for wrong in ("none.pem", "absent.pem"):
        with pytest.raises(ConfigurationError, match="TLS_CA_FILE cannot be read"):
            from_environment({**ENCRYPTED, "TLS_CA_FILE": str(tmp_path / wrong)})
