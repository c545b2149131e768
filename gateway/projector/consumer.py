"""From the queues into the read models: collect, apply in one transaction, acknowledge together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import AMQPError
from aiormq.abc import DeliveredMessage
from pymongo.errors import BulkWriteError, ConnectionFailure, OperationFailure, PyMongoError

from gateway.broker import connect, none_cancelled_but_us
from gateway.projector import metrics, topology
from gateway.projector.applying import apply
from gateway.readmodels.kinds import UnknownEvent
from gateway.readmodels.store import NotPrepared, Store
from servicekit import traces
from servicekit.events import NotAnEvent, Received, received
from servicekit.failures import places_of, said_of

log = logging.getLogger(__name__)

BATCH = 500
LINGER = 0.02
"""Seconds to wait for more events before a batch goes ahead with what it has."""
MEASURE = 5.0
"""Seconds between looks at the queues' lengths."""
DELAYS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each further try; the last one again and again."""
UNREADABLE = (2, 9, 52, 55, 56, 57, 10334, 17280, 17419, 17420)
"""MongoDB's codes for a document that it will never take."""


class Delivery(NamedTuple):
    """A message as it came, and the tag to acknowledge it by."""

    tag: int
    headers: dict[str, Any]
    body: bytes
    exchange: str
    routing_key: str
    content_type: str | None

    @classmethod
    def of(cls, message: DeliveredMessage) -> Delivery:
        """What matters of a message."""
        properties = message.header.properties
        return cls(
            message.delivery_tag or 0,
            properties.headers or {},
            message.body,
            message.exchange or "",
            message.routing_key or "",
            properties.content_type,
        )


class Wake(Protocol):
    """Told that snapshots are wanted."""

    def __call__(self) -> None: ...


