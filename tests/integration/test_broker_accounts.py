"""Each process's account on the broker does what its process does, and nothing else (ADR 0036)."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aio_pika
import amqp
import amqp.exceptions
import kombu
import pytest

from gateway import checkpoints as chains
from gateway.broker import connect as connect_gateway
from gateway.projector import topology as projector
from gateway.rpc import RpcClient
from gateway.table import import_kinds
from local import broker
from local.place import ROOT
from servicekit import catchup, checkpoints, topology
from servicekit.chain import QUEUED
from servicekit.config import Settings
from servicekit.declaring import declare_queue, lean_on
from servicekit.reactions import declare_reaction, declare_subscriber
from services import NAMES
from tests.support.logins import PROCESSES, Accounts
from tests.support.polling import poll
from tests.support.rabbit import Vhost
from tools import broker_accounts

DELAYS = Settings().delays
A_REPLY = "0b8f6f0a-5f5c-4f6e-9d6e-0a5f5c4f6e9d"


@pytest.fixture(scope="module")
def accounts(amqp_uri: str, management_uri: str) -> Iterator[Accounts]:
    made = Accounts.of(amqp_uri, management_uri)
    try:
        made.make()
        for service in NAMES:
            begin(made, service)
        asyncio.run(begin_projector(made))
        asyncio.run(begin_importer(made))
        yield made
    finally:
        made.remove()


def begin(accounts: Accounts, service: str) -> None:
    """Declare all that a service's process declares at its start, and read and write as it does."""
    with kombu.Connection(accounts.uri(service)) as connection:
        channel = connection.channel()
        declare_subscriber(channel, service, DELAYS)
        home = topology.home_exchange(service)
        queues = [
            declare_reaction(channel, service, spec.publisher, spec.handler, spec.events)
            for spec in broker_accounts.reactions(service)
        ]
        lean_on(channel, topology.RPC_EXCHANGE)
        calls = topology.rpc_queue(service)
        channel.queue_declare(calls, durable=True, auto_delete=False, arguments={"x-queue-type": "classic"})
        channel.queue_bind(calls, topology.RPC_EXCHANGE, f"{service}.*")
        channel.exchange_declare(topology.events_exchange(service), "topic", durable=True, auto_delete=False)
        checkpoints.declare(channel)
        kept = topology.checkpoints_queue(service)
        channel.queue_declare(kept, durable=True, auto_delete=False, arguments=QUEUED)
        channel.queue_bind(kept, topology.CHECKPOINTS_EXCHANGE, "#")
        channel.confirm_select()
        told = [
            (topology.events_exchange(service), "unit.closed.v1"),
            (topology.RPC_EXCHANGE, A_REPLY),
            (topology.CHECKPOINTS_EXCHANGE, service),
            (home, topology.dead_queue(service)),
            *((topology.retry_exchange(service, delay), queue) for delay in DELAYS[:1] for queue in queues),
        ]
        for exchange, key in told:
            publish(channel, exchange, key)
        heard = poll(lambda: channel.basic_get(kept), 10)
        channel.basic_ack(heard.delivery_tag)
        dead = poll(lambda: channel.basic_get(topology.dead_queue(service)), 10)
        channel.basic_ack(dead.delivery_tag)
        for queue in queues:
            # It has waited on the first rung, and come home.
            message = take(channel, queue)
            channel.basic_reject(message.delivery_tag, requeue=False)
            # What the broker itself lets go arrives with the dead.
            message = poll(lambda: channel.basic_get(topology.dead_queue(service)), 20)
            channel.basic_ack(message.delivery_tag)
        assert channel.queue_declare(calls, passive=True).queue == calls
        channel.basic_consume(calls)


async def begin_projector(accounts: Accounts) -> None:
    link = await connect_gateway(accounts.uri("projector"), "test")
    async with link:
        channel = await link.channel(publisher_confirms=True)
        queues = await projector.declare(channel, list(NAMES))
        for queue in queues:
            await queue.cancel(await queue.consume(lambda _: None))
        home = await channel.get_exchange(projector.HOME, ensure=False)
        await home.publish(aio_pika.Message(b"{}"), projector.DEAD, mandatory=True)
        message = await (await channel.get_queue(projector.DEAD)).get(timeout=5)
        assert message is not None
        await message.ack()


async def begin_importer(accounts: Accounts) -> None:
    async with await connect_gateway(accounts.uri("importer"), "test") as link:
        channel = await link.channel(publisher_confirms=True)
        queue = await chains.declare(channel)
        exchange = await channel.get_exchange(topology.CHECKPOINTS_EXCHANGE, ensure=False)
        await exchange.publish(aio_pika.Message(b"{}"), "gateway", mandatory=True)
        message = await queue.get(timeout=5)
        assert message is not None
        await message.ack()


