"""A batch of events into the read models, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pymongo
from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError

from gateway.readmodels.generations import Generation
from gateway.readmodels.kinds import Kind, Projection, Section, fields_of, row_of
from gateway.readmodels.people import Changes, as_document, as_fields, fields_read, fold_person
from gateway.readmodels.rows import STALE, Row, fold
from gateway.readmodels.store import Store
from servicekit.events import Received

DUPLICATE = 11000
Write = InsertOne[Row] | ReplaceOne[Row] | UpdateOne


class Batch:
    """Events sorted by the document they change; the order of the events of one document is kept."""

    def __init__(self, projection: Projection, facts: Iterable[Received]) -> None:
        self.rows: dict[str, dict[str, list[Received]]] = defaultdict(lambda: defaultdict(list))
        self.with_snapshot: set[str] = set()
        self.people: dict[str, list[tuple[Kind, Received]]] = defaultdict(list)
        for fact in facts:
            kind = projection.kind_of(fact)
            if kind.snapshot and not kind.about_people:
                self.with_snapshot.add(kind.name)
            if kind.rows:
                self.rows[kind.name][row_of(kind, fact)].append(fact)
            if kind.section and (person := _person_of(kind.section, fact)) is not None:
                self.people[person].append((kind, fact))
            elif kind.about_people:
                self.people[fact.subject].append((kind, fact))


def _person_of(section: Section, fact: Received) -> str | None:
    """In whose document an event's row stands, if in anybody's."""
    person = fact.data[section.person]
    if person is None or (section.only and fact.data.get(section.only[0]) != section.only[1]):
        return None
    return str(person)


async def apply(store: Store, facts: Sequence[Received], *, only: int | None = None, timeout: float = 30.0) -> bool:
    """Fold the events into every generation that takes them (or `only` one); say whether any snapshot is wanted.

    Applying the same events again, or older ones, changes nothing. Raises UnknownEvent or KeyError for an event that
    cannot be folded, and PyMongoError when the database does not answer within `timeout` seconds; then
    nothing is changed.
    """
    batch = Batch(store.projection, facts)
    reached = {fact.service: fact.id for fact in facts if fact.service}

    async def body(session: AsyncClientSession) -> None:
        live = [only] if only is not None else (await store.touch(session, reached)).live
        for number in live:
            await _apply_to(store.generation(number), batch, session)

    with pymongo.timeout(timeout):
        async with store.db.client.start_session() as session:
            for again in (True, True, False):
                try:
                    await session.with_transaction(body)
                    break
                except BulkWriteError as taken:
                    if not (again and _is_duplicate(taken)):
                        raise
    return bool(batch.with_snapshot) or any(kind.snapshot for facts_of in batch.people.values() for kind, _ in facts_of)


def _is_duplicate(error: BulkWriteError) -> bool:
    """Whether another process made one of the rows first; the next try finds it."""
    return any(wrong.get("code") == DUPLICATE for wrong in error.details.get("writeErrors", ()))


async def _apply_to(generation: Generation, batch: Batch, session: AsyncClientSession) -> None:
    for name, facts in batch.rows.items():
        held = await _held(generation[name], list(facts), session)
        writes: list[Write] = []
        for subject, news in facts.items():
            row, changed = held.get(subject), False
            for fact in news:
                after = fold(row, subject, fact.sequence, fields_of(fact))
                if after is not None:
                    row, changed = after, True
                    if name in batch.with_snapshot:
                        row[STALE] = fact.id
            if changed and row is not None:
                writes.append(_write(row, subject in held))
        await _send(generation[name], writes, session)
    if batch.people:
        fields = fields_read(kind for facts_of in batch.people.values() for kind, _ in facts_of)
        held = await _held(generation.people, list(batch.people), session, fields)
        folded = {person: fold_person(held.get(person), facts_of) for person, facts_of in batch.people.items()}
        writes = [_change(person, held.get(person), changes) for person, changes in folded.items() if changes]
        await _send(generation.people, writes, session)


async def _held(
    collection: AsyncCollection[Row], ids: list[str], session: AsyncClientSession, fields: list[str] | None = None
) -> dict[str, Row]:
    cursor = collection.find({"_id": {"$in": ids}}, fields, session=session, batch_size=len(ids) + 1)
    return {row["_id"]: row for row in await cursor.to_list(None)}


def _write(row: dict[str, Any], replaces: bool) -> Write:
    return ReplaceOne({"_id": row["_id"]}, row) if replaces else InsertOne(row)


def _change(person: str, held: Row | None, changes: Changes) -> Write:
    """Rewriting a document that tells a whole career costs four times what its change does."""
    if held is None:
        return InsertOne(as_document(person, changes))
    return UpdateOne({"_id": person}, {"$set": as_fields(held, changes)})


async def _send(collection: AsyncCollection[Row], writes: list[Write], session: AsyncClientSession) -> None:
    if writes:
        await collection.bulk_write(writes, ordered=False, session=session)
