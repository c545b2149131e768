"""Fields that lie sealed: each that is declared is one that its documents have, and comes back as it was."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterable
from typing import Any

import pytest

from servicekit.crypto import AES, FieldCipher, PersonKey, Unreadable
from servicekit.personal import Destroyed
from servicekit.sealing import GONE, opened_fields, sealed_fields
from servicekit.store import Collection
from tools.cadre import declared
from tools.cadre.installation import GATEWAY, PARTS

SEALED = [(part, one) for part in PARTS if part != GATEWAY for one in declared.collections(part) if one.sealed]


@dataclasses.dataclass
class Said:
    text: str = ""
    more: str | None = None


@dataclasses.dataclass
class Thing:
    id: str
    cadre_id: str | None
    said: list[Said]
    kin: list[dict[str, Any]]
    picture: bytes = b""
    version: int = 0


THINGS = Collection("things", Thing, sealed=("said.text", "said.more", "kin", "picture"), whose="cadre_id")
CIPHER, KEY = FieldCipher(bytes(range(32))), PersonKey(bytes(32))
DOCUMENT = {
    "_id": "t-1",
    "cadre_id": "cdr-1",
    "said": [{"text": "甲", "more": None}, {"text": "", "more": "乙"}],
    "kin": [{"name": "丙", "cadre_id": None, "void": None}],
    "picture": b"\x89PNG",
}


def within(kind: Any, steps: list[str]) -> Iterable[Any]:
    """The types that a path leads to within a type."""
    for one in typing.get_args(kind) or (kind,):
        if one is type(None):
            continue
        if typing.get_args(one):
            yield from within(one, steps)
        elif not steps:
            yield one
        elif one in (dict, Any):
            yield dict
        elif dataclasses.is_dataclass(one):
            hints = typing.get_type_hints(one)
            assert steps[0] in hints, f"{one.__name__} has no {steps[0]}"
            yield from within(hints[steps[0]], steps[1:])


@pytest.mark.parametrize(
    ("one", "path"),
    [pytest.param(one, path, id=f"{part}.{one.name}.{path}") for part, one in SEALED for path in one.sealed],
)
def test_a_field_that_is_declared_sealed_is_one_that_its_documents_have(one: Collection[Any], path: str) -> None:
    kinds = [kind for kind in within(one.entity, path.split(".")) if kind is not str or path]
    assert kinds, path
    assert all(kind in (str, bytes, dict, Any) or dataclasses.is_dataclass(kind) for kind in kinds), kinds
    assert not one.whose or one.whose == "_id" or one.whose in typing.get_type_hints(one.entity)


@pytest.mark.parametrize("one", [pytest.param(one, id=f"{part}.{one.name}") for part, one in SEALED])
def test_the_database_is_asked_for_nothing_that_lies_sealed(one: Collection[Any]) -> None:
    known = {key for index in one.indexes for key, _ in index.keys}
    known |= {name for index in one.indexes for name in index.where or {}}
    known |= {*one.searched, *one.searched_through, one.called}
    assert not known & set(one.sealed)


def test_everything_under_a_persons_key_comes_back_as_it_was_and_empty_things_are_not_sealed() -> None:
    kept = sealed_fields(CIPHER, THINGS, DOCUMENT, KEY)
    assert [type(one["text"]) for one in kept["said"]] == [bytes, str]
    assert [type(one["more"]) for one in kept["said"]] == [type(None), bytes]
    assert (type(kept["kin"][0]), kept["picture"][:1]) == (bytes, b"\x03")
    assert opened_fields(CIPHER, THINGS, kept, KEY) == DOCUMENT
    assert sealed_fields(CIPHER, THINGS, kept, KEY) == kept, "what is sealed is not sealed twice"


def test_what_is_about_nobody_lies_under_the_services_ring() -> None:
    about_a_unit = {**DOCUMENT, "cadre_id": None, "kin": [], "picture": b""}
    kept = sealed_fields(CIPHER, THINGS, about_a_unit)
    assert kept["said"][0]["text"][:1] == b"\x02"
    assert opened_fields(CIPHER, THINGS, kept) == about_a_unit


def test_of_what_lay_under_a_key_that_is_gone_it_is_said_so_and_nothing_new_is_kept() -> None:
    kept = sealed_fields(CIPHER, THINGS, DOCUMENT, KEY)
    gone = Destroyed(typing.cast(Any, None))
    read = opened_fields(CIPHER, THINGS, kept, gone)
    assert (read["said"], read["kin"], read["picture"]) == (
        [{"text": GONE, "more": None}, {"text": "", "more": GONE}],
        [],
        b"",
    )
    assert sealed_fields(CIPHER, THINGS, DOCUMENT, gone) == read
    with pytest.raises(Unreadable):
        opened_fields(CIPHER, THINGS, kept, None)


def test_what_was_changed_or_moved_to_another_does_not_open() -> None:
    sealed = KEY.seal("甲".encode(), "a", AES, b"t")
    assert KEY.open(sealed, "a") == "甲".encode()
    for wrong, owner in ((sealed, "b"), (sealed[:-1] + bytes([sealed[-1] ^ 1]), "a"), (b"\x03\x01b" + sealed[3:], "a")):
        with pytest.raises(Unreadable):
            KEY.open(wrong, owner)
    with pytest.raises(Unreadable):
        PersonKey(bytes(range(32))).open(sealed, "a")
    with pytest.raises(Unreadable):
        KEY.open(b"\x03\x09t" + sealed[3:], "a")