def take(channel: Any, queue: str) -> Any:
    """The next message, as a consumer: a queue with a single active one gives none to who only asks."""
    arrived: list[Any] = []
    tag = channel.basic_consume(queue, callback=arrived.append)
    until = time.monotonic() + 20
    while not arrived:
        channel.connection.drain_events(timeout=max(0.01, until - time.monotonic()))
    channel.basic_cancel(tag)
    return arrived[0]


def publish(channel: Any, exchange: str, key: str) -> None:
    """Publish, and hear whether it may be. Raises the broker's refusal."""
    channel.basic_publish(amqp.Message(b"{}"), exchange, key)
    channel.queue_declare("rpc-registry", passive=True)  # An answer: what was refused has been told by then.


def test_the_rights_that_compose_loads_are_those_that_the_code_declares() -> None:
    for path, text in broker_accounts.written().items():
        assert path.read_text() == text, "run: python -m tools.broker_accounts"
    assert broker_accounts.FILE.is_relative_to(ROOT)


def test_every_look_up_before_an_import_is_declared() -> None:
    assert all(bool(kind.checks) == bool(kind.asks) for kind in import_kinds().values())


@pytest.mark.parametrize("process", PROCESSES)
def test_nobody_publishes_past_the_exchanges(accounts: Accounts, process: str) -> None:
    """The default exchange reaches every queue."""
    with refused(accounts, process) as channel:
        publish(channel, "", "rpc-registry")


Try = Callable[[Any], object]


def bind(channel: Any, exchange: str, key: str) -> None:
    queue = channel.queue_declare("", exclusive=True).queue
    channel.queue_bind(queue, exchange, key)


def subscriber(process: str, publisher: str) -> Try:
    return lambda channel: declare_reaction(channel, process, publisher, "spying", ("#",))


NOT_ALLOWED: dict[str, tuple[str, Try]] = {
    "a service tells of another's chain": (
        "training",
        lambda c: publish(c, topology.CHECKPOINTS_EXCHANGE, "registry"),
    ),
    "the gateway, which anybody reaches, tells of a chain": (
        "gateway",
        lambda c: publish(c, topology.CHECKPOINTS_EXCHANGE, "gateway"),
    ),
    "the importer tells of a service's chain": (
        "importer",
        lambda c: publish(c, topology.CHECKPOINTS_EXCHANGE, "registry"),
    ),
    "a service takes what another is to keep": ("training", lambda c: c.basic_consume("registry.audit")),
    "a service calls another": ("training", lambda c: publish(c, topology.RPC_EXCHANGE, "registry.register_unit")),
    "a service asks for a history that does not concern it": (
        "registry",
        lambda c: publish(c, topology.RPC_EXCHANGE, "talentpool.history"),
    ),
    "a service speaks for another": ("training", lambda c: publish(c, "registry.events", "unit.closed.v1")),
    "a service reads another's calls": ("training", lambda c: c.basic_consume("rpc-registry")),
    "a service listens to another's calls": ("training", lambda c: bind(c, topology.RPC_EXCHANGE, "registry.*")),
    "a service listens to all calls": ("training", lambda c: bind(c, topology.RPC_EXCHANGE, "#")),
    "a service listens to more than it has declared": ("training", lambda c: bind(c, "registry.events", "#")),
    "a service listens to whom it does not follow": ("training", lambda c: bind(c, "appraisal.events", "#")),
    "a service makes a queue nobody declared": ("training", subscriber("training", "registry")),
    "a service makes another's queue": ("training", subscriber("registry", "training")),
    "a service writes to another's queue": (
        "training",
        lambda c: publish(c, "registry.home", "registry.dead"),
    ),
    "a service deletes another's queue": ("training", lambda c: c.queue_delete("rpc-registry")),
    "a service empties another's dead letters": ("training", lambda c: c.queue_purge("registry.dead")),
    "a service deletes what all share": ("training", lambda c: c.exchange_delete(topology.RPC_EXCHANGE)),
    "a service deletes its publisher's events": ("training", lambda c: c.exchange_delete("registry.events")),
    "a service speaks as a gateway": ("training", lambda c: publish(c, topology.GATEWAYS_EXCHANGE, "")),
    "the projector gives a command": (
        "projector",
        lambda c: publish(c, topology.RPC_EXCHANGE, "registry.register_unit"),
    ),
    "the projector tells an event": ("projector", lambda c: publish(c, "registry.events", "unit.closed.v1")),
    "the projector answers for a service": ("projector", lambda c: publish(c, topology.RPC_EXCHANGE, A_REPLY)),
    "the importer gives another command": (
        "importer",
        lambda c: publish(c, topology.RPC_EXCHANGE, "registry.register_unit"),
    ),
    "the importer tells an event": ("importer", lambda c: publish(c, "registry.events", "unit.closed.v1")),
    "the gateway tells an event": ("gateway", lambda c: publish(c, "registry.events", "unit.closed.v1")),
    "the gateway answers for a service": ("gateway", lambda c: publish(c, topology.RPC_EXCHANGE, A_REPLY)),
    "the gateway listens to calls": ("gateway", lambda c: bind(c, topology.RPC_EXCHANGE, "registry.*")),
    "the gateway makes a queue": ("gateway", lambda c: c.queue_declare("mine", durable=True)),
    "the gateway reads a service's calls": ("gateway", lambda c: c.basic_consume("rpc-registry")),
}


