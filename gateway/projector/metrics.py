"""What the projector says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from prometheus_client import Counter, Gauge, Histogram

from servicekit.events import Received

EVENTS = Counter("cadre_projector_events_total", "Events applied to the read models", ["service"])
PARKED = Counter("cadre_projector_parked_total", "Events put aside because they cannot be read")
RETRIES = Counter("cadre_projector_retries_total", "Batches tried again because the database did not take them")
SECONDS = Histogram(
    "cadre_projector_batch_seconds", "Time of one batch", buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
)
SIZE = Histogram("cadre_projector_batch_events", "Events in one batch", buckets=(1, 5, 20, 100, 250, 500))
WAITING = Gauge("cadre_projector_events_waiting", "Events in the queue of a service", ["service"])
DEAD = Gauge("cadre_projector_dead_letters", "Events put aside that nobody has dealt with")
LAG = Gauge("cadre_projector_lag_seconds", "Age of the newest applied event when it became visible")
APPLIED_AT = Gauge("cadre_projector_last_applied_timestamp_seconds", "When the last batch was applied")
SNAPSHOTS = Counter("cadre_projector_snapshots_total", "Snapshots fetched from the registry")
STALE = Gauge("cadre_projector_snapshots_wanted", "Documents whose snapshot is still to be fetched")


def applied(facts: Sequence[Received], seconds: float) -> None:
    """Count one batch."""
    now = datetime.now(UTC)
    for fact in facts:
        EVENTS.labels(fact.service).inc()
    SIZE.observe(len(facts))
    SECONDS.observe(seconds)
    LAG.set(max(0.0, (now - max(fact.time for fact in facts)).total_seconds()))
    APPLIED_AT.set(now.timestamp())
