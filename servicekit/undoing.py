"""Undoing an import as a whole (撤销导入): each service takes back what the rows of its bulk commands have done.

What a row did stands in the journal entry of the command that took it: the thing that it became, what was told of it
and so its version, and by `Results.ok(did=...)` what else there is to know. Undoing reads that and takes back by the
service's own means, so that the history shows it and everybody is told; nothing is deleted. What somebody has changed
since, or built something on, stays, and its row says why (ADR 0041).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servicekit.bulk import Results
from servicekit.errors import BuiltOn, ChangedSince, NotFound, NotUndone
from servicekit.ids import released
from servicekit.operations import CADRES, POSTS, UNITS, BulkCommand, Command
from servicekit.schema import load
from servicekit.schemas import UndoneRow
from servicekit.store import Collection, Document
from servicekit.work import JOURNAL, Reading, UnitOfWork

_MOST_BUILT = 20_000
__all__ = [
    "CADRES",
    "GONE",
    "POSTS",
    "UNITS",
    "Back",
    "Built",
    "ChangedSince",
    "NotUndone",
    "Undo",
    "by",
    "must_stand_alone",
    "released",
    "stands_on",
    "undo_import",
]
Note = dict[str, str]


@dataclass(frozen=True)
class Built:
    """What may rest on a thing: entities of a collection, as far as they match `where`."""

    collection: Collection[Any]
    by: str
    """The field that names it, `a.b` for that of entries of a list."""
    zh: str
    en: str
    where: Mapping[str, Any] = field(default_factory=dict)
    """What it must be, so that what was withdrawn or taken back itself is nothing that rests on anything."""
    among: Mapping[str, Any] = field(default_factory=dict)
    """What the entry of the list must be, where `by` is `a.b`."""


@dataclass
class Back:
    """A row of an import that is to be taken back."""

    id: str
    """Of the thing that it became, or changed."""
    basis: str
    """Why, for the history."""
    by: str
    """The account of whoever undoes."""
    entity: Any
    did: Mapping[str, Any]
    """What the command has kept of what it did, besides."""
    changed: bool
    """Whether somebody has changed anything of the thing since."""
    built: Sequence[Note]
    """What rests on it, in words."""
    notes: list[Note] = field(default_factory=list)
    """What is to be known of it, once it is undone."""
    batch: dict[str, Any] = field(default_factory=dict)
    """Shared by the rows of a command, for `Undo.finish`."""


TakeBack = Callable[[Any, UnitOfWork, Back], None]


@dataclass(frozen=True)
class Undo:
    """How the rows of a bulk command are taken back: `take_back(service, work, back)` raises a Problem where it stays.

    Rows of one command come last one first, each checked before that its thing is there and in the caller's scope.
    """

    operation: BulkCommand
    collection: Collection[Any]
    take_back: TakeBack
    gone: tuple[str, ...] = ()
    """States of a thing that somebody has taken back already: nothing is left to undo."""
    creates: bool = True
    """Whether each row has made a thing, which stays where it was changed since or something rests on it; else
    `take_back` looks at that itself."""
    finish: Callable[[Any, UnitOfWork, dict[str, Any]], None] | None = None
    """What is done once for all rows together."""


def by(command: Command, named: str, basis: str = "basis", who: str = "", **more: Any) -> TakeBack:
    """Taken back by the command that takes back one: `named` is its field for the thing, `basis` that for why."""

    def take_back(service: Any, work: UnitOfWork, back: Back) -> None:
        wish = {named: back.id, basis: back.basis, **({who: back.by} if who else {}), **more}
        getattr(type(service), command.method).__wrapped__(service, load(command.wish, wish), work)

    return take_back


def undo_import(service: Any, wish: Mapping[str, Any], work: UnitOfWork) -> Document:
    """Take back what rows of a bulk command have done; a dry run changes nothing and says what would be."""
    how = next((one for one in service.undoes if one.operation.method == wish["method"]), None)
    if how is None:
        raise NotFound()
    results = Results(work)
    good = results.read(UndoneRow, wish["rows"])
    left = _what_they_left(work, wish, [row for _, row in good])
    there = work.load_many(how.collection, [row["id"] for _, row in good])
    changed = _changed_since(work, wish, left, there)
    built = _built_on(service, work, how.collection.name, list(there))
    gone, batch = set(wish["gone"]), dict[str, Any]()
    for number, row in _in_turn(good, built):
        with results.row(number):
            entity, entry = there.get(row["id"]), left.get(_key(wish, row["part"]))
            if entry is None and not how.creates:
                # A command that changes nothing leaves no entry, whatever became of the thing since.
                results.ok(number, row["id"], notes=[UNCHANGED])
                continue
            if entity is None or entry is None or not _sees(work, how, entity):
                raise how.collection.not_found(row["id"])
            work.must_be_about_another(entity)
            back = Back(
                id=row["id"],
                basis=wish["basis"],
                by=work.principal.account,
                entity=entity,
                did=entry.get("did", {}).get(str(row["place"]), {}),
                changed=row["id"] in changed,
                built=[*row["built"], *(one.said for one in built.get(row["id"], ()) if one.by not in gone)],
                batch=batch,
            )
            if how.gone and getattr(entity, "state", None) in how.gone:
                back.notes.append(GONE)
            else:
                if how.creates:
                    must_stand_alone(back)
                how.take_back(service, work, back)
            gone.add(row["id"])
            results.ok(number, row["id"], notes=back.notes)
    if how.finish is not None:
        how.finish(service, work, batch)
    answer = results.answer()
    if wish["dry_run"]:
        work.discard()
    return answer


UNCHANGED: Note = {
    "code": "changed-nothing",
    "zh": "导入时没有改动，无须撤销",
    "en": "The import had changed nothing of it: nothing to undo",
}
"""What is said of a row that had changed nothing."""
GONE: Note = {
    "code": "gone-already",
    "zh": "此前已被撤销，无须再撤",
    "en": "It was taken back before: nothing to undo",
}
"""What is said of a row whose thing somebody has taken back already."""


def must_stand_alone(back: Back) -> None:
    """Raises ChangedSince and BuiltOn where somebody has changed what a row has made, or something rests on it."""
    if back.built:
        zh = "、".join(dict.fromkeys(one["zh"] for one in back.built))
        en = ", ".join(dict.fromkeys(one["en"] for one in back.built))
        raise BuiltOn(
            f"导入后已有以此为据的记录（{zh}），予以保留；请先撤销这些记录，再撤销导入",
            f"Something rests on it by now ({en}): it stays. Take that back first, then undo again",
        )
    if back.changed:
        raise ChangedSince()


def stands_on(service: Any, read: Reading, of: str, ids: Sequence[str]) -> dict[str, list[Note]]:
    """What this service has built on things, by their ids."""
    found = _built_on(service, read, of, ids)
    return {id: list({one.said["zh"]: one.said for one in every}.values()) for id, every in found.items()}


@dataclass(frozen=True)
class _Rests:
    by: str
    """The thing that rests on it."""
    said: Note


def _built_on(service: Any, read: Reading, of: str, ids: Sequence[str]) -> dict[str, list[_Rests]]:
    found: dict[str, list[_Rests]] = {}
    for one in service.builds_on.get(of, ()) if ids else ():
        where = {one.by: {"$in": list(ids)}, **one.where}
        entries = one.by.partition(".")[0]
        shown = dict.fromkeys((one.by, *(f"{entries}.{name}" for name in one.among)), 1)
        for document in read.db[one.collection.name].find(where, shown).limit(_MOST_BUILT):
            if one.among:
                document[entries] = [entry for entry in document[entries] if one.among.items() <= entry.items()]
            for id in set(_values(document, one.by.split("."))).intersection(ids) - {document["_id"]}:
                found.setdefault(id, []).append(_Rests(document["_id"], {"zh": one.zh, "en": one.en}))
    return found


def _in_turn(
    rows: Sequence[tuple[int, Document]], built: Mapping[str, Sequence[_Rests]]
) -> Iterator[tuple[int, Document]]:
    """The last row first, but each after those of the same command that rest on what it has made."""
    left = list(reversed(rows))
    while left:
        pending = {row["id"] for _, row in left}
        free = [each for each in left if pending.isdisjoint(one.by for one in built.get(each[1]["id"], ()))]
        yield from (turn := free or left)
        left = [each for each in left if each not in turn]


def _values(document: Any, path: Sequence[str]) -> Iterable[str]:
    if isinstance(document, list):
        for one in document:
            yield from _values(one, path)
    elif not path:
        yield document
    elif isinstance(document, dict):
        yield from _values(document.get(path[0]), path[1:])


def _sees(work: UnitOfWork, how: Undo, entity: Any) -> bool:
    return how.collection.within is None or work.sees(how.collection, entity)


def _key(wish: Mapping[str, Any], part: str) -> str:
    """The journal's key of the command that took a part of an import."""
    return f"c:{wish['account']}:import:{wish['job']}:{part}"