@pytest.mark.parametrize("attempt", NOT_ALLOWED)
def test_what_no_process_needs_is_refused(accounts: Accounts, attempt: str) -> None:
    process, act = NOT_ALLOWED[attempt]
    with refused(accounts, process) as channel:
        act(channel)


@contextmanager
def refused(accounts: Accounts, process: str) -> Iterator[Any]:
    """A channel of an account on which the broker must refuse what is done within."""
    with kombu.Connection(accounts.uri(process)) as connection, pytest.raises(amqp.exceptions.AccessRefused):
        yield connection.channel()


@pytest.mark.parametrize(
    ("process", "target"),
    [
        ("gateway", "registry.register_unit"),
        ("importer", "registry.import_units"),
        ("projector", "registry.history"),
    ],
)
def test_a_caller_calls_and_hears_the_answer(accounts: Accounts, process: str, target: str) -> None:
    """The services' own side of it is under test in `begin`, which the fixture has run for each."""

    async def call() -> Any:
        client = RpcClient(accounts.uri(process), name=process)
        await client.start()
        answering = asyncio.create_task(asyncio.to_thread(answer, accounts, target.split(".")[0]))
        await asyncio.to_thread(poll, lambda: client.connected, 10)
        try:
            return await client.call(target, {}, {}, deadline=10)
        finally:
            await answering
            await client.stop()

    assert asyncio.run(asyncio.wait_for(call(), 30)) == "heard"


def answer(accounts: Accounts, service: str) -> None:
    """Answer one call as the service's account."""
    with kombu.Connection(accounts.uri(service)) as connection:
        channel = connection.channel()
        message = poll(lambda: channel.basic_get(topology.rpc_queue(service), no_ack=True), 10)
        reply = amqp.Message(b'{"result": "heard", "error": null}', correlation_id=message.properties["correlation_id"])
        channel.basic_publish(reply, topology.RPC_EXCHANGE, message.properties["reply_to"])


def test_a_service_asks_for_what_was_told_before(accounts: Accounts) -> None:
    with kombu.Connection(accounts.uri("training")) as connection:
        connection.connect()
        with pytest.raises(catchup.NoAnswer):
            catchup._history(connection, "training", "registry", None, limit=1)


def test_a_subscribers_account_made_as_the_guide_says_hears_what_it_is_to_hear(accounts: Accounts) -> None:
    guide = (ROOT / "docs" / "how-to" / "subscribe.md").read_text()
    [rights] = re.findall(r"set_permissions -p cadre listener '(.*)' '(.*)' '(.*)'", guide)
    user, where = f"{accounts.mark}listener", accounts.vhost
    broker.ask(where.management, "PUT", f"/api/users/{user}", {"password": accounts.password, "tags": ""})
    row = dict(zip(("configure", "write", "read"), rights, strict=True))
    broker.ask(where.management, "PUT", f"/api/permissions/{where.name}/{user}", row)
    try:
        with kombu.Connection(accounts.uri("listener")) as connection:
            exchange = kombu.Exchange("registry.events", type="topic", passive=True)
            kombu.Queue("listener.units", exchange, routing_key="unit.*.v1", durable=True)(connection).declare()
        with refused(accounts, "listener") as channel:
            channel.queue_bind("listener.units", "training.events", "#")
    finally:
        broker.ask(where.management, "DELETE", f"/api/users/{user}")


def test_a_queue_of_an_earlier_release_is_taken_as_it_is(vhost: Vhost) -> None:
    """Its dead letters go by the default exchange for ever; arguments cannot be changed."""
    arguments = {"x-queue-type": "quorum", "x-dead-letter-routing-key": "gone.dead"}
    with kombu.Connection(vhost.amqp_uri) as connection:
        channel = connection.channel()
        channel.queue_declare(
            "old", durable=True, auto_delete=False, arguments={**arguments, "x-dead-letter-exchange": ""}
        )
        declare_queue(channel, "old", arguments, "gone.home")
        assert vhost.queues()["old"]["arguments"]["x-dead-letter-exchange"] == ""
        with pytest.raises(amqp.exceptions.PreconditionFailed):
            declare_queue(channel, "old", {**arguments, "x-delivery-limit": 3}, "gone.home")
