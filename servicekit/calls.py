"""How a service says what it can do: commands, queries, reactions, deadlines, and things done from time to time.

A decorated method is plain: it takes what was asked and a unit of work (or a reading) and returns an entity, a
document or a page. Everything around it (validation, receipts, the transaction, retries, metrics) is the platform's;
the plain method stays reachable as `__wrapped__`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from servicekit.entrypoints import CallEntrypoint, ReactionEntrypoint
from servicekit.errors import Problem
from servicekit.events import Received
from servicekit.principal import NOBODY, Principal
from servicekit.schema import Schema

Method = Callable[..., Any]
Decorator = Callable[[Method], Method]


@dataclass(frozen=True)
class CallSpec:
    """A command or a query: what it takes and what it answers."""

    name: str
    wish: type[Schema]
    answer: type[Schema] | None
    changes: bool
    once: tuple[str, ...] = ()
    """Fields of the answer that are shown once and kept in no receipt."""
    unlogged: tuple[str, ...] = ()
    """Fields of the wish that leave no trace, not even in a fingerprint."""


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


@dataclass
class Batch:
    """Events that are to take effect together."""

    events: list[Received] = field(default_factory=list)


def command(
    wish: type[Schema],
    answer: type[Schema] | None = None,
    *,
    once: tuple[str, ...] = (),
    unlogged: tuple[str, ...] = (),
) -> Decorator:
    """A method that changes something: `(self, wish, work) -> entity | document`.

    It runs again from the start when somebody else was first, so it must do nothing except through `work`. `once` are
    fields of the answer that a repetition answers as null: what is sealed in the database lies open in no receipt.
    `unlogged` are fields of the wish that the receipt's fingerprint leaves out, because what can be guessed can be
    found again from its hash; so a repetition with the same Idempotency-Key may differ in them, and the first counts.
    """
    return functools.partial(_call, wish, answer, True, once, unlogged)


def query(wish: type[Schema], answer: type[Schema] | None = None) -> Decorator:
    """A method that only reads: `(self, wish, read) -> entity | document | Page`."""
    return functools.partial(_call, wish, answer, False, (), ())


def _call(
    wish: type[Schema],
    answer: type[Schema] | None,
    changes: bool,
    once: tuple[str, ...],
    unlogged: tuple[str, ...],
    method: Method,
) -> Method:
    spec = CallSpec(method.__name__, wish, answer, changes, once, unlogged)

    @functools.wraps(method)
    def run(service: Any, call: Call) -> tuple[Any, Problem | None]:
        try:
            return service.platform.answer(spec, functools.partial(method, service), call), None
        except Problem as problem:
            return None, problem

    run.call_spec = spec  # type: ignore[attr-defined]
    CallEntrypoint.decorator(run)
    return run


def on(publisher: str, *events: str, handler: str, batch: int = 1) -> Decorator:
    """A reaction to events of `publisher`: `(self, event, work)`, or `(self, events, work)` with `batch` > 1.

    `events` are names or patterns of the topic exchange (`cadre.*.v1`). The queue is named after `handler`, which must
    not change. All the events of a batch take effect in one transaction; when that fails they are tried one by one.
    """

    def decorate(method: Method) -> Method:
        spec = ReactionSpec(publisher, events, handler, batch)

        @functools.wraps(method)
        def run(service: Any, received: Batch) -> int:
            handled: int = service.platform.react(spec, functools.partial(method, service), received.events)
            return handled

        run.reaction_spec = spec  # type: ignore[attr-defined]
        ReactionEntrypoint.decorator(run)
        return run

    return decorate


def deadline(kind: str) -> Decorator:
    """What is done when a deadline of `kind` is over: `(self, deadline, work)`; see `deadlines`.

    `kind` is kept with each deadline and must not change.
    """

    def decorate(method: Method) -> Method:
        method.deadline_spec = DeadlineSpec(kind)  # type: ignore[attr-defined]
        return method

    return decorate


def every(seconds: int, name: str) -> Decorator:
    """Something done every so many seconds: `(self, work)`. A missed time is made up for once, at the next start."""

    def decorate(method: Method) -> Method:
        method.schedule_spec = ScheduleSpec(name, seconds)  # type: ignore[attr-defined]
        return method

    return decorate
