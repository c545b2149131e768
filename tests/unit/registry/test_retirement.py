"""The 2025 reform, month by month."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.model.dates import add_months
from services.registry.model.retirement import Scheme, delay_months, due, due_on
from tests.unit.registry.people import RULES

REFORM = date(2025, 1, 1)
MEN, WOMEN, WORKERS = Scheme(60, 4, 36), Scheme(55, 4, 36), Scheme(50, 2, 60)
births = st.dates(date(1950, 1, 1), date(2005, 12, 31))


@pytest.mark.parametrize(
    ("birth", "sex", "category", "expected"),
    [
        ("1964-12", "1", "cadre", date(2024, 12, 1)),
        ("1965-01", "1", "cadre", date(2025, 2, 1)),
        ("1965-05", "1", "cadre", date(2025, 7, 1)),
        ("1976-08", "1", "cadre", date(2039, 7, 1)),
        ("1976-09", "1", "cadre", date(2039, 9, 1)),
        ("1970-01", "2", "cadre", date(2025, 2, 1)),
        ("1981-09", "2", "cadre", date(2039, 9, 1)),
        ("1975-01", "2", "worker", date(2025, 2, 1)),
        ("1975-03", "2", "worker", date(2025, 5, 1)),
        ("1984-11", "2", "worker", date(2039, 11, 1)),
    ],
)
def test_the_published_examples(birth, sex, category, expected):
    assert due_on(birth, sex, category, False, RULES) == expected


def test_a_woman_leading_at_county_level_is_due_with_the_men():
    assert due_on("1972-06", "2", "cadre", True, RULES) == due_on("1972-06", "1", "cadre", False, RULES)


@given(births, st.sampled_from([MEN, WOMEN, WORKERS]))
def test_never_earlier_than_before_and_never_later_than_the_most(birth, scheme):
    day = due(birth.strftime("%Y-%m"), scheme, REFORM)
    before = add_months(birth.replace(day=1), scheme.age * 12)
    assert before <= day <= add_months(before, scheme.most)


@given(births, st.sampled_from([MEN, WOMEN, WORKERS]))
def test_nobody_born_later_is_due_earlier(birth, scheme):
    this = due(birth.strftime("%Y-%m"), scheme, REFORM)
    following = due(add_months(birth.replace(day=1), 1).strftime("%Y-%m"), scheme, REFORM)
    assert this < following


@given(st.dates(date(2025, 1, 1), date(2060, 12, 1)), st.sampled_from([MEN, WOMEN, WORKERS]))
def test_the_delay_grows_by_one_month_per_step(original, scheme):
    now = delay_months(original, scheme, REFORM)
    later = delay_months(add_months(original, scheme.step), scheme, REFORM)
    assert 1 <= now <= scheme.most
    assert later == min(now + 1, scheme.most)


@given(st.dates(date(1950, 1, 1), date(2024, 12, 31)), st.sampled_from([MEN, WOMEN, WORKERS]))
def test_whoever_was_due_before_the_reform_is_not_delayed(original, scheme):
    assert delay_months(original, scheme, REFORM) == 0
