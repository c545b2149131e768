"""The projector beside a plain nameko event handler: a backlog of events waits for each, and both are let go."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable

import aio_pika
import orjson

from benchmarks import sample
from benchmarks.figure import Figure, by_turns_async
from benchmarks.surroundings import Surroundings
from benchmarks.whole import Document, Whole, settled
from gateway.projector.topology import queue_name
from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.kinds import Kind, row_of
from gateway.readmodels.rows import NEWEST
from servicekit import events
from servicekit.events import Received

BACKLOG = 3000
HANDLED = 800
ROUNDS = 3
STOCK_QUEUE = f"evt-{sample.SOURCE}-{sample.EVENT}--bare.keep"
SERVICES = ("registry", "training")
Send = Callable[[list[tuple[str, aio_pika.Message]]], Awaitable[None]]


class Told:
    """Events that the demonstration told, in its own proportions, to be told again as later ones."""

    def __init__(self, whole: Whole) -> None:
        self._events: list[tuple[str, Document]] = []
        for service in SERVICES:
            pipeline = [
                {"$match": {"position": {"$gt": 0}}},
                {"$sample": {"size": BACKLOG}},
                {"$unwind": "$events"},
                {"$sample": {"size": BACKLOG // len(SERVICES)}},
                {"$replaceRoot": {"newRoot": "$events"}},
            ]
            self._events += [(service, event) for event in whole.database(service)["journal"].aggregate(pipeline)]
        self._later = 0

    def again(self) -> list[tuple[str, Document]]:
        """Each with a higher sequence than any before, so that none is old news."""
        self._later += 1_000_000
        return [
            (service, {**event, "sequence": event["sequence"] + self._later, "id": secrets.token_hex(12)})
            for service, event in self._events
        ]


def message(service: str, event: Document) -> aio_pika.Message:
    return aio_pika.Message(
        orjson.dumps(event["data"]),
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=event["id"],
        headers=dict(events.headers(service, event)),
    )


async def figures(here: Surroundings, whole: Whole) -> list[Figure]:
    """Events a second."""
    stock = here.start("bare-handler", "benchmarks.bare_service")
    stock.wait_ready()
    told = Told(whole)
    kept = whole.mongo[f"{here.prefix}stock"]["kept"]
    projector = whole.running["projector"]
    async with await aio_pika.connect(here.amqp_uri) as link:
        channel = await link.channel(publisher_confirms=True)

        async def send(made: list[tuple[str, aio_pika.Message]]) -> None:
            for first in range(0, len(made), 250):
                some = made[first : first + 250]
                await asyncio.gather(
                    *(channel.default_exchange.publish(each, queue, mandatory=True) for queue, each in some)
                )

        async def project() -> float:
            await settled(whole)
            backlog = told.again()
            last = {service: event for service, event in backlog if _fact(service, event)[1].rows}
            projector.freeze()
            try:
                await send([(queue_name(service), message(service, event)) for service, event in backlog])
            finally:
                projector.thaw()
            return len(backlog) / await _until(lambda: all(_applied(whole, *each) for each in last.items()))

        async def handle() -> float:
            before = kept.estimated_document_count()
            stock.freeze()
            try:
                made = [
                    message(sample.SOURCE, sample.event(number, secrets.token_hex(12))) for number in range(HANDLED)
                ]
                await send([(f"evt-{sample.SOURCE}-{sample.EVENT}--bare.keep", each) for each in made])
            finally:
                stock.thaw()
            return HANDLED / await _until(lambda: kept.estimated_document_count() >= before + HANDLED)

        rates = await by_turns_async(project, handle, rounds=ROUNDS)
    here.stop(stock)
    return [Figure("projector", *rates, "events/s", ">=3", "a stock nameko event_handler that inserts one document")]


def _applied(whole: Whole, service: str, event: Document) -> bool:
    """Whether the event's row says so."""
    fact, kind = _fact(service, event)
    row = whole.database("gateway")[f"read_{kind.name}.1"].find_one({"_id": row_of(kind, fact)}, {NEWEST: 1})
    return row is not None and row[NEWEST] >= fact.sequence


def _fact(service: str, event: Document) -> tuple[Received, Kind]:
    fact = Received(
        event["id"], event["type"], event["subject"], event["sequence"], event["time"], event["data"], service
    )
    return fact, PROJECTION.kind_of(fact)


async def _until(done: Callable[[], bool], seconds: float = 60) -> float:
    began = time.perf_counter()
    while not done():
        if time.perf_counter() - began > seconds:
            raise RuntimeError(f"not done within {seconds} s")
        await asyncio.sleep(0.01)
    return time.perf_counter() - began
