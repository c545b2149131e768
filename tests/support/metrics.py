"""Which metrics there are, and how many series each can have: its labels take only values that are declared here."""

from __future__ import annotations

import importlib
import math
from typing import Any

from prometheus_client import Histogram
from prometheus_client.metrics import MetricWrapperBase

from services import NAMES

MODULES = ("servicekit.metrics", "gateway.metrics", "gateway.projector.metrics", "gateway.importer")
"""Where metrics are declared."""
VALUES = {
    # The gateway, the projector and the importer have a pool of connections, and rows of their own.
    "service": [*NAMES, "gateway", "projector", "importer"],
    "publisher": list(NAMES),
    "reason": ["rate", "concurrency", "connections", "slow"],
    "saga": ["vetting", "clearance"],
    "status": [str(status) for status in (200, 201, 202, 204, 303, 304, 400, 401, 403, 404, 405, 406, 408, 409, 411,
                                          412, 413, 415, 422, 428, 429, 500, 503)],
}  # fmt: skip
OWN = {
    ("cadre_rpc", "outcome"): ["ok", "refused", "late", "unavailable", "fault"],
    ("cadre_rpc_calls", "outcome"): ["answered", "problem", "timeout", "unavailable"],
    ("cadre_receipts", "outcome"): ["repeated", "reused", "running"],
    ("cadre_news_wait_seconds", "outcome"): ["heard", "not-yet"],
    ("cadre_gateway_news_wait_seconds", "outcome"): ["heard", "not-yet"],
    ("cadre_gateway_sign_ins", "outcome"): ["admitted", "refused", "locked"],
    ("cadre_import_rows", "outcome"): ["good", "bad"],
    ("cadre_rpc", "kind"): ["command", "query"],
    ("cadre_rpc_seconds", "kind"): ["command", "query"],
    ("cadre_http_seconds", "kind"): ["read", "write"],
}
ALWAYS = {"up", "process_start_time_seconds", "process_resident_memory_bytes"}
"""What Prometheus and its client tell of every process."""


def declared() -> dict[str, Any]:
    """Each metric by its name."""
    found: dict[str, Any] = {}
    for module in MODULES:
        for one in vars(importlib.import_module(module)).values():
            if isinstance(one, MetricWrapperBase):
                found[one._name] = one
    return found


def series_of(metric: Any) -> int:
    """The most series that it can have over all processes, each service's replicas counted once."""
    each = len(metric._upper_bounds) + 2 if isinstance(metric, Histogram) else 1
    return each * math.prod(len(values_of(metric, label)) for label in metric._labelnames)


def values_of(metric: Any, label: str) -> list[str]:
    """What a label of a metric may say. Raises KeyError for a label that is not declared here."""
    return OWN.get((metric._name, label)) or VALUES[label]


def names() -> set[str]:
    """The names under which samples are read."""
    made = set(ALWAYS)
    for name, metric in declared().items():
        suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}.get(metric._type, ("",))
        made |= {name + suffix for suffix in suffixes}
    return made
