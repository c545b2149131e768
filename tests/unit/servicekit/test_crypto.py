"""Sealed fields open for their owner only, and are found by a keyed hash."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.crypto import AES, SM4, BadKey, FieldCipher, Key, Suite, Unreadable, key_of

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


@pytest.mark.parametrize("suite", [AES, SM4], ids=lambda suite: suite.name)
def test_each_suite_seals_for_an_owner_alone_and_sees_what_was_changed(suite: Suite) -> None:
    cipher = FieldCipher(Key(bytes(range(32)), suite))
    sealed = cipher.seal("11010119800101001X", "o")
    assert (cipher.open(sealed, "o"), key_of(sealed)) == ("11010119800101001X", cipher.current)
    assert cipher.seal("11010119800101001X", "o") != sealed
    for place in (1, 6, 20, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        for wrong in (bytes(changed), sealed[:place]):
            with pytest.raises(Unreadable):
                cipher.open(wrong, "o")
    with pytest.raises(Unreadable):
        cipher.open(sealed, "other")


def test_suites_are_the_published_ones() -> None:
    """SM4-GCM by RFC 8998 appendix A.1, HMAC-SM3 by GM/T 0042 as OpenSSL computes it."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    text = b"".join(bytes([byte]) * 8 for byte in bytes.fromhex("aabbccddeeffeeaa"))
    expected = (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert SM4.aead(key).encrypt(nonce, text, bound).hex() == expected
    assert SM4.aead(key).decrypt(nonce, bytes.fromhex(expected), bound) == text
    assert SM4.mac(b"k", b"text") != AES.mac(b"k", b"text")


def test_a_new_key_opens_what_the_old_one_sealed_and_finds_what_it_indexed() -> None:
    old, new = Key(bytes(range(32))), Key(bytes(32), SM4)
    before, during, later = FieldCipher(old), FieldCipher(new, old), FieldCipher(new)
    sealed = before.seal("x", "o")
    assert (during.open(sealed, "o"), during.blind("x")) == ("x", before.blind("x"))
    assert (before.is_current(sealed), during.is_current(sealed)) == (True, False)
    moved = during.seal(during.open(sealed, "o"), "o")
    assert (later.open(moved, "o"), key_of(moved)) == ("x", new.name)
    with pytest.raises(Unreadable, match=old.name):
        later.open(sealed, "o")


def test_what_was_sealed_before_keys_had_names_opens_with_whichever_of_the_ring_it_was() -> None:
    old = bytes(range(32))
    nonce = bytes(12)
    sealed = b"\x01" + nonce + Key(old).aead.encrypt(nonce, b"x", b"o")
    for ring in ((old,), (bytes(32), old), (Key(bytes(32), SM4), old)):
        cipher = FieldCipher(*ring)
        assert (cipher.open(sealed, "o"), key_of(sealed), cipher.is_current(sealed)) == ("x", "", False)
    with pytest.raises(Unreadable):
        FieldCipher(bytes(32)).open(sealed, "o")


def test_a_ring_is_a_key_a_line_with_its_suite_before_it() -> None:
    one, two = base64.b64encode(bytes(range(32))).decode(), base64.b64encode(bytes(32)).decode()
    cipher = FieldCipher.from_environment({"DATA_KEY": f"sm4 {one}\n\n{two}\n"}, name="DATA_KEY")
    assert [(key.suite, key.name) for key in cipher.keys] == [
        (SM4, Key(bytes(range(32)), SM4).name),
        (AES, Key(bytes(32)).name),
    ]
    for wrong in (f"sm9 {one}", f"aes aes {one}", "aes", f"{one}\n?"):
        with pytest.raises(BadKey, match="DATA_KEY"):
            FieldCipher.from_environment({"DATA_KEY": wrong}, name="DATA_KEY")


@pytest.mark.parametrize("environment", [{}, {"FIELD_KEY": "short"}, {"FIELD_KEY": "AAAA"}, {"FIELD_KEY": "?"}])
def test_a_missing_or_wrong_key_is_said(environment):
    with pytest.raises(BadKey):
        FieldCipher.from_environment(environment)
