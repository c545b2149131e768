"""A published year: days of the year, weekends that are worked, nothing both off and worked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.errors.calendar import BadCalendar
from services.registry.model.calendar import Publication, PublishedYear, check, publish

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(-30, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


def test_a_year_as_it_is_announced_is_taken() -> None:
    check(2026, [date(2026, 10, 1), date(2026, 10, 2)], [date(2026, 10, 10)])


@pytest.mark.parametrize(
    ("holidays", "make_up", "pointer", "code"),
    [
        ([date(2025, 12, 31)], [], "/holidays/0", "outside-year"),
        ([], [date(2026, 10, 12)], "/make_up_days/0", "no-weekend"),
        ([date(2026, 10, 10)], [date(2026, 10, 10)], "/make_up_days/0", "both"),
        ([date(2026, 10, 1)] * 2, [], "/holidays/1", "repeated"),
    ],
)
def test_a_wrong_day_is_named(holidays: list[date], make_up: list[date], pointer: str, code: str) -> None:
    with pytest.raises(BadCalendar) as refused:
        check(2026, holidays, make_up)
    assert [(error.pointer, error.code) for error in refused.value.errors] == [(pointer, code)]


@given(st.lists(DAYS, max_size=6), st.lists(DAYS, max_size=6))
def test_what_is_accepted_can_be_counted_with(holidays: list[date], make_up: list[date]) -> None:
    try:
        check(2026, holidays, make_up)
    except BadCalendar:
        return
    assert not set(holidays) & set(make_up)
    assert all(day.year == 2026 for day in [*holidays, *make_up])
    assert all(day.weekday() >= 5 for day in make_up)


def test_publishing_again_keeps_what_was_published_before() -> None:
    year = PublishedYear("2026", 2026)
    publish(year, Publication([date(2026, 5, 1)], [], "一", "admin", NOW))
    publish(year, Publication([date(2026, 10, 2), date(2026, 10, 1)], [], "二", "admin", NOW))
    assert year.holidays == [date(2026, 10, 1), date(2026, 10, 2)]
    assert [version.basis for version in year.history] == ["一", "二"]
