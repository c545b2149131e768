"""A stand-in for a service: speaks nameko's RPC protocol on a real broker, notes what came, answers as told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aio_pika
import orjson

from servicekit import topology
from servicekit.errors import Problem

ANYTHING = {
    "cadre_id": "c-1",
    "name": "虚构",
    "id": "x-1",
    "version": 3,
    "items": [],
    "leaving_ids": [],
    "relations": [],
    "kin_ids": [],
    "cadre_ids": [],
    "ids": [],
    "more": False,
    "next": None,
    "code": "x.y",
    "pending": 0,
    "newest": None,
    "candidates": [],
    "records": [],
    "terms": [],
    **dict.fromkeys(("sex", "birth", "ethnicity", "native_place", "birthplace", "political_status"), ""),
    **dict.fromkeys(("title", "professional_post", "specialities", "post_title", "unit_name", "moved_by"), ""),
    "unit_ids": [],
    "approved": None,
    "filled": {"chief": 0, "deputy": 0, "chief_expert": 0},
    "synthetic": True,
    **dict.fromkeys(("state", "kind", "text", "authority", "certificate_number"), ""),
    **dict.fromkeys(("batch_id", "programme_id", "appraisal_id", "class_id"), "x-1"),
    **dict.fromkeys(("level", "grade", "classification", "subject_code", "minutes", "reply", "publicity_begins")),
    **dict.fromkeys(("conferred_on", "delivered_on", "acknowledge_by", "last_day", "sent_on", "due_on")),
    **dict.fromkeys(("joined_party_on", "began_work_on")),
    **{name: [] for name in ("education", "appointments", "assessments", "rewards", "punishments", "resume")},
}
"""What is answered where a test has not said: enough of it for any row."""


@dataclass
class Received:
    """One request as the service got it."""

    target: str
    arguments: dict[str, Any]
    headers: dict[str, Any]
    expiration: float | None
    persistent: bool
    message: aio_pika.abc.AbstractIncomingMessage

    @property
    def principal(self) -> dict[str, Any]:
        return orjson.loads(self.headers["cadre.principal"])


@dataclass
class Stub:
    """Answers for some services. `answers` by `service.method`: a value, a Problem, or a function of the arguments."""

    uri: str
    services: tuple[str, ...]
    answers: dict[str, Any] = field(default_factory=dict)
    told: dict[str, list[list[str]]] = field(default_factory=dict)
    """Type and id of the events that a command says it told, by `service.method`."""
    received: list[Received] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    _connection: Any = None

    async def start(self) -> None:
        self._connection = await aio_pika.connect(self.uri)
        channel = await self._connection.channel()
        exchange = await channel.declare_exchange(topology.RPC_EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)

        async def on_request(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            target = str(message.routing_key)
            body = orjson.loads(message.body)
            assert body["args"] == []
            self.received.append(
                Received(
                    target,
                    body["kwargs"],
                    dict(message.headers),
                    message.expiration,
                    message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT,
                    message,
                )
            )
            if target in self.silent:
                return
            reply = aio_pika.Message(
                orjson.dumps(self._answer(target, body["kwargs"])),
                content_type="application/json",
                correlation_id=message.correlation_id,
            )
            await exchange.publish(reply, routing_key=str(message.reply_to))

        for service in self.services:
            queue = await channel.declare_queue(
                topology.rpc_queue(service), durable=True, arguments={"x-queue-type": "classic"}
            )
            await queue.bind(exchange, f"{service}.*")
            await queue.consume(on_request, no_ack=True)

    async def stop(self) -> None:
        await self._connection.close()

    def last(self, target: str) -> Received:
        return next(one for one in reversed(self.received) if one.target == target)

    def _answer(self, target: str, arguments: dict[str, Any]) -> dict[str, Any]:
        told = self.answers.get(target, ANYTHING)
        if isinstance(told, Callable):
            told = told(arguments)
        if isinstance(told, Problem):
            error = {"exc_type": "Problem", "exc_path": "x.Problem", "exc_args": [told.to_wire()], "value": str(told)}
            return {"result": None, "error": error}
        if isinstance(told, Exception):
            error = {"exc_type": type(told).__name__, "exc_path": "x", "exc_args": [], "value": str(told)}
            return {"result": None, "error": error}
        return {"result": told, "error": None} | ({"told": self.told[target]} if target in self.told else {})


async def until(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until something is true. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
