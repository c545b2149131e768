"""The chain of the gateway's own journal grows, and the services hear how far it is and are heard; see
`servicekit.chain`. The importer does so, beside its work; of several, each link is the one's that is first."""

from __future__ import annotations

import asyncio
import logging
import time

import aio_pika
import pymongo
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import AMQPError
from pymongo.errors import PyMongoError

from gateway.broker import connect, lean_on, none_cancelled_but_us
from servicekit import topology
from servicekit.chain import LOOK_SECONDS, QUEUED, WHILE_MORE, Chain, Checkpoint, audit_of, keep
from servicekit.config import Settings
from servicekit.metrics import AUDIT_UNLINKED
from servicekit.store import Document
from servicekit.vouching import Signer, Verifier

log = logging.getLogger(__name__)

PART = "gateway"
RETRY = 2.0
"""Seconds until the broker is tried again."""


class Checkpoints:
    """The gateway's chain, and what it keeps of the others'."""

    def __init__(self, settings: Settings, signer: Signer | None, verifier: Verifier | None) -> None:
        self._settings = settings
        # Its driver waits in threads: the chain is the services' own, which know no other.
        self._client: pymongo.MongoClient[Document] = pymongo.MongoClient(
            settings.mongo_uri,
            timeoutMS=int(settings.database_timeout * 1000),
            serverSelectionTimeoutMS=3000,
            maxPoolSize=4,
            appname="gateway chain",
            tz_aware=True,
        )
        own = self._client[settings.database(PART)]
        self._audit = audit_of(own)
        self._chain = Chain(own, PART, signer)
        self._verifier = verifier
        self._told: Checkpoint | None = None
        self._channel: AbstractChannel | None = None
        self._whole = time.monotonic()
        AUDIT_UNLINKED.labels(PART).set_function(lambda: max(0.0, time.monotonic() - self._whole - LOOK_SECONDS))

    async def run(self) -> None:
        """Add, tell and keep until cancelled; outages of database and broker are waited for."""
        talking = asyncio.create_task(self._talk(), name="checkpoints")
        try:
            await self._grow()
        finally:
            talking.cancel()
            self._client.close()

    async def _grow(self) -> None:
        pause = 0.0
        while True:
            await asyncio.sleep(pause)
            pause = await self._look()

    async def _look(self) -> float:
        """Seconds until the next look."""
        try:
            more = await asyncio.to_thread(self._chain.grow)
        except PyMongoError as away:
            log.warning("the journal is not linked now: %r", away)
            return LOOK_SECONDS
        if more:
            return WHILE_MORE
        self._whole = time.monotonic()
        await self._tell()
        return LOOK_SECONDS

    async def _tell(self) -> None:
        newest, channel = self._chain.newest, self._channel
        if newest is None or newest == self._told or channel is None:
            return
        message = aio_pika.Message(newest.told(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        try:
            with none_cancelled_but_us():
                exchange = await channel.get_exchange(topology.CHECKPOINTS_EXCHANGE, ensure=False)
                await exchange.publish(message, PART, mandatory=False, timeout=self._settings.publish_timeout)
            self._told = newest
        except (AMQPError, OSError, RuntimeError, TimeoutError) as away:
            log.warning("a checkpoint is told later: %r", away)

    async def _talk(self) -> None:
        while True:
            try:
                with none_cancelled_but_us():
                    async with await connect(self._settings.amqp_uri, "gateway checkpoints") as link:
                        gone = asyncio.Event()
                        self._channel = await link.channel(publisher_confirms=True)
                        for one in (link, self._channel):
                            one.close_callbacks.add(lambda *_, gone=gone: gone.set())
                        await self._channel.set_qos(prefetch_count=50)
                        await (await declare(self._channel)).consume(self._keep)
                        await gone.wait()
            except Exception as broken:  # noqa: BLE001 - whatever broke the connection, the next one may stand
                log.warning("others' checkpoints are kept later: %r", broken)
            finally:
                self._channel = None
            await asyncio.sleep(RETRY)

    async def _keep(self, message: AbstractIncomingMessage) -> None:
        try:
            told = Checkpoint.told_by(message.routing_key, message.body)
        except ValueError as wrong:
            log.error("what %s told is no checkpoint: %r", message.routing_key, wrong)
        else:
            while told.part != PART:
                try:
                    if not await asyncio.to_thread(keep, self._audit, told, self._verifier):
                        log.error("checkpoint %d of %s is not signed by whose it is", told.n, told.part)
                    break
                except PyMongoError as away:
                    log.warning("a checkpoint is kept later: %r", away)
                    await asyncio.sleep(RETRY)
        await message.ack()


async def declare(channel: AbstractChannel) -> AbstractQueue:
    """Declare where the others' checkpoints wait."""
    await lean_on((await channel.get_underlay_channel()).connection, topology.CHECKPOINTS_EXCHANGE, "topic")
    queue = await channel.declare_queue(topology.checkpoints_queue(PART), durable=True, arguments=QUEUED)
    await queue.bind(topology.CHECKPOINTS_EXCHANGE, "#")
    return queue
