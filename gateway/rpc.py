"""Calls to the services over nameko's RPC protocol, from asyncio.

One connection, one channel, one reply queue of our own bound to nameko's RPC exchange. Requests are transient, expire
with their deadline and are mandatory, so that a service that was never there is noticed at once. Calls that wait when
the connection goes fail at once: what became of them is unknown, and the same Idempotency-Key settles it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

import aiormq
import orjson
from aio_pika.abc import AbstractConnection
from aiormq.abc import AbstractChannel, DeliveredMessage
from pamqp.commands import Basic

from gateway import metrics
from gateway.broker import connect, lean_on, none_cancelled_but_us
from gateway.ending import end
from servicekit import topology, traces
from servicekit.errors import Internal, Problem, Unavailable, WireProblem, from_wire
from servicekit.vouching import TOKEN, Signer

log = logging.getLogger(__name__)

RECONNECT_DELAY = 1.0
"""Seconds between attempts to reach the broker."""
WATCH_INTERVAL = 1.0
"""Seconds between looks at whether each service has a consumer."""
_TELL_WITHIN = 2.0
ABSENT_AFTER = 3
"""Looks in a row without a consumer before calls are refused; a restart is shorter than that."""


class ServiceAbsent(Unavailable):
    """The service that would answer is not running."""

    code = "service-absent"
    zh = "所需服务未运行"
    en = "The service that would answer is not running"


class CallLost(Unavailable):
    """The connection to the broker went while the call was open: it may or may not have taken effect."""

    code = "call-lost"
    zh = "与消息中间件的连接中断，结果未知"
    en = "The connection to the broker was lost; the outcome is unknown"


class CallTimedOut(Unavailable):
    """The service did not answer within the deadline: it may or may not have taken effect."""

    code = "call-timed-out"
    zh = "服务未在期限内答复，结果未知"
    en = "The service did not answer in time; the outcome is unknown"


class Overloaded(Unavailable):
    """More requests are open than can be answered in time; this one was not begun."""

    code = "overloaded"
    zh = "系统繁忙，请求未执行"
    en = "Too many requests are open; this one was not begun"


class Answered(Exception):
    """A problem that a service answered, kept as it came."""

    def __init__(self, problem: WireProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered, and what the command told: type and id of the last event of each type."""

    result: Any
    told: Sequence[Sequence[str]] = ()


class Listener(Protocol):
    """Who hears what the gateways tell each other."""

    def begin(self) -> None:
        """From now on everything is heard."""

    def hear(self, body: bytes) -> None:
        """A gateway has told something; it may be one's own."""

    def cease(self) -> None:
        """From now on something may be missed; may be called again."""


