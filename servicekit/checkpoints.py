"""A service's chain grows while it serves, and the other parts hear how far it is and are heard; see `chain`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import eventlet
import eventlet.event
import pymongo
from pymongo.errors import PyMongoError

from servicekit import logs, metrics, topology
from servicekit.chain import LOOK_SECONDS, QUEUED, WHILE_MORE, Chain, Checkpoint, audit_of, keep
from servicekit.declaring import lean_on
from servicekit.publish import BROKER_ERRORS, ConfirmingPublisher, Outgoing, collapse, connect
from servicekit.runtime import Runtime
from servicekit.vouching import Signer, Verifier

log = logs.get(__name__)

AWAY: tuple[type[BaseException], ...] = (*BROKER_ERRORS, PyMongoError)


class Linking:
    """Adds to the service's chain while this process leads, and tells the others."""

    def __init__(self, runtime: Runtime, signer: Signer | None, leads: Callable[[], bool]) -> None:
        self._runtime = runtime
        self._leads = leads
        self._chain = Chain(runtime.db, runtime.name, signer)
        self._told: Checkpoint | None = None
        self._whole = 0.0
        """When everything was linked; 0 while another process sees to it."""
        self._asked_to_stop = eventlet.event.Event()
        settings = runtime.settings
        self._publisher = ConfirmingPublisher(
            settings.amqp_uri, f"{runtime.name} checkpoints", settings.publish_timeout, declare
        )
        metrics.AUDIT_UNLINKED.labels(runtime.name).set_function(self._waited)

    def stop(self) -> None:
        """Add what is there once more, then end."""
        self._asked_to_stop.send(None)

    def run(self) -> None:
        """Add and tell until `stop`; outages of database and broker are waited for."""
        pause = 0.0
        while not self._asked_to_stop.ready():
            until = time.monotonic() + pause
            while time.monotonic() < until and not self._asked_to_stop.ready():
                with eventlet.Timeout(min(1.0, until - time.monotonic()), False):
                    self._asked_to_stop.wait()
                self._publisher.keep_alive()
            pause = self._look()
        self._publisher.close()

    def _look(self) -> float:
        """Seconds until the next look."""
        if not self._leads():
            self._chain.forget()
            self._whole = 0.0
            return LOOK_SECONDS / 10
        self._whole = self._whole or time.monotonic()
        try:
            with pymongo.timeout(self._runtime.settings.database_timeout):
                more = self._chain.grow()
        except PyMongoError as away:
            log.warning("the journal is not linked now", error=repr(away))
            return LOOK_SECONDS
        if more:
            return WHILE_MORE
        self._whole = time.monotonic()
        self._tell()
        return LOOK_SECONDS

    def _tell(self) -> None:
        newest = self._chain.newest
        if newest is None or newest == self._told:
            return
        name = self._runtime.name
        told = Outgoing(topology.CHECKPOINTS_EXCHANGE, name, newest.told(), f"{name}:{newest.n}")
        try:
            self._publisher.publish([told])
            self._told = newest
        except BROKER_ERRORS as away:
            log.warning("a checkpoint is told later", error=repr(away))

    def _waited(self) -> float:
        return max(0.0, time.monotonic() - self._whole - LOOK_SECONDS) if self._whole else 0.0


def declare(channel: Any) -> None:
    """See that the exchange is there."""
    lean_on(channel, topology.CHECKPOINTS_EXCHANGE)


class Keeping:
    """Keeps what the other parts tell of their chains."""

    def __init__(self, runtime: Runtime, verifier: Verifier | None) -> None:
        self._runtime = runtime
        self._verifier = verifier
        self._audit = audit_of(runtime.db)
        self._stopping = False

    def stop(self) -> None:
        self._stopping = True

    def run(self) -> None:
        """Keep until `stop`. Outages are waited for."""
        name, pause = self._runtime.name, 0.5
        queue = topology.checkpoints_queue(name)
        while not self._stopping:
            connection = None
            try:
                connection = connect(self._runtime.settings.amqp_uri, f"{name} checkpoints of others")
                channel = connection.channel()
                declare(channel)
                channel.queue_declare(queue, durable=True, auto_delete=False, arguments=QUEUED)
                channel.queue_bind(queue, topology.CHECKPOINTS_EXCHANGE, "#")
                channel.basic_qos(0, 50, False)
                channel.basic_consume(queue, callback=self._keep)
                pause = 0.5
                while not self._stopping:
                    try:
                        connection.drain_events(timeout=1)
                    except TimeoutError:
                        connection.heartbeat_check()
            except AWAY as away:
                if not self._stopping:
                    log.warning("others' checkpoints are kept later", error=repr(away))
                    eventlet.sleep(pause)
                    pause = min(pause * 2, 10.0)
            finally:
                if connection is not None:
                    collapse(connection)

    def _keep(self, message: Any) -> None:
        own, told_by = self._runtime.name, message.delivery_info.get("routing_key")
        try:
            told = Checkpoint.told_by(told_by, message.body)
        except ValueError as wrong:
            log.error("what was told is no checkpoint", by=told_by, error=repr(wrong))
        else:
            with pymongo.timeout(self._runtime.settings.database_timeout):
                if told.part != own and not keep(self._audit, told, self._verifier):
                    log.error("a checkpoint is not signed by whose it is", part=told.part, n=told.n)
        message.channel.basic_ack(message.delivery_tag)
