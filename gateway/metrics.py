"""What the gateway counts. A label is a service or how something ended, never a route, a path, an id or an account."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram

from servicekit.metrics import SECONDS

REQUESTS = Counter(
    "cadre_http_requests_total", "Requests answered, by the service whose row it was", ["service", "status"]
)
REQUEST_SECONDS = Histogram(
    "cadre_http_seconds", "Seconds until a request was answered", ["service", "kind"], buckets=SECONDS
)
IN_FLIGHT = Gauge("cadre_http_requests_in_flight", "Requests that are being answered")
REFUSED = Counter("cadre_http_requests_refused_total", "Requests refused before any work", ["reason"])
CALLS = Counter(
    "cadre_rpc_calls_total", "Calls to a service: answered, problem, timeout, unavailable", ["service", "outcome"]
)
CALL_SECONDS = Histogram("cadre_rpc_call_seconds", "Seconds until a call was answered", ["service"], buckets=SECONDS)
PRESENT = Gauge("cadre_service_present", "1 while some process of a service takes calls", ["service"])
NEWS_WAITED = Histogram(
    "cadre_gateway_news_wait_seconds",
    "Reads of read models that waited for what their caller did a moment ago; outcome is heard or not-yet",
    ["outcome"],
    buckets=SECONDS,
)
SIGN_INS = Counter("cadre_gateway_sign_ins_total", "Attempts to sign in", ["outcome"])
for _reason in ("rate", "concurrency", "connections", "slow"):
    REFUSED.labels(_reason)


def count_from_zero(services: Iterable[str]) -> None:
    """Begin at zero what alerts look for an increase of: what begins with its first burst shows none by that."""
    for service in services:
        for outcome in ("answered", "problem", "timeout", "unavailable"):
            _call_children(service, outcome)
        for status in (500, 503):
            REQUESTS.labels(service, str(status))
    for outcome in ("heard", "not-yet"):
        NEWS_WAITED.labels(outcome)


@lru_cache(maxsize=1024)
def _request_children(service: str, kind: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(service, str(status)), REQUEST_SECONDS.labels(service, kind)


@lru_cache(maxsize=256)
def _call_children(service: str, outcome: str) -> tuple[Counter, Histogram]:
    return CALLS.labels(service, outcome), CALL_SECONDS.labels(service)


def request(service: str, kind: str, status: int, seconds: float) -> None:
    """Count one answered request; `kind` is read or write."""
    counter, histogram = _request_children(service, kind, status)
    counter.inc()
    histogram.observe(seconds)


def rpc_call(target: str, outcome: str, seconds: float) -> None:
    """Count one call; `outcome` is answered, problem, timeout or unavailable."""
    counter, histogram = _call_children(target.partition(".")[0], outcome)
    counter.inc()
    histogram.observe(seconds)
