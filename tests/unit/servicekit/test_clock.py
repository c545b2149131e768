"""Days are days in China; instants are kept to the millisecond."""

from __future__ import annotations

from datetime import UTC, date, datetime

from servicekit import clock


def test_a_day_is_the_day_in_china() -> None:
    assert clock.day_of(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert clock.day_of(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert clock.now().microsecond % 1000 == 0
    assert clock.at(0) == datetime(1970, 1, 1, tzinfo=UTC)
