"""Catching up (补课): a subscriber that comes later is told what was told before its queue was there.

A topic exchange forgets what no queue takes. So a handler that is new in a service first has the publisher's history
put into its own queue; the inbox knows what has come by both ways. It is done once per handler, and again where the
handler has come to listen to more kinds of events; one that listens to fewer lets go of the others.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import amqp
import eventlet
import orjson
from pymongo.errors import PyMongoError

from servicekit import clock, events, logs, topology
from servicekit.declaring import lean_on
from servicekit.ids import new_id
from servicekit.principal import system
from servicekit.publish import BROKER_ERRORS, ConfirmingPublisher, Outgoing, collapse, connect
from servicekit.runtime import Runtime
from servicekit.specs import ReactionSpec
from servicekit.vouching import TOKEN, Signer

log = logs.get(__name__)

SUBSCRIPTIONS = "subscriptions"
PAGE = 1000
PATIENCE = 10.0
SETTLE = timedelta(seconds=25)
"""Time after which what was published before the queue was there has its place in the history for sure."""
AGAIN = 5.0


class NoAnswer(TimeoutError):
    """The publisher did not answer: it is not there yet."""


_AWAY: tuple[type[BaseException], ...] = (PyMongoError, NoAnswer, *BROKER_ERRORS)


class CatchUp:
    """Brings a service's handlers up to date, in the process that leads."""

    def __init__(
        self, runtime: Runtime, specs: Sequence[ReactionSpec], leads: Callable[[], bool], signer: Signer | None
    ) -> None:
        self._runtime = runtime
        self._specs = list(specs)
        self._leads = leads
        self._signer = signer
        self._stopping = False
        settings = runtime.settings
        self._publisher = ConfirmingPublisher(settings.amqp_uri, f"{runtime.name} catch-up", settings.publish_timeout)

    def stop(self) -> None:
        self._stopping = True

    def note_bound(self) -> None:
        """The handlers' queues are there; from now on they take what is told. Raises the database's errors."""
        known = self._runtime.db[SUBSCRIPTIONS]
        for spec in self._specs:
            there = known.find_one({"_id": _id(spec)}, {"events": 1})
            if there is None or there["events"] != sorted(spec.events):
                if there is not None and _listens_to_less(spec, there["events"]):
                    if self._let_go(spec, there["events"]):
                        known.update_one({"_id": _id(spec)}, {"$set": {"events": sorted(spec.events)}})
                    continue
                place = {"events": sorted(spec.events), "after": None, "bound": clock.now(), "done": False}
                known.replace_one({"_id": _id(spec)}, place, upsert=True)

    def _let_go(self, spec: ReactionSpec, before: Sequence[str]) -> bool:
        """Unbind the queue from what it is not for any more; at the next start, where the broker is away."""
        queue = topology.reaction_queue(self._runtime.name, spec.publisher, spec.handler)
        try:
            connection = connect(self._runtime.settings.amqp_uri, f"{self._runtime.name} lets go")
            try:
                with connection.channel() as channel:
                    for pattern in set(before).difference(spec.events):
                        channel.queue_unbind(queue, topology.events_exchange(spec.publisher), pattern)
            finally:
                collapse(connection)
        except BROKER_ERRORS as away:
            log.warning("a queue takes what it is not for", queue=queue, error=repr(away))
            return False
        return True

    def run(self) -> None:
        """Work until every handler is up to date, or `stop`. A publisher that is not there yet is asked again."""
        looks = dict.fromkeys(map(_id, self._specs), 0.0)
        waiting = self._specs
        while waiting and not self._stopping:
            if self._leads():
                now = time.monotonic()
                due = [spec for spec in waiting if looks[_id(spec)] <= now]
                for spec in due:
                    looks[_id(spec)] = now + self._try(spec)
                waiting = [spec for spec in waiting if looks[_id(spec)] < math.inf]
            eventlet.sleep(0.2)
        self._publisher.close()

    def _try(self, spec: ReactionSpec) -> float:
        """Seconds until the handler is to be looked at again; infinite when it is up to date."""
        try:
            return self._bring_up(spec)
        except _AWAY as away:
            log.info("catching up waits", publisher=spec.publisher, handler=spec.handler, error=repr(away))
            return AGAIN

    def _bring_up(self, spec: ReactionSpec) -> float:
        """Put what was decided before the queue was there into it."""
        known, id = self._runtime.db[SUBSCRIPTIONS], _id(spec)
        place = known.find_one({"_id": id})
        if place is None or place["done"]:
            return math.inf
        after = place["after"]
        connection = connect(self._runtime.settings.amqp_uri, f"{self._runtime.name} asks {spec.publisher}")
        ask = partial(_history, connection, self._runtime.name, spec.publisher, self._signer)
        try:
            while not self._stopping:
                if (horizon := place.get("horizon")) is None:
                    asked = clock.now()
                    theirs = datetime.fromisoformat(ask(after=None, limit=1)["now"])
                    # The publisher's clock at the moment of binding, late rather than early: its clock may be another.
                    horizon = place["horizon"] = place["bound"] + (theirs - asked)
                # What was decided later was published later still, and so into the queue: it is not asked for.
                page = ask(after=after, until=horizon.isoformat(), limit=PAGE)
                theirs = datetime.fromisoformat(page["now"])
                items = [{**item, "time": datetime.fromisoformat(item["time"])} for item in page["items"]]
                wanted = [item for item in items if any(topology.matches(item["type"], one) for one in spec.events)]
                if wanted:
                    self._publisher.publish([self._message(spec, item) for item in wanted])
                done = theirs > horizon + SETTLE and not page["next"]
                after = page["next"] or after
                known.update_one({"_id": id}, {"$set": {"after": after, "horizon": horizon, "done": done}})
                if done:
                    log.info("up to date", publisher=spec.publisher, handler=spec.handler)
                    return math.inf
                if not page["next"]:
                    left: timedelta = horizon + SETTLE - theirs
                    return max(AGAIN, left.total_seconds() + 1)
            return 0.0
        finally:
            collapse(connection)

    def _message(self, spec: ReactionSpec, item: dict[str, Any]) -> Outgoing:
        queue = topology.reaction_queue(self._runtime.name, spec.publisher, spec.handler)
        headers: dict[str, Any] = events.headers(spec.publisher, item, request_id=item.get("request_id") or "")
        home = topology.home_exchange(self._runtime.name)
        return Outgoing(home, queue, orjson.dumps(item["data"]), item["id"], {**headers, "ce-replayed": "true"})


