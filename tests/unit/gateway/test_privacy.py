"""What is kept of persons is said somewhere: which data, what for, on which basis, and how the person has it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from gateway import privacy
from gateway.rights import reach
from gateway.routes import row_named
from servicekit.principal import Reach
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
    for name in category.given:
        row = row_named(name)
        assert (row.method, reach(("cadre",), row.right)) == ("GET", Reach.SELF), f"a cadre may read {name}"


def test_a_part_goes_as_a_whole_when_its_longest_time_is_over() -> None:
    retention = {"registry.cadres": 30, "registry.photos": 10, "appraisal.talks": 10}
    family, training = (next(c for c in privacy.categories() if c.code == code) for code in ("requests", "training"))
    assert privacy.years_of(family, {**retention, "registry.corrections": 10}) == 30
    assert privacy.years_of(training, retention) is None, "no term is set"


def test_a_category_is_given_or_withheld() -> None:
    said = dataclasses.asdict(privacy.categories()[0])
    with pytest.raises(ValueError, match="identity"):
        privacy.Category(**{**said, "given": (), "withheld_zh": ""})
