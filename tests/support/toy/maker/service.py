"""Jars: each is opened once and filled any number of times; every filling is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pymongo

from servicekit import deadlines
from servicekit.deadlines import Deadline
from servicekit.events import Catalogue
from servicekit.operations import Command, Query
from servicekit.schema import Id, PageQuery, Schema, fields, page_of
from servicekit.service import Service, command, deadline, query
from servicekit.store import Collection, Page, index
from servicekit.work import Reading, UnitOfWork
from tests.support.toy import names
from tests.support.toy.planting import begin


@dataclass
class Jar:
    """A jar; `title` is unique."""

    id: str
    title: str
    count: int = 0
    version: int = 0
    tokens: list[str] = field(default_factory=list)


class JarOut(Schema):
    id = Id()
    title = fields.String(required=True)
    count = fields.Int(required=True)
    version = fields.Int(required=True)


class OpenJar(Schema):
    jar_id = Id()
    title = fields.String(required=True)


class Fill(Schema):
    jar_id = Id()
    token = Id()
    more = fields.Int(load_default=0)
    """How many further events the command tells."""


class FillLater(Schema):
    jar_id = Id()
    token = Id()
    due_on = fields.Date(required=True)


class WhichJar(Schema):
    jar_id = Id()


class Filled(Schema):
    jar_id = Id()
    token = Id()
    count = fields.Int(required=True)


JARS = Collection("jars", Jar, [index("title", unique=True)])
EVENTS = Catalogue(names.MAKER)
FILLED = EVENTS.event(names.FILLED, Filled, "A token was put into a jar.", zh="放入", example={})
SEALED = EVENTS.event(names.SEALED, Filled, "Nobody listens to this one.", zh="封口", example={})


class Maker(Service):
    """Jars and what is in them."""

    name = names.MAKER
    collections = (JARS,)
    events = EVENTS

    @command(Command(f"{names.MAKER}.open_jar", OpenJar, JarOut))
    def open_jar(self, wish: dict[str, Any], work: UnitOfWork) -> Jar:
        return work.add(JARS, Jar(wish["jar_id"], wish["title"]))

    @command(Command(f"{names.MAKER}.fill", Fill, JarOut))
    def fill(self, wish: dict[str, Any], work: UnitOfWork) -> Jar:
        jar = _fill(work, wish["jar_id"], wish["token"])
        for number in range(wish["more"]):
            work.tell(FILLED, jar, jar_id=jar.id, token=f"{wish['token']}.{number}")
        return jar

    @command(Command(f"{names.MAKER}.fill_later", FillLater))
    def fill_later(self, wish: dict[str, Any], work: UnitOfWork) -> dict[str, Any]:
        deadlines.put(work, "toy_fill", f"{wish['jar_id']}.{wish['token']}", wish["due_on"])
        return {}

    @deadline("toy_fill")
    def fill_now(self, due: Deadline, work: UnitOfWork) -> None:
        _fill(work, *due.subject.split("."))

    @command(Command(f"{names.MAKER}.seal", Fill, JarOut))
    def seal(self, wish: dict[str, Any], work: UnitOfWork) -> Jar:
        jar = work.load(JARS, wish["jar_id"])
        work.save(JARS, jar)
        work.tell(SEALED, jar, jar_id=jar.id, token=wish["token"])
        return jar

    @query(Query(f"{names.MAKER}.jar", WhichJar, JarOut))
    def jar(self, wish: dict[str, Any], read: Reading) -> dict[str, Any]:
        return read.get(JARS, wish["jar_id"])

    @query(Query(f"{names.MAKER}.jars", PageQuery, page_of(JarOut)))
    def jars(self, wish: dict[str, Any], read: Reading) -> Page:
        return read.page(JARS, {}, wish, sorts={"count": [("count", 1)]}, default_sort="count", answer=JarOut)


def _fill(work: UnitOfWork, jar_id: str, token: str) -> Jar:
    begin(work.db, "command", token)
    jar = work.load(JARS, jar_id)
    jar.count += 1
    work.save(JARS, jar)
    work.tell(FILLED, jar, jar_id=jar.id, token=token)
    effect = {"h": "command", "id": token, "key": jar.id, "seq": jar.version}
    work.write_to(names.EFFECTS, pymongo.InsertOne(effect))
    return jar
