"""Every parameter of every row, with values that no database keeps: refused at their place, or kept; never a fault."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import bson
import marshmallow
import orjson
import pytest
from marshmallow import fields

from gateway.examples import example_of
from gateway.openapi import body_example
from gateway.table import Row, Table, collect, import_kinds
from servicekit.bulk import read_row
from servicekit.errors import InvalidFields
from servicekit.schema import ROW_BY_ROW, Schema, load, plain
from servicekit.store import CONVERTER

TEXTS = ("99999999999999999999", "-99999999999999999999", "9" * 400, "1e6000", "0." + "1" * 60, "a\x00b")
VALUES = (
    "-99999999999999999999",
    2**63,
    2**64 - 1,
    1e300,
    "0." + "1" * 60,
    "a\x00b",
    ["a\x00b", 2**63],
    {"a\x00b": 2**63},
)
"""What a query string and JSON can say; whole numbers of more than 64 bits come out of JSON as floats."""

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Asked:
    """A row with the schema that judges what was sent."""

    row: Row
    schema: type[Schema]

    @cached_property
    def _example(self) -> bytes:
        route = self.row.route
        if route.method == "GET":
            sent = dict(route.example or example_of(self.schema, loading=True))
        else:
            sent = body_example(route)
        return orjson.dumps(dict.fromkeys(route.parameters, "x-1") | sent)

    def fresh(self) -> dict[str, Any]:
        """An example of what is taken, to be spoilt."""
        sent: dict[str, Any] = orjson.loads(self._example)
        return sent


def asked() -> Iterator[Asked]:
    for row in Table(collect()).rows:
        schema = row.route.query if row.route.method == "GET" else row.route.body
        if schema is not None and not row.route.raw:
            assert issubclass(schema, Schema), "a row's schema is of another kind, and refuses less"
            yield Asked(row, schema)


def places(schema: marshmallow.Schema, before: Place = ()) -> Iterator[Place]:
    """Where a schema takes a value; of a list, its first item."""
    for name, one in schema.load_fields.items():
        yield from _within(one, (*before, one.data_key or name))


def _within(one: marshmallow.fields.Field[Any], place: Place) -> Iterator[Place]:
    yield place
    if one.metadata.get(ROW_BY_ROW):
        return  # What stands there is judged one by one, by a schema of its own.
    if isinstance(one, fields.Nested):
        yield from places(one.schema, (*place, 0) if one.many else place)
    elif isinstance(one, fields.List):
        yield from _within(one.inner, (*place, 0))


def put(where: Any, place: Place, value: Any) -> bool:
    """Put a value at a place of an example. False where the example does not reach so far."""
    for step, following in itertools.pairwise(place):
        inner = where[step] if isinstance(step, int) else where.setdefault(step, [] if following == 0 else {})
        if following == 0:
            if not isinstance(inner, list):
                return False
            inner[:] = inner[:1] or [{}]
        elif not isinstance(inner, dict):
            return False
        where = inner
    where[place[-1]] = value
    return True


def judge(schema: type[Schema], sent: dict[str, Any], place: Place) -> str | None:
    """What is wrong with how something hostile is taken; None where all is well."""
    try:
        wish = load(schema, sent)
    except InvalidFields as refused:
        first = f"/{place[0]}"
        if any(error.pointer == first or error.pointer.startswith(f"{first}/") for error in refused.errors):
            return None
        # A rule between fields may speak first; what is missing would hide what is looked for.
        hidden = [error for error in refused.errors if error.code in ("required", "unknown-field")]
        return f"not looked at: {hidden}" if hidden else None
    except Exception as fault:
        return f"fault {fault!r}"
    return unkept(wish)


def unkept(wish: dict[str, Any]) -> str | None:
    """Why what was taken can be neither stored nor answered nor put into a pattern."""
    try:
        stored = bson.encode(CONVERTER.unstructure(wish))
        orjson.dumps(plain(wish))
    except Exception as fault:
        return f"fault {fault!r}"
    return "NUL was taken" if "\\x00" in repr(bson.decode(stored)) else None


def spelled(row: Row, name: str, value: Any) -> Any:
    """A query parameter as it arrives: text, read by the row's converter."""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return row.converters[name]([text]) if name in row.converters else text


@pytest.fixture(scope="module")
def every() -> list[Asked]:
    return list(asked())


def test_whatever_a_query_or_a_path_says_is_kept_or_refused(every: list[Asked]):
    wrong = []
    for one in every:
        names = [*one.schema().load_fields] if one.row.route.method == "GET" else one.row.route.parameters
        for name in names:
            for value in TEXTS:
                try:
                    sent = one.fresh() | {name: spelled(one.row, name, value)}
                except marshmallow.ValidationError:
                    continue
                if found := judge(one.schema, sent, (name,)):
                    wrong.append((one.row.route.operation_id, name, value[:30], found))
    assert wrong == []


def test_whatever_a_body_says_is_kept_or_refused(every: list[Asked]):
    wrong = []
    for one in every:
        if one.row.route.method == "GET":
            continue
        for place in places(one.schema()):
            for value in VALUES:
                sent = one.fresh()
                if put(sent, place, value) and (found := judge(one.schema, sent, place)):
                    wrong.append((one.row.route.operation_id, place, repr(value)[:30], found))
    assert wrong == []


@pytest.mark.parametrize("kind", import_kinds().values(), ids=lambda kind: kind.kind)
def test_whatever_a_row_of_an_import_says_is_kept_or_refused_alone(kind):
    wrong = []
    for place in places(kind.operation.row()):
        for value in VALUES:
            row = example_of(kind.operation.row, loading=True)
            if not put(row, place, value):
                continue
            try:
                taken = read_row(kind.operation.row, row)
            except InvalidFields:
                continue
            if found := unkept(taken):
                wrong.append((place, repr(value)[:30], found))
    assert wrong == []


def test_the_walk_reaches_every_kind_of_place(every: list[Asked]):
    reached = {place for one in every for place in places(one.schema())}
    assert ("selected_graduate_year",) in reached
    assert any(len(place) > 3 for place in reached)
    assert len(every) > 400
