"""How messages reach a service's methods: one consuming connection, bounded, and nothing acknowledged too early.

What plain nameko does instead, and why it is not used here, is told in docs/decisions/0003.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import amqp
import eventlet
import eventlet.event
import eventlet.queue
import eventlet.semaphore
import orjson
from nameko.exceptions import serialize
from nameko.extensions import Entrypoint, SharedExtension

from servicekit import logs, metrics, positions, principal, topology, traces
from servicekit.declaring import lean_on
from servicekit.errors import Internal, InvalidFields, Problem, UnknownMethod
from servicekit.publish import BROKER_ERRORS, HEARTBEAT, ConfirmingPublisher, ReplyPublisher, collapse, connect
from servicekit.reactions import Subscription, raw_channel
from servicekit.runtime import Runtime
from servicekit.specs import Answer, Batch, Call, ReactionSpec
from servicekit.vouching import NotGranted, NotVouched, Verifier

if TYPE_CHECKING:
    import kombu

log = logs.get(__name__)

_DRAIN_SECONDS = 0.5
_SLOWEST_RECONNECT = 5.0


class Intake(SharedExtension):
    """The one connection on which a service's process consumes.

    Requests come to `rpc-<service>` with a prefetch equal to the workers, so that a worker is free for each; every
    reaction has a channel of its own and is worked on in order. An acknowledgement is sent after the effect, on the
    connection that brought the message, or not at all: then the broker brings it again and the journal knows it.
    """

    def __init__(self) -> None:
        self._calls: dict[str, CallEntrypoint] = {}
        self._reactions: list[ReactionEntrypoint] = []
        self._subscriptions: list[Subscription] = []
        self._connection: kombu.Connection | None = None
        self._writing = eventlet.semaphore.Semaphore()
        self._open = 0
        self._stopping = self._finished = False
        self._generation = 0
        self._ended = eventlet.event.Event()
        self._channels: list[tuple[Any, str]] = []

    @property
    def runtime(self) -> Runtime:
        runtime: Runtime = self.container.config["runtime"]
        return runtime

    def add_call(self, entrypoint: CallEntrypoint) -> None:
        self._calls[f"{self.runtime.name}.{entrypoint.method_name}"] = entrypoint

    def add_reaction(self, entrypoint: ReactionEntrypoint) -> None:
        self._reactions.append(entrypoint)

    def start(self) -> None:
        settings = self.runtime.settings
        self._replies = ReplyPublisher(settings.amqp_uri, f"{self.runtime.name} replies")
        self._parking = ConfirmingPublisher(settings.amqp_uri, f"{self.runtime.name} retries", settings.publish_timeout)
        self._subscriptions = [
            Subscription(entrypoint.spec, entrypoint.take, self.runtime, self._parking)
            for entrypoint in self._reactions
        ]
        self._count_from_zero()
        self.container.spawn_managed_thread(self._consume_for_ever, identifier="intake")
        for subscription in self._subscriptions:
            self.container.spawn_managed_thread(subscription.work, identifier=subscription.queue)

    def _count_from_zero(self) -> None:
        """What begins to be counted with its first event shows no increase by that one."""
        metrics.count_calls_of(self.runtime.name)
        by_publisher: dict[str, list[Subscription]] = {}
        for subscription in self._subscriptions:
            by_publisher.setdefault(subscription.publisher, []).append(subscription)
        for publisher, group in by_publisher.items():
            metrics.count_events_of(
                self.runtime.name,
                publisher,
                lambda group=group: max(one.lag for one in group),  # type: ignore[misc]
            )

    def stop(self) -> None:
        """Let go of what replies and retries went out on. Called when all entrypoints have stopped."""
        self._parking.close()
        self._replies.close()

    def finish(self) -> None:
        """Cancel the consumers and wait until all that was taken is settled, or the grace period is over."""
        if self._stopping:
            return
        self._stopping = True
        deadline = time.monotonic() + self.runtime.settings.stop_timeout
        connection = self._connection
        if connection is not None:
            try:
                with eventlet.Timeout(3), self._writing:
                    for channel, tag in self._channels:
                        channel.basic_cancel(tag, nowait=True)
            except (*BROKER_ERRORS, eventlet.Timeout):
                log.warning("the broker did not take the cancel")
        for subscription in self._subscriptions:
            subscription.stop_after_current()
        while time.monotonic() < deadline and (self._open or any(s.busy for s in self._subscriptions)):
            eventlet.sleep(0.02)
        if self._open:
            log.warning("left to others at the end of the grace period", open=self._open)
        self._generation += 1
        self._finished = True
        with eventlet.Timeout(3, False):
            # The consuming greenlet closes its connection itself: two readers of one socket are a fault.
            self._ended.wait()

    @property
    def connected(self) -> bool:
        """Whether the consuming connection stands."""
        return self._connection is not None

    # -- the connection -------------------------------------------------------------------------------------------

    def _consume_for_ever(self) -> None:
        pause = 0.2
        while not self._stopping:
            self._generation += 1
            connection = None
            try:
                connection = connect(self.runtime.settings.amqp_uri, self.runtime.name)
                self._begin(connection)
                self._connection = connection
                metrics.BROKER_UP.labels(self.runtime.name).set(1)
                log.info("consuming", calls=len(self._calls), reactions=len(self._subscriptions))
                pause = 0.2
                self._drain(connection)
            except BROKER_ERRORS as error:
                if not self._stopping:
                    log.warning("the broker is away; trying again", error=repr(error), seconds=pause)
            finally:
                self._connection = None
                metrics.BROKER_UP.labels(self.runtime.name).set(0)
                if connection is not None:
                    collapse(connection)
            if not self._stopping:
                eventlet.sleep(pause)
                pause = min(pause * 2, _SLOWEST_RECONNECT)
        self._ended.send(None)

    def _begin(self, connection: kombu.Connection) -> None:
        name, generation = self.runtime.name, self._generation
        self._channels = []
        channel = raw_channel(connection)
        lean_on(channel, topology.RPC_EXCHANGE)
        queue = topology.rpc_queue(name)
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments={"x-queue-type": "classic"})
        channel.queue_bind(queue, topology.RPC_EXCHANGE, f"{name}.*")
        channel.basic_qos(0, self.runtime.settings.workers, False)
        tag = channel.basic_consume(queue, callback=lambda message: self._on_request(message, generation))
        self._channels.append((channel, tag))
        for subscription in self._subscriptions:
            channel = raw_channel(connection)
            subscription.begin(channel, self._writing)
            tag = channel.basic_consume(subscription.queue, callback=subscription.receive)
            self._channels.append((channel, tag))

    def _drain(self, connection: kombu.Connection) -> None:
        checked = time.monotonic()
        while not self._stopping:
            with suppress(TimeoutError):
                connection.drain_events(timeout=_DRAIN_SECONDS)
            if time.monotonic() - checked > HEARTBEAT / 4:
                checked = time.monotonic()
                with self._writing:
                    connection.heartbeat_check()
                self._replies.keep_alive()
                self._parking.keep_alive()
        # Acknowledgements are still written while the last work is finished; `finish` closes the connection.
        while not self._finished:
            eventlet.sleep(0.02)

    # -- requests -------------------------------------------------------------------------------------------------

    def _on_request(self, message: amqp.Message, generation: int) -> None:
        self._open += 1
        metrics.CALLS_OPEN.labels(self.runtime.name).set(self._open)
        routing_key = message.delivery_info["routing_key"]
        try:
            call = read_call(message)
            self._verify(message, call)
            entrypoint = self._calls.get(routing_key)
            if entrypoint is None:
                raise UnknownMethod("没有该方法", f"There is no method {routing_key}")
        except Problem as problem:
            self._settle(message, generation, error=wire_error(problem))
            return

        def on_result(_worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            answer, problem = result if exc_info is None else (None, Internal())
            self._settle(message, generation, answer, wire_error(problem) if problem is not None else None)
            return None, None

        self.container.spawn_worker(entrypoint, (call,), {}, handle_result=on_result)

    def _verify(self, message: amqp.Message, call: Call) -> None:
        """Raises NotVouched or NotGranted for a call that nobody vouches for who may."""
        verifier: Verifier | None = self.container.config["verifier"]
        if verifier is None:
            return
        routing_key, reply_to = message.delivery_info["routing_key"], str(message.properties.get("reply_to") or "")
        try:
            verifier.verify(routing_key, call.id, reply_to, message.headers or {}, message.body, call.principal)
        except (NotVouched, NotGranted) as refused:
            metrics.CALLS_NOT_VOUCHED.labels(self.runtime.name).inc()
            log.warning("a call was refused", method=routing_key, account=call.principal.account, why=refused.detail_en)
            raise

    def _settle(self, message: amqp.Message, generation: int, answer: Answer | None = None, error: Any = None) -> None:
        try:
            reply_to = message.properties.get("reply_to")
            if reply_to:
                try:
                    body = orjson.dumps(wire_answer(answer, error))
                except TypeError:
                    log.exception("the answer is not JSON", method=message.delivery_info["routing_key"])
                    body = orjson.dumps(wire_answer(None, wire_error(Internal())))
                correlation_id = message.properties.get("correlation_id", "")
                self._replies.send(topology.RPC_EXCHANGE, reply_to, correlation_id, body)
        except BROKER_ERRORS as away:
            log.warning("a reply could not be sent; its caller will ask again", error=repr(away))
        finally:
            self._acknowledge(message, generation)
            self._open -= 1
            metrics.CALLS_OPEN.labels(self.runtime.name).set(self._open)

    def _acknowledge(self, message: amqp.Message, generation: int) -> None:
        if generation != self._generation:
            return  # The connection that brought it is gone; the broker brings it again, and the journal knows it.
        try:
            with self._writing:
                message.channel.basic_ack(message.delivery_tag)
        except BROKER_ERRORS as away:
            log.warning("an acknowledgement could not be sent", error=repr(away))


class CallEntrypoint(Entrypoint):
    """A command or a query, called in nameko's RPC protocol."""

    intake = Intake()

    def setup(self) -> None:
        self.intake.add_call(self)

    def stop(self) -> None:
        self.intake.finish()


