"""What an operation takes, what it answers, what a service tells: each is named where the service works with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import marshmallow
import pytest
from marshmallow import fields

from servicekit.events import Event
from servicekit.operations import BulkCommand, Operation
from servicekit.schema import PageQuery, instance
from services import NAMES, SERVICES, Listed

ROOT = Path(__file__).parents[2]
PAGE = set(PageQuery().fields)
EVERY_ENTITY = {"id", "version"}


def words_of(service: Listed) -> set[str]:
    """Every word in the files in which the service works; its schemas, events and declarations are not among them."""
    own = ROOT / "services" / service.name
    files = [path for folder in ("parts", "model", "vocabulary", "store") for path in (own / folder).glob("*.py")]
    return {
        word
        for path in [*files, *own.glob("*.py"), *(ROOT / "servicekit").glob("*.py")]
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }


def operations_of(service: Listed) -> Iterator[Operation]:
    for module in service.modules("operations"):
        yield from (one for one in vars(module).values() if isinstance(one, Operation))


def names_in(schema: type[marshmallow.Schema], seen: set[object]) -> Iterator[str]:
    """The fields of a schema and of those nested in it, as the service calls them."""
    if schema in seen:
        return
    seen.add(schema)
    for name, field in instance(schema).fields.items():
        yield field.attribute or name
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from names_in(type(inner.schema), seen)


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
def test_what_an_operation_takes_is_read_and_what_it_answers_is_known(service: Listed) -> None:
    words = words_of(service) | PAGE | EVERY_ENTITY
    lost = []
    for operation in operations_of(service):
        row = operation.row if isinstance(operation, BulkCommand) else None
        schemas = {"takes": operation.wish, "takes rows with": row, "answers": operation.answer}
        for how, schema in schemas.items():
            names = names_in(schema, set()) if schema is not None else ()
            lost += [f"{operation.name} {how} {name}" for name in names if name not in words]
    assert lost == [], "nothing in the service's parts, model or store speaks of it"


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
def test_each_event_that_is_declared_is_told_somewhere(service: Listed) -> None:
    words, untold = words_of(service), []
    for module in service.modules("events"):
        used = re.findall(r"\w+", Path(str(module.__file__)).read_text(encoding="utf-8"))
        names = (name for name, value in vars(module).items() if isinstance(value, Event))
        untold += [name for name in names if name not in words and used.count(name) < 2]
    assert untold == [], "declared in events/ and told by nobody"
