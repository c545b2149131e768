"""What the doctor looks at on the broker, by AMQP alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from gateway.projector import topology as readers
from servicekit import topology
from servicekit.config import Settings
from services import NAMES
from tools.cadre.broker import Away, Broker, Queue
from tools.cadre.findings import Finding, some
from tools.cadre.words import Refused

OLDEST = (3, 10)
SKEW_SECONDS, WRONG_SECONDS = 5.0, 60.0
"""The broker tells whole seconds, and messages take a while."""


def look(settings: Settings) -> Iterator[Finding]:
    """Everything about the broker."""
    try:
        with Broker(settings.amqp_uri) as broker:
            yield from _version(broker)
            yield from _works(broker)
        # What was refused there may have cost the connection.
        with Broker(settings.amqp_uri) as broker:
            yield from _queues(broker, settings)
    except Away as away:
        yield Finding.of("broker.away", away)


def _version(broker: Broker) -> Iterator[Finding]:
    product, version = broker.product
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if product != "RabbitMQ" or numbers < OLDEST:
        yield Finding(
            "error",
            "broker.version",
            f"消息代理的版本过旧或不受支持：{version}",
            f"The broker is {product} {version}; the platform needs RabbitMQ 3.10 or newer",
            "请升级消息代理；升级前后数据都在数据库里，不会丢失",
            "Upgrade the broker; the data are in the database before and after",
        )


def _works(broker: Broker) -> Iterator[Finding]:
    before = datetime.now(UTC)
    try:
        theirs = broker.try_out()
    except Refused as refused:
        yield Finding.of("broker.cannot-declare", refused)
        return
    after = datetime.now(UTC)
    if theirs is None:
        yield Finding(
            "error",
            "broker.no-expiry",
            "到期的消息没有转入下一个队列，重试将不起作用",
            "A message that expired did not reach the next queue: failed events would not be tried again",
            "请查看消息代理的日志和策略",
            "Look at the broker's log, and at its policies",
            "rabbitmqctl list_policies",
        )
        return
    yield from skewed("broker", "消息代理", (theirs - after).total_seconds(), (theirs - before).total_seconds(), 1.0)


def skewed(name: str, zh: str, least: float, most: float, coarse: float) -> Iterator[Finding]:
    """Whether a clock is wrong that is ahead of this machine's by `least` to `most` seconds, give or take `coarse`."""
    ahead = 0.0 if least - coarse <= 0.0 <= most + coarse else min((least, most), key=abs)
    if abs(ahead) < SKEW_SECONDS:
        return
    yield Finding(
        "error" if abs(ahead) >= WRONG_SECONDS else "warning",
        f"clock.{name}",
        f"{zh}的时钟比本机{'快' if ahead > 0 else '慢'} {abs(ahead):,.0f} 秒",
        f"The clock of the {name} is {abs(ahead):,.0f} seconds {'ahead of' if ahead > 0 else 'behind'} this machine's",
        "请在各机器上启用时间同步；时限、会话和租约都按时钟计算",
        "Have all machines keep time by NTP: deadlines, sessions and leases go by the clock",
        "timedatectl set-ntp true; timedatectl timesync-status",
    )


def _queues(broker: Broker, settings: Settings) -> Iterator[Finding]:
    found = {name: broker.look(name) for name in broker.expected(settings)}
    if not any(found.values()):
        yield Finding(
            "warning",
            "queues.none",
            "消息代理里还没有任何队列：各进程从未在此启动过，或虚拟主机是新的",
            "There is no queue yet: no process has started here, or the virtual host is new",
            "请启动各进程；数据库中已提交而未发布的事件会随后发出",
            "Start the processes; what was committed and not published is published then",
        )
        return
    down = [name for name in NAMES if not _served(found[topology.rpc_queue(name)])]
    if down:
        yield Finding(
            "error",
            "process.down",
            f"没有进程在处理这些服务的请求：{'、'.join(down)}",
            f"No process answers for: {', '.join(down)}",
            "请启动它们，并查看日志中它们在等待什么",
            "Start them, and see in their log what they wait for",
            "docker compose up -d; docker compose logs --tail 50",
        )
    for service in NAMES:
        # Declaring what is there changes nothing; where some of it is missing, its process is to declare it.
        own = [queue for name, queue in found.items() if name.startswith(f"{service}.")]
        if all(own) and (said := broker.differs(service, settings)):
            yield Finding(
                "error",
                "queue.other-release",
                f"{service} 的一个队列是另一版本声明的，种类或参数不同，本版本的进程无法使用",
                f"A queue of {service} was declared by another release, and processes of this one cannot use it: "
                f"{said}",
                "请让旧版本的进程取空它，然后删除；新进程会重新声明，并补取以前的事件",
                "Have processes of that release empty it, then delete it: the new ones declare it anew and catch up",
                "rabbitmqctl delete_queue -p VHOST QUEUE --if-empty",
            )
    for owner in (*NAMES, "gateway"):
        if owner not in down:
            its = {name: queue for name, queue in found.items() if name.startswith(f"{owner}.on.")}
            yield from _heard(owner, its)
    for name, queue in found.items():
        dead = name in (readers.DEAD, *(topology.dead_queue(one) for one in NAMES))
        if dead and queue is not None and queue.messages:
            yield Finding(
                "error",
                "dead-letters.broker",
                f"队列 {name} 里有 {queue.messages:,} 条未能处理的消息",
                f"{queue.messages:,} messages that could not be handled are in {name}",
                "请查看原因，排除后重新发送",
                "Look why, mend that, and send them again",
                "python -m gateway.projector letters; python -m gateway.projector resend"
                if name == readers.DEAD
                else "GET /v1/operations/dead-letters?service=…",
            )


def _heard(owner: str, queues: dict[str, Queue | None]) -> Iterator[Finding]:
    """Does what is published reach a service, or the read models, and does somebody take it?"""
    process = "projector" if owner == "gateway" else owner
    missing = [name for name, queue in queues.items() if queue is None]
    waiting = {name: queue.messages for name, queue in queues.items() if queue and not queue.consumers}
    if missing:
        reads = owner == "gateway"
        yield Finding(
            "error",
            "queue.missing",
            f"{process} 缺少 {len(missing)} 个队列：发布的事件到不了那里",
            f"{len(missing)} queues of {process} are missing, what is published does not reach them: {some(missing)}",
            "请重启它，由它重新声明；此前发布的事件不在其中，读模型随后要重建"
            if reads
            else "请重启它，由它重新声明并补取以前的事件",
            "Restart it: it declares them. What was published before is not in them, so rebuild the read models then"
            if reads
            else "Restart it: it declares them and catches up",
            f"docker compose restart {process}"
            + ("; docker compose run --rm projector python -m gateway.projector rebuild" if reads else ""),
        )
    if waiting:
        yield Finding(
            "error",
            "queue.no-consumer",
            f"{process} 有 {len(waiting)} 个队列无人接收，{sum(waiting.values()):,} 条消息在等待",
            f"Nobody takes from {len(waiting)} queues of {process}, {sum(waiting.values()):,} messages wait: "
            f"{some(list(waiting))}",
            "请启动或重启它",
            "Start or restart it",
            f"docker compose restart {process}",
        )


def _served(queue: Queue | None) -> bool:
    return queue is not None and queue.consumers > 0
