"""Reactions to events: in order, in batches, tried again with growing delays, and parked rather than lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import amqp
import eventlet
import eventlet.event
import eventlet.queue
from pymongo.errors import PyMongoError

from servicekit import clock, logs, metrics, mongo, topology, traces
from servicekit.declaring import declare_queue, lean_on
from servicekit.errors import Unavailable
from servicekit.events import NotAnEvent, Received, received
from servicekit.failures import places_of, said_of
from servicekit.publish import BROKER_ERRORS, ConfirmingPublisher, Outgoing
from servicekit.runtime import Runtime
from servicekit.specs import Batch, ReactionSpec

log = logs.get(__name__)

Take = Callable[[Batch, Callable[[BaseException | None], None]], None]
"""Has a worker run the handler with a batch; the callback is told what it raised, or None."""

ATTEMPT = "cadre-attempt"
PLACES = "cadre-places"
"""Where in the program the last try of a dead letter failed; without it, a letter was parked by an earlier release."""
GATHER_SECONDS = 0.05
"""How long a batch waits for more where events come in numbers. One that comes alone does not wait."""
_SLOWEST_PROBE = 10.0
_CRASH_LIMIT = 20


def declare_subscriber(channel: Any, service: str, delays: tuple[int, ...]) -> None:
    """What a subscriber's failed messages need: the ladder of delays, and the queue of the dead."""
    home, dead = topology.home_exchange(service), topology.dead_queue(service)
    channel.exchange_declare(home, "direct", durable=True, auto_delete=False)
    channel.queue_declare(dead, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
    channel.queue_bind(dead, home, dead)
    for delay in delays:
        name = topology.retry_exchange(service, delay)
        channel.exchange_declare(name, "topic", durable=True, auto_delete=False)
        arguments = {
            "x-queue-type": "quorum",
            # Then it goes home with its routing key: the name of the queue that it came from.
            "x-message-ttl": delay * 1000,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        declare_queue(channel, name, arguments, home)
        channel.queue_bind(name, name, "#")


def declare_reaction(channel: Any, service: str, publisher: str, handler: str, events: tuple[str, ...]) -> str:
    """The durable queue of one handler and its bindings; answers its name."""
    queue = topology.reaction_queue(service, publisher, handler)
    exchange, home = topology.events_exchange(publisher), topology.home_exchange(service)
    lean_on(channel, exchange)
    arguments = {
        "x-queue-type": "quorum",
        "x-single-active-consumer": True,
        # A message that kills its process again and again ends with the dead, not in a loop.
        "x-delivery-limit": _CRASH_LIMIT,
        "x-dead-letter-routing-key": topology.dead_queue(service),
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    declare_queue(channel, queue, arguments, home)
    channel.queue_bind(queue, home, queue)
    for event in events:
        channel.queue_bind(queue, exchange, event)
    return queue


def raw_channel(connection: Any) -> Any:
    """A channel that leaves bodies as the bytes that came, whatever encoding a message claims to have."""
    channel = connection.channel()
    channel.auto_decode = False
    return channel


class Subscription:
    """One handler's queue in one process: messages in, effects, acknowledgements out.

    Where several replicas run, the broker gives the queue to one at a time (single active consumer), so events keep
    their order. An event that fails leaves the order: it comes back later, and its sequence number tells that.
    """

    def __init__(self, spec: ReactionSpec, take: Take, runtime: Runtime, parking: ConfirmingPublisher) -> None:
        self._spec = spec
        self._take = take
        self._runtime = runtime
        self._parking = parking
        self.publisher = spec.publisher
        self.queue = topology.reaction_queue(runtime.name, spec.publisher, spec.handler)
        self._arrived: eventlet.queue.LightQueue = eventlet.queue.LightQueue()
        self._channel: Any = None
        self._writing: Any = None
        self._stopping = False
        self.busy = False
        self._oldest: datetime | None = None

    @property
    def lag(self) -> float:
        """Seconds since the oldest event in hand was decided; 0 with none. What is told anew is old by its nature."""
        return max(0.0, (clock.now() - self._oldest).total_seconds()) if self._oldest is not None else 0.0

    def begin(self, channel: Any, writing: Any) -> None:
        """Take up a fresh channel. What came over an earlier one is forgotten: the broker brings it again."""
        spec, name = self._spec, self._runtime.name
        declare_subscriber(channel, name, self._runtime.settings.delays)
        declare_reaction(channel, name, spec.publisher, spec.handler, spec.events)
        channel.basic_qos(0, spec.batch * 2, False)
        while not self._arrived.empty():
            self._arrived.get_nowait()
        self._channel, self._writing = channel, writing

    def receive(self, message: amqp.Message) -> None:
        self._arrived.put(message)

    def stop_after_current(self) -> None:
        self._stopping = True
        self._arrived.put(None)

    def work(self) -> None:
        """Work on what arrives, for ever, in order."""
        while not self._stopping:
            message = self._arrived.get()
            if message is None or self._stopping:
                return
            self.busy = True
            try:
                batch = [message]
                self._gather(batch)
                if 1 < len(batch) < self._spec.batch:
                    # A transaction for each handful of an import's events would cost more than their effects.
                    eventlet.sleep(GATHER_SECONDS)
                    self._gather(batch)
                self._handle([message for message in batch if message.channel is self._channel])
            finally:
                self.busy = False
                self._oldest = None

    def _gather(self, batch: list[amqp.Message]) -> None:
        """Add what has arrived, up to what the handler takes at once."""
        while len(batch) < self._spec.batch and not self._arrived.empty():
            following = self._arrived.get_nowait()
            if following is None:
                return
            batch.append(following)

    def _handle(self, batch: list[amqp.Message]) -> None:
        events: list[tuple[amqp.Message, Received]] = []
        for message in batch:
            try:
                events.append((message, received(message.headers or {}, message.body)))
            except NotAnEvent as wrong:
                self._until_broker_takes(message, self._parked(message, "unreadable", wrong))
        self._oldest = min((event.time for _, event in events if not event.replayed), default=None)
        if events and not self._take_effect(events) and len(events) > 1:
            # One of them is at fault: each for itself, so that the others take effect now.
            for one in events:
                if not self._take_effect([one]):
                    return
        if batch and batch[-1].channel is self._channel:
            self._acknowledge_up_to(batch[-1])

    def _take_effect(self, events: list[tuple[amqp.Message, Received]]) -> bool:
        """Let them take effect. False when a batch failed (nothing is settled) or the process is stopping."""
        pause = 0.2
        while True:
            failure = self._run([event for _, event in events])
            if failure is None:
                return True
            if is_outage(failure):
                # Not the event's fault: wait for the database, do not use up its tries.
                log.warning("waiting for the database", queue=self.queue, error=said_of(failure), seconds=pause)
                eventlet.sleep(pause)
                pause = min(pause * 2, _SLOWEST_PROBE)
                if self._stopping or events[0][0].channel is not self._channel:
                    return False
                continue
            if len(events) == 1:
                self._retry_or_park(events[0][0], failure)
                return True
            return False

    def _run(self, events: list[Received]) -> BaseException | None:
        outcome = eventlet.event.Event()
        started = time.perf_counter()
        self._take(Batch(events), outcome.send)
        failure: BaseException | None = outcome.wait()
        spec = self._spec
        metrics.REACTION_SECONDS.labels(self._runtime.name, spec.publisher).observe(time.perf_counter() - started)
        return failure

    def _retry_or_park(self, message: amqp.Message, failure: BaseException) -> None:
        tried = attempts(message) + 1
        delays = self._runtime.settings.delays
        spec, name = self._spec, self._runtime.name
        if tried > len(delays):
            self._until_broker_takes(message, self._parked(message, type(failure).__name__, failure))
            return
        delay = delays[tried - 1]
        log.warning(
            "an event failed and will be tried again",
            queue=self.queue,
            tried=tried,
            seconds=delay,
            error=said_of(failure),
            **_marks(message),
        )
        metrics.EVENTS_RETRIED.labels(name, spec.publisher).inc()
        again = copied(message, topology.retry_exchange(name, delay), self.queue, {ATTEMPT: tried})
        self._until_broker_takes(message, again)

    def _parked(self, message: amqp.Message, reason: str, failure: BaseException) -> Outgoing:
        error, places = said_of(failure), places_of(failure)
        metrics.EVENTS_PARKED.labels(self._runtime.name, self._spec.publisher).inc()
        log.error("parked as a dead letter", queue=self.queue, reason=reason, error=error, **_marks(message))
        more = {
            "cadre-queue": self.queue,
            "cadre-reason": reason,
            "cadre-error": error[:2000],
            PLACES: places,
            "cadre-parked-at": clock.now().isoformat(),
            ATTEMPT: attempts(message) + 1,
        }
        name = self._runtime.name
        return copied(message, topology.home_exchange(name), topology.dead_queue(name), more)

    def _until_broker_takes(self, message: amqp.Message, copy: Outgoing) -> None:
        """Publish the copy, confirmed, before the original may be acknowledged; go on while the original is ours."""
        while message.channel is self._channel:
            try:
                if not self._parking.publish([copy]):
                    return
                log.error("no queue took a failed message; declaring the ladder again", exchange=copy.exchange)
                with self._writing:
                    declare_subscriber(self._channel, self._runtime.name, self._runtime.settings.delays)
            except BROKER_ERRORS as away:
                log.warning("a failed message could not be moved yet", error=repr(away))
            eventlet.sleep(1)

    def _acknowledge_up_to(self, message: amqp.Message) -> None:
        try:
            with self._writing:
                message.channel.basic_ack(message.delivery_tag, multiple=True)
        except BROKER_ERRORS as away:
            log.warning("an acknowledgement could not be sent", queue=self.queue, error=repr(away))


def is_outage(failure: BaseException) -> bool:
    """Whether the failure is the database's absence rather than the event's fault."""
    return isinstance(failure, Unavailable) or (isinstance(failure, PyMongoError) and mongo.is_outage(failure))


def _marks(message: amqp.Message) -> dict[str, str]:
    """By what a log line of a message is found: the request's and the trace's id."""
    headers = message.headers or {}
    return {
        "request_id": str(headers.get("ce-requestid", "")),
        "trace_id": traces.Span(traces.read(headers.get("ce-traceparent"))).trace_id,
    }


def attempts(message: amqp.Message) -> int:
    """How often the message has been tried, over all replicas and restarts: it is counted in its own header."""
    try:
        return int((message.headers or {}).get(ATTEMPT, 0))
    except (TypeError, ValueError, OverflowError):
        return 0


def body_bytes(message: amqp.Message) -> bytes:
    """The body as it came; py-amqp gives an empty one as text."""
    return message.body if isinstance(message.body, bytes) else str(message.body).encode()


def copied(message: amqp.Message, exchange: str, routing_key: str, more: dict[str, Any]) -> Outgoing:
    """The same message for another exchange, without the broker's history headers: republished, they mislead it."""
    own = {key: value for key, value in (message.headers or {}).items() if not key.startswith("x-")}
    properties = message.properties
    return Outgoing(
        exchange,
        routing_key,
        body_bytes(message),
        str(properties.get("message_id") or own.get("ce-id") or ""),
        {**own, **more},
        str(properties.get("content_type") or "application/octet-stream"),
        str(properties.get("content_encoding") or "binary"),
    )
