"""Events that were put aside (死信): an operator lists them with their reasons and sends them again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from gateway.projector import topology

NOTES = ("cadre-error", "cadre-queue", "cadre-parked-at")
"""Headers that parking adds; they are taken off before a message is sent again."""


async def listed(channel: AbstractChannel) -> list[dict[str, Any]]:
    """Every parked event with its reason; all of them stay where they are."""
    return [
        {
            "event": message.headers.get("ce-id"),
            "type": message.headers.get("ce-type"),
            "queue": _home(message),
            "error": message.headers.get("cadre-error") or message.headers.get("x-first-death-reason"),
            "parked_at": message.headers.get("cadre-parked-at"),
        }
        async for message in _taken(channel)
    ]


async def resend(channel: AbstractChannel) -> int:
    """Send every parked event to its queue again, each confirmed before it is let go of; how many.

    Events keep their ids and sequences, so what had taken effect before has no second effect.
    """
    count = 0
    own = await channel.get_exchange(topology.HOME, ensure=False)
    async for message in _taken(channel):
        home = _home(message)
        if not home:
            continue
        kept = {
            name: value for name, value in message.headers.items() if not name.startswith("x-") and name not in NOTES
        }
        again = aio_pika.Message(
            message.body,
            headers=kept,
            content_type=message.content_type,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await own.publish(again, home, mandatory=True, timeout=10)
        await message.ack()
        count += 1
    return count


async def _taken(channel: AbstractChannel) -> AsyncIterator[AbstractIncomingMessage]:
    """What is parked now. What is not acknowledged goes back when the channel closes."""
    queue = await channel.get_queue(topology.DEAD)
    for _ in range(queue.declaration_result.message_count or 0):
        message = await queue.get(fail=False, no_ack=False)
        if message is None:
            return
        yield message


def _home(message: AbstractIncomingMessage) -> str:
    return str(message.headers.get("cadre-queue") or message.headers.get("x-first-death-queue") or "")