class Consumer:
    """Follows the services' events until told to stop."""

    def __init__(self, uri: str, store: Store, wake: Wake = lambda: None, *, timeout: float = 10.0) -> None:
        self.uri = uri
        self.store = store
        self.wake = wake
        self.timeout = timeout
        self.connected = False
        metrics.connected(False)
        self.database_is_up = True
        self._failures = 0
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Take no more events; what is being applied is finished and acknowledged."""
        self._stop.set()

    async def run(self) -> None:
        """Connect and follow, again and again with growing delays, until stopped."""
        while not self._stop.is_set():
            try:
                with none_cancelled_but_us():
                    async with await connect(self.uri, "gateway.projector") as link:
                        await self._follow(link)
            except Exception as broken:  # noqa: BLE001 - whatever broke the connection, the next one may stand
                log.warning("broker away: %r", broken)
            finally:
                self._is_connected(False)
            if not self._stop.is_set():
                await self._pause(self._failures)
                self._failures += 1

    def _is_connected(self, connected: bool) -> None:
        self.connected = connected
        metrics.connected(connected)

    async def _follow(self, link: AbstractConnection) -> None:
        channel = await link.channel()
        parking = await link.channel(publisher_confirms=True)
        await channel.set_qos(prefetch_count=2 * BATCH)
        waiting: asyncio.Queue[Delivery] = asyncio.Queue()
        closed = asyncio.Event()
        for channel_or_link in (link, channel, parking):
            channel_or_link.close_callbacks.add(lambda *_: closed.set())
        queues = await topology.declare(channel, self.store.projection.services)
        wire = await channel.get_underlay_channel()

        async def take(message: DeliveredMessage) -> None:
            waiting.put_nowait(Delivery.of(message))

        # Below aio-pika, whose message objects cost a third of the projector's time.
        consumers = [(await wire.basic_consume(queue.name, take)).consumer_tag for queue in queues]
        self._is_connected(True)
        acks = _Acknowledgements(channel)
        measuring = asyncio.create_task(_measure(parking, self.store.projection.services))
        try:
            while not self._stop.is_set() and not closed.is_set():
                batch = await self._collect(waiting, closed)
                if batch and await self._settle(batch, parking, closed):
                    await acks.done(batch)
                    self._failures = 0
        finally:
            measuring.cancel()
        if not closed.is_set():
            for tag in consumers:
                with contextlib.suppress(AMQPError, OSError):
                    await wire.basic_cancel(str(tag))

    async def _collect(self, waiting: asyncio.Queue[Delivery], closed: asyncio.Event) -> list[Delivery]:
        first = asyncio.ensure_future(waiting.get())
        ends = [asyncio.ensure_future(event.wait()) for event in (closed, self._stop)]
        try:
            await asyncio.wait([first, *ends], return_when=asyncio.FIRST_COMPLETED)
            if not first.done():
                return []
            batch, until = [first.result()], time.monotonic() + LINGER
            while len(batch) < BATCH:
                try:
                    batch.append(waiting.get_nowait())
                except asyncio.QueueEmpty:
                    left = until - time.monotonic()
                    if left <= 0:
                        break
                    try:
                        batch.append(await asyncio.wait_for(waiting.get(), left))
                    except TimeoutError:
                        break
            return batch
        finally:
            for task in (first, *ends):
                task.cancel()

    async def _settle(self, batch: list[Delivery], parking: AbstractChannel, closed: asyncio.Event) -> bool:
        """Apply or park every message of the batch; False when the connection went before that."""
        readable: list[tuple[Delivery, Received]] = []
        for message in batch:
            try:
                fact = received(message.headers, message.body)
                self.store.projection.kind_of(fact)
                readable.append((message, fact))
            except (NotAnEvent, UnknownEvent) as wrong:
                await _park(parking, message, wrong)
        metrics.in_hand(fact for _, fact in readable)
        try:
            return await self._apply(readable, parking, closed)
        finally:
            metrics.in_hand(())

    async def _apply(
        self, batch: Sequence[tuple[Delivery, Received]], parking: AbstractChannel, closed: asyncio.Event
    ) -> bool:
        tries = 0
        while batch and not closed.is_set():
            began, began_at = time.monotonic(), time.time_ns()
            try:
                facts = [fact for _, fact in batch]
                wanted = await apply(self.store, facts, timeout=self.timeout)
                await self.store.heard.mark(facts)
            except (PyMongoError, NotPrepared) as away:
                if isinstance(away, NotPrepared) or not _is_unreadable(away):
                    self.database_is_up = False
                    log.warning("read models not written, trying again: %s", away)
                    metrics.RETRIES.inc()
                    if self._stop.is_set():
                        return False
                    await self._pause(tries)
                    tries += 1
                    if isinstance(away, NotPrepared):
                        await self._prepare()
                    continue
                wrong: Exception = away
            except Exception as fault:  # noqa: BLE001 - whatever one event breaks must not stop the others
                wrong = fault
            else:
                self.database_is_up = True
                if wanted:
                    self.wake()
                metrics.applied(facts, time.monotonic() - began)
                for fact in facts:
                    traces.record(f"project {fact.service} {fact.type}", "consumer", fact.traceparent, began_at)
                return True
            if len(batch) == 1:
                await _park(parking, batch[0][0], wrong)
                return True
            half = len(batch) // 2
            return await self._apply(batch[:half], parking, closed) and await self._apply(batch[half:], parking, closed)
        return not closed.is_set()

    async def _prepare(self) -> None:
        with contextlib.suppress(PyMongoError):
            await self.store.prepare()

    async def _pause(self, tries: int) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), DELAYS[min(tries, len(DELAYS) - 1)])


async def _measure(channel: AbstractChannel, services: list[str]) -> None:
    """How many events wait, for the metrics, until cancelled or the connection goes."""
    with contextlib.suppress(AMQPError, OSError), none_cancelled_but_us():
        while True:
            for service in services:
                queue = await channel.declare_queue(topology.queue_name(service), passive=True)
                metrics.WAITING.labels(service).set(queue.declaration_result.message_count or 0)
            dead = await channel.declare_queue(topology.DEAD, passive=True)
            metrics.DEAD.set(dead.declaration_result.message_count or 0)
            await asyncio.sleep(MEASURE)


class _Acknowledgements:
    """Acknowledges up to a tag only when nothing below it is still open."""

    def __init__(self, channel: AbstractChannel) -> None:
        self._channel = channel
        self._low = 0
        self._settled: set[int] = set()

    async def done(self, batch: list[Delivery]) -> None:
        """Acknowledge these messages, and remember those that must wait for an earlier one."""
        self._settled.update(message.tag for message in batch)
        top = self._low
        while top + 1 in self._settled:
            top += 1
            self._settled.discard(top)
        if top > self._low:
            self._low = top
            channel = await self._channel.get_underlay_channel()
            await channel.basic_ack(top, multiple=True)


async def _park(channel: AbstractChannel, message: Delivery, wrong: Exception) -> None:
    """Put a message that cannot be read aside, with the reason, and only then let go of it."""
    error = "; ".join([said_of(wrong), *places_of(wrong)[-1:]])[:500]
    log.error("event parked", extra={"event_id": str(message.headers.get("ce-id")), "error": error})
    home = await channel.get_exchange(topology.HOME, ensure=False)
    await home.publish(
        aio_pika.Message(
            message.body,
            content_type=message.content_type,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            headers={
                **{name: value for name, value in message.headers.items() if not name.startswith("x-")},
                "cadre-error": error,
                "cadre-queue": _queue_of(message),
                "cadre-parked-at": datetime.now(UTC).isoformat(),
            },
        ),
        topology.DEAD,
        mandatory=True,
        timeout=10,
    )
    metrics.PARKED.inc()


def _queue_of(message: Delivery) -> str:
    """The queue that a message was read from: of its exchange's service, or named when it was sent there again."""
    service, _, of_events = message.exchange.rpartition(".")
    return topology.queue_name(service) if of_events == "events" else message.routing_key


def _is_unreadable(error: PyMongoError) -> bool:
    if isinstance(error, ConnectionFailure) or error.timeout or error.has_error_label("TransientTransactionError"):
        return False
    if isinstance(error, BulkWriteError):
        codes = {wrong.get("code") for wrong in error.details.get("writeErrors", ())}
        return bool(codes) and codes <= set(UNREADABLE)
    if isinstance(error, OperationFailure):
        return error.code in UNREADABLE
    return type(error).__name__ in ("InvalidDocument", "DocumentTooLarge", "InvalidOperation")
