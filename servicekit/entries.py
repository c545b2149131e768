"""Fields that take an entry of a dictionary (`forms.entry`): the one place where they are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from servicekit import fields
from servicekit.queries import Db, Entries, entries_of, must_be_among
from servicekit.schema import Schema, declared_in, nested_in

_EACH = "*"


def must_know_entries(entries: Callable[[str], Entries], schema: type[Schema], wish: Mapping[str, Any]) -> None:
    """Raises UnknownEntry for the first text of a wish that is declared to be an entry (`forms.entry`) and is none.

    `entries` gives those of a dictionary by its code.
    """
    for path, dictionary in entry_fields(schema):
        for pointer, key in _found_at(wish, path, ""):
            must_be_among(entries(dictionary), [key], pointer)


def dictionaries(db: Db) -> Callable[[str], Entries]:
    """The entries of dictionaries by their code, each read once."""
    return cache(partial(entries_of, db))


@cache
def entry_fields(schema: type[Schema]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Where a schema takes entries, as steps to them, and of which dictionaries."""
    return tuple(
        found for name, declared in declared_in(schema).items() for found in _entries_within(declared, (name,))
    )


def _entries_within(declared: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(declared, fields.List):
        yield from _entries_within(declared.inner, (*path, _EACH))
    elif isinstance(declared, fields.Nested):
        for inner, dictionary in entry_fields(nested_in(declared)):
            yield (*path, *inner), dictionary
    elif fields.ENTRY in declared.metadata:
        yield path, declared.metadata[fields.ENTRY]


def _found_at(value: Any, path: tuple[str, ...], pointer: str) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if not path:
        yield pointer, value
    elif path[0] == _EACH:
        for place, one in enumerate(value):
            yield from _found_at(one, path[1:], f"{pointer}/{place}")
    else:
        yield from _found_at(value.get(path[0]), path[1:], f"{pointer}/{path[0]}")
