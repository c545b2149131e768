"""Broker and database for one run: the ones named by URI, else local ones under the process manager."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import kombu
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from local import broker, database
from local.limits import warn_of_too_few
from local.place import Place, Trouble
from local.supervise import Program, Supervisor, tail

PATIENCE = 30.0  # seconds that a broker or database named by URI may take to answer
START = 90.0  # seconds that our own may take to start


@dataclass(frozen=True)
class Servers:
    """What the processes are told, and the programs to start for it; `database_port` is 0 for a database not ours."""

    amqp_uri: str
    mongo_uri: str
    management_uri: str
    programs: list[Program]
    place: Place
    database_port: int

    @property
    def is_local(self) -> bool:
        return any(program.name == "rabbitmq" for program in self.programs)

    def wait(self, supervisor: Supervisor) -> None:
        """Until both serve. Raises Trouble with the log's end."""
        deadline = time.monotonic() + START
        if self.database_port:
            database.initiate(self.database_port, deadline)
        while self.is_local and (said := self.make_vhost() or broker_trouble(self.amqp_uri)):
            supervisor.heal()
            if time.monotonic() > deadline:
                log = tail(self.place.logs / "rabbitmq.log")
                raise Trouble(
                    f"本机 RabbitMQ 未能就绪：{said}\n{log}", f"The local RabbitMQ did not become ready: {said}"
                )
            time.sleep(0.3)

    def make_vhost(self) -> str | None:
        """Why the virtual host could not be made, None when it is there."""
        try:
            broker.add_vhost(self.management_uri, urlsplit(self.amqp_uri).path[1:])
        except OSError as error:
            return str(error)
        return None


def prepare(place: Place, vhost: str, locked: int = database.LOCKED_SECONDS) -> Servers:
    """Decide where broker and database come from. Raises Trouble where one that is named by URI does not answer."""
    amqp_given, mongo_given = os.environ.get("AMQP_URI", ""), os.environ.get("MONGO_URI", "")
    if amqp_given:
        check_broker(amqp_given)
    if mongo_given:
        check_database(mongo_given)
    programs: list[Program] = []
    ports = place.ports("amqp", "management", "distribution", "epmd", "database")
    database_port = ports.pop("database")
    if not amqp_given:
        command, environment = broker.prepare(place, broker.Ports(**ports))
        programs.append(Program("rabbitmq", command, 1, environment))
    if not mongo_given:
        programs.append(Program("mongodb", database.prepare(place, database_port, locked), 1))
    if programs:
        warn_of_too_few()
    return Servers(
        amqp_given or broker.uri(place, ports["amqp"], vhost),
        mongo_given or database.uri(database_port),
        os.environ.get("MANAGEMENT_URI", "") if amqp_given else broker.management_uri(place, ports["management"]),
        programs,
        place,
        0 if mongo_given else database_port,
    )


def broker_trouble(uri: str) -> str | None:
    """Why the broker does not serve, None when it does."""
    try:
        with kombu.Connection(uri, connect_timeout=3) as connection:
            connection.connect()
    except (OSError, *kombu.Connection(uri).connection_errors) as error:
        return str(error) or type(error).__name__
    return None


def check_broker(uri: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while said := broker_trouble(uri):
        if time.monotonic() > deadline:
            raise Trouble(
                f"AMQP_URI 指定的 RabbitMQ（{without_password(uri)}）在 {PATIENCE:.0f} 秒内没有应答：{said}",
                f"AMQP_URI: the RabbitMQ at {without_password(uri)} did not answer within {PATIENCE:.0f} s: {said}",
            )
        time.sleep(1)


def check_database(uri: str) -> None:
    try:
        with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=int(PATIENCE * 1000)) as client:
            hello = client.admin.command("hello")
    except PyMongoError as error:
        raise Trouble(
            f"MONGO_URI 指定的 MongoDB（{without_password(uri)}）在 {PATIENCE:.0f} 秒内没有应答：{error}",
            f"MONGO_URI: the MongoDB at {without_password(uri)} did not answer within {PATIENCE:.0f} seconds: {error}",
        ) from None
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise Trouble(
            "MONGO_URI 指定的 MongoDB 不是副本集，无法使用事务。请以 --replSet 启动并执行 rs.initiate()。",
            "MONGO_URI: this MongoDB is no replica set, so it has no transactions. "
            "Start it with --replSet and initiate it.",
        )


def without_password(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
