"""Whether what was committed can be read yet."""

from __future__ import annotations

import pytest

from gateway.operations import _is_current


@pytest.mark.parametrize(
    ("pending", "newest", "reached", "current"),
    [
        (0, None, None, True),
        (1, None, None, False),
        (0, "0a.0", None, False),
        (0, "0a.10", "0a.9", False),
        (0, "0a.10", "0a.10", True),
        (0, "0a.10", "0b.0", True),
        (2, "0a.10", "0b.0", False),
    ],
)
def test_current_means_nothing_pending_and_the_newest_applied(pending, newest, reached, current):
    assert _is_current({"pending": pending, "newest": newest}, reached) is current
