"""Queries and commands of a service beside plain nameko's, through the gateway's own RPC client."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pymongo

from benchmarks import sample
from benchmarks.figure import Figure, by_turns_async, rate
from benchmarks.surroundings import Surroundings
from gateway.rpc import RpcClient
from servicekit.principal import Principal
from servicekit.vouching import Signer

AT_ONCE = 16
SECONDS = 1.5
Work = Callable[[], Awaitable[Any]]


@asynccontextmanager
async def client(here: Surroundings, *, signs: bool = False) -> AsyncIterator[RpcClient]:
    """The gateway's client, connected; services take what it `signs`, plain nameko takes anything.

    Its loop stands still while others are measured, and then sends no heartbeat.
    """
    signer = Signer.from_environment(here.environment) if signs else None
    calls = RpcClient(f"{here.amqp_uri}?heartbeat=600", name="benchmarks", signer=signer)
    await calls.start()
    try:
        while not calls.connected:  # noqa: ASYNC110 - the client has no event to wait for
            await asyncio.sleep(0.02)
        yield calls
    finally:
        await calls.stop()


def headers(**more: str) -> dict[str, Any]:
    """What the gateway sends along."""
    who = Principal("usr-benchmark", ("administrator",), "sample.make")
    return {"cadre.principal": orjson.dumps(who.to_wire()).decode(), "cadre.request_id": secrets.token_hex(8), **more}


def side(work: Work) -> Work:
    return lambda: rate(work, seconds=SECONDS, at_once=AT_ONCE)


async def figures(here: Surroundings) -> AsyncIterator[list[Figure]]:
    """The ratios without the gateway's HTTP."""
    bare, service = (
        here.start("bare", "benchmarks.bare_service"),
        here.start("sample", "servicekit", "benchmarks.sampleservice"),
    )
    bare.wait_ready()
    service.wait_ready()
    try:
        async with client(here, signs=True) as calls, client(here) as plain_calls:
            numbers = itertools.count()

            async def make() -> None:
                number = next(numbers)
                wish = {"title": f"thing {number}", "seats": number}
                await calls.call("sample.make", wish, headers(**{"cadre.key": f"make-{number}-{secrets.token_hex(4)}"}))

            await make()
            with pymongo.MongoClient[dict[str, Any]](here.mongo_uri) as mongo:
                documents = transaction(mongo, f"{here.prefix}{sample.SOURCE}", "things")
            queries = await by_turns_async(
                side(lambda: calls.call("sample.echo", {}, headers())),
                side(lambda: plain_calls.call("bare.echo", {}, headers())),
            )
            commands = await by_turns_async(
                side(make), side(lambda: plain_calls.call("bare.insert", {"documents": documents}, headers()))
            )
            sealed = await _sealed(calls)
    finally:
        here.stop(bare, service)
    yield [
        Figure("rpc.query", *queries, "1/s", ">=0.70", "an empty echo of a stock nameko service, unsigned"),
        Figure("rpc.command", *commands, "1/s", ">=0.50", "stock nameko RPC around the same transaction, unsigned"),
        *sealed,
    ]


TEXTS = [f"（示例）谈话内容第{number}段" * 8 for number in range(6)]
PERSONS = 200


async def _sealed(calls: RpcClient) -> list[Figure]:
    """What it costs that texts lie under each person's key: the same command and query on a collection in clear."""
    numbers = itertools.count()

    async def keep(sealed: bool) -> str:
        number = next(numbers)
        wish = {"cadre_id": f"cad-{number % PERSONS:06d}", "texts": TEXTS, "sealed": sealed}
        answer = await calls.call(
            "sample.keep_note", wish, headers(**{"cadre.key": f"note-{number}-{secrets.token_hex(4)}"})
        )
        return str(answer["id"])

    kept = {sealed: [await keep(sealed) for _ in range(PERSONS)] for sealed in (True, False)}

    async def read(sealed: bool) -> None:
        wish = {"note_id": kept[sealed][next(numbers) % PERSONS], "sealed": sealed}
        await calls.call("sample.read_note", wish, headers())

    commands = await by_turns_async(side(lambda: keep(True)), side(lambda: keep(False)))
    reads = await by_turns_async(side(lambda: read(True)), side(lambda: read(False)))
    return [
        Figure("sealed.command", *commands, "1/s", ">=0.75", "the same command on a collection in clear"),
        Figure("sealed.read", *reads, "1/s", ">=0.75", "the same query on a collection in clear"),
    ]


def transaction(mongo: Any, database: str, collection: str) -> dict[str, dict[str, Any]]:
    """The documents that the last command of a service wrote: one of `collection` and its journal entry, as JSON."""
    return {name: plain(mongo[database][name].find_one(sort=[("$natural", -1)])) for name in (collection, "journal")}


def plain(document: dict[str, Any] | None) -> dict[str, Any]:
    made: dict[str, Any] = orjson.loads(orjson.dumps(document or {}, default=str))
    return made
