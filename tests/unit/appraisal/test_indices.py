"""The index: in whatever order the evidence comes, with every step shown, and the same digits again."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.appraisal.model.evidence import Evidence, counting, known_rows
from services.appraisal.model.indices import effects, index
from services.appraisal.model.models import Dimension, Extension, Feed, Lever, ModelVersion
from services.appraisal.parts.model_versions import shipped_models
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.models import Method

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 8, tzinfo=UTC)
CADRE = shipped_models()["mdl-cadre-1"]


def row(number: int, source: str, value: str | None, days_ago: int = 0, **more: object) -> Evidence:
    """A row of evidence."""
    values = {
        "id": f"evd-{number}",
        "reference": f"ref-{number}",
        "dimension": None,
        "known_at": NOW - timedelta(days=days_ago),
        **more,
    }
    return Evidence(
        source=source,
        subject_kind=SubjectKind.CADRE,
        subject_id="cad-1",
        unit_ids=["unt-1"],
        value=None if value is None else Decimal(value),
        happened_on=TODAY - timedelta(days=days_ago),
        number=number,
        **values,  # type: ignore[arg-type]
    )


def a_model(*dimensions: tuple[str, str, Feed], extension: str = "0.1") -> ModelVersion:
    """A model of a few dimensions, each with its weight and one source."""
    return ModelVersion(
        id="mdl-t",
        kind=SubjectKind.CADRE,
        number=2,
        zh="测试",
        en="Test",
        dimensions=[Dimension(key, key, key, Decimal(weight), [feed]) for key, weight, feed in dimensions],
        lever=Lever("appraisal.deed.positive", "appraisal.deed.negative", Decimal(1), Decimal(5), 1),
        extension=Extension("appraisal.major_matter", Decimal(extension), 3),
        neutral=Decimal(60),
        basis="测试",
    )


def a_feed(source: str, method: Method = Method.MEAN, zero: str = "0", hundred: str = "100", **more: object) -> Feed:
    """The only source of a dimension."""
    return Feed(source, Decimal(1), method, Decimal(zero), Decimal(hundred), 3, **more)  # type: ignore[arg-type]


SOURCES = CADRE.sources
KEYS = [None, *(one.key for one in CADRE.dimensions)]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        st.decimals(min_value=-50, max_value=150, places=2),
        st.integers(0, 2500),
        st.sampled_from(KEYS),
    ),
    max_size=25,
).map(
    lambda rows: [
        row(number, source, str(value), days, dimension=dimension)
        for number, (source, value, days, dimension) in enumerate(rows, 1)
    ]
)


@given(rows=ROWS, seed=st.integers(0, 1000))
def test_the_order_of_the_evidence_does_not_matter(rows: list[Evidence], seed: int) -> None:
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    assert index(CADRE, shuffled, TODAY) == index(CADRE, rows, TODAY)


@given(rows=ROWS, seed=st.integers(0, 1000))
def test_the_order_in_which_the_evidence_came_does_not_matter_to_the_last_digit(
    rows: list[Evidence], seed: int
) -> None:
    numbers = [one.number for one in rows]
    random.Random(seed).shuffle(numbers)
    came_otherwise = [replace(one, number=number) for one, number in zip(rows, numbers, strict=True)]
    assert index(CADRE, came_otherwise, TODAY).steps == index(CADRE, rows, TODAY).steps


@given(rows=ROWS)
def test_a_score_lies_within_its_scale_and_its_steps_add_up_to_it_exactly(rows: list[Evidence]) -> None:
    found = index(CADRE, rows, TODAY)
    assert 0 <= found.score <= 100
    assert sum(points for _, points in found.steps) == found.score
    for part in found.dimensions:
        assert 0 <= part.points <= 100
        assert sum((feed.contribution for feed in part.feeds), part.rounding) == part.points
    assert -5 <= found.lever.points <= 5


@given(rows=ROWS)
def test_every_row_is_either_an_input_or_named_as_unused(rows: list[Evidence]) -> None:
    found = index(CADRE, rows, TODAY)
    used = {item.evidence_id for part in found.dimensions for feed in part.feeds for item in feed.items}
    used |= {item.evidence_id for item in [*found.extension.items, *found.lever.items]}
    assert used | set(found.unused) == {one.id for one in rows}
    assert not used & set(found.unused)


@given(
    weight=st.decimals(min_value=0, max_value=1, places=3),
    high=st.decimals(min_value=50, max_value=100, places=1),
    low=st.decimals(min_value=0, max_value=50, places=1),
)
def test_weight_on_the_better_dimension_raises_the_score_in_proportion(
    weight: Decimal, high: Decimal, low: Decimal
) -> None:
    rows = [row(1, "a", str(high)), row(2, "b", str(low))]
    model = a_model(("a", str(weight), a_feed("a")), ("b", str(1 - weight), a_feed("b")))
    assert index(model, rows, TODAY).score == (weight * high + (1 - weight) * low).quantize(Decimal("0.01"))


def test_without_any_evidence_every_source_counts_what_the_model_says_and_is_marked() -> None:
    model = a_model(("a", "1", a_feed("a")))
    found = index(model, [], TODAY)
    assert found.score == 60
    assert found.dimensions[0].feeds[0].neutral
    assert found.extension.points is None


@pytest.mark.parametrize(
    ("restrictions", "points"), [(0, Decimal(100)), (1, Decimal(50)), (2, Decimal(0)), (5, Decimal(0))]
)
def test_a_scale_may_run_downwards(restrictions: int, points: Decimal) -> None:
    feed = a_feed("bad", Method.COUNT, "2", "0", empty="zero")
    rows = [row(number, "bad", "1") for number in range(1, restrictions + 1)]
    assert index(a_model(("a", "1", feed)), rows, TODAY).dimensions[0].points == points


def test_evidence_fades_evenly_and_then_counts_no_more() -> None:
    model = a_model(("a", "1", a_feed("a", Method.COUNT, "0", "1", empty="zero", fades=True)))
    points = [index(model, [row(1, "a", "1", days)], TODAY).dimensions[0].points for days in (0, 548, 1095, 1096)]
    assert points[0] == 100
    assert 49 < points[1] < 51
    assert 0 < points[2] < 1
    assert points[3] == 0
    assert index(model, [row(1, "a", "1", 1096)], TODAY).unused == ["evd-1"]


def test_evidence_of_one_dimension_does_not_count_in_another() -> None:
    model = a_model(("a", "0.5", a_feed("s")), ("b", "0.5", a_feed("s")))
    found = index(model, [row(1, "s", "90", dimension="a")], TODAY)
    assert [part.points for part in found.dimensions] == [90, 60]


@pytest.mark.parametrize(("positive", "negative", "points"), [(3, 1, 2), (7, 0, 5), (0, 9, -5), (7, 9, 0)])
def test_deeds_move_the_whole_up_to_a_cap(positive: int, negative: int, points: int) -> None:
    rows = [row(n, "appraisal.deed.positive", "1") for n in range(1, positive + 1)]
    rows += [row(n, "appraisal.deed.negative", "1") for n in range(100, 100 + negative)]
    found = index(a_model(("a", "1", a_feed("a"))), rows, TODAY)
    assert found.lever.points == points
    assert found.score == 60 + points


def test_the_limits_of_the_scale_are_a_step_of_their_own() -> None:
    rows = [row(1, "a", "100"), *(row(n, "appraisal.deed.positive", "1") for n in range(2, 7))]
    found = index(a_model(("a", "1", a_feed("a"))), rows, TODAY)
    assert (found.score, found.bounds) == (100, -5)


def test_major_matters_take_their_share_only_where_they_were_evaluated() -> None:
    model = a_model(("a", "1", a_feed("a")))
    assert index(model, [row(1, "a", "80")], TODAY).score == 80
    assert index(model, [row(1, "a", "80"), row(2, "appraisal.major_matter", "100")], TODAY).score == 82


def test_a_later_row_takes_the_place_of_an_earlier_one_and_one_without_a_value_takes_it_out() -> None:
    rows = [
        row(1, "a", "50", reference="x"),
        row(2, "a", "70", reference="x"),
        row(3, "b", "1", reference="y"),
        row(4, "b", None, reference="y"),
        row(5, "a", "10", -1, reference="later"),
    ]
    assert [one.number for one in counting(rows, TODAY)] == [2]


def test_what_was_known_is_always_the_first_rows() -> None:
    rows = [row(n, "a", "1", 10 - n) for n in range(1, 6)]
    assert known_rows(rows, NOW - timedelta(days=7)) == 3
    assert known_rows(rows, NOW - timedelta(days=30)) == 0


@given(rows=ROWS)
def test_what_would_change_it_is_what_does_change_it(rows: list[Evidence]) -> None:
    present = index(CADRE, rows, TODAY).score
    for effect in effects(CADRE, rows, TODAY):
        assert effect.difference == effect.score - present
        if effect.change == "one_more":
            more = row(999, effect.source, str(effect.value), dimension=effect.dimension)
            assert index(CADRE, [*rows, more], TODAY).score == effect.score


def test_one_deed_more_is_worth_a_point() -> None:
    model = a_model(("a", "1", a_feed("a")))
    found = {(one.source, one.change): one.difference for one in effects(model, [row(1, "a", "80")], TODAY)}
    assert found["appraisal.deed.positive", "one_more"] == 1
    assert found["a", "one_less"] == -20


def test_the_same_basis_gives_the_same_digits_under_its_own_version_only() -> None:
    rows = [row(1, "appraisal.conclusion", "83.5", 40), row(2, "training.hours", "64", 100)]
    heavier = [
        replace(CADRE.dimensions[0], weight=Decimal("0.15")),
        replace(CADRE.dimensions[1], weight=Decimal("0.05")),
    ]
    later = replace(CADRE, id="mdl-2", number=2, dimensions=[*heavier, *CADRE.dimensions[2:]])
    assert str(index(CADRE, rows, TODAY).score) == str(index(CADRE, list(reversed(rows)), TODAY).score)
    assert index(later, rows, TODAY).score != index(CADRE, rows, TODAY).score
