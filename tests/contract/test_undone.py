"""Each kind of import says how it is undone, or why it is not, and nothing is declared for what there is not."""

from __future__ import annotations

import dataclasses
import enum
import typing

import pytest

from gateway.table import import_kinds
from servicekit.operations import CADRES, POSTS, UNITS
from servicekit.process import service_of
from services import SERVICES

KINDS = import_kinds()
UNDONE = {one.operation.name: one for listed in SERVICES for one in service_of(listed.package).undoes}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_undone_at_one_place_or_says_why_not(kind):
    stays = kind.operation.stays
    assert (kind.operation.name in UNDONE) != (stays is not None)
    if stays is not None:
        assert not stays.zh.isascii()
        assert stays.en.isascii()


def test_every_undoing_is_of_a_kind_that_there_is():
    assert set(UNDONE) - {kind.operation.name for kind in KINDS.values()} == set()


@pytest.mark.parametrize("listed", SERVICES, ids=[listed.name for listed in SERVICES])
def test_what_rests_on_something_is_found_by_an_index(listed):
    service = service_of(listed.package)
    of_its_own = {collection.name for collection in service.collections}
    for of, every in service.builds_on.items():
        assert of in {CADRES, UNITS, POSTS} | of_its_own
        for one in every:
            indexed = {index.keys[0][0] for index in one.collection.indexes}
            assert one.by in indexed, f"{one.collection.name}.{one.by}"


def test_what_others_build_on_is_asked_about_before_it_goes():
    makes = {kind.kind: kind.operation.makes for kind in KINDS.values() if kind.operation.makes}
    assert makes == {"units": UNITS, "posts": POSTS, "cadres": CADRES, "appointment-forms": CADRES}


_TAKEN_BACK = frozenset(("withdrawn", "revoked", "annulled", "cancelled"))
"""States of what was taken back itself."""
_MARKS = ("annulled", "withdrawn", "void")


def _counts(where, document):
    """Whether a document meets a condition of `Built`."""
    for name, wanted in where.items():
        value = document.get(name)
        if name == "$or":
            if not any(_counts(one, document) for one in wanted):
                return False
        elif not isinstance(wanted, dict):
            if value != wanted:
                return False
        elif value in wanted.get("$nin", [wanted.get("$ne", _NOTHING)]):
            return False
    return True


_NOTHING = object()
RESTS = [
    pytest.param(one, id=f"{listed.name}-{of}-{one.collection.name}")
    for listed in SERVICES
    for of, every in service_of(listed.package).builds_on.items()
    for one in every
]


@pytest.mark.parametrize("one", RESTS)
def test_what_was_taken_back_is_nothing_that_rests_on_anything(one):
    kept = {each.name: each for each in dataclasses.fields(one.collection.entity)}
    states = _TAKEN_BACK.intersection(_states_of(one.collection.entity))
    for state in states:
        assert not _counts(one.where, {"state": state}), state
    if not states and (marks := [name for name in kept if name.startswith(_MARKS)]):
        assert set(marks).intersection(one.where), marks
    outer, _, inner = one.by.partition(".")
    entries = typing.get_args(typing.get_type_hints(one.collection.entity)[outer])
    if inner and "void" in {each.name for each in dataclasses.fields(entries[0])}:
        assert one.among == {"void": None}


def _states_of(entity):
    state = typing.get_type_hints(entity).get("state")
    return {each.value for each in state} if isinstance(state, type) and issubclass(state, enum.Enum) else set()
