"""A blocking client of nameko's RPC protocol that knows nothing of servicekit's own code."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp

RPC = "nameko-rpc"


class Refused(Exception):
    """The service answered with a problem."""

    def __init__(self, error: dict[str, Any]) -> None:
        self.problem: dict[str, Any] = error["exc_args"][0] if error["exc_type"] == "Problem" else error
        super().__init__(str(self.problem))

    @property
    def code(self) -> str:
        return str(self.problem.get("code"))


class NoAnswer(TimeoutError):
    """Nothing came within the caller's patience: whether it was done is unknown."""


@dataclass(frozen=True)
class Message:
    """A message as it was found on a queue."""

    body: bytes
    headers: dict[str, Any]
    properties: dict[str, Any]


def connect(uri: str) -> amqp.Connection:
    parts = urlsplit(uri)
    connection = amqp.Connection(
        f"{parts.hostname}:{parts.port}",
        userid=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        virtual_host=unquote(parts.path[1:]) or "/",
        connect_timeout=5,
    )
    connection.connect()
    return connection


class Caller:
    """One connection with a reply queue; not for two threads at once."""

    def __init__(self, uri: str) -> None:
        self._connection = connect(uri)
        self._channel = self._connection.channel()
        self._channel.auto_decode = False
        self._reply_to = secrets.token_hex(8)
        self._answers: dict[str, dict[str, Any]] = {}
        self.told: list[list[str]] = []
        """Type and id of the events that the last answer says were told."""
        queue = f"toy.reply.{self._reply_to}"
        self._channel.exchange_declare(RPC, "topic", durable=True, auto_delete=False)
        self._channel.queue_declare(queue, exclusive=True)
        self._channel.queue_bind(queue, RPC, self._reply_to)
        self._channel.basic_consume(queue, no_ack=True, callback=self._on_answer)

    def _on_answer(self, message: amqp.Message) -> None:
        self._answers[message.properties["correlation_id"]] = json.loads(message.body)

    def send(
        self,
        service: str,
        method: str,
        *,
        key: str | None = None,
        deadline: float | None = None,
        expected: int | None = None,
        position: Any = None,
        **kwargs: Any,
    ) -> str:
        """Send a request and answer its correlation id, without waiting."""
        correlation_id = secrets.token_hex(8)
        headers: dict[str, Any] = {"cadre.request_id": correlation_id}
        headers |= {"cadre.key": key} if key else {}
        headers |= {"cadre.deadline": str(deadline)} if deadline else {}
        headers |= {"cadre.if_match": expected} if expected is not None else {}
        headers |= {"cadre.after": json.dumps(position)} if position is not None else {}
        message = amqp.Message(
            json.dumps({"args": [], "kwargs": kwargs}),
            content_type="application/json",
            reply_to=self._reply_to,
            correlation_id=correlation_id,
            application_headers=headers,
        )
        self._channel.basic_publish(message, RPC, f"{service}.{method}")
        return correlation_id

    def wait(self, correlation_id: str, patience: float = 10.0) -> Any:
        """The result of a request that was sent. Raises Refused, or NoAnswer after `patience` seconds."""
        ends = time.monotonic() + patience
        while correlation_id not in self._answers:
            left = ends - time.monotonic()
            if left <= 0:
                raise NoAnswer(correlation_id)
            try:
                self._connection.drain_events(timeout=left)
            except TimeoutError:
                continue
        answer = self._answers[correlation_id]
        self.told = answer.get("told", [])
        if answer["error"]:
            raise Refused(answer["error"])
        return answer["result"]

    def call(self, service: str, method: str, patience: float = 10.0, **more: Any) -> Any:
        """Send and wait. Raises Refused, or NoAnswer."""
        return self.wait(self.send(service, method, **more), patience)

    def publish(
        self,
        exchange: str,
        routing_key: str,
        body: bytes,
        headers: dict[str, Any] | None = None,
        content_type: str = "application/json",
        **properties: Any,
    ) -> None:
        """Put a raw message on the broker."""
        more = {"application_headers": headers} if headers is not None else {}
        message = amqp.Message(body, content_type=content_type, delivery_mode=2, **more, **properties)
        self._channel.basic_publish(message, exchange, routing_key)

    def listen(self, exchange: str, pattern: str) -> str:
        """A queue of this caller's own, bound to an exchange; answers its name."""
        self._channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        name = f"toy.ear.{secrets.token_hex(6)}"
        self._channel.queue_declare(name, exclusive=True)
        self._channel.queue_bind(name, exchange, pattern)
        return name

    def take(self, queue: str) -> Message | None:
        """The next message of a queue, acknowledged."""
        found = self._channel.basic_get(queue, no_ack=True)
        if found is None:
            return None
        return Message(bytes(found.body), dict(found.headers or {}), dict(found.properties))

    def depth(self, queue: str) -> int:
        """Messages that wait in a queue."""
        return int(self._channel.queue_declare(queue, passive=True).message_count)

    def clear(self, queues: Iterable[str], exchanges: Iterable[str]) -> None:
        """Take queues and exchanges off the broker, and be gone."""
        for name in queues:
            self._channel.queue_delete(name)
        for name in exchanges:
            self._channel.exchange_delete(name)
        self.close()

    def close(self) -> None:
        self._connection.collect()
