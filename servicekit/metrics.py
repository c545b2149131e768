"""Every metric of the services, in one place, each for something that is promised (ADR 0035).

Labels are few and their values are declared: a service, whose events it reads, how something ended. Neither a method
nor a route nor a code of a refusal is a label, and nothing about a person ever is; those stand in logs and traces.
"""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# For each counter and histogram a second number, of when it began, which nothing reads.
disable_created_metrics()  # type: ignore[no-untyped-call]

SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10)
"""The bounds of a latency: what is quick, what is slow, and what a caller gives up on."""
_AGES = (0.1, 0.25, 1, 5, 30, 120, 600, 3600)

CALL_SECONDS = Histogram(
    "cadre_rpc_seconds", "Seconds that a command or a query took in its service", ["service", "kind"], buckets=SECONDS
)
CALLS = Counter(
    "cadre_rpc_total",
    "Commands and queries by how they ended: ok, refused, late (its caller had given up), unavailable, fault",
    ["service", "kind", "outcome"],
)
CALLS_RERUN = Counter("cadre_rpc_reruns_total", "Commands run again because somebody else was first", ["service"])
CALLS_NOT_VOUCHED = Counter(
    "cadre_rpc_not_vouched_total", "Calls refused because no process that may call so has signed them", ["service"]
)
CALLS_OPEN = Gauge("cadre_rpc_open", "Commands and queries being worked on", ["service"])
RECEIPTS = Counter(
    "cadre_receipts_total",
    "Commands that met a receipt: repeated (answered from it), reused (another body under its key), running",
    ["service", "outcome"],
)
EVENTS_HANDLED = Counter("cadre_events_handled_total", "Events that took effect", ["service", "publisher"])
EVENTS_REPEATED = Counter(
    "cadre_events_repeated_total", "Events that had taken effect before", ["service", "publisher"]
)
EVENTS_RETRIED = Counter("cadre_events_retried_total", "Events sent up the retry ladder", ["service", "publisher"])
EVENTS_PARKED = Counter("cadre_events_parked_total", "Messages parked as dead letters", ["service", "publisher"])
REACTION_SECONDS = Histogram(
    "cadre_reaction_seconds", "Reactions to a batch of events", ["service", "publisher"], buckets=SECONDS
)
EVENT_AGE = Histogram(
    "cadre_event_age_seconds",
    "From the decision to the effect at a subscriber",
    ["service", "publisher"],
    buckets=_AGES,
)
LAG = Gauge(
    "cadre_subscriber_lag_seconds",
    "Age of the oldest event that a subscriber has in hand and that has not taken effect; 0 with none in hand",
    ["service", "publisher"],
)
PUBLISHED = Counter("cadre_events_published_total", "Events confirmed by the broker", ["service"])
UNROUTED = Counter("cadre_events_unrouted_total", "Published events that no queue took", ["service"])
UNCONFIRMED = Counter(
    "cadre_events_unconfirmed_total", "Events whose confirm did not come; they are sent again", ["service"]
)
OUTBOX_SIZE = Gauge("cadre_outbox_entries", "Journal entries whose events are not published yet (capped)", ["service"])
OUTBOX_AGE = Gauge("cadre_outbox_oldest_seconds", "Age of the oldest entry not published yet", ["service"])
LEADER = Gauge("cadre_relay_leader", "1 while this process is its service's relay", ["service"])
JOURNAL_EXPIRES = Gauge(
    "cadre_journal_expiring_indexes", "Indexes by which the database would forget what was handled", ["service"]
)
AUDIT_UNLINKED = Gauge(
    "cadre_audit_unlinked_seconds",
    "For how long entries of the journal may have waited for their link of the audit's chain",
    ["service"],
)
DEAD_LETTERS = Gauge("cadre_dead_letters", "Dead letters that nobody has dealt with", ["service"])
DEADLINES_DUE = Gauge("cadre_deadlines_due", "Deadlines that are due and have not fired (capped)", ["service"])
DEADLINES_LATE = Gauge(
    "cadre_deadlines_late_seconds", "For how long the oldest deadline that has not fired has been due", ["service"]
)
DEADLINES_FAILED = Gauge(
    "cadre_deadlines_failed", "Deadlines given up after all tries; an operator must look at them", ["service"]
)
SAGA_AGE = Gauge(
    "cadre_saga_oldest_seconds",
    "For how long the oldest case has waited for another service's answer, by the state in which it waits",
    ["service", "saga"],
)
NEWS_WAITED = Histogram(
    "cadre_news_wait_seconds",
    "Calls that waited for what their caller did a moment ago elsewhere; outcome is heard or not-yet",
    ["service", "outcome"],
    buckets=SECONDS,
)
BROKER_UP = Gauge("cadre_broker_connected", "1 while the consuming connection stands", ["service"])
POOL_IN_USE = Gauge("cadre_database_pool_in_use", "Database connections in use", ["service"])


def count_events_of(service: str, publisher: str, lag: Callable[[], float]) -> None:
    """Begin at zero; `lag` is asked whenever the page is read, since it grows while nothing happens."""
    for counter in (EVENTS_HANDLED, EVENTS_REPEATED, EVENTS_RETRIED, EVENTS_PARKED):
        counter.labels(service, publisher)
    LAG.labels(service, publisher).set_function(lag)


def count_calls_of(service: str) -> None:
    """Begin at zero."""
    CALLS_NOT_VOUCHED.labels(service)
    for outcome in ("repeated", "reused", "running"):
        RECEIPTS.labels(service, outcome)
    for outcome in ("heard", "not-yet"):
        NEWS_WAITED.labels(service, outcome)


def count_published_of(service: str) -> None:
    """Begin at zero."""
    for counter in (PUBLISHED, UNROUTED, UNCONFIRMED):
        counter.labels(service)
