"""What the projector says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from prometheus_client import Counter, Gauge, Histogram

from servicekit.events import Received
from servicekit.metrics import BROKER_UP

EVENTS = Counter("cadre_projector_events_total", "Events applied to the read models", ["service"])
PARKED = Counter("cadre_projector_parked_total", "Events put aside because they cannot be read")
RETRIES = Counter("cadre_projector_retries_total", "Batches tried again because the database did not take them")
SECONDS = Histogram("cadre_projector_batch_seconds", "Time of one batch", buckets=(0.01, 0.05, 0.25, 1, 5))
EVENT_AGE = Histogram(
    "cadre_projector_event_age_seconds",
    "From the decision until it can be read",
    buckets=(0.1, 0.25, 1, 5, 30, 120, 600, 3600),
)
WAITING = Gauge("cadre_projector_events_waiting", "Events in the queue of a service", ["service"])
DEAD = Gauge("cadre_projector_dead_letters", "Events put aside that nobody has dealt with")
LAG = Gauge("cadre_projector_lag_seconds", "Age of the oldest event in hand that cannot be read yet; 0 with none")
SNAPSHOTS = Counter("cadre_projector_snapshots_total", "Snapshots fetched from the registry")
STALE = Gauge("cadre_projector_snapshots_wanted", "Documents whose snapshot is still to be fetched")

_oldest: datetime | None = None


def in_hand(facts: Iterable[Received]) -> None:
    """These are being applied now; none, when they are."""
    global _oldest
    _oldest = min((fact.time for fact in facts if not fact.replayed), default=None)


def _lag() -> float:
    return max(0.0, (datetime.now(UTC) - _oldest).total_seconds()) if _oldest is not None else 0.0


LAG.set_function(_lag)


def connected(is_so: bool) -> None:
    """Whether events can reach the projector."""
    BROKER_UP.labels("projector").set(is_so)


def applied(facts: Sequence[Received], seconds: float) -> None:
    """Count one batch."""
    now = datetime.now(UTC)
    for fact in facts:
        EVENTS.labels(fact.service).inc()
        EVENT_AGE.observe(max(0.0, (now - fact.time).total_seconds()))
    SECONDS.observe(seconds)
