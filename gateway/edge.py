"""What holds for every request and every answer, whatever is asked: by which name, from where, with which headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.types import Message, Scope, Send

from gateway.problems import TargetTooLong, TooManyHeaders, UnknownHost

Network: TypeAlias = IPv4Network | IPv6Network
Headers: TypeAlias = list[tuple[bytes, bytes]]

PROBES = frozenset(("/healthz", "/readyz"))
"""What is asked by the address of a container, under any name, and counts against nobody."""
OWN_NAMES = frozenset(("localhost", "127.0.0.1", "[::1]", "gateway"))
"""Names by which nobody outside reaches a gateway: this machine's, and the one among the platform's containers."""
MOST_HEADERS = 100
MOST_TARGET = 32_000
"""Bytes of path and query: two lists of ids as long as a filter takes."""
MOST_HEAD = 48_000
"""Bytes of the target and all headers together."""
_STRICT: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
]
_HOST = re.compile(r"(\*|[^\s:/@\[\]]+|\[[0-9a-f:.]+\])(?::[0-9]*)?")
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")


class Edge:
    """Looks at a request before anything else does. Made of ALLOWED_HOSTS and TRUSTED_PROXIES."""

    def __init__(self, allowed_hosts: Iterable[str], trusted_proxies: Iterable[Network]) -> None:
        self._hosts = OWN_NAMES | frozenset(filter(None, allowed_hosts))
        self._proxies = tuple(trusted_proxies)
        self.trusts: Callable[[str], bool] = lru_cache(maxsize=4096)(self._trusts)
        """Whether an address is a trusted proxy's."""

    def take(self, scope: Scope) -> None:
        """Put the caller's own address and scheme into `scope`. Raises UnknownHost, TargetTooLong, TooManyHeaders."""
        sent = scope["headers"]
        if self._proxies and (client := scope.get("client")) and self.trusts(client[0]):
            self._forwarded(scope, client[0], sent)
        target = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        must_fit(target, len(sent), sum(len(name) + len(value) for name, value in sent))
        if "*" in self._hosts or scope["path"] in PROBES:
            return
        hosts = [value for name, value in sent if name == b"host"]
        if len(hosts) != 1 or _name(hosts[0].decode("latin-1")) not in self._hosts:
            raise UnknownHost()

    def _forwarded(self, scope: Scope, nearest: str, sent: Headers) -> None:
        """Go back from proxy to proxy as far as each is trusted: what stands further left anybody may have written."""
        there = nearest
        told = ",".join(value.decode("latin-1") for name, value in sent if name == b"x-forwarded-for")
        for one in reversed(told.split(",")):
            address = _address(one)
            if address is None:
                break
            there = address
            if not self.trusts(there):
                break
        scope["client"] = (there, 0)
        schemes = [value for name, value in sent if name == b"x-forwarded-proto"]
        if schemes and schemes[-1].rpartition(b",")[2].strip().lower() == b"https":
            scope["scheme"] = "https"

    def _trusts(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return any((inner or address) in network for network in self._proxies)


def must_fit(target: int, count: int, size: int) -> None:
    """Raises TargetTooLong for a target of so many bytes, and TooManyHeaders for so many of so many bytes with it."""
    if target > MOST_TARGET:
        raise TargetTooLong(f"最多 {MOST_TARGET} 字节", f"At most {MOST_TARGET} bytes")
    if count > MOST_HEADERS or target + size > MOST_HEAD:
        raise TooManyHeaders(
            f"请求头最多 {MOST_HEADERS} 个，连同地址最多 {MOST_HEAD} 字节",
            f"At most {MOST_HEADERS} headers, and {MOST_HEAD} bytes with the target",
        )


def strict(headers: Headers, https: bool) -> Headers:
    """An answer's headers with those that every answer has."""
    told = {name.lower() for name, _ in headers}
    return [
        *headers,
        *(one for one in _STRICT if one[0] not in told),
        *([_HTTPS_ONLY] if https else []),
    ]


def strictly(send: Send, scope: Scope) -> Send:
    """`send` for answers with the headers that every answer has."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = strict(list(message.get("headers", [])), scope["scheme"] == "https")
        await send(message)

    return with_headers


def hosts(text: str) -> list[str]:
    """`cadre.example, 10.0.0.5`, without ports; `*` for any. Raises ValueError."""
    names = [one.strip().lower() for one in text.split(",") if one.strip()]
    if any("/" in one or _name(one) != one for one in names):
        raise ValueError(text)
    return names


def networks(text: str) -> list[Network]:
    """`10.0.0.0/8, 192.0.2.1`. Raises ValueError."""
    return [ip_network(one.strip()) for one in text.split(",") if one.strip()]


def _name(host: str) -> str:
    """A Host header without its port; empty for what is none."""
    found = _HOST.fullmatch(host.strip().lower())
    return found[1] if found else ""


def _address(text: str) -> str | None:
    """One entry of X-Forwarded-For without its port; None for what is no address."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return None
