"""How a service says what it can do: commands, queries, reactions, deadlines, and things done from time to time.

A decorated method is plain: it takes what was asked and a unit of work (or a reading) and returns an entity, a
document or a page. Everything around it (validation, receipts, the transaction, retries, metrics) is the platform's;
the plain method stays reachable as `__wrapped__`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from servicekit.entrypoints import CallEntrypoint, ReactionEntrypoint
from servicekit.errors import Problem
from servicekit.operations import Command, Operation, Query
from servicekit.specs import Answer, Batch, Call, DeadlineSpec, ReactionSpec, ScheduleSpec

Method = Callable[..., Any]
Decorator = Callable[[Method], Method]


def command(operation: Command) -> Decorator:
    """A method that changes something: `(self, wish, work) -> entity | document`, named as its operation says.

    It runs again from the start when somebody else was first, so it must do nothing except through `work`.
    """
    return functools.partial(_call, operation)


def query(operation: Query) -> Decorator:
    """A method that only reads: `(self, wish, read) -> entity | document | Page`."""
    return functools.partial(_call, operation)


def _call(operation: Operation, method: Method) -> Method:
    if method.__name__ != operation.method:
        raise TypeError(f"{method.__qualname__} is declared as {operation.name}")

    @functools.wraps(method)
    def run(service: Any, call: Call) -> tuple[Answer | None, Problem | None]:
        try:
            return service.platform.answer(operation, functools.partial(method, service), call), None
        except Problem as problem:
            return None, problem

    run.operation = operation  # type: ignore[attr-defined]
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
