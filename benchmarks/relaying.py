"""`python -m benchmarks.relaying`: a backlog published by the relay, by bare kombu, and by nameko's dispatcher.

All three publish the same data, persistent and confirmed, to a topic exchange with one quorum queue bound to it, as
a subscriber's is. One event per journal entry, as commands make them: the dearest case for the relay.
"""

from __future__ import annotations

import warnings

warnings.filterwarnings("ignore")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import kombu  # noqa: E402
import orjson  # noqa: E402
from bson import ObjectId  # noqa: E402
from nameko.standalone.events import event_dispatcher  # noqa: E402

from benchmarks import sample  # noqa: E402
from benchmarks.figure import by_turns  # noqa: E402
from servicekit import clock, events, topology  # noqa: E402
from servicekit.config import from_environment  # noqa: E402
from servicekit.relay import Relay  # noqa: E402
from servicekit.runtime import Runtime  # noqa: E402
from servicekit.work import JOURNAL  # noqa: E402

BACKLOG = 4000
DISPATCHED = 600
WINDOW = 100
SOURCE = "backlog"
QUEUE = "backlog.all"


class Sides:
    """The three ways, over the same events."""

    def __init__(self) -> None:
        self.settings = from_environment()
        self.runtime = Runtime(SOURCE, self.settings, Path())
        self.runtime.prepare([])
        self.broker = kombu.Connection(self.settings.amqp_uri)
        self.channel = self.broker.channel()
        exchange = topology.events_exchange(SOURCE)
        self.channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        self.channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        self.channel.queue_bind(QUEUE, exchange, "#")

    def entries(self) -> list[dict[str, Any]]:
        made = []
        for number in range(BACKLOG):
            uid = str(ObjectId())
            made.append(
                {
                    "_id": f"c:bench:{uid}",
                    "uid": uid,
                    "at": clock.now(),
                    "action": "sample.change",
                    "principal": {"account": "bench", "roles": ["training_officer"], "right": "sample.change"},
                    "request_id": uid,
                    "traceparent": "",
                    "receipt": orjson.dumps([uid, sample.state(number)]),
                    "events": [sample.event(number, uid)],
                    "pending": True,
                }
            )
        return made

    def relay(self) -> float:
        self.runtime.db[JOURNAL].insert_many(self.entries())
        relay = Relay(self.runtime)
        relay.stop()  # It publishes what is there, and ends.
        began = time.perf_counter()
        relay.run()
        return self._rate(BACKLOG, began)

    def bare_kombu(self) -> float:
        outgoing = [
            (orjson.dumps(each["data"]), events.headers(SOURCE, each), each["id"])
            for entry in self.entries()
            for each in entry["events"]
        ]
        began = time.perf_counter()
        open_tags: set[int] = set()

        def confirmed(tag: int, multiple: bool) -> None:
            open_tags.difference_update([each for each in open_tags if each <= tag] if multiple else [tag])

        with kombu.Connection(self.settings.amqp_uri) as connection:
            channel = connection.channel()
            channel.confirm_select()
            channel.events["basic_ack"].add(confirmed)
            producer = kombu.Producer(channel)
            for tag, (body, headers, message_id) in enumerate(outgoing, 1):
                open_tags.add(tag)
                producer.publish(
                    body,
                    exchange=topology.events_exchange(SOURCE),
                    routing_key=sample.EVENT,
                    headers=headers,
                    message_id=message_id,
                    content_type="application/json",
                    content_encoding="utf-8",
                    delivery_mode=2,
                    mandatory=True,
                )
                if tag % WINDOW == 0:
                    while open_tags:
                        connection.drain_events(timeout=10)
            while open_tags:
                connection.drain_events(timeout=10)
        return self._rate(BACKLOG, began)

    def dispatcher(self) -> float:
        made = [sample.state(number) for number in range(DISPATCHED)]
        began = time.perf_counter()
        dispatch = event_dispatcher({"AMQP_URI": self.settings.amqp_uri})
        for data in made:
            dispatch(SOURCE, sample.EVENT, data)
        return self._rate(DISPATCHED, began)

    def _rate(self, count: int, began: float) -> float:
        seconds = time.perf_counter() - began
        self.channel.queue_purge(QUEUE)
        return count / seconds


def main() -> None:
    sides = Sides()
    relay, kombu_rate, dispatcher = by_turns(sides.relay, sides.bare_kombu, sides.dispatcher)
    print(orjson.dumps({"relay": relay, "kombu": kombu_rate, "dispatcher": dispatcher}).decode())


if __name__ == "__main__":
    main()
