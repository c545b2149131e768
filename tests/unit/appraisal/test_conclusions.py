"""Conclusions explain themselves: each score, its weight, and what it adds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.lifecycle import hands_of
from services.appraisal.errors.appraisals import ConclusionWorse, ScoresWrong
from services.appraisal.model.conclusions import (
    Conclusion,
    Draft,
    Hand,
    Scale,
    check_marks,
    check_scores,
    draw_up,
    hands,
    must_not_be_worse,
    overall,
)

DAY = date(2026, 3, 1)
points = st.decimals(min_value=0, max_value=100, places=2)
weights = st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=10)


def a_scale(*shares: int) -> Scale:
    weights = {f"d{number}": Decimal(share) for number, share in enumerate(shares)}
    return Scale("mdl-1", 3, weights, {key: f"第{key[1:]}维度" for key in weights})


def a_draft(scores: dict[str, Decimal], account: str = "one") -> Draft:
    return Draft("good", scores, "合成", "internal", "起草人", account, DAY)


@given(weights, st.data())
def test_the_overall_score_lies_between_the_lowest_and_the_highest(shares: list[int], data: st.DataObject) -> None:
    scale = a_scale(*shares)
    scores = {key: data.draw(points) for key in scale.weights}
    result = overall(scores, scale)
    assert min(scores.values()) <= result <= max(scores.values())
    assert result == result.quantize(Decimal("0.01"))


@given(weights, st.data())
def test_the_parts_add_up_to_the_overall_score_but_for_rounding(shares: list[int], data: st.DataObject) -> None:
    scale = a_scale(*shares)
    conclusion = draw_up(a_draft({key: data.draw(points) for key in scale.weights}), scale)
    total = sum((part.points for part in conclusion.parts), Decimal(0))
    assert abs(total - conclusion.overall) <= Decimal("0.005") * (len(shares) + 1)
    assert [part.dimension for part in conclusion.parts] == list(scale.weights)
    assert (conclusion.model_id, conclusion.model_version) == ("mdl-1", 3)


@given(weights, st.integers(min_value=2, max_value=9), st.data())
def test_only_the_proportions_of_the_weights_count(shares: list[int], times: int, data: st.DataObject) -> None:
    scores = {key: data.draw(points) for key in a_scale(*shares).weights}
    assert overall(scores, a_scale(*shares)) == overall(scores, a_scale(*[share * times for share in shares]))


def test_a_half_cent_is_rounded_up() -> None:
    scores = {"d0": Decimal("80.01"), "d1": Decimal("80.00")}
    assert overall(scores, a_scale(1, 1)) == Decimal("80.01")


@pytest.mark.parametrize("score", ["-0.01", "100.01", "NaN", "Infinity"])
def test_a_score_off_the_scale_is_refused_where_it_stands(score: str) -> None:
    with pytest.raises(ScoresWrong) as refused:
        check_scores({"d0": Decimal(score)}, a_scale(1))
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/scores/d0", "off-the-scale")]


def test_a_conclusion_needs_every_dimension_and_marks_need_only_known_ones() -> None:
    scale = a_scale(1, 1)
    check_marks({"d1": Decimal(50)}, scale, "/marks")
    with pytest.raises(ScoresWrong) as refused:
        check_scores({"d1": Decimal(50)}, scale)
    assert [one.code for one in refused.value.errors] == ["missing-dimension"]
    with pytest.raises(ScoresWrong):
        check_marks({"d2": Decimal(50)}, scale, "/marks")


def test_a_review_makes_nothing_worse_and_the_same_is_allowed() -> None:
    def at(number: int) -> Conclusion:
        return draw_up(a_draft({"d0": Decimal(number)}), a_scale(1))

    must_not_be_worse(at(80), at(80))
    must_not_be_worse(at(80), at(81))
    with pytest.raises(ConclusionWorse):
        must_not_be_worse(at(80), at(79))


def test_everybody_who_drafted_or_confirmed_had_a_part_in_it() -> None:
    first, second = (draw_up(a_draft({"d0": Decimal(80)}, account), a_scale(1)) for account in ("one", "two"))
    first.confirmed_account = "three"
    assert hands_of(*hands([first, second])) == {
        "one": [Hand.DRAFT], "three": [Hand.CONFIRM], "two": [Hand.DRAFT],
    }  # fmt: skip
