"""What is kept of persons is said somewhere: which data, what for, on which basis, and how the person has it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import missing
from marshmallow.fields import Boolean, Dict, Nested
from marshmallow.validate import OneOf

from gateway import privacy
from gateway.columns import item_of
from gateway.rights import reach
from gateway.routes import row_named
from gateway.table import collect
from servicekit.principal import Reach
from servicekit.schema import declared_in
from servicekit.store import Collection
from services import SERVICES
from services.registry.model.person import Cadre
from tools.cadre import declared

PERSONS = ("cadre_id", "cadre_ids", "subject_id")
"""Fields by which what is kept is about somebody."""
TECHNICAL = frozenset(
    ("id", "version", "synthetic", "entries", "counted", "coming", "look_on", "place", "carried", "told_punishments")
) | {"revisions", "undone_vettings"}  # Their sealed parts are named by themselves.
"""Fields of a file that say nothing of the person, or of which the parts are named."""


def collections() -> Iterator[tuple[str, Collection[Any]]]:
    for service in SERVICES:
        for one in declared.collections(service.name):
            yield f"{service.name}.{one.name}", one


def kept() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Collections about persons, with what must be named of each: sealed fields, and of a file every field."""
    for name, one in collections():
        fields = {field.name for field in dataclasses.fields(one.entity)}
        sealed = tuple(one.sealed or ())
        if one.entity is Cadre:
            sealed += tuple(sorted(fields - TECHNICAL))
        if sealed or one.whose or fields & {*PERSONS}:
            yield name, sealed


def test_every_collection_about_persons_and_every_sealed_field_stands_in_a_category() -> None:
    assert privacy.unsaid(kept()) == []


def test_a_sealed_field_or_a_collection_that_is_new_is_missed() -> None:
    new = [("registry.cadres", ["phone"]), ("training.diaries", ["text"])]
    assert privacy.unsaid(new) == ["registry.cadres: phone", "training.diaries", "training.diaries: text"]


def test_what_stands_in_a_category_is_kept() -> None:
    known = dict(collections()) | dict.fromkeys(("gateway.accounts", "gateway.journal"))
    for category in privacy.categories():
        for name, fields in category.holds.items():
            assert name in known, category.code
            one = known[name]
            if one is not None:
                there = {field.name for field in dataclasses.fields(one.entity)} | {*(one.sealed or ())}
                assert set(fields) <= there, (category.code, name)


@pytest.mark.parametrize("category", privacy.categories(), ids=lambda one: one.code)
def test_a_category_says_what_for_on_which_basis_and_how_the_person_has_it(category: privacy.Category) -> None:
    assert all((category.zh, category.en, category.purpose_zh, category.purpose_en, category.basis))
    assert bool(category.withheld_zh) == bool(category.withheld_en)
    for given in category.given.values():
        for name in filter(None, (given.by, given.each)):
            row = row_named(name)
            assert (row.method, reach(("cadre",), row.right)) == ("GET", Reach.SELF), f"a cadre may read {name}"


GIVEN = [category for category in privacy.categories() if category.given]


@pytest.mark.parametrize("category", GIVEN, ids=lambda one: one.code)
def test_whatever_a_category_holds_is_given_or_says_why_it_is_not(category: privacy.Category) -> None:
    assert {*category.given} <= {*category.holds}
    assert {name for name in category.holds if name not in category.given} <= {*category.besides}
    assert all(zh and en for zh, en in category.besides.values())


@pytest.mark.parametrize("category", GIVEN, ids=lambda one: one.code)
def test_a_list_is_asked_for_all_of_it(category: privacy.Category) -> None:
    """What a list leaves out where nothing is said is asked for besides, with every value that there is."""
    for given in category.given.values():
        query = row_named(given.by).query
        assert query is not None
        for name, field in declared_in(query).items():
            if name in PAGING or field.load_default in (missing, None, []):
                continue
            asked = [value for one in given.asked for value in _several(one.get(name, ()))]
            assert {*asked} == {*_values(field)}, f"{given.by} leaves something out by {name}"


@pytest.mark.parametrize("category", GIVEN, ids=lambda one: one.code)
def test_a_line_is_told_whole(category: privacy.Category) -> None:
    """Where another query tells more of the same thing, that one is asked of each line."""
    for given in category.given.values():
        row = row_named(given.by)
        line = item_of(row)
        if line is None:
            assert not given.each, given.by
            continue
        service = given.by.partition(".")[0]
        tell_more = [
            str(one.target)
            for one in collect()
            if one.target and one.target.startswith(f"{service}.")
            if one.method == "GET" and isinstance(one.answer, type) and one.answer is not line
            if issubclass(one.answer, line) and len(one.parameters) == 1
        ]
        assert ([given.each] if given.each else []) == tell_more, given.by


@pytest.mark.parametrize("category", GIVEN, ids=lambda one: one.code)
def test_every_sealed_text_of_what_is_given_is_in_the_copy(category: privacy.Category) -> None:
    kept = dict(collections())
    for collection, fields in category.holds.items():
        if collection not in category.given:
            continue
        given = category.given[collection]
        answer = row_named(given.each or given.by).answer
        line = None if given.each else item_of(row_named(given.by))
        shown = _paths(line or answer)
        sealed = {*(kept[collection].sealed or ())} & {*fields} - {
            what.removeprefix(f"{collection}.") for what in category.besides
        }
        ends = {one for path in shown for one in _ends(path)}
        sealed = {one for one in sealed if f"{one.partition('.')[0]}.{ANYTHING}" not in ends}
        assert sealed <= ends, f"{collection}: {sorted(sealed - ends)} is in no copy"


ANYTHING = "*"
PAGING = frozenset(("limit", "cursor", "page", "page_size", "count", "sort", "q"))


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _values(field: Any) -> list[Any]:
    """Every value that a filter has."""
    inner = getattr(field, "inner", field)
    if isinstance(inner, Boolean):
        return [True, False]
    return [value for one in inner.validators if isinstance(one, OneOf) for value in one.choices] or list(
        inner.metadata["enum"]
    )


def _paths(schema: Any, deep: int = 6) -> Iterator[str]:
    """The fields of an answer, `a.b` within a thing or each of a list."""
    if schema is None or not deep:
        return
    for name, field in declared_in(schema).items():
        yield name
        inner = getattr(field, "inner", field)
        if isinstance(inner, Dict):
            yield f"{name}.{ANYTHING}"
        if isinstance(inner, Nested):
            yield from (f"{name}.{below}" for below in _paths(type(inner.schema), deep - 1))


def _ends(path: str) -> Iterator[str]:
    """A path, and the same from each of its parts on: what one answers of somebody stands within their record."""
    parts = path.split(".")
    return (".".join(parts[at:]) for at in range(len(parts)))


def test_a_part_goes_as_a_whole_when_its_longest_time_is_over() -> None:
    retention = {"registry.cadres": 30, "registry.photos": 10, "appraisal.talks": 10}
    family, training = (next(c for c in privacy.categories() if c.code == code) for code in ("requests", "training"))
    assert privacy.years_of(family, {**retention, "registry.corrections": 10}) == 30
    assert privacy.years_of(training, retention) is None, "no term is set"


def test_a_category_is_given_or_withheld() -> None:
    said = dataclasses.asdict(privacy.categories()[0])
    with pytest.raises(ValueError, match="identity"):
        privacy.Category(**{**said, "given": {}, "withheld_zh": ""})
