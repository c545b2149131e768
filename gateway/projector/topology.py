"""The projector's queues."""

from __future__ import annotations

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractQueue
from pamqp.common import FieldValue

from gateway.broker import declare_queue, lean_on
from servicekit.topology import dead_queue, events_exchange, home_exchange

HOME = home_exchange("gateway")
DEAD = dead_queue("gateway")
DELIVERIES = 100
"""How often the broker hands out a message that kills its reader before it parks it. Every broker default (20 from
RabbitMQ 4.0, none before) is spelled out of the way."""


def queue_name(service: str) -> str:
    """Where a service's events wait for the read models."""
    return f"gateway.on.{service}"


async def declare(channel: AbstractChannel, services: list[str]) -> list[AbstractQueue]:
    """Declare the queues, one per service, and where their messages end that cannot be read."""
    wire = (await channel.get_underlay_channel()).connection
    home = await channel.declare_exchange(HOME, ExchangeType.DIRECT, durable=True)
    dead = await channel.declare_queue(
        DEAD,
        durable=True,
        arguments={"x-queue-type": "quorum", "x-delivery-limit": DELIVERIES, "x-overflow": "reject-publish"},
    )
    await dead.bind(home, DEAD)
    queues = []
    for service in services:
        name = queue_name(service)
        arguments: dict[str, FieldValue] = {
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": DELIVERIES,
            "x-dead-letter-routing-key": DEAD,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        await lean_on(wire, events_exchange(service), "topic")
        await declare_queue(wire, name, arguments, HOME)
        queue = await channel.get_queue(name)
        await queue.bind(home, name)
        await queue.bind(events_exchange(service), "#")
        queues.append(queue)
    return queues
