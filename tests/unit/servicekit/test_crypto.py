"""Sealed fields open for their owner only, and are found by a keyed hash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.crypto import BadKey, FieldCipher, Unreadable

CIPHER = FieldCipher(bytes(range(32)))


@given(st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_what_is_sealed_opens_for_its_owner_only(text, owner):
    sealed = CIPHER.seal(text, owner)
    assert CIPHER.open(sealed, owner) == text
    with pytest.raises(Unreadable):
        CIPHER.open(sealed, owner + "x")


@given(st.text(max_size=40), st.text(max_size=40))
def test_blind_indexes_agree_exactly_where_texts_do(first, second):
    assert (CIPHER.blind(first) == CIPHER.blind(second)) == (first == second)


def test_another_key_makes_other_indexes_and_opens_nothing():
    other = FieldCipher(bytes(32))
    assert other.blind("x") != CIPHER.blind("x")
    with pytest.raises(Unreadable):
        other.open(CIPHER.seal("x", "o"), "o")


@pytest.mark.parametrize("environment", [{}, {"FIELD_KEY": "short"}, {"FIELD_KEY": "AAAA"}, {"FIELD_KEY": "?"}])
def test_a_missing_or_wrong_key_is_said(environment):
    with pytest.raises(BadKey):
        FieldCipher.from_environment(environment)
