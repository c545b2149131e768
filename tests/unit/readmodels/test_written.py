"""How a figure is written."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.readmodels.asked import Period
from gateway.readmodels.figures import FIGURES

DAY = Period(None, date(2026, 1, 5))


@pytest.mark.parametrize(
    ("counted", "text"), [(0.8, "80%"), (0.355, "35.5%"), (0.6999, "69.99%"), (1, "100%"), (0, "0%"), (None, None)]
)
def test_a_share_is_written_in_percent(counted: float | None, text: str | None) -> None:
    shown = FIGURES["training.leader_lecture_share"].shown(counted, DAY, "zh")
    assert (shown["value"], shown["unit"], shown["text"]) == (counted, "比例", text)


def test_a_number_is_written_with_what_it_counts() -> None:
    attendances = FIGURES["training.rotation_attendances_county_level"]
    assert attendances.shown(13985, DAY, "zh")["text"] == "13,985人次"
    assert attendances.shown(13985, DAY, "en")["text"] == "13,985 attendances"
