"""Every metric of the platform, in one place; labels never hold anything about a person."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

CALLS = Histogram(
    "cadre_rpc_seconds", "Commands and queries handled, by outcome", ["service", "method", "outcome"], buckets=_SECONDS
)
CALLS_RERUN = Counter(
    "cadre_rpc_reruns_total", "Commands run again because somebody else was first", ["service", "method"]
)
CALLS_OPEN = Gauge("cadre_rpc_open", "Commands and queries being worked on", ["service"])
REPEATS = Counter("cadre_rpc_repeats_total", "Commands answered from their receipt", ["service", "method"])
EVENTS_HANDLED = Counter("cadre_events_handled_total", "Events that took effect", ["service", "handler"])
EVENTS_REPEATED = Counter("cadre_events_repeated_total", "Events that had taken effect before", ["service", "handler"])
EVENTS_RETRIED = Counter("cadre_events_retried_total", "Events sent up the retry ladder", ["service", "handler"])
EVENTS_PARKED = Counter("cadre_events_parked_total", "Messages parked as dead letters", ["service", "handler"])
REACTION_SECONDS = Histogram(
    "cadre_reaction_seconds", "Reactions to a batch of events", ["service", "handler"], buckets=_SECONDS
)
EVENT_AGE = Histogram(
    "cadre_event_age_seconds",
    "From the decision to the effect at a subscriber",
    ["service", "handler"],
    buckets=_SECONDS,
)
PUBLISHED = Counter("cadre_events_published_total", "Events confirmed by the broker", ["service"])
UNROUTED = Counter("cadre_events_unrouted_total", "Published events that no queue took", ["service"])
UNCONFIRMED = Counter(
    "cadre_events_unconfirmed_total", "Events whose confirm did not come; they are sent again", ["service"]
)
OUTBOX_SIZE = Gauge("cadre_outbox_entries", "Journal entries whose events are not published yet (capped)", ["service"])
OUTBOX_AGE = Gauge("cadre_outbox_oldest_seconds", "Age of the oldest entry not published yet", ["service"])
LEADER = Gauge("cadre_relay_leader", "1 while this process is its service's relay", ["service"])
DEAD_LETTERS = Gauge("cadre_dead_letters", "Dead letters that nobody has dealt with", ["service"])
DEADLINES_DUE = Gauge("cadre_deadlines_due", "Deadlines that are due and have not fired (capped)", ["service"])
DEADLINES_FAILED = Counter(
    "cadre_deadlines_failed_total",
    "Deadlines given up after all tries; an operator must move them",
    ["service", "kind"],
)
NEWS_WAITED = Histogram(
    "cadre_news_wait_seconds",
    "Calls that waited for what their caller did a moment ago elsewhere; outcome is heard or not-yet",
    ["service", "outcome"],
    buckets=_SECONDS,
)
BROKER_UP = Gauge("cadre_broker_connected", "1 while the consuming connection stands", ["service"])
POOL_IN_USE = Gauge("cadre_database_pool_in_use", "Database connections in use", ["service"])
