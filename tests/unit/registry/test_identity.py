from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.crypto import BadKey, FieldCipher, Unreadable
from services.registry.errors.cadres import BadIdentityNumber
from services.registry.model.identity import read
from tests.unit.registry.people import number

DAYS = st.dates(date(1930, 1, 1), date(2008, 12, 31))


@given(DAYS, st.integers(0, 999))
def test_a_number_made_by_the_standard_is_read(day, serial):
    seen = read(number(day, serial))
    assert (seen.birth, seen.sex) == (day, "1" if serial % 2 else "2")


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
def test_the_masked_form_hides_birth_and_serial(day, serial):
    seen = read(number(day, serial))
    assert f"{day:%Y%m%d}" not in seen.masked
    assert seen.text not in repr(seen)


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
