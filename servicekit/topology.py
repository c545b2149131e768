"""Every name on the broker, in one place.

Names are spelled out, never derived from a method's name: a renamed method must not orphan a durable queue.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

EVENT_TYPE_PREFIX = "cn.baotou.cadre"
DEAD_LETTERS_GO = "x-dead-letter-exchange"
"""A queue's argument: by which exchange its dead messages go."""
RPC_EXCHANGE = "nameko-rpc"
GATEWAYS_EXCHANGE = "gateway.positions"
"""Where each gateway tells the others what a session has just done."""
CHECKPOINTS_EXCHANGE = "audit.checkpoints"
"""Where each part tells all others how far the chain of its journal is; the routing key is the part."""


def events_exchange(service: str) -> str:
    """The topic exchange of a service's events; the same name that nameko's `event_handler` binds to."""
    return f"{service}.events"


def event_type(service: str, name: str) -> str:
    """The CloudEvents type of an event, e.g. `cn.baotou.cadre.training.class.published.v1`."""
    return f"{EVENT_TYPE_PREFIX}.{service}.{name}"


def rpc_queue(service: str) -> str:
    """Where commands and queries to a service arrive (nameko's own name for it)."""
    return f"rpc-{service}"


def reaction_queue(subscriber: str, publisher: str, handler: str) -> str:
    """The durable queue of one handler, e.g. `training.on.registry.people`."""
    return f"{subscriber}.on.{publisher}.{handler}"


def retry_exchange(service: str, delay: int) -> str:
    """Where a failed message waits `delay` seconds; exchange and queue share the name."""
    return f"{service}.retry.{delay}s"


def home_exchange(service: str) -> str:
    """By which a process reaches its own queues by their names: the default exchange would reach everybody's."""
    return f"{service}.home"


def dead_queue(service: str) -> str:
    """Where a message lands that cannot be handled, until it is filed in the service's `dead_letters` collection."""
    return f"{service}.dead"


def checkpoints_queue(part: str) -> str:
    """Where the others' checkpoints wait for a part to keep them."""
    return f"{part}.audit"


def matches(name: str, pattern: str) -> bool:
    """Whether a topic exchange hands an event of this name to a queue bound so: `*` is one word, `#` any number."""
    if "#" in pattern:
        return fnmatchcase(name, pattern.replace("#", "*"))
    words, wanted = name.split("."), pattern.split(".")
    return len(words) == len(wanted) and all(want in ("*", word) for word, want in zip(words, wanted, strict=True))