def _listens_to_less(spec: ReactionSpec, before: Sequence[str]) -> bool:
    """Whether everything that a handler listens to has come to it before, too."""
    return all(any(topology.matches(wanted, pattern) for pattern in before) for wanted in spec.events)


def _id(spec: ReactionSpec) -> str:
    return f"{spec.publisher}.{spec.handler}"


def _history(connection: Any, asker: str, publisher: str, signer: Signer | None, **wish: Any) -> dict[str, Any]:
    """A page of a publisher's history, over RPC. Raises NoAnswer."""
    answers: list[Any] = []
    with connection.channel() as channel:
        lean_on(channel, topology.RPC_EXCHANGE)
        queue = channel.queue_declare("", exclusive=True, auto_delete=True).queue
        channel.queue_bind(queue, topology.RPC_EXCHANGE, queue)
        channel.basic_consume(queue, no_ack=True, callback=lambda message: answers.append(message.body))
        target, id, body = f"{publisher}.history", new_id("ask"), orjson.dumps({"args": [], "kwargs": wish})
        headers = {
            "cadre.principal": json.dumps(system(f"{asker}.catch_up").to_wire()),
            "cadre.deadline": f"{time.time() + PATIENCE:.3f}",
        }
        if signer is not None:
            headers[TOKEN] = signer.token(target, id, queue, headers, body)
        message = amqp.Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            reply_to=queue,
            correlation_id=id,
            expiration=str(int(PATIENCE * 1000)),
            application_headers=headers,
        )
        channel.basic_publish(message, topology.RPC_EXCHANGE, target)
        until = time.monotonic() + PATIENCE
        while not answers:
            try:
                connection.drain_events(timeout=max(0.01, until - time.monotonic()))
            except TimeoutError:
                raise NoAnswer(f"{publisher} did not answer within {PATIENCE} s") from None
    answer = orjson.loads(answers[0])
    if answer["error"] is not None:
        raise NoAnswer(f"{publisher} refused: {answer['error'].get('value')}")
    page: dict[str, Any] = answer["result"]
    return page
