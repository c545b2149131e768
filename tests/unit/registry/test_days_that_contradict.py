"""A day that contradicts the file: the refusal says which days, and what they are."""

from __future__ import annotations

import pytest

from services.registry.errors.cadres import OutOfOrder
from services.registry.model import careers


def test_both_days_are_named() -> None:
    with pytest.raises(OutOfOrder) as refused:
        careers.must_follow("1994-08-01", "1980-01-01", *careers.APPOINTED)
    assert refused.value.to_wire()["detail_zh"] == "日期（1980年1月1日）早于所任职务的任职时间（1994年8月1日）"
    assert refused.value.facts == {"begins": "1994-08-01", "given": "1980-01-01"}


def test_a_day_in_its_order_may_stand() -> None:
    careers.must_follow(None, "1980-01-01", *careers.APPOINTED)
    careers.must_follow("1980", "1980-01-01", *careers.APPOINTED)
