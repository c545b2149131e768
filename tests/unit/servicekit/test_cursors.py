"""A cursor brings back what was sealed, and nothing else opens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.cursors import BadCursor, seal, unseal

LIST, SECRET = b"a list", b"s" * 32
moments = st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it
places = st.lists(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20) | moments, max_size=4)


@given(places)
def test_a_place_comes_back(place: list[Any]) -> None:
    assert unseal(seal(place, LIST, SECRET), LIST, SECRET) == place


@given(places)
def test_a_cursor_opens_for_its_list_and_its_installation_alone(place: list[Any]) -> None:
    cursor = seal(place, LIST, SECRET)
    for binding, secret in ((b"another list", SECRET), (LIST, b"t" * 32)):
        with pytest.raises(BadCursor):
            unseal(cursor, binding, secret)


@given(st.text(max_size=60))
def test_what_was_never_sealed_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        unseal(text, LIST, SECRET)