class RpcClient:
    """Calls by `service.method`. Start it once per process; it reconnects by itself."""

    def __init__(
        self,
        uri: str,
        *,
        services: Iterable[str] = (),
        limit: int = 256,
        name: str = "gateway",
        signer: Signer | None = None,
    ) -> None:
        self._uri = uri
        self._services = tuple(services)
        self._limit = limit
        self._name = name
        self.signer = signer
        """Vouches for what is asked; without it only a service that takes unsigned calls answers."""
        self.listener: Listener | None = None
        """Hears what the gateways tell each other. Set it before `start`."""
        self._channel: AbstractChannel | None = None
        self._reply_to = str(uuid4())
        self._waiting: dict[str, asyncio.Future[bytes]] = {}
        self._silent: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def connected(self) -> bool:
        """Whether calls can be sent now."""
        return self._channel is not None

    @property
    def open_calls(self) -> int:
        """Calls that wait for their answer."""
        return len(self._waiting)

    def missing(self) -> list[str]:
        """Services that have had no consumer for a while."""
        return sorted(name for name, looks in self._silent.items() if looks >= ABSENT_AFTER)

    async def start(self) -> None:
        """Begin to connect, and return whether or not the broker is there yet."""
        self._task = asyncio.create_task(self._stay_connected(), name="rpc-connection")

    async def stop(self) -> None:
        """Close the connection; calls that still wait fail."""
        self._stopping = True
        await end(self._task)
        self._fail_all()

    async def call(
        self, target: str, arguments: dict[str, Any], headers: dict[str, Any], *, deadline: float = 10.0
    ) -> Any:
        """Call `service.method` and return its result; see `ask`."""
        return (await self.ask(target, arguments, headers, deadline=deadline)).result

    async def ask(
        self, target: str, arguments: dict[str, Any], headers: dict[str, Any], *, deadline: float = 10.0
    ) -> Reply:
        """Call `service.method`.

        `deadline` is in seconds from now. Raises Answered for a problem of the service, Unavailable (or a subclass)
        when it cannot be reached or does not answer in time.
        """
        channel = self._channel
        if channel is None:
            raise Unavailable("与消息中间件的连接暂不可用", "The broker cannot be reached at the moment", retry_after=2)
        service = target.partition(".")[0]
        if self._silent.get(service, 0) >= ABSENT_AFTER:
            raise ServiceAbsent(retry_after=5, service=service)
        if len(self._waiting) >= self._limit:
            raise Overloaded(retry_after=1)
        # Not to be guessed: whoever is asked learns where answers go, and must not answer for another.
        call_id = uuid4().hex
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[call_id] = answer
        began = time.perf_counter()
        outcome = "unavailable"
        span = traces.begin(target, "client", headers.get("traceparent", ""), root=True)
        if span.recorded:
            headers["traceparent"] = span.traceparent
        try:
            async with asyncio.timeout(deadline):
                await self._send(channel, target, arguments, headers, call_id, deadline)
                reply = orjson.loads(await answer)
            error = reply["error"]
            outcome = "problem" if error else "answered"
        except TimeoutError:
            outcome = "timeout"
            raise CallTimedOut(retry_after=2) from None
        finally:
            self._waiting.pop(call_id, None)
            metrics.rpc_call(target, outcome, time.perf_counter() - began)
            span.end("" if outcome == "answered" else outcome, fault=outcome in ("timeout", "unavailable"))
        if error:
            raise _problem(error, target)
        return Reply(reply["result"], reply.get("told", ()))

    async def _send(
        self,
        channel: AbstractChannel,
        target: str,
        arguments: dict[str, Any],
        headers: dict[str, Any],
        call_id: str,
        deadline: float,
    ) -> None:
        # As text: pamqp writes a float with 32 bits, which for a time of today is off by up to a minute.
        headers["cadre.deadline"] = f"{time.time() + deadline:.3f}"
        headers["nameko.call_id_stack"] = [call_id]
        body = orjson.dumps({"args": (), "kwargs": arguments})
        if self.signer is not None:
            headers[TOKEN] = self.signer.token(target, call_id, self._reply_to, headers, body)
        properties = Basic.Properties(
            content_type="application/json",
            content_encoding="utf-8",
            headers=headers,
            delivery_mode=1,
            correlation_id=call_id,
            reply_to=self._reply_to,
            expiration=str(max(1, int(deadline * 1000))),
        )
        try:
            with none_cancelled_but_us():
                await channel.basic_publish(
                    body,
                    exchange=topology.RPC_EXCHANGE,
                    routing_key=target,
                    properties=properties,
                    mandatory=True,
                )
        except aiormq.exceptions.PublishError:
            raise ServiceAbsent(retry_after=5, service=target.partition(".")[0]) from None
        except (aiormq.exceptions.AMQPError, ConnectionError, RuntimeError) as error:
            raise CallLost(retry_after=2) from error

    async def tell_gateways(self, body: bytes) -> bool:
        """Tell every gateway something; False where it was not said, or that is unknown."""
        channel = self._channel
        if channel is None:
            return False
        try:
            async with asyncio.timeout(_TELL_WITHIN):
                with none_cancelled_but_us():
                    properties = Basic.Properties(delivery_mode=1)
                    await channel.basic_publish(
                        body, exchange=topology.GATEWAYS_EXCHANGE, routing_key="", properties=properties
                    )
        except (TimeoutError, aiormq.exceptions.AMQPError, ConnectionError, RuntimeError):
            return False
        return True

    async def _on_reply(self, message: DeliveredMessage) -> None:
        if message.exchange == topology.GATEWAYS_EXCHANGE:
            if self.listener is not None:
                self.listener.hear(message.body)
            return
        call_id = message.header.properties.correlation_id
        waiting = self._waiting.get(call_id or "")
        if waiting is not None and not waiting.done():
            waiting.set_result(message.body)

    def _lose(self) -> None:
        """The connection is gone, and with it whatever was on its way."""
        self._channel = None
        if self.listener is not None:
            self.listener.cease()
        self._fail_all()

    def _fail_all(self) -> None:
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(CallLost(retry_after=2))
                # Seen: its caller may have failed at sending already, and asyncio logs what nobody looks at.
                waiting.exception()

    async def _stay_connected(self) -> None:
        while not self._stopping:
            try:
                connection = await connect(self._uri, self._name)
            except (OSError, TimeoutError, aiormq.exceptions.AMQPError) as error:
                log.warning("broker not reachable, trying again: %s", type(error).__name__)
                await asyncio.sleep(RECONNECT_DELAY)
                continue
            try:
                with none_cancelled_but_us():
                    await self._serve(connection)
            except (OSError, TimeoutError, RuntimeError, aiormq.exceptions.AMQPError) as error:
                log.warning("connection to the broker lost: %s", type(error).__name__)
            finally:
                self._lose()
                with contextlib.suppress(Exception), none_cancelled_but_us():
                    async with asyncio.timeout(5):
                        await connection.close()
            if not self._stopping:
                await asyncio.sleep(RECONNECT_DELAY)

    async def _serve(self, connection: AbstractConnection) -> None:
        """Listen and let calls through until the connection goes."""
        transport = connection.transport
        if transport is None:
            raise RuntimeError("the connection has no transport")
        wire = transport.connection
        gone = asyncio.get_running_loop().create_future()

        def notice(_: asyncio.Future[Any]) -> None:
            self._lose()
            if not gone.done():
                gone.set_result(None)

        wire.closing.add_done_callback(notice)
        channel = await wire.channel(timeout=10)
        channel.closing.add_done_callback(notice)
        # A name of its own for each connection: the broker may not have noticed yet that the last one is gone.
        self._reply_to = str(uuid4())
        await lean_on(wire, topology.RPC_EXCHANGE, "topic")
        queue = f"rpc.reply-{self._name}-{self._reply_to}"
        await channel.queue_declare(
            queue, exclusive=True, auto_delete=True, arguments={"x-queue-type": "classic"}, timeout=10
        )
        await channel.queue_bind(queue, topology.RPC_EXCHANGE, routing_key=self._reply_to, timeout=10)
        await lean_on(wire, topology.GATEWAYS_EXCHANGE, "fanout")
        if self.listener is not None:
            await channel.queue_bind(queue, topology.GATEWAYS_EXCHANGE, timeout=10)
        await channel.basic_consume(queue, self._on_reply, no_ack=True, timeout=10)
        self._channel = channel
        if self.listener is not None:
            self.listener.begin()
        log.info("connected to the broker")
        watcher = asyncio.create_task(self._watch(wire), name="rpc-watch")
        try:
            await gone
        finally:
            watcher.cancel()

    async def _watch(self, wire: aiormq.abc.AbstractConnection) -> None:
        """Look at each service's queue: a durable queue takes requests even when nobody is there to answer them."""
        looking: AbstractChannel | None = None
        while True:
            for service in self._services:
                try:
                    with none_cancelled_but_us():
                        if looking is None or looking.is_closed:
                            looking = await wire.channel(timeout=5)
                        queue = topology.rpc_queue(service)
                        there = bool((await looking.queue_declare(queue, passive=True, timeout=5)).consumer_count)
                except (aiormq.exceptions.AMQPError, OSError, RuntimeError):
                    # The broker closes a channel that asks for a queue that there is not. The last is how aiormq says
                    # that the connection went meanwhile, which `_serve` notices by itself.
                    there = False
                self._silent[service] = 0 if there else self._silent.get(service, 0) + 1
                metrics.PRESENT.labels(service).set(self._silent[service] < ABSENT_AFTER)
            await asyncio.sleep(WATCH_INTERVAL)


async def if_answered(asked: Awaitable[Any], within: float) -> Any:
    """What a service answers, or None where it refuses or says nothing within so many seconds.

    For what an answer can do without.
    """
    try:
        async with asyncio.timeout(within):
            return await asked
    except (Answered, Problem, TimeoutError):
        return None


def _problem(error: dict[str, Any], target: str) -> Exception:
    """What nameko's error member says, as an exception."""
    kind = error.get("exc_type")
    arguments = error.get("exc_args") or []
    if kind == "Problem" and arguments and isinstance(arguments[0], dict):
        return Answered(from_wire(arguments[0]))
    log.error("%s failed: %s", target, kind)
    if kind in ("MethodNotFound", "UnknownService"):
        return ServiceAbsent(retry_after=5)
    return Internal()


__all__ = [
    "Answered",
    "CallLost",
    "CallTimedOut",
    "Listener",
    "Overloaded",
    "Problem",
    "Reply",
    "RpcClient",
    "ServiceAbsent",
    "if_answered",
]
