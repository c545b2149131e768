"""The gateway's own settings, from the environment; what every process shares is in servicekit.config."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import limits

from gateway.edge import hosts, networks
from gateway.oidc import OidcSettings
from gateway.passkeys import PasskeySettings
from servicekit.config import ConfigurationError, Settings, from_environment

BY_RULE, OPTIONAL = "by-rule", "optional"


def _setting(name: str, default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"name": name, "meaning": meaning})


@dataclass(frozen=True)
class GatewaySettings:
    """What the HTTP process needs to know."""

    host: str = _setting("GATEWAY_HOST", "127.0.0.1", "address to listen on")
    port: int = _setting("GATEWAY_PORT", 8000, "port to listen on")
    concurrency: int = _setting("GATEWAY_CONCURRENCY", 200, "requests answered at once; more get 503 at once")
    rate_limit: str = _setting("RATE_LIMIT", "60000/minute", "requests of an account in a period, or `none`")
    anonymous_rate_limit: str = _setting(
        "ANONYMOUS_RATE_LIMIT", "600/minute", "the same per address, without a session"
    )
    connections: int = _setting("CONNECTIONS", 4000, "connections at once; more are ended")
    connections_per_address: int = _setting(
        "CONNECTIONS_PER_ADDRESS", 500, "the same from one address that is no trusted proxy's"
    )
    allowed_hosts: str = _setting(
        "ALLOWED_HOSTS", "", "names by which callers reach the gateway, besides GATEWAY_HOST and this machine's; or `*`"
    )
    trusted_proxies: str = _setting(
        "TRUSTED_PROXIES", "", "addresses and networks of proxies whose X-Forwarded-For is believed"
    )
    certificate: str = _setting(
        "GATEWAY_CERTIFICATE", "", "file of the certificate with its chain (PEM), for HTTPS; none is HTTP"
    )
    key: str = _setting("GATEWAY_KEY", "", "file of its key (PEM)")
    admin_password_file: str = _setting(
        "ADMIN_PASSWORD_FILE", "", "where the first system administrator's password is kept; the others' beside it"
    )
    second_factor: str = _setting(
        "SECOND_FACTOR", BY_RULE, "`by-rule`, or `optional` where nobody needs one: to try the platform only"
    )
    oidc_issuer: str = _setting("OIDC_ISSUER", "", "the identity provider by which people may sign in, if any")
    oidc_client_id: str = _setting("OIDC_CLIENT_ID", "", "what the identity provider knows this platform by")
    oidc_client_secret_file: str = _setting("OIDC_CLIENT_SECRET_FILE", "", "a file with the secret for it")
    oidc_redirect_uri: str = _setting("OIDC_REDIRECT_URI", "", "the page to which it sends browsers back")
    oidc_scopes: str = _setting("OIDC_SCOPES", "openid", "what it is asked for, with blanks between")
    oidc_max_age: int = _setting("OIDC_MAX_AGE", 0, "seconds that a sign-in there may lie back; 0 for any")
    oidc_second_factor: str = _setting(
        "OIDC_SECOND_FACTOR", "", "values of its acr and amr that count as a second factor, with commas between"
    )
    oidc_ca_file: str = _setting("OIDC_CA_FILE", "", "a file with the authorities that vouch for it; else the system's")
    passkey_domain: str = _setting(
        "PASSKEY_DOMAIN", "", "the name that passkeys are bound to: the host of the pages, or above it; none without"
    )
    passkey_origins: str = _setting(
        "PASSKEY_ORIGINS", "", "the pages on which people sign in by a passkey, with commas between"
    )
    access_log: str = _setting("ACCESS_LOG", "on", "`off` writes no line per request")
    sheet_rows: int = _setting("SHEET_ROWS", 20_000, "rows of a list that make a sheet; more are refused")
    paper_fonts: str = _setting("PAPER_FONTS", "/usr/share/fonts", "the folder of the fonts for papers as PDF")
    shared: Settings = field(default_factory=Settings)

    def passkeys(self) -> PasskeySettings | None:
        """Where passkeys are good, if anywhere."""
        if not self.passkey_domain:
            return None
        origins = (one.strip() for one in self.passkey_origins.split(","))
        return PasskeySettings(self.passkey_domain, frozenset(one for one in origins if one))

    def oidc(self) -> OidcSettings | None:
        """The identity provider, if one is configured."""
        if not self.oidc_issuer:
            return None
        counting = (one.strip() for one in self.oidc_second_factor.split(","))
        return OidcSettings(
            self.oidc_issuer,
            self.oidc_client_id,
            self.oidc_redirect_uri,
            self.oidc_client_secret_file,
            tuple(self.oidc_scopes.split()),
            self.oidc_max_age,
            frozenset(one for one in counting if one),
            self.oidc_ca_file,
        )


def gateway_settings(environment: Mapping[str, str] | None = None) -> GatewaySettings:
    """Read the settings. Raises ConfigurationError naming the variable that is wrong."""
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {"shared": from_environment(environment)}
    for setting in fields(GatewaySettings):
        name = setting.metadata.get("name")
        if name is None or name not in environment:
            continue
        convert: Any = type(setting.default)
        try:
            values[setting.name] = convert(environment[name])
        except ValueError:
            raise ConfigurationError(f"{name} must be a {convert.__name__}: {setting.metadata['meaning']}") from None
    settings = GatewaySettings(**values)
    for name, value in (("RATE_LIMIT", settings.rate_limit), ("ANONYMOUS_RATE_LIMIT", settings.anonymous_rate_limit)):
        try:
            parse_limit(value)
        except ValueError:
            raise ConfigurationError(f"{name} must be like `600/minute` or `none`: {value}") from None
    if settings.second_factor not in (BY_RULE, OPTIONAL):
        raise ConfigurationError(f"SECOND_FACTOR must be `{BY_RULE}` or `{OPTIONAL}`: {settings.second_factor}")
    for name, read, text in (
        ("ALLOWED_HOSTS", hosts, settings.allowed_hosts),
        ("TRUSTED_PROXIES", networks, settings.trusted_proxies),
    ):
        try:
            read(text)
        except ValueError:
            raise ConfigurationError(f"{name} must be a list with commas: {text}") from None
    for told in (settings.passkeys(), settings.oidc()):
        if told is not None:
            told.check()
    return settings


def parse_limit(text: str) -> limits.RateLimitItem | None:
    """`600/minute` as the library reads it; None for `none`. Raises ValueError."""
    return None if text == "none" else limits.parse(text)
