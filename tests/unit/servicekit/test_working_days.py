"""Working days are counted by what was published; what was not published is called provisional."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.working_days import CalendarYear, Term, WorkingCalendar

# National Day of 2025: off from the 1st to the 8th, worked on Sunday 28 September and Saturday 11 October.
AUTUMN = CalendarYear(
    "2025",
    2025,
    holidays=[date(2025, 10, day) for day in range(1, 9)],
    make_up_days=[date(2025, 9, 28), date(2025, 10, 11)],
)
KNOWN = WorkingCalendar([AUTUMN])
DAYS = st.dates(date(2025, 1, 1), date(2025, 11, 30))


def test_a_period_over_a_holiday_and_make_up_days():
    assert KNOWN.after(date(2025, 9, 26), 5) == Term(date(2025, 10, 10), False)
    assert KNOWN.after(date(2025, 9, 30), 3) == Term(date(2025, 10, 11), False)


def test_a_year_that_nobody_has_published_is_counted_from_monday_to_friday_and_provisional():
    assert WorkingCalendar([]).after(date(2025, 9, 30), 3) == Term(date(2025, 10, 3), True)
    assert KNOWN.after(date(2025, 12, 31), 1) == Term(date(2026, 1, 1), True)
    with pytest.raises(ValueError):
        KNOWN.after(date(2025, 1, 1), 0)


@given(DAYS, st.integers(1, 15))
def test_the_last_day_is_worked_and_exactly_so_many_are_counted(day: date, count: int):
    last = KNOWN.after(day, count).last
    assert KNOWN.is_working(last)
    assert KNOWN.count(day + timedelta(days=1), last) == count


@given(DAYS, st.integers(1, 10), st.integers(1, 10))
def test_counting_in_two_steps_is_counting_in_one(day: date, first: int, then: int):
    assert KNOWN.after(KNOWN.after(day, first).last, then) == KNOWN.after(day, first + then)
