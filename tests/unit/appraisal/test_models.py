"""Versions of the models: what cannot be computed with is refused, with the place and the difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.errors.models import BadModel, ModelNotInThisState, TooManyDimensions, WeightsDoNotAddUp
from services.appraisal.model.models import ModelVersion, check, compare, discard, in_force, publish
from services.appraisal.parts.model_versions import shipped_models
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.models import TEAM_SOURCES, ModelState

CADRE, TEAM = shipped_models()["mdl-cadre-1"], shipped_models()["mdl-team-1"]
SOURCES = {source for model in (CADRE, TEAM) for source in model.sources if source not in TEAM_SOURCES}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def weighted(*weights: str) -> ModelVersion:
    """The shipped model with other weights of its first dimensions."""
    dimensions = [replace(one, weight=Decimal(weight)) for one, weight in zip(CADRE.dimensions, weights, strict=False)]
    return replace(CADRE, dimensions=[*dimensions, *CADRE.dimensions[len(weights) :]])


@pytest.mark.parametrize("model", [CADRE, TEAM])
def test_what_is_shipped_can_be_computed_with_and_calls_itself_an_example(model: ModelVersion) -> None:
    check(model, SOURCES)
    assert len(model.dimensions) == 10
    assert not model.verified
    assert all(one.example for one in model.dimensions)
    assert "示例" in model.zh


def test_weights_that_do_not_add_up_are_refused_with_the_sum_and_the_difference() -> None:
    with pytest.raises(WeightsDoNotAddUp) as refused:
        check(weighted("0.15"), SOURCES)
    assert refused.value.facts == {"sum": "1.05", "difference": "0.05"}
    assert "+0.05" in refused.value.detail_zh
    assert refused.value.errors[0].pointer == "/dimensions"


@given(weights=st.lists(st.decimals(min_value=0, max_value=1, places=3), min_size=9, max_size=9))
def test_only_weights_of_exactly_one_are_taken(weights: list[Decimal]) -> None:
    last = 1 - sum(weights)
    check(weighted(*map(str, [*weights, last])), SOURCES)
    with pytest.raises(WeightsDoNotAddUp):
        check(weighted(*map(str, [*weights, last + Decimal("0.000001")])), SOURCES)


def test_the_shares_of_a_dimension_must_add_up_too() -> None:
    first = CADRE.dimensions[0]
    feeds = [replace(first.feeds[0], share=Decimal("0.3")), *first.feeds[1:]]
    with pytest.raises(WeightsDoNotAddUp) as refused:
        check(replace(CADRE, dimensions=[replace(first, feeds=feeds), *CADRE.dimensions[1:]]), SOURCES)
    assert refused.value.errors[0].pointer == "/dimensions/0/feeds"


def test_an_eleventh_dimension_is_refused() -> None:
    more = [replace(one, weight=Decimal("0.09")) for one in CADRE.dimensions]
    eleven = [*more, replace(CADRE.dimensions[0], key="eleventh", weight=Decimal("0.1"))]
    with pytest.raises(TooManyDimensions) as refused:
        check(replace(CADRE, dimensions=eleven), SOURCES)
    assert refused.value.errors[0].pointer == "/dimensions/10"


def test_unknown_sources_repeated_keys_and_flat_scales_are_all_named_at_once() -> None:
    first, second, *rest = CADRE.dimensions
    feeds = [replace(first.feeds[0], source="nowhere", at_hundred=Decimal(0)), *first.feeds[1:]]
    broken = [replace(first, feeds=feeds), replace(second, key=first.key), *rest]
    with pytest.raises(BadModel) as refused:
        check(replace(CADRE, dimensions=broken), SOURCES)
    assert {(one.pointer, one.code) for one in refused.value.errors} == {
        ("/dimensions/0/feeds/0/source", "unknown-source"),
        ("/dimensions/0/feeds/0/at_hundred", "flat-scale"),
        ("/dimensions/1/key", "repeated"),
    }


def test_members_indices_feed_a_team_and_no_cadre() -> None:
    with pytest.raises(BadModel):
        check(replace(TEAM, kind=SubjectKind.CADRE), SOURCES)


def test_a_published_version_neither_moves_nor_changes() -> None:
    draft = replace(CADRE, state=ModelState.DRAFT)
    publish(draft, "某人", NOW, date(2026, 1, 1))
    for go in (lambda: publish(draft, "另一人", NOW, date(2027, 1, 1)), lambda: discard(draft)):
        with pytest.raises(ModelNotInThisState):
            go()
    assert (draft.published_by, draft.valid_from) == ("某人", date(2026, 1, 1))


def test_the_newest_version_whose_day_has_come_holds() -> None:
    one = replace(CADRE, id="one", number=2, valid_from=date(2025, 1, 1))
    two = replace(CADRE, id="two", number=3, valid_from=date(2026, 1, 1))
    draft = replace(CADRE, id="draft", number=4, state=ModelState.DRAFT, valid_from=None)
    versions = [two, draft, CADRE, one]
    held = [in_force(versions, date(year, 6, 1)) for year in (1999, 2024, 2025, 2026)]
    assert [version.id if version else None for version in held] == [None, "mdl-cadre-1", "one", "two"]


def test_two_versions_are_compared_place_by_place() -> None:
    found = compare(CADRE, weighted("0.15", "0.05")).differences
    assert [(one.what, one.before, one.after) for one in found] == [
        ("political.weight", "0.1", "0.15"),
        ("learning.weight", "0.1", "0.05"),
    ]
    assert compare(CADRE, CADRE).differences == []
