"""Readers of the maker's events: one by one, and in batches."""

from __future__ import annotations

from typing import Any

import pymongo

from servicekit.events import Received
from servicekit.operations import Command, Query
from servicekit.schema import Id, Schema, fields
from servicekit.service import Service, command, on, query
from servicekit.store import Collection
from servicekit.work import Reading, UnitOfWork
from tests.support.toy import names
from tests.support.toy.planting import REPLICA, begin

LATEST: Collection[Any] = Collection("latest", dict)


class WhichJar(Schema):
    jar_id = Id()


class LatestOut(Schema):
    token = fields.String(required=True)


class Label(WhichJar):
    label = fields.String(required=True)


def effect(handler: str, event: Received) -> pymongo.InsertOne[dict[str, Any]]:
    row = {"h": handler, "id": event.data["token"], "key": event.subject, "seq": event.sequence, "replica": REPLICA}
    return pymongo.InsertOne(row)


class Taker(Service):
    """Copies what the maker tells, twice: by a handler for single events and by one for batches."""

    name = names.TAKER

    @query(Query(f"{names.TAKER}.latest", WhichJar, LatestOut))
    def latest(self, wish: dict[str, Any], read: Reading) -> dict[str, Any]:
        return read.get(LATEST, wish["jar_id"])

    @command(Command(f"{names.TAKER}.label", Label))
    def label(self, wish: dict[str, Any], work: UnitOfWork) -> dict[str, Any]:
        """Refuses a jar that the maker has not told of."""
        work.get(LATEST, wish["jar_id"])
        work.write_to("labels", pymongo.InsertOne(wish))
        return {}

    @on(names.MAKER, "jar.filled.v1", handler="copies")
    def copy(self, event: Received, work: UnitOfWork) -> None:
        begin(work.db, "copies", event.data["token"])
        work.write_to(names.EFFECTS, effect("copies", event))
        work.keep_latest(LATEST, (event.subject, event.sequence, {"token": event.data["token"]}))

    @on(names.MAKER, "jar.filled.v1", handler="batches", batch=50)
    def copy_many(self, events: list[Received], work: UnitOfWork) -> None:
        for event in events:
            begin(work.db, "batches", event.data["token"])
            work.write_to(names.EFFECTS, effect("batches", event))
