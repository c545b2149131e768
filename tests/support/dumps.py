"""Everything that a database holds, as somebody reads it who has its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import bson
from pymongo.database import Database

from servicekit.marks import is_sealed
from servicekit.sealing import GONE
from servicekit.store import Collection


def found_in(database: Database[dict[str, Any]], words: Iterable[str | bytes]) -> Mapping[str, list[str | bytes]]:
    """Which of the words stand in clear anywhere, by collection."""
    sought = {word: word.encode() if isinstance(word, str) else word for word in words}
    found: dict[str, list[str | bytes]] = {}
    for name in database.list_collection_names():
        everything = b"".join(bson.encode(document) for document in database[name].find())
        if here := [word for word, content in sought.items() if content in everything]:
            found[name] = here
    return found


def must_lie_sealed(
    database: Database[dict[str, Any]],
    collections: Sequence[Collection[Any]],
    canaries: Mapping[str, Sequence[str | bytes]],
) -> None:
    """Each field that is declared sealed has a word of its own in `canaries`, was kept, and stands nowhere in clear."""
    declared = {f"{one.name}.{path}": one for one in collections for path in one.sealed}
    assert canaries.keys() == declared.keys(), "a canary for each field that is declared sealed, and for no other"
    for field, one in declared.items():
        steps = field.removeprefix(f"{one.name}.").split(".")
        kept = (value for document in database[one.name].find() for value in _values(document, steps))
        assert any(is_sealed(value) for value in kept), f"{field}: nothing was kept"
    clear = found_in(database, [word for words in canaries.values() for word in words])
    assert not clear, f"in clear: {clear}"


def nothing_in_clear(database: Database[dict[str, Any]], collections: Sequence[Collection[Any]]) -> None:
    """What stands in the fields that are declared sealed is sealed, whichever command or event has brought it there."""
    for one in (each for each in collections if each.sealed):
        kept = list(database[one.name].find())
        for path in one.sealed:
            clear = [
                value
                for document in kept
                for value in _values(document, path.split("."))
                if value and not isinstance(value, bytes) and value != GONE
            ]
            assert not clear, f"{one.name}.{path}: {clear[:3]}"


def _values(value: Any, steps: Sequence[str]) -> Iterable[Any]:
    if isinstance(value, list):
        for one in value:
            yield from _values(one, steps)
    elif not steps:
        yield value
    elif isinstance(value, dict):
        yield from _values(value.get(steps[0]), steps[1:])
