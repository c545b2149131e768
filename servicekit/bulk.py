"""The rows of a bulk command: the good ones take effect, and each bad one says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pymongo.errors import PyMongoError

from servicekit import entries, logs, queries, quickload
from servicekit.errors import FieldError, Internal, Problem
from servicekit.mongo import is_outage
from servicekit.periods import must_not_end_before_it_begins
from servicekit.schema import Schema, load
from servicekit.store import Collection, Document, Entity
from servicekit.work import AlreadyDone, Stale, UnitOfWork

log = logs.get(__name__)
E = TypeVar("E", bound=Entity)


class RowsLeftOut(Exception):
    """Rows came to nothing when they had begun to change something: the command must run again without them."""

    def __init__(self, results: Mapping[int, Document]) -> None:
        super().__init__(f"rows {sorted(results)}")
        self.results = results
        """What is to be said of each."""


class Results:
    """The results of a bulk command, gathered row by row.

    Whatever is done for a row stands in `with results.row(number):`, so that it ends well for that row alone.
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._by_row: dict[int, Document] = {}
        self._unsound: set[int] = set()
        self._repeatable = False
        self._faults = 0

    @contextmanager
    def row(self, number: int) -> Iterator[None]:
        """Handle a row: a Problem that is raised within is the row's refusal, anything else its fault.

        A fault stands in the log, and the row's error is "internal". Where a row has changed something before it came
        to nothing, or may have, the whole command runs again without it, so that nothing of it is left. What is no
        row's fault is raised on: the database's absence, another's change. So is a fault in a command whose rows are
        not its caller's (see `read`).
        """
        before = self._work.acts
        try:
            yield
        except (Stale, AlreadyDone):
            raise
        except Exception as raised:
            if (isinstance(raised, Problem) and raised.status >= Internal.status) or (
                isinstance(raised, PyMongoError) and is_outage(raised)
            ):
                raise
            if isinstance(raised, Problem):
                self.wrong(number, raised)
                if self._repeatable and self._work.acts != before:
                    self._unsound.add(number)
            elif self._repeatable:
                # Where: of the first; the rest of many mostly say the same.
                where, name = None if self._faults else raised, type(raised).__name__
                log.error("a row of a bulk command has a fault", row=number, error=name, exc_info=where)
                self._faults += 1
                self.wrong(number, _fault())
                self._unsound.add(number)
            else:
                raise

    def ok(
        self,
        row: int,
        id: str | None = None,
        notes: Sequence[Mapping[str, str]] = (),
        did: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """The row took effect, as the thing with this id (none in a dry run).

        `notes` are to be known of it, each with a code and words in both languages. `did` is kept in the journal for
        whoever undoes the import (see `undoing`), and told to nobody: codes and numbers, nothing personal. `more` is
        what `BulkResult` has besides.
        """
        self._by_row[row] = {"row": row} if id is None else {"row": row, "id": id}
        self._by_row[row] |= {name: value for name, value in more.items() if value}
        if notes:
            self._by_row[row]["notes"] = [dict(note) for note in notes]
        if did and id is not None:
            self._by_row[row]["did"] = dict(did)

    def wrong(self, row: int, problem: Problem | Sequence[FieldError]) -> None:
        """The row is refused. A problem without places of its own is told as one error of the whole row."""
        if isinstance(problem, Problem):
            errors = [error.to_wire() for error in problem.errors] or [
                {"pointer": "", "code": problem.code, "zh": problem.detail_zh, "en": problem.detail_en}
            ]
        else:
            errors = [error.to_wire() for error in problem]
        self._by_row[row] = {"row": row, "errors": errors}

    def answer(self) -> Document:
        """The answer of the bulk command, in the order of the rows. Raises RowsLeftOut; see `row`."""
        if self._unsound:
            raise RowsLeftOut({number: self._by_row[number] for number in self._unsound})
        return _answer(self._by_row)

    def read(self, schema: type[Schema], rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
        """Read the rows that the caller sent: the good ones with their place; the others are refused."""
        self._repeatable = True
        good: list[tuple[int, dict[str, Any]]] = []
        known = entries.dictionaries(self._work.db)
        for number, row in enumerate(rows):
            with self.row(number):
                found = read_row(schema, row)
                self._work.must_name_another(found)
                entries.must_know_entries(known, schema, found)
                good.append((number, found))
        return good


def earlier_rows(schema: type[Schema], wish: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the same file that would be there by now, had a dry run entered them."""
    return rows_before(schema, wish) if wish["dry_run"] else []


def rows_before(schema: type[Schema], wish: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The good rows of the same file that come before these and that these meet, in a dry run or entered by now."""
    rows = (_read_or_none(schema, row) for row in wish["earlier"])
    return [row for row in rows if row is not None]


def _read_or_none(schema: type[Schema], row: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return read_row(schema, row)
    except Problem:
        return None


def read_row(schema: type[Schema], row: Mapping[str, Any]) -> dict[str, Any]:
    """One row, read the fast way where it is plainly right. Raises InvalidFields."""
    quick = quickload.reader(schema)
    if quick is not None:
        try:
            return quick(row)
        except quickload.Doubt:
            pass
    return load(schema, row)


def enter_catalogue(
    work: UnitOfWork,
    wish: Mapping[str, Any],
    entry: type[Schema],
    collection: Collection[E],
    enter: Callable[[dict[str, Any], UnitOfWork], E],
    known: type[Problem],
) -> Document:
    """Entries of a catalogue, many at once: the code of each is new (else it is refused as `known`).

    A validity (`valid_from`, `valid_to`) does not end before it begins. A dry run enters nothing.
    """
    results = Results(work)
    good = results.read(entry, wish["rows"])
    taken = queries.taken(work.db, collection, "code", (row["code"] for _, row in good))
    taken |= {row["code"] for row in earlier_rows(entry, wish)}
    for number, row in good:
        with results.row(number):
            if row["code"] in taken:
                raise known()
            must_not_end_before_it_begins(row["valid_from"], row["valid_to"], "/valid_to")
            taken.add(row["code"])
            results.ok(number, None if wish["dry_run"] else enter(row, work).id)
    return results.answer()


@dataclass(frozen=True)
class Entered:
    """What a row became, with what whoever undoes the import has to know of it (see `Results.ok`)."""

    entity: Entity
    did: Mapping[str, Any]


def enter_each(
    work: UnitOfWork,
    wish: Mapping[str, Any],
    entry: type[Schema],
    enter: Callable[[dict[str, Any], UnitOfWork], Entity | Entered],
    same: Callable[[Mapping[str, Any]], Hashable],
    known: type[Problem],
) -> Document:
    """Things many at once, each as `enter` enters a single one; a dry run does that too, and keeps nothing.

    Two rows that are the `same` are one thing: the later one is refused as `known`. Whether it was entered before,
    `enter` looks itself.
    """
    results = Results(work)
    there: set[Hashable] = set()
    for row in earlier_rows(entry, wish):
        there.add(same(row))
        with suppress(Problem):
            enter(row, work)
    for number, row in results.read(entry, wish["rows"]):
        with results.row(number):
            key = same(row)
            if key in there:
                raise known()
            made = enter(row, work)
            there.add(key)
            made, did = (made.entity, made.did) if isinstance(made, Entered) else (made, None)
            results.ok(number, None if wish["dry_run"] else made.id, did=did)
    if wish["dry_run"]:
        work.discard()
    return results.answer()


def _fault() -> Internal:
    return Internal("系统内部错误，该行未写入", "A fault inside the platform; this row was not written")


def _answer(by_row: Mapping[int, Document]) -> Document:
    results = [by_row[row] for row in sorted(by_row)]
    return {"results": results, "done": sum("errors" not in result for result in results)}


@dataclass
class Rows:
    """Which rows of a bulk command are still to be carried out, and what is said of those that are left out."""

    sent: Sequence[Any]
    left_out: dict[int, Document] = field(default_factory=dict)

    @property
    def places(self) -> list[int]:
        """The places, in what was sent, of the rows that remain."""
        return [place for place in range(len(self.sent)) if place not in self.left_out]

    def remaining(self) -> list[Any]:
        """The rows that remain."""
        return [self.sent[place] for place in self.places]

    def leave_out(self, found: RowsLeftOut) -> None:
        """Carry out the others, and say of these what was found."""
        places = self.places
        self.left_out |= {places[row]: {**result, "row": places[row]} for row, result in found.results.items()}

    def whole(self, answer: Document) -> Document:
        """The answer about the rows that remain, with what is said of the others."""
        places = self.places
        said = {places[result["row"]]: result for result in answer["results"]}
        return _answer({place: {**result, "row": place} for place, result in (said | self.left_out).items()})