class ReactionEntrypoint(Entrypoint):
    """A reaction to another service's events."""

    intake = Intake()

    def setup(self) -> None:
        self.intake.add_reaction(self)

    def stop(self) -> None:
        self.intake.finish()

    @property
    def spec(self) -> ReactionSpec:
        spec: ReactionSpec = getattr(self.container.service_cls, self.method_name).reaction_spec
        return spec

    def take(self, batch: Batch, done: Callable[[BaseException | None], None]) -> None:
        """Have a worker run the method with the batch; `done` is told what it raised, or None."""

        def on_result(_worker: Any, _result: Any, exc_info: Any) -> tuple[Any, Any]:
            done(exc_info[1] if exc_info else None)
            return None, None

        self.container.spawn_worker(self, (batch,), {}, handle_result=on_result)


def read_call(message: amqp.Message) -> Call:
    """A request as it came in. Raises InvalidFields when it is not one."""
    headers = message.headers or {}
    try:
        body = orjson.loads(message.body)
        args, kwargs = body["args"], body["kwargs"]
        if args or not isinstance(kwargs, dict):
            raise ValueError("only keyword arguments are taken")
        request = str(message.properties.get("correlation_id") or message.properties.get("message_id") or "")
        if not request:
            # Without an id of its own it would be taken for the last one that had none.
            raise ValueError("a request needs a correlation id")
        who = headers.get("cadre.principal")
        expected = headers.get("cadre.if_match")
        deadline = headers.get("cadre.deadline")
        after = headers.get("cadre.after")
        return Call(
            kwargs,
            request,
            principal.from_wire(orjson.loads(who)) if who else principal.NOBODY,
            str(headers.get("cadre.request_id", "")),
            headers.get("cadre.key"),
            float(deadline) if deadline is not None else None,
            int(expected) if expected is not None else None,
            traces.read(headers.get("traceparent")),
            bool(message.delivery_info.get("redelivered")),
            positions.from_wire(after) if after else (),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as wrong:
        raise InvalidFields("请求无法解析", f"The request cannot be read: {wrong}") from wrong


def wire_answer(answer: Answer | None, error: Any) -> dict[str, Any]:
    """A reply in nameko's protocol; what was told is a member of its own, which a plain nameko caller overlooks."""
    result = answer.result if answer is not None else None
    told = {"told": answer.told} if answer is not None and answer.told else {}
    return {"result": result, "error": error, **told}


def wire_error(problem: Problem) -> dict[str, Any]:
    """A problem in nameko's error member. A plain nameko caller sees a RemoteError with a readable text."""
    error: dict[str, Any] = serialize(problem)
    return {**error, "exc_type": "Problem", "exc_args": [problem.to_wire()]}
