"""A projector over services that exist only in the test, on the real broker and database."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import aio_pika
import orjson

from gateway.projector import topology
from gateway.projector.consumer import Consumer
from gateway.projector.links import open_database
from gateway.projector.snapshots import Snapshots
from gateway.readmodels.kinds import Kind, Projection, Section
from gateway.readmodels.store import Store
from servicekit import events
from servicekit import topology as names
from servicekit.config import from_environment
from servicekit.events import Catalogue, Received
from servicekit.schema import Schema


def catalogue(service: str, *event_names: str) -> Catalogue:
    declared = Catalogue(service)
    for name in event_names:
        declared.event(name, Schema, name, zh=name, example={})
    return declared


async def until(true: Callable[[], Awaitable[Any]], *, seconds: float = 60.0) -> Any:
    """Poll until something holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not (found := await true()):
        assert time.monotonic() < deadline, "not in time"
        await asyncio.sleep(0.02)
    return found


class Cable:
    """A wire to a server that a test can cut and mend."""

    def __init__(self, host: str, port: int) -> None:
        self._far = (host, port)
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0
        self.whole = True

    async def lay(self) -> None:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.whole:
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection(*self._far)
        self._ends |= {writer, far_writer}

        async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()
            target.close()

        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))
        self._ends -= {writer, far_writer}

    def cut(self) -> None:
        self.whole = False
        for end in self._ends:
            end.transport.abort()

    def mend(self) -> None:
        self.whole = True

    async def remove(self) -> None:
        self.cut()
        if self._server is not None:
            self._server.close()


@contextlib.asynccontextmanager
async def a_cable_to(uri: str) -> AsyncIterator[tuple[Cable, str]]:
    """A cable to the server of a URI, and the URI that goes through it."""
    parts = urlsplit(uri)
    cable = Cable(parts.hostname or "127.0.0.1", parts.port or 5672)
    await cable.lay()
    near = parts.netloc.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{cable.port}")
    try:
        yield cable, urlunsplit(parts._replace(netloc=near))
    finally:
        await cable.remove()


@dataclass
class City:
    """Two services without processes: what they publish, what they remember, and the projector that listens."""

    uri: str
    roster: str
    school: str
    store: Store
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    channel: Any = None
    _sequences: dict[str, int] = field(default_factory=dict)

    def fact(self, service: str, name: str, subject: str, sequence: int | None = None, **data: Any) -> Received:
        if sequence is None:
            sequence = self._sequences[subject] = self._sequences.get(subject, 0) + 1
        return Received(uuid4().hex, name, subject, sequence, datetime.now(UTC), data, service)

    def remember(self, fact: Received) -> None:
        rows = self.history.setdefault(fact.service, [])
        rows.append(
            {
                "position": len(rows) + 1, "id": fact.id, "type": fact.type, "subject": fact.subject,
                "sequence": fact.sequence, "time": fact.time.isoformat(), "data": fact.data,
            }
        )  # fmt: skip

    async def publish(self, facts: Iterable[Received]) -> None:
        exchanges = {
            service: await self.channel.get_exchange(names.events_exchange(service), ensure=False)
            for service in (self.roster, self.school)
        }
        wire = await self.channel.get_underlay_channel()
        for fact in facts:
            await wire.basic_publish(
                orjson.dumps(fact.data),
                exchange=exchanges[fact.service].name,
                routing_key=fact.type,
                properties=aio_pika.Message(
                    b"",
                    headers=dict(
                        events.headers(
                            fact.service,
                            {
                                "id": fact.id,
                                "type": fact.type,
                                "subject": fact.subject,
                                "time": fact.time,
                                "sequence": fact.sequence,
                            },
                        )
                    ),
                    delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                ).properties,
                wait=False,
            )

    async def tell(self, fact: Received) -> Received:
        self.remember(fact)
        await self.publish([fact])
        return fact

    async def ask_history(self, service: str, after: str | None, limit: int) -> dict[str, Any]:
        begin = int(after or 0)
        rows = self.history.get(service, [])[begin : begin + limit]
        return {"items": rows, "next": str(begin + len(rows)) if rows else None}

    async def ask_snapshots(self, _collection: str, ids: Iterable[str]) -> list[dict[str, Any]]:
        return [self.shown[one] for one in ids if one in self.shown]

    def snapshots(self) -> Snapshots:
        return Snapshots(self.store, self.ask_snapshots)

    async def rows(self, name: str) -> dict[str, dict[str, Any]]:
        current = self.store.generation((await self.store.state()).current)
        return {row["_id"]: row for row in await current[name].find().to_list(None)}

    async def depth(self, queue: str) -> int:
        return int((await self.channel.declare_queue(queue, passive=True)).declaration_result.message_count)

    @contextlib.asynccontextmanager
    async def projector(
        self, *, uri: str = "", store: Store | None = None, timeout: float = 10
    ) -> AsyncIterator[Consumer]:
        snapshots = self.snapshots()
        consumer = Consumer(uri or self.uri, store or self.store, snapshots.wake, timeout=timeout)
        tasks = [asyncio.create_task(consumer.run()), asyncio.create_task(snapshots.run())]

        async def connected() -> bool:
            return consumer.connected

        try:
            await until(connected)
            yield consumer
        finally:
            consumer.stop()
            await asyncio.wait([tasks[0]], timeout=20)
            tasks[1].cancel()
            tasks[0].result()


@contextlib.asynccontextmanager
async def a_city() -> AsyncIterator[City]:
    """Names of its own on the broker and in the database, removed afterwards."""
    settings = from_environment()
    mark = uuid4().hex[:8]
    roster, school = f"roster{mark}", f"school{mark}"
    kinds = {
        (roster, "cadre"): Kind("cadres", (("unit_ids",),), snapshot=True, about_people=True),
        (roster, "unit"): Kind("units", snapshot=True),
        (school, "class"): Kind("classes", (("kind", "state"),)),
        (school, "hours"): Kind("hours", (("year",),), section=Section("hours", "year")),
    }
    catalogues = (
        catalogue(roster, "cadre.registered.v1", "cadre.changed.v1", "unit.opened.v1"),
        catalogue(school, "class.published.v1", "class.completed.v1", "hours.recorded.v1"),
    )
    db = open_database(settings).client.get_database(f"{settings.database_prefix}test_{mark}")
    store = Store(db, Projection(kinds, catalogues))
    await store.prepare()
    async with await aio_pika.connect(settings.amqp_uri) as link:
        channel = await link.channel(publisher_confirms=False)
        await topology.declare(channel, [roster, school])
        city = City(settings.amqp_uri, roster, school, store, channel=channel)
        try:
            yield city
        finally:
            for service in (roster, school):
                await channel.queue_delete(topology.queue_name(service))
                await channel.exchange_delete(names.events_exchange(service))
            await db.client.drop_database(db.name)
            await db.client.close()
