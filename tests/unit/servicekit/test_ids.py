"""Identifiers: different, and in the order of time."""

from __future__ import annotations

from servicekit import ids


def test_identifiers_are_different_rise_with_time_and_fit_the_schema() -> None:
    many = [ids.new_id("cls") for _ in range(5000)]
    assert len(set(many)) == 5000
    assert [each[:13] for each in many] == sorted(each[:13] for each in many)
    assert all(each.startswith("cls-") and len(each) == 27 for each in many)
