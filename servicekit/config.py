"""What every process is told by its environment, with each name explained; read once, at the start.

A secret stands in a file rather than in the environment, where each child and each look at a container shows it:
`<NAME>_FILE` names that file. An address takes its account's password so (AMQP_PASSWORD_FILE, MONGO_PASSWORD_FILE).

What only some are told is read where it is used: the gateway's settings by `gateway.settings`, FIELD_KEY by
`servicekit.crypto`, HONOUR_SIGNING_KEY by incentive, the keys of calls by `servicekit.vouching`.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from servicekit import tls


class ConfigurationError(Exception):
    """A setting is missing or wrong; the message says which and what is allowed."""


def _setting(name: str, default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"name": name, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """What a process needs to know of its surroundings."""

    amqp_uri: str = _setting("AMQP_URI", "amqp://guest:guest@127.0.0.1:5672/", "broker, with virtual host")
    mongo_uri: str = _setting(
        "MONGO_URI", "mongodb://127.0.0.1:27017/?directConnection=true", "database (a replica set)"
    )
    database_prefix: str = _setting("DATABASE_PREFIX", "cadre_", "begins the name of each service's own database")
    tls_ca_file: str = _setting(
        "TLS_CA_FILE",
        "",
        "authorities that broker and database are believed by (PEM); both addresses must then be encrypted ones",
    )
    health_host: str = _setting("HEALTH_HOST", "127.0.0.1", "address of /healthz, /readyz and /metrics")
    health_port: int = _setting("HEALTH_PORT", 0, "port of /healthz, /readyz and /metrics; 0 is none")
    log_level: str = _setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR")
    workers: int = _setting("WORKERS", 16, "commands and queries that one process works on at once")
    database_timeout: float = _setting(
        "DATABASE_TIMEOUT",
        10.0,
        "seconds that one database call may take, and all the calls of one command or query together",
    )
    publish_timeout: float = _setting(
        "PUBLISH_TIMEOUT", 10.0, "seconds to wait for the broker's confirms of what is published at once"
    )
    stop_timeout: float = _setting(
        "STOP_TIMEOUT", 25.0, "seconds that a stop may take before open work is left to others"
    )
    retry_delays: str = _setting("RETRY_DELAYS", "1,10,60,600", "seconds before each further try of a failed event")
    hearing_timeout: float = _setting(
        "HEARING_TIMEOUT",
        2.0,
        "seconds that an answer waits for what its caller did a moment ago elsewhere, before it is `not-yet`",
    )
    traces_to: str = _setting("TRACES_TO", "", "collector of traces (OTLP over HTTP, http://host:4318); empty is none")
    traces_share: float = _setting("TRACES_SHARE", 1.0, "share of the requests whose traces are recorded, 0 to 1")
    unsigned_calls: str = _setting(
        "UNSIGNED_CALLS",
        "refused",
        "`taken` lets a service take calls that nobody vouches for, while a release that did not sign is replaced",
    )
    reaction_timeout: float = _setting("REACTION_TIMEOUT", 60.0, "seconds that a reaction to events may take")

    @property
    def takes_unsigned(self) -> bool:
        """Whether calls are taken that nobody vouches for."""
        return self.unsigned_calls == "taken"

    def database(self, service: str) -> str:
        """The name of a service's own database."""
        return f"{self.database_prefix}{service}"

    @property
    def delays(self) -> tuple[int, ...]:
        """The retry ladder's delays, in whole seconds."""
        return tuple(int(delay) for delay in self.retry_delays.split(","))


def secret(name: str, environment: Mapping[str, str] | None = None) -> str:
    """A secret that is told as `name`, or in the file that `<name>_FILE` names; empty where there is none.

    Raises ConfigurationError where the file cannot be read.
    """
    environment = os.environ if environment is None else environment
    path = environment.get(f"{name}_FILE", "")
    if environment.get(name) or not path:
        return environment.get(name, "")
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise ConfigurationError(f"{name}_FILE cannot be read: {wrong}") from None


def with_password(uri: str, password: str) -> str:
    """An address with the password of the account that it names. Raises ConfigurationError where it names none."""
    scheme, _, rest = uri.partition("://")
    account, at, place = rest.partition("@")
    if not at or not account or ":" in account:
        raise ConfigurationError("a password that is told apart needs an address like scheme://account@host")
    return f"{scheme}://{account}:{quote(password, safe='')}@{place}"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises ConfigurationError naming the variable that is wrong."""
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        name = setting.metadata["name"]
        if name not in environment:
            continue
        convert: type[Any] = type(setting.default)
        try:
            values[setting.name] = convert(environment[name])
        except ValueError:
            raise ConfigurationError(f"{name} must be a {convert.__name__}: {setting.metadata['meaning']}") from None
    for setting_name, name in (("amqp_uri", "AMQP"), ("mongo_uri", "MONGO")):
        if password := secret(f"{name}_PASSWORD", environment):
            try:
                values[setting_name] = with_password(values.get(setting_name, ""), password)
            except ConfigurationError as wrong:
                raise ConfigurationError(f"{name}_URI: {wrong}") from None
    settings = Settings(**values)
    if not settings.amqp_uri.startswith(("amqp://", "amqps://")):
        raise ConfigurationError("AMQP_URI must begin with amqp:// or amqps://")
    if not settings.mongo_uri.startswith(("mongodb://", "mongodb+srv://")):
        raise ConfigurationError("MONGO_URI must begin with mongodb:// or mongodb+srv://")
    settings = _encrypted(settings)
    if settings.traces_to and not settings.traces_to.startswith(("http://", "https://")):
        raise ConfigurationError("TRACES_TO must begin with http:// or https://")
    if settings.unsigned_calls not in ("refused", "taken"):
        raise ConfigurationError("UNSIGNED_CALLS must be `refused` or `taken`")
    if not 0 <= settings.traces_share <= 1:
        raise ConfigurationError("TRACES_SHARE must be between 0 and 1")
    try:
        delays_are_right = all(delay > 0 for delay in settings.delays)
    except ValueError:
        delays_are_right = False
    if not delays_are_right:
        raise ConfigurationError("RETRY_DELAYS must be whole positive seconds, separated by commas")
    return settings


def _encrypted(settings: Settings) -> Settings:
    """With the authorities that both addresses believe, where TLS_CA_FILE names them. Raises ConfigurationError."""
    authorities = settings.tls_ca_file
    for name, uri, wanted in (
        ("AMQP_URI", settings.amqp_uri, "amqps://"),
        ("MONGO_URI", settings.mongo_uri, "tls=true"),
    ):
        if wrong := tls.unverified(uri):
            raise ConfigurationError(f"{name} must not say {wrong}: certificates and host names are always verified")
        if authorities and not tls.is_encrypted(uri):
            raise ConfigurationError(f"{name} must be encrypted ({wanted}) where TLS_CA_FILE is given")
    if not authorities:
        return settings
    try:
        ssl.create_default_context(cafile=authorities)
    except (OSError, ssl.SSLError) as wrong_file:
        raise ConfigurationError(f"TLS_CA_FILE cannot be read as certificates (PEM): {wrong_file}") from None
    amqp_uri, mongo_uri = (tls.trusting(uri, authorities) for uri in (settings.amqp_uri, settings.mongo_uri))
    return replace(settings, amqp_uri=amqp_uri, mongo_uri=mongo_uri)
