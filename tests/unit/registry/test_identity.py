"""Identity numbers: read by their standard, refused by the fault that they have, and never shown whole."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.errors.cadres import BadIdentityNumber
from services.registry.model.identity import read
from tests.unit.registry.people import number

DAYS = st.dates(date(1930, 1, 1), date(2008, 12, 31))


@given(DAYS, st.integers(0, 999))
def test_a_number_made_by_the_standard_is_read(day, serial):
    seen = read(number(day, serial))
    assert (seen.birth, seen.sex) == (day, "1" if serial % 2 else "2")


@pytest.mark.parametrize(
    "text",
    [
        "１５０２０３１９８５０７０１００３Ｘ",
        "15020319850701003Ｘ",
        "15020319850701003ｘ",
        "150203 19850701 003X",
        "150203-19850701-003x",
        "150203－1985 0701—００３\u3000X",
        "1502031985070100\u2212\u20113X ",
    ],
)
def test_a_number_is_read_in_whatever_width_and_groups_it_was_set(text: str) -> None:
    assert read(text).text == "15020319850701003X"


@given(DAYS, st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(day, serial, place, step):
    good = number(day, serial)
    digit = good[place]
    wrong = good[:place] + str((int(digit) + step) % 10 if digit != "X" else step) + good[place + 1 :]
    with pytest.raises(BadIdentityNumber) as refusal:
        read(wrong)
    assert refusal.value.errors[0].code.startswith("identity-number-")
    assert wrong not in str(refusal.value.to_wire())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("15020319850101001", "identity-number-length"),
        ("1502031985010100A2", "identity-number-characters"),
        ("150203198501010013", "identity-number-check-digit"),
        (number(date(1985, 2, 1))[:10] + "0230" + "001" + "0", "identity-number-check-digit"),
    ],
)
def test_each_fault_has_its_own_code(text, code):
    with pytest.raises(BadIdentityNumber) as refusal:
        read(text)
    assert refusal.value.errors[0].code == code


def test_a_date_that_is_none_is_told_apart_from_a_check_digit():
    from stdnum.cn import ric

    body = "15020319850230001"
    with pytest.raises(BadIdentityNumber) as refusal:
        read(body + ric.calc_check_digit(body + "0"))
    assert refusal.value.errors[0].code == "identity-number-birth-date"


@given(DAYS, st.integers(0, 999))
def test_the_masked_form_shows_the_province_alone(day, serial):
    seen = read(number(day, serial))
    assert (seen.masked[:2], set(seen.masked[2:]), len(seen.masked)) == (seen.text[:2], {"*"}, 18)
    assert seen.text not in repr(seen)
