"""The smallest service of the platform, as the measured side beside `benchmarks.bare_service`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks import sample
from servicekit.events import Catalogue
from servicekit.operations import Command, Query
from servicekit.schema import Schema, fields
from servicekit.service import Service, command, query
from servicekit.store import Collection
from servicekit.work import Reading, UnitOfWork


@dataclass
class Thing:
    """Something with a title."""

    id: str
    title: str
    seats: int
    version: int = 0


THINGS = Collection("things", Thing)
EVENTS = Catalogue(sample.SOURCE)


class Empty(Schema):
    """Nothing."""


class Make(Schema):
    """What a thing is to be."""

    title = fields.String(required=True)
    seats = fields.Int(required=True)


class ThingOut(Schema):
    """A thing."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    seats = fields.Int(required=True)
    version = fields.Int(required=True)


ECHO = Query(f"{sample.SOURCE}.echo", Empty)
MAKE = Command(f"{sample.SOURCE}.make", Make, ThingOut)
THING_MADE = EVENTS.event("thing.made.v1", ThingOut, "A thing was made.", zh="已建立", example={})


class SampleService(Service):
    """Nothing but what is measured."""

    name = sample.SOURCE
    collections = (THINGS,)
    events = EVENTS

    @query(ECHO)
    def echo(self, wish: dict[str, Any], read: Reading) -> None:
        """Nothing."""

    @command(MAKE)
    def make(self, wish: dict[str, Any], work: UnitOfWork) -> Thing:
        """A thing, and an event that tells of it."""
        thing = work.add(THINGS, Thing(work.new_id("thing"), wish["title"], wish["seats"]))
        work.tell(THING_MADE, thing)
        return thing
