"""Declaring on the broker with no more rights than a process needs (ADR 0036).

Whoever may declare an exchange may also delete it. So a process only looks for what it shares with others; it makes it
where nobody has yet, as on a developer's machine, and its account may. A deployment's broker has it from the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import amqp.exceptions

from servicekit.topology import DEAD_LETTERS_GO


def lean_on(channel: Any, exchange: str, kind: str = "topic") -> None:
    """See that an exchange is there that belongs to another process, or to all."""
    try:
        with _trial(channel) as trial:
            trial.exchange_declare(exchange, kind, passive=True)
    except amqp.exceptions.NotFound:
        channel.exchange_declare(exchange, kind, durable=True, auto_delete=False)


def declare_queue(channel: Any, name: str, arguments: dict[str, Any], home: str) -> None:
    """Declare a durable queue of one's own whose dead messages go by the exchange `home`.

    A queue keeps the arguments that it was made with. One that an earlier release has made lets its dead go by the
    default exchange, and arrives at the same.
    """
    try:
        with _trial(channel) as trial:
            wanted = {**arguments, DEAD_LETTERS_GO: home}
            trial.queue_declare(name, durable=True, auto_delete=False, arguments=wanted)
    except amqp.exceptions.PreconditionFailed:
        channel.queue_declare(name, durable=True, auto_delete=False, arguments={**arguments, DEAD_LETTERS_GO: ""})


@contextmanager
def _trial(channel: Any) -> Iterator[Any]:
    """A channel of its own: the broker closes one on which something is refused."""
    trial = channel.connection.channel()
    try:
        yield trial
    finally:
        if trial.is_open:
            trial.close()
