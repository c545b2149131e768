"""By which name and from where a request comes: what a Host header and X-Forwarded-For may say."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.connections import Connections
from gateway.edge import Edge, hosts, networks
from gateway.problems import TargetTooLong, TooManyHeaders, UnknownHost
from gateway.settings import gateway_settings
from servicekit.config import ConfigurationError


def a_request(client: str = "192.0.2.9", *headers: tuple[bytes, bytes], host: bytes = b"cadre.example") -> Any:
    return {
        "client": (client, 50000),
        "headers": [(b"host", host), *headers],
        "path": "/v1/units",
        "raw_path": b"/v1/units",
        "query_string": b"",
        "scheme": "http",
    }


def edge(allowed: str = "cadre.example", proxies: str = "10.0.0.0/8, 2001:db8:ff::/48") -> Edge:
    return Edge(hosts(allowed), networks(proxies))


@pytest.mark.parametrize(
    ("nearest", "told", "caller"),
    [
        ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7:5000"], "198.51.100.7"),
        ("10.0.0.1", ["[2001:db8::7]:5000"], "2001:db8::7"),
        ("10.0.0.1", ["6.6.6.6, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
        ("10.0.0.1", ["6.6.6.6", "198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["6.6.6.6, unknown, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("2001:db8:ff::1", ["198.51.100.7"], "198.51.100.7"),
        ("198.51.100.8", ["6.6.6.6"], "198.51.100.8"),
        ("127.0.0.1", ["10.0.0.1"], "127.0.0.1"),
    ],
)
def test_a_caller_is_the_nearest_address_that_is_no_trusted_proxys(nearest: str, told: list[str], caller: str) -> None:
    scope = a_request(nearest, *((b"x-forwarded-for", one.encode()) for one in told))
    edge().take(scope)
    assert scope["client"][0] == caller


@pytest.mark.parametrize(("nearest", "scheme"), [("10.0.0.1", "https"), ("198.51.100.8", "http")])
def test_only_a_trusted_proxy_says_that_it_was_https(nearest: str, scheme: str) -> None:
    scope = a_request(nearest, (b"x-forwarded-proto", b"https"))
    edge().take(scope)
    assert scope["scheme"] == scheme


@pytest.mark.parametrize(
    "host", ["cadre.example", "CADRE.example:8443", "localhost:8000", "127.0.0.1", "[::1]:80", "gateway:8000"]
)
def test_a_name_that_is_allowed_is_taken_with_any_port(host: str) -> None:
    edge().take(a_request(host=host.encode()))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "cadre.example.evil.example",
        "evil.example:80",
        "",
        "*",
        "cadre.example@evil.example",
        "a b",
        "::1",
    ],
)
def test_any_other_name_is_refused(host: str) -> None:
    with pytest.raises(UnknownHost):
        edge().take(a_request(host=host.encode()))
    edge("*").take(a_request(host=host.encode()))


def test_a_request_has_one_host() -> None:
    for headers in ([], [(b"host", b"cadre.example")] * 2):
        with pytest.raises(UnknownHost):
            edge().take(a_request() | {"headers": headers})


def test_a_probe_may_ask_under_any_name() -> None:
    edge().take(a_request(host=b"10.4.5.6:8000") | {"path": "/healthz"})


def test_a_head_has_its_bounds() -> None:
    for headers in ([(b"a", b"1")] * 100, [(b"a", b"1" * 48_000)]):
        with pytest.raises(TooManyHeaders):
            edge().take(a_request("192.0.2.9", *headers))
    with pytest.raises(TargetTooLong):
        edge().take(a_request() | {"query_string": b"q" * 32_000})
    edge().take(a_request("192.0.2.9", *[(b"a", b"1" * 100)] * 99) | {"query_string": b"q" * 31_000})


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALLOWED_HOSTS", "https://cadre.example"), ("ALLOWED_HOSTS", "a:80"), ("TRUSTED_PROXIES", "proxy.example")],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        gateway_settings({name: value})


def test_one_network_has_its_share_of_the_connections_and_a_proxy_has_all() -> None:
    connections = Connections(6, 2, edge().trusts)
    assert [connections.enter(host) for host in ("2001:db8::1", "2001:db8::2", "2001:db8::3")] == [True, True, False]
    assert [connections.enter("10.0.0.1") for _ in range(5)] == [True, True, True, True, False]
    connections.leave("2001:db8::2")
    assert connections.enter("192.0.2.1")
    assert not connections.enter("192.0.2.1")
