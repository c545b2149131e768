"""`python -m gateway.projector` follows the events; with `rebuild` it makes the read models anew.

`letters` lists the events that were put aside, one JSON object a line, and `resend` sends them again.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys

import orjson
from pymongo.errors import PyMongoError

from gateway import health
from gateway.beginning import begin
from gateway.broker import connect
from gateway.projector import gap, letters, topology
from gateway.projector.consumer import Consumer
from gateway.projector.links import Services, open_database
from gateway.projector.rebuild import rebuild
from gateway.projector.snapshots import Snapshots
from gateway.readmodels.catalogue import PROJECTION
from gateway.readmodels.checking import Misdeclared
from gateway.readmodels.store import Store
from gateway.rpc import RpcClient, ServiceAbsent
from servicekit import logs, memory, traces
from servicekit.config import ConfigurationError, Settings, from_environment
from servicekit.vouching import signer_of

log = logging.getLogger("gateway.projector")


async def follow(settings: Settings, stop: asyncio.Event) -> None:
    """Keep the read models until `stop`; wait, and say so, while the database is not there."""
    store = Store(open_database(settings), PROJECTION)
    rpc = RpcClient(settings.amqp_uri, name="projector", signer=signer_of(settings))
    services = Services(rpc)
    snapshots = Snapshots(store, services.snapshots)
    consumer = Consumer(settings.amqp_uri, store, snapshots.wake, timeout=settings.database_timeout)

    async def missing() -> list[str]:
        return [
            name for name, there in (("broker", consumer.connected), ("database", consumer.database_is_up)) if not there
        ]

    traces.start(settings.traces_to, settings.traces_share, "projector")
    server = await health.serve(settings.health_host, settings.health_port, missing)
    consumer.database_is_up = False
    while not stop.is_set():
        try:
            await begin(settings)
            await store.prepare()
            consumer.database_is_up = True
            break
        except PyMongoError as away:
            log.warning("database not there yet: %s", type(away).__name__)
            await asyncio.wait([asyncio.ensure_future(stop.wait())], timeout=1)
    if not stop.is_set():
        await rpc.start()
        memory.settle()
        filling = asyncio.create_task(snapshots.run())
        following = asyncio.create_task(consumer.run())
        closing = asyncio.create_task(gap.keep_closed(store, services.history, snapshots, lambda: consumer.connected))
        await asyncio.wait([following, asyncio.ensure_future(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
        consumer.stop()
        await asyncio.wait([following], timeout=settings.stop_timeout)
        filling.cancel()
        closing.cancel()
        await rpc.stop()
        if following.done():
            following.result()
    if server is not None:
        server.close()
    await store.db.client.close()
    await asyncio.to_thread(traces.stop)


async def make_anew(settings: Settings, grace: float) -> None:
    """Rebuild, with the queues declared first so that nothing published meanwhile is missed."""
    store = Store(open_database(settings), PROJECTION)
    await store.prepare()
    async with await connect(settings.amqp_uri, "gateway.projector by hand") as link:
        await topology.declare(await link.channel(), PROJECTION.services)
    rpc = RpcClient(settings.amqp_uri, name="projector-rebuild", signer=signer_of(settings))
    await rpc.start()
    services = Services(rpc)
    try:
        await _connected(rpc)
        number = await rebuild(store, services.history, Snapshots(store, services.snapshots), grace=grace)
        log.info("rebuilt as generation %d", number)
    finally:
        await rpc.stop()
        await store.db.client.close()


async def look_at_letters(settings: Settings, again: bool) -> None:
    """List the events that were put aside, or send them again."""
    async with await connect(settings.amqp_uri, "gateway.projector by hand") as link:
        channel = await link.channel(publisher_confirms=True)
        await topology.declare(channel, PROJECTION.services)
        if again:
            log.info("%d events sent again", await letters.resend(channel))
            return
        for letter in await letters.listed(channel):
            sys.stdout.write(orjson.dumps(letter, default=str).decode() + "\n")


async def _connected(rpc: RpcClient) -> None:
    async with asyncio.timeout(10):
        while not rpc.connected:  # noqa: ASYNC110 - the client offers no event
            await asyncio.sleep(0.05)


async def _until_stopped(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await follow(settings, stop)


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    whole = argparse.ArgumentParser(prog="python -m gateway.projector", description=__doc__)
    whole.add_argument("task", nargs="?", choices=["follow", "rebuild", "letters", "resend"], default="follow")
    whole.add_argument(
        "--grace", type=float, default=10.0, help="seconds that the old read models stay after a rebuild"
    )
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Run until stopped, or rebuild once. 0 when all is done."""
    asked = parser().parse_args(arguments)
    try:
        settings = from_environment()
        PROJECTION.check()
    except (ConfigurationError, Misdeclared) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    memory.be_frugal()
    logs.configure("projector", settings.log_level)
    if asked.task == "follow":
        try:
            asyncio.run(_until_stopped(settings))
        except ConfigurationError as wrong:
            sys.stderr.write(f"{wrong}\n")
            return 2
        return 0
    try:
        if asked.task == "rebuild":
            asyncio.run(make_anew(settings, asked.grace))
        else:
            asyncio.run(look_at_letters(settings, asked.task == "resend"))
    except (ConfigurationError, PyMongoError, OSError, TimeoutError, ServiceAbsent, LookupError) as away:
        log.error("%s not done: %r", asked.task, away)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
