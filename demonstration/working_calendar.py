"""The days off and make-up days of the demonstration's years, as the State Council's notices name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class CalendarYear:
    """A year's days off (放假) and worked weekend days (调休上班), with the notice that they come from."""

    year: int
    basis: str
    holidays: list[date]
    make_up_days: list[date]


def _days(year: int, *spans: tuple[int, int, int, int]) -> list[date]:
    found: list[date] = []
    for month, first, to_month, last in spans:
        day = date(year, month, first)
        while day <= date(year, to_month, last):
            found.append(day)
            day += timedelta(days=1)
    return found


YEARS = [
    CalendarYear(
        2025,
        "《国务院办公厅关于2025年部分节假日安排的通知》",
        _days(2025, (1, 1, 1, 1), (1, 28, 2, 4), (4, 4, 4, 6), (5, 1, 5, 5), (5, 31, 6, 2), (10, 1, 10, 8)),
        [date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)],
    ),
    CalendarYear(
        2026,
        "《国务院办公厅关于2026年部分节假日安排的通知》",
        _days(
            2026,
            (1, 1, 1, 3), (2, 15, 2, 23), (4, 4, 4, 6), (5, 1, 5, 5), (6, 19, 6, 21), (9, 25, 9, 27), (10, 1, 10, 7),
        ),
        [
            date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20),
            date(2026, 10, 10),
        ],
    ),
]  # fmt: skip
"""2027 is left out on purpose: what reaches into it is shown as provisional."""
