"""Connections to the broker over aiormq, and what everybody here who has one must know."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import aio_pika
import aiormq
from aio_pika.abc import AbstractConnection
from pamqp.common import FieldValue
from yarl import URL

from servicekit.topology import DEAD_LETTERS_GO

HEARTBEAT = 4
"""Seconds; a connection that is silent for about four times as long is given up, so that a broker that went without a
word, and is back elsewhere, is found in a third of a minute."""


class ConnectionGone(ConnectionError):
    """The connection to the broker went while something waited on it."""


async def connect(uri: str, name: str) -> AbstractConnection:
    """An open connection, named for the broker's operator. The address says its own `heartbeat` or gets ours.

    Raises OSError, TimeoutError or AMQPError.
    """
    address = URL(uri)
    if "heartbeat" not in address.query:
        address = address.update_query(heartbeat=HEARTBEAT)
    with none_cancelled_but_us():
        return await aio_pika.connect(address, timeout=10, client_properties={"connection_name": name})


async def lean_on(wire: aiormq.abc.AbstractConnection, exchange: str, kind: str) -> None:
    """See that an exchange is there that is not this process's own; see `servicekit.declaring`."""
    trial = await wire.channel(timeout=10)
    try:
        await trial.exchange_declare(exchange, exchange_type=kind, passive=True, timeout=10)
    except aiormq.exceptions.ChannelNotFoundEntity:
        trial = await wire.channel(timeout=10)
        await trial.exchange_declare(exchange, exchange_type=kind, durable=True, timeout=10)
    await trial.close()


async def declare_queue(
    wire: aiormq.abc.AbstractConnection, name: str, arguments: dict[str, FieldValue], home: str
) -> None:
    """Declare a durable queue of one's own whose dead messages go by `home`; see `servicekit.declaring`."""
    trial = await wire.channel(timeout=10)
    try:
        await trial.queue_declare(name, durable=True, arguments={**arguments, DEAD_LETTERS_GO: home}, timeout=10)
    except aiormq.exceptions.ChannelPreconditionFailed:
        trial = await wire.channel(timeout=10)
        await trial.queue_declare(name, durable=True, arguments={**arguments, DEAD_LETTERS_GO: ""}, timeout=10)
    await trial.close()


@contextmanager
def none_cancelled_but_us() -> Iterator[None]:
    """Inside, only a cancellation of the running task itself is a CancelledError; raises ConnectionGone for the rest.

    When aiormq gives a connection up, it ends whatever waits on it with CancelledError, or with a bare Exception. To
    whoever waits, the first looks as if the task had been cancelled: it passes every `except Exception`, ends a task
    that should reconnect, and reaches the server as a request without an answer. And the other way about: aiormq and
    `asyncio.wait_for` may swallow the cancellation of the task, which would then go on for ever; here it is raised
    again, whatever came of what was waited for.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        yield
    except (asyncio.CancelledError, Exception) as ended:
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError from ended
        if isinstance(ended, asyncio.CancelledError) or type(ended) is Exception:
            raise ConnectionGone("given up while waited on") from ended
        raise
    if task is not None and task.cancelling() > before:
        raise asyncio.CancelledError
