"""The projector's queues."""

from __future__ import annotations

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractQueue

from servicekit.topology import dead_queue, events_exchange

DEAD = dead_queue("gateway")
DELIVERIES = 100
"""How often the broker hands out a message that kills its reader before it parks it. Every broker default (20 from
RabbitMQ 4.0, none before) is spelled out of the way."""


def queue_name(service: str) -> str:
    """Where a service's events wait for the read models."""
    return f"gateway.on.{service}"


async def declare(channel: AbstractChannel, services: list[str]) -> list[AbstractQueue]:
    """Declare the queues, one per service, and where their messages end that cannot be read."""
    await channel.declare_queue(
        DEAD,
        durable=True,
        arguments={"x-queue-type": "quorum", "x-delivery-limit": DELIVERIES, "x-overflow": "reject-publish"},
    )
    queues = []
    for service in services:
        exchange = await channel.declare_exchange(events_exchange(service), ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue(
            queue_name(service),
            durable=True,
            arguments={
                "x-queue-type": "quorum",
                "x-single-active-consumer": True,
                "x-delivery-limit": DELIVERIES,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": DEAD,
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            },
        )
        await queue.bind(exchange, "#")
        queues.append(queue)
    return queues
