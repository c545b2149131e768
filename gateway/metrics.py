"""What the gateway counts. Labels are routes and targets, never paths, ids or accounts."""

from __future__ import annotations

from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter("cadre_gateway_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "cadre_gateway_request_seconds", "Seconds until a request was answered", ["method", "route"], buckets=_BUCKETS
)
IN_FLIGHT = Gauge("cadre_gateway_requests_in_flight", "Requests that are being answered")
REFUSED = Counter("cadre_gateway_requests_refused", "Requests refused before any work", ["reason"])
CALLS = Counter("cadre_gateway_rpc_calls", "Calls to the services", ["target", "outcome"])
CALL_SECONDS = Histogram("cadre_gateway_rpc_seconds", "Seconds until a call was answered", ["target"], buckets=_BUCKETS)
NEWS_WAITED = Histogram(
    "cadre_gateway_news_wait_seconds",
    "Reads of read models that waited for what their caller did a moment ago; outcome is heard or not-yet",
    ["outcome"],
    buckets=_BUCKETS,
)
SIGN_INS = Counter("cadre_gateway_sign_ins", "Attempts to sign in", ["outcome"])


@lru_cache(maxsize=4096)
def _request_children(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, str(status)), SECONDS.labels(method, route)


@lru_cache(maxsize=4096)
def _call_children(target: str, outcome: str) -> tuple[Counter, Histogram]:
    return CALLS.labels(target, outcome), CALL_SECONDS.labels(target)


def request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    counter, histogram = _request_children(method, route, status)
    counter.inc()
    histogram.observe(seconds)


def rpc_call(target: str, outcome: str, seconds: float) -> None:
    """Count one call; `outcome` is answered, problem, timeout or unavailable."""
    counter, histogram = _call_children(target, outcome)
    counter.inc()
    histogram.observe(seconds)