def _what_they_left(
    work: UnitOfWork, wish: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> dict[str, Document]:
    """The journal entries of the commands that took these rows."""
    keys = sorted({_key(wish, row["part"]) for row in rows})
    fields = {"at": 1, "did": 1, "events.subject": 1, "events.sequence": 1}
    return {entry["_id"]: entry for entry in work.db[JOURNAL].find({"_id": {"$in": keys}}, fields)}


def _changed_since(
    work: UnitOfWork, wish: Mapping[str, Any], left: Mapping[str, Document], there: Mapping[str, Any]
) -> set[str]:
    """Of which things somebody has changed something since: their versions are others, by a person's command.

    What the same import and its undoing did, what another import did that is undone, and what followed by itself, is
    nobody's change.
    """
    versions = {event["subject"]: event["sequence"] for entry in left.values() for event in entry.get("events", ())}
    moved = {id for id, entity in there.items() if entity.version != versions.get(id)}
    if not moved or not left:
        return set()
    where = {
        "at": {"$gt": min(entry["at"] for entry in left.values())},
        "events.subject": {"$in": sorted(moved)},
        "principal.account": {"$not": re.compile("^system:")},
    }
    changed, imported, undone = set[str](), set[tuple[str, str]](), set[tuple[str, str]]()
    for entry in work.db[JOURNAL].find(where, {"events.subject": 1}):
        subjects = moved.intersection(event["subject"] for event in entry["events"])
        of_job = _OF_JOB.search(entry["_id"])
        if of_job is None:
            changed |= subjects
        elif of_job[2] != wish["job"]:
            (imported if of_job[1] == "import" else undone).update((id, of_job[2]) for id in subjects)
    return changed | {id for id, _ in imported - undone}


_OF_JOB = re.compile(":(import|undo):([^:]+):")
