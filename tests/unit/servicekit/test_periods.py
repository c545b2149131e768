"""Periods in months end the day before the same day, or with a month that is too short."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicekit.periods import last_day_of, latest_of


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 30))
def test_a_period_in_months_ends_the_day_before_the_same_day(begins: date, months: int):
    ends = last_day_of(begins, months)
    following = ends + timedelta(days=1)
    total = begins.year * 12 + begins.month - 1 + months
    assert (following.year * 12 + following.month - 1, following.day) == (total, begins.day) or (
        # The month is too short: the period ends with it.
        ends.year * 12 + ends.month - 1 == total and following.day == 1
    )


def test_what_is_known_to_the_year_or_the_month_was_by_its_last_day():
    days = {"2024": "2024-12-31", "2024-02": "2024-02-29", "2024-02-03": "2024-02-03"}
    assert {said: str(latest_of(said)) for said in days} == days
    assert latest_of(None) is None
