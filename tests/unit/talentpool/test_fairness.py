"""Outcomes by group: whatever they are, the numbers add up and no ratio is given where chance would speak."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.talentpool.model.fairness import HIDDEN, Outcome, band_of, fairness, of_counts

OUTCOMES = st.lists(
    st.builds(
        Outcome,
        st.sampled_from(["1", "2"]),
        st.sampled_from(["01", "02", "03"]),
        st.integers(1960, 2000),
        st.sampled_from(["eligible", "shortlisted", "confirmed"]),
    ),
    max_size=60,
)


@given(OUTCOMES)
def test_each_kind_of_group_holds_everybody_once(outcomes: list[Outcome]) -> None:
    view = fairness(outcomes, 2026, smallest_group=5)
    assert view.people == len(outcomes)
    for by in ("sex", "nationality_group", "ethnicity", "age_band"):
        groups = [group for group in view.groups if group.by == by]
        assert sum(group.people for group in groups) == len(outcomes)
        for outcome, total in view.outcomes.items():
            shown = [group.outcomes[outcome].count or 0 for group in groups]
            hidden = sum(group.people for group in groups if group.too_small)
            assert sum(shown) <= total <= sum(shown) + hidden
    for group in view.groups:
        assert group.too_small == (group.people < 5)
        if group.too_small:
            assert set(group.outcomes.values()) <= {HIDDEN}, "so few point at persons"
            continue
        assert sum(rate.count or 0 for rate in group.outcomes.values()) == group.people
        for rate in group.outcomes.values():
            assert rate.rate == (Decimal(rate.count or 0) / group.people).quantize(Decimal("0.0001"))
            assert rate.ratio is None or 0 <= rate.ratio <= 1


@given(OUTCOMES)
def test_counts_say_the_same_as_persons(outcomes: list[Outcome]) -> None:
    assert of_counts(Counter(outcomes), 2026, 3) == fairness(reversed(outcomes), 2026, 3)


def test_a_group_is_set_beside_the_best_off_of_its_kind() -> None:
    women = [Outcome("2", "01", 1990, outcome) for outcome in ["admitted"] * 2 + ["refused"] * 8]
    men = [Outcome("1", "01", 1990, outcome) for outcome in ["admitted"] * 5 + ["refused"] * 5]
    few = [Outcome("9", "01", 1990, "admitted")]
    rates = {g.key: g.outcomes["admitted"] for g in fairness([*women, *men, *few], 2026).groups if g.by == "sex"}
    assert (rates["1"].rate, rates["1"].ratio) == (Decimal("0.5000"), Decimal("1.0000"))
    assert (rates["2"].rate, rates["2"].ratio) == (Decimal("0.2000"), Decimal("0.4000"))
    assert rates["9"] == HIDDEN, "one person is no rate"


def test_age_bands_meet_without_gap() -> None:
    assert [band_of(age) for age in (20, 35, 36, 40, 41, 55, 56, 70)] == [
        "35-",
        "35-",
        "36-40",
        "36-40",
        "41-45",
        "51-55",
        "56+",
        "56+",
    ]
