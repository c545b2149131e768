"""How the briefing shows a share."""

from __future__ import annotations

from datetime import date

import pytest

from gateway.readmodels.asked import Period
from gateway.readmodels.figures import FIGURES


@pytest.mark.parametrize(("counted", "value"), [(0.8, 80), (0.355, 35.5), (0.6999, 69.99), (None, None)])
def test_a_share_is_told_in_percent(counted: float | None, value: float | None) -> None:
    shown = FIGURES["training.leader_lecture_share"].shown(counted, Period(None, date(2026, 1, 5)), "zh")
    assert (shown["value"], shown["unit"]) == (value, "%")


def test_a_number_stays_as_it_is_counted() -> None:
    shown = FIGURES["training.rotation_rounds"].shown(12, Period(None, date(2026, 1, 5)), "zh")
    assert (shown["value"], shown["unit"]) == (12, "轮")
