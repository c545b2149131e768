"""Encrypted connections (TLS): by whose word a broker or a database is believed to be the one that is meant.

An address says it all: `amqps://…?cafile=PATH` as aiormq reads it, `mongodb://…?tls=true&tlsCAFile=PATH` as pymongo
does. Certificates and host names are always verified; what would switch that off is refused with the settings.
"""

from __future__ import annotations

import ssl
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

UNVERIFIED = (
    "no_verify_ssl",
    "tlsinsecure",
    "tlsallowinvalidcertificates",
    "tlsallowinvalidhostnames",
    "ssl_cert_reqs",
)
"""Parts of an address that let anybody be the server, in small letters."""


def is_encrypted(uri: str) -> bool:
    """Whether a connection to this address is encrypted."""
    parts = urlsplit(uri)
    asked = {name.lower(): value.lower() for name, value in parse_qsl(parts.query)}
    by_default = "true" if parts.scheme == "mongodb+srv" else "false"
    return parts.scheme == "amqps" or asked.get("tls", asked.get("ssl", by_default)) == "true"


def unverified(uri: str) -> str | None:
    """What in the address would let anybody be the server; None where nothing does."""
    named = (name for name, _ in parse_qsl(urlsplit(uri).query, keep_blank_values=True))
    return next((name for name in named if name.lower() in UNVERIFIED), None)


def trusting(uri: str, authorities: str) -> str:
    """The address of an encrypted connection that names the file of authorities, where it names none itself."""
    parts = urlsplit(uri)
    name = "cafile" if parts.scheme == "amqps" else "tlsCAFile"
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if name in dict(asked):
        return uri
    return urlunsplit(parts._replace(path=parts.path or "/", query=urlencode([*asked, (name, authorities)])))


def for_kombu(uri: str) -> tuple[str, dict[str, Any] | bool]:
    """The address as kombu reads it, and how its connections are encrypted; False where they are not.

    The file of authorities is read for each connection, so that a new one is taken without a new start.
    """
    parts = urlsplit(uri)
    if parts.scheme != "amqps":
        return uri, False
    authorities = parse_qs(parts.query).get("cafile", [None])[0]
    context = {"purpose": ssl.Purpose.SERVER_AUTH, "cafile": authorities, "check_hostname": True}
    return urlunsplit(parts._replace(query="")), {"server_hostname": parts.hostname, "context": context}
