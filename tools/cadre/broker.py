"""What the broker says of itself over AMQP alone: passive declarations count messages and consumers."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import amqp
import kombu
from amqp.exceptions import (
    AccessRefused,
    AMQPError,
    AMQPNotImplementedError,
    InternalError,
    NotAllowed,
    NotFound,
    PreconditionFailed,
)

from gateway.projector import topology as readers
from servicekit import topology
from servicekit.config import Settings
from servicekit.reactions import declare_reaction, declare_subscriber
from servicekit.tls import for_kombu
from services import NAMES
from tools.cadre.declared import reactions
from tools.cadre.words import Refused, without_password

PATIENCE = 10.0


class Away(Refused):
    """The broker cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Queue:
    """How many messages wait, and how many processes take them."""

    messages: int
    consumers: int


class Broker:
    """A connection for looking. Entering it raises Away."""

    def __init__(self, uri: str, patience: float = PATIENCE) -> None:
        self._uri = uri
        self._patience = patience
        self._connection: Any = None
        self._channel: Any = None

    def __enter__(self) -> Broker:
        where = without_password(self._uri)
        try:
            address, encrypted = for_kombu(self._uri)
            connection = kombu.Connection(
                address,
                ssl=encrypted,
                connect_timeout=self._patience,
                transport_options={
                    "client_properties": {"connection_name": "cadre"},
                    "read_timeout": self._patience,
                    "write_timeout": self._patience,
                    "max_retries": 0,
                },
            )
            connection.connect()
            self._connection = connection.connection
        except (AccessRefused, ValueError) as refused:
            raise Away(
                f"消息代理（{where}）拒绝了这个账号：用户名或口令不对",
                f"The broker at {where} does not take this account: name or password is wrong ({_brief(refused)})",
                "rabbitmqctl change_password NAME PASSWORD",
            ) from None
        except NotAllowed as refused:
            raise Away(
                f"消息代理（{where}）不让这个账号进入该虚拟主机：虚拟主机不存在，或没有授权",
                f"The broker at {where} does not let this account into its virtual host: {_brief(refused)}",
                "rabbitmqctl add_vhost cadre; rabbitmqctl set_permissions -p cadre NAME '.*' '.*' '.*'",
            ) from None
        except (OSError, AMQPError, kombu.exceptions.KombuError) as away:
            raise Away(
                f"消息代理（{where}）没有应答。请检查地址、端口、网络以及它是否在运行",
                f"The broker at {where} does not answer: {_brief(away)}. Look at address, port, network, and whether "
                "it runs",
            ) from None
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError, AMQPError, AttributeError):
            self._connection.close()

    @property
    def product(self) -> tuple[str, str]:
        """Its name and version."""
        said = self._connection.server_properties
        return str(said.get("product", "?")), str(said.get("version", "0"))

    def channel(self) -> Any:
        """The channel for looking; a new one where the broker closed the last."""
        if self._channel is None or not self._channel.is_open:
            self._channel = self._connection.channel()
        return self._channel

    def look(self, name: str) -> Queue | None:
        """A queue as it is now; None where there is none. Raises Refused where the account may not look."""
        try:
            said = self.channel().queue_declare(name, passive=True)
        except NotFound:
            self._channel = None
            return None
        except (OSError, AMQPError) as error:
            self._channel = None
            raise refused_by(error) from None
        return Queue(said.message_count, said.consumer_count)

    def expected(self, settings: Settings) -> list[str]:
        """Every queue of the platform that outlives its processes, or that they make."""
        return [
            *(topology.rpc_queue(name) for name in NAMES),
            *(
                topology.reaction_queue(name, spec.publisher, spec.handler)
                for name in NAMES
                for spec in reactions(name)
            ),
            *(topology.retry_exchange(name, delay) for name in NAMES for delay in settings.delays),
            *(topology.dead_queue(name) for name in NAMES),
            *(readers.queue_name(name) for name in NAMES),
            readers.DEAD,
        ]

    def differs(self, name: str, settings: Settings) -> str:
        """What the broker says where a service's queues are there in another shape than this release declares them."""
        channel = self._connection.channel()
        try:
            declare_subscriber(channel, name, settings.delays)
            for spec in reactions(name):
                declare_reaction(channel, name, spec.publisher, spec.handler, spec.events)
            channel.close()
        except PreconditionFailed as different:
            return _brief(different)
        except (OSError, AMQPError) as error:
            raise refused_by(error) from None
        return ""

    def try_out(self) -> datetime | None:
        """Use it as the platform does: a quorum queue whose messages expire into another, and both are deleted again.

        Answers the broker's clock, which it notes where a message has expired, to the second. Raises Refused.
        """
        mark = secrets.token_hex(6)
        # Named as the platform's own, so that an account that may declare those alone is judged by them.
        waiting, after = f"gateway.on.doctor-{mark}", f"gateway.on.doctor-{mark}-after"
        channel = self._connection.channel()
        try:
            channel.confirm_select()
            kept = {"x-queue-type": "quorum", "x-expires": 60_000}
            channel.queue_declare(after, durable=True, auto_delete=False, arguments=kept)
            ladder = {
                **kept,
                "x-message-ttl": 1,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": after,
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            }
            channel.queue_declare(waiting, durable=True, auto_delete=False, arguments=ladder)
            channel.basic_publish(amqp.Message(b"doctor", delivery_mode=2), "", waiting, mandatory=True)
            until = time.monotonic() + self._patience
            while (message := channel.basic_get(after, no_ack=True)) is None:
                if time.monotonic() > until:
                    return None
                time.sleep(0.05)
            died = (message.headers.get("x-death") or [{}])[0].get("time")
            return died.replace(tzinfo=UTC) if isinstance(died, datetime) else None
        except (OSError, AMQPError) as error:
            raise refused_by(error) from None
        finally:
            with contextlib.suppress(OSError, AMQPError):
                again = self._connection.channel()
                again.queue_delete(waiting)
                again.queue_delete(after)


def refused_by(error: BaseException) -> Refused:
    """What a broker's refusal means to whoever runs the tool."""
    if isinstance(error, AccessRefused):
        return Refused(
            "消息代理的账号无权声明或读写队列。请授予它在该虚拟主机上的配置、写、读权限",
            f"The broker's account may not declare, write or read: {_brief(error)}. Grant it configure, write and read",
            "rabbitmqctl set_permissions -p cadre NAME '.*' '.*' '.*'",
        )
    if isinstance(error, PreconditionFailed | InternalError | AMQPNotImplementedError):
        return Refused(
            "消息代理没有仲裁队列，或已有同名而种类不同的队列。请启用仲裁队列；本系统需要带它的三点一〇版或更新版本",
            f"The broker has no quorum queues as the platform needs them: {_brief(error)}. Enable them, on RabbitMQ "
            "3.10 or newer",
            "rabbitmqctl enable_feature_flag quorum_queue",
        )
    if isinstance(error, TimeoutError | socket.timeout):
        return Refused(
            "消息代理在时限内没有应答，可能因磁盘或内存告警而停止接收",
            "The broker did not answer in time; an alarm (disk, memory) may stop it from taking anything",
            "rabbitmq-diagnostics check_alarms",
        )
    return Refused("消息代理拒绝了请求", f"The broker refused: {_brief(error)}")


def _brief(error: BaseException) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__
