"""What is said of a method and what is handed to it: plain data between those who declare, receive and run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from servicekit.events import Received
from servicekit.positions import Position
from servicekit.principal import NOBODY, Principal


@dataclass(frozen=True)
class ReactionSpec:
    """A reaction to another service's events, with a durable queue of its own."""

    publisher: str
    events: tuple[str, ...]
    handler: str
    batch: int


@dataclass(frozen=True)
class ScheduleSpec:
    """Something that is done from time to time, once over all replicas."""

    name: str
    seconds: int


@dataclass(frozen=True)
class DeadlineSpec:
    """What is done when a deadline of a kind is over."""

    kind: str


@dataclass(frozen=True)
class Saga:
    """A state in which a case waits for another service's answer; its timeline says since when."""

    name: str
    collection: str
    state: str


@dataclass(frozen=True)
class Call:
    """One request for a command or a query, as it came in."""

    kwargs: dict[str, Any]
    id: str
    """The caller's correlation id: the same when the broker delivers the same request again."""
    principal: Principal = NOBODY
    request_id: str = ""
    key: str | None = None
    """The Idempotency-Key, where the caller gave one."""
    deadline: float | None = None
    """Unix seconds; afterwards nobody waits for the answer."""
    expected_version: int | None = None
    traceparent: str = ""
    redelivered: bool = False
    after: Position = ()
    """What the caller did a moment ago; to be answered when this service has heard of it."""


@dataclass(frozen=True)
class Answer:
    """What a command or a query answers, as JSON, and what it told."""

    result: Any
    told: Sequence[tuple[str, str]] = ()
    """Type and id of the last event of each type, which stand for all that the command told."""


@dataclass
class Batch:
    """Events that are to take effect together."""

    events: list[Received] = field(default_factory=list)
