"""A position in a client's hands: only what was given out here is taken back, and nothing of it that is old."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.positions import LONGEST, received, sealed, unsealed
from gateway.problems import BadHeader
from servicekit import cursors
from servicekit.positions import LIFETIME, MOST, Told, merged

SECRET = b"s" * 32


def told(age: float = 0.0) -> Told:
    return Told(int((time.time() - age) * 1000), "registry", "cadre.changed.v1", f"{age}.0")


def test_it_comes_back_as_it_was_given_out() -> None:
    position = received("registry", [["cadre.registered.v1", "u.0"], ["cadre.changed.v1", "u.1"]])
    assert set(unsealed(sealed(position, SECRET), SECRET)) == set(position)
    assert {(one.service, one.type, one.id) for one in position} == {
        ("registry", "cadre.registered.v1", "u.0"),
        ("registry", "cadre.changed.v1", "u.1"),
    }


def test_the_longest_one_fits_into_a_header() -> None:
    id = "0198f1c2a3b4" + "f" * 24 + ".499"
    longest = merged(
        Told(1_800_000_000_000, "supervision", f"personal-matters-campaign.verified{n}.v1", id) for n in range(MOST)
    )
    assert len(longest) == MOST
    assert len(sealed(longest, SECRET)) < LONGEST


def test_what_is_older_than_a_minute_is_passed_over() -> None:
    old, new = told(LIFETIME + 5), told(5)
    assert unsealed(sealed((new, old), SECRET), SECRET) == (new,)
    assert unsealed(sealed((old,), SECRET), SECRET) == ()


@given(st.text(max_size=200))
def test_what_was_not_given_out_here_is_refused(text: str) -> None:
    with pytest.raises(BadHeader):
        unsealed(text, SECRET)


@pytest.mark.parametrize(
    "change",
    [lambda it: it[:-2], lambda it: it + "A", lambda it: ("B" if it[0] == "A" else "A") + it[1:], lambda it: it * 40],
)
def test_what_was_changed_is_refused(change: object) -> None:
    given_out = sealed((told(),), SECRET)
    with pytest.raises(BadHeader):
        unsealed(change(given_out), SECRET)  # type: ignore[operator]
    with pytest.raises(BadHeader):
        unsealed(given_out, b"t" * 32)


def test_a_cursor_of_a_list_is_no_position() -> None:
    with pytest.raises(BadHeader):
        unsealed(cursors.seal([1_800_000_000_000, "registry", "cadre.changed.v1", "u.0"], b"list", SECRET), SECRET)
