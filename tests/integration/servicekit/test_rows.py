"""In a bulk command each row has its own fate, whatever comes up in it; on a real database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo.errors import ConnectionFailure
from structlog.testing import capture_logs

from servicekit.bulk import Results
from servicekit.calls import command
from servicekit.config import Settings
from servicekit.errors import AlreadyExists, Internal, Unavailable
from servicekit.events import Catalogue
from servicekit.operations import BulkCommand
from servicekit.runtime import Runtime
from servicekit.schema import Schema, fields, validate
from servicekit.service import Service
from servicekit.store import Collection, Document
from servicekit.work import MoreThanExpected, UnitOfWork
from tests.service.desk import Desk

MANY = 500


class BookIn(Schema):
    """A book, and what is to happen with it."""

    title = fields.String(required=True, validate=validate.Length(1, 100))
    fate = fields.String(load_default="kept")


class BookPut(Schema):
    """Where a book stands."""

    book_id = fields.String(required=True)
    place = fields.Int(required=True)


@dataclass
class Book:
    id: str
    title: str
    place: int
    version: int = 0


@dataclass
class Shelf:
    """Counts its books, so that a row that was half handled would be seen."""

    id: str
    books: int = 0
    version: int = 0


BOOKS = Collection("books", Book)
SHELVES = Collection("shelves", Shelf)
PUT_BOOKS = BulkCommand("library.put_books", row=BookIn, refuses=(AlreadyExists,))
TOLD = Catalogue("library")
PUT = TOLD.event(
    "book.put.v1", BookPut, "A book stands on the shelf.", zh="图书上架", example={"book_id": "b-1", "place": 1}
)


class Library(Service):
    """Books on one shelf."""

    name = "library"
    collections = (BOOKS, SHELVES)
    events = TOLD

    @command(PUT_BOOKS)
    def put_books(self, wish: Document, work: UnitOfWork) -> Document:
        """Put books on the shelf; what a row's fate says comes up when the row is half done."""
        results = Results(work)
        good = results.read(BookIn, wish["rows"])
        shelf = work.load(SHELVES, "only")
        for number, row in good:
            with results.row(number):
                shelf.books += 1
                book = Book(row["title"], row["title"], shelf.books)
                if not wish["dry_run"]:
                    work.tell(PUT, work.add(BOOKS, book), book_id=book.id)
                    work.save(SHELVES, shelf)
                _befall(row["fate"])
                results.ok(number, None if wish["dry_run"] else book.id)
        return results.answer()


def _befall(fate: str) -> None:
    match fate:
        case "refused":
            raise AlreadyExists("位置已占用", "The place is taken")
        case "faulted":
            raise OverflowError("date value out of range")
        case "database away":
            raise ConnectionFailure("gone")
        case "service away":
            raise Unavailable(retry_after=1)


@pytest.fixture
def library(mongo_uri: str, database_prefix: str, tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(mongo_uri=mongo_uri, database_prefix=f"{database_prefix}{secrets.token_hex(3)}_")
    runtime = Runtime("library", settings, tmp_path)
    runtime.prepare(Library.collections)
    runtime.db["shelves"].insert_one(SHELVES.to_document(Shelf("only")))
    yield Desk(Library, runtime)
    runtime.client.drop_database(runtime.db.name)
    runtime.client.close()


def rows(**fates: str) -> list[dict[str, Any]]:
    """MANY books, those at `r<place>` with a fate of their own."""
    return [{"title": f"b-{n}", "fate": fates.get(f"r{n}", "kept")} for n in range(MANY)]


def test_a_row_that_anything_comes_up_in_costs_no_other_row(library: Desk) -> None:
    answer = library.ask("put_books", rows=rows(r250="faulted", r3="refused", r499="faulted"))
    assert answer["done"] == MANY - 3
    wrong = {result["row"]: result["errors"] for result in answer["results"] if "errors" in result}
    assert {row: [error["code"] for error in errors] for row, errors in wrong.items()} == {
        3: [AlreadyExists.code],
        250: [Internal.code],
        499: [Internal.code],
    }
    assert [result["row"] for result in answer["results"]] == list(range(MANY))
    assert all(result["id"] == f"b-{result['row']}" for result in answer["results"] if "id" in result)


def test_nothing_is_left_of_a_row_that_was_half_handled(library: Desk) -> None:
    library.ask("put_books", rows=rows(r250="faulted", r3="refused"))
    kept = {f"b-{n}" for n in range(MANY)} - {"b-3", "b-250"}
    assert set(library.db["books"].distinct("_id")) == kept
    assert library.db["shelves"].find_one({})["books"] == MANY - 2
    assert {event["book_id"] for event in library.told(PUT.name)} == kept


def test_a_repetition_answers_the_same_and_does_nothing(library: Desk) -> None:
    first = library.ask("put_books", once="k", rows=rows(r7="faulted"))
    again = library.ask("put_books", once="k", rows=rows(r7="faulted"))
    assert again == first
    assert library.db["books"].count_documents({}) == MANY - 1


def test_a_row_that_cannot_be_read_and_one_that_has_a_fault_are_told_by_their_own_places(library: Desk) -> None:
    sent = [{"name": "?"}, {"title": "a", "fate": "faulted"}, {"title": "c"}]
    answer = library.ask("put_books", rows=sent)
    assert [[error["code"] for error in result.get("errors", [])] for result in answer["results"]] == [
        ["required", "unknown-field"],
        ["internal"],
        [],
    ]


def test_where_every_row_has_a_fault_each_is_named_and_nothing_is_written(library: Desk) -> None:
    sent = [{"title": f"b-{n}", "fate": "faulted"} for n in range(20)]
    with capture_logs() as lines:
        answer = library.ask("put_books", rows=sent)
    assert [(line["row"], line["error"]) for line in lines] == [(n, "OverflowError") for n in range(20)]
    assert [bool(line["exc_info"]) for line in lines] == [True] + [False] * 19
    assert (answer["done"], len(answer["results"])) == (0, 20)
    assert library.db["journal"].count_documents({}) == 0


def test_a_dry_run_names_the_row_too(library: Desk) -> None:
    answer = library.ask("put_books", rows=rows(r9="faulted"), dry_run=True)
    assert [result["row"] for result in answer["results"] if "errors" in result] == [9]
    assert library.db["books"].count_documents({}) == 0


@pytest.mark.parametrize("fate", ["database away", "service away"])
def test_an_outage_is_no_rows_fault(library: Desk, fate: str) -> None:
    assert library.refused("put_books", rows=rows(r9=fate)).code == Unavailable.code
    assert library.db["books"].count_documents({}) == 0


def test_more_than_was_reckoned_with_is_an_error_and_not_cut(library: Desk) -> None:
    library.db["books"].insert_many([BOOKS.to_document(Book(f"b-{n}", "x", n)) for n in range(4)])
    work = library.runtime.work_of("test")
    assert {book.id for book in work.find(BOOKS, {}, most=4)} == {"b-0", "b-1", "b-2", "b-3"}
    with pytest.raises(MoreThanExpected):
        work.find(BOOKS, {}, most=3)
    assert [book.id for book in work.first(BOOKS, {}, sort=[("place", -1)], limit=2)] == ["b-3", "b-2"]
