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


@dataclass
class Note:
    """What was said of somebody, in several texts."""

    id: str
    cadre_id: str
    texts: list[str]
    version: int = 0


THINGS = Collection("things", Thing)
NOTES = {
    True: Collection("sealed_notes", Note, sealed=("texts",), whose="cadre_id"),
    False: Collection("notes", Note),
}
"""The same in two collections: under each person's key, and in clear."""
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


class KeepNote(Schema):
    """What is said, of whom, and whether it lies sealed."""

    cadre_id = fields.String(required=True)
    texts = fields.List(fields.String(), required=True)
    sealed = fields.Bool(required=True)


class ReadNote(Schema):
    """Which one."""

    note_id = fields.String(required=True)
    sealed = fields.Bool(required=True)


class NoteOut(Schema):
    """What was said of somebody."""

    id = fields.String(required=True)
    cadre_id = fields.String(required=True)
    texts = fields.List(fields.String(), required=True)


ECHO = Query(f"{sample.SOURCE}.echo", Empty)
MAKE = Command(f"{sample.SOURCE}.make", Make, ThingOut)
KEEP_NOTE = Command(f"{sample.SOURCE}.keep_note", KeepNote, NoteOut)
READ_NOTE = Query(f"{sample.SOURCE}.read_note", ReadNote, NoteOut)
THING_MADE = EVENTS.event("thing.made.v1", ThingOut, "A thing was made.", zh="已建立", example={})


class SampleService(Service):
    """Nothing but what is measured."""

    name = sample.SOURCE
    collections = (THINGS, *NOTES.values())
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

    @command(KEEP_NOTE)
    def keep_note(self, wish: dict[str, Any], work: UnitOfWork) -> Note:
        """What is said of somebody."""
        return work.add(NOTES[wish["sealed"]], Note(work.new_id("note"), wish["cadre_id"], wish["texts"]))

    @query(READ_NOTE)
    def read_note(self, wish: dict[str, Any], read: Reading) -> dict[str, Any]:
        """What was said of somebody."""
        return read.get(NOTES[wish["sealed"]], wish["note_id"], answer=NoteOut)
