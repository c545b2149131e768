"""Blank is empty: what shows nothing is nothing."""

from __future__ import annotations

import contextlib
import sys
import unicodedata

import pytest

from servicekit import quickload
from servicekit.blanks import shows, trimmed
from servicekit.errors import InvalidFields
from servicekit.schema import CursorQuery, Id, PartialDate, Schema, fields, load, validate

SHOWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Signs that Unicode counts as format characters and that are seen nevertheless, around numbers."""
BLANKS = ["", " ", "　", "\u200b", "\ufeff \u2060", "\u3164", "\u2800", "\u00ad\ufe0f", "\t\r\n\0"]


class Note(Schema):
    basis = fields.String(required=True, validate=validate.Length(1, 5))
    more = fields.String(load_default="")
    password = fields.Secret(load_default="")


def test_every_sign_that_unicode_calls_a_blank_a_control_or_a_format_shows_nothing() -> None:
    kinds = {"Zs", "Zl", "Zp", "Cc", "Cf"}
    blank = {code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in kinds} - SHOWN
    assert {code for code in blank if shows(chr(code))} == set()


@pytest.mark.parametrize("blank", BLANKS)
def test_a_text_of_blanks_is_no_text(blank: str) -> None:
    assert trimmed(blank) == ""
    with pytest.raises(InvalidFields):
        load(Note, {"basis": blank})
    assert load(Note, {"basis": "x", "more": blank})["more"] == ""


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("　常委会决定 \n", "常委会决定"),
        ("\u200b甲 乙\u200b", "甲 乙"),
        ("甲\u200b乙", "甲\u200b乙"),
        ("辻\U000e0100", "辻\U000e0100"),
        ("❤\ufe0f", "❤\ufe0f"),
    ],
)
def test_what_is_around_is_taken_off_and_what_is_within_stays(sent: str, kept: str) -> None:
    assert trimmed(sent) == kept


class Correction(Schema):
    birth = PartialDate(allow_none=True)
    unit_id = Id(required=False, load_default=None, allow_none=True)
    on = fields.Date()
    more = fields.String()


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_takes_nothing_away_where_null_does(blank: str) -> None:
    sent = {"birth": blank, "unit_id": blank, "on": blank, "more": blank}
    quick = quickload.reader(Correction)
    assert quick is not None
    assert load(Correction, sent) == {"unit_id": None, "more": ""}
    with contextlib.suppress(quickload.Doubt):
        assert quick(sent) == {"unit_id": None, "more": ""}
    assert load(Correction, {"birth": None}) == {"birth": None, "unit_id": None}


def test_what_is_only_asked_for_is_not_loosened_by_a_blank() -> None:
    class Asked(CursorQuery):
        unit_id = Id(required=False, load_default=None)

    with pytest.raises(InvalidFields):
        load(Asked, {"unit_id": ""})


def test_what_is_left_is_counted() -> None:
    assert load(Note, {"basis": "　　一二三四五　　"})["basis"] == "一二三四五"


def test_a_password_is_taken_to_the_last_blank() -> None:
    assert load(Note, {"basis": "x", "password": " 口令 "})["password"] == " 口令 "


@pytest.mark.parametrize("sent", [{"basis": " x ", "more": "　"}, {"basis": "x", "password": " p "}])
def test_rows_are_read_in_the_fast_way_as_in_the_thorough_one(sent: dict[str, str]) -> None:
    quick = quickload.reader(Note)
    assert quick is not None
    assert quick(sent) == load(Note, sent)
    with pytest.raises(quickload.Doubt):
        quick({"basis": "\u3000\u200b"})
