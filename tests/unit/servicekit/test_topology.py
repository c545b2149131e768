"""Which queues an event reaches is said here as the broker does it."""

from __future__ import annotations

import pytest

from servicekit.topology import matches


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("cadre.registered.v1", True),
        ("cadre.*.v1", True),
        ("*.*.*", True),
        ("#", True),
        ("cadre.#", True),
        ("cadre.*", False),
        ("unit.*.v1", False),
        ("cadre.changed.v1", False),
        ("*.registered", False),
    ],
)
def test_a_pattern_takes_what_a_topic_exchange_takes_by_it(pattern: str, wanted: bool) -> None:
    assert matches("cadre.registered.v1", pattern) is wanted
