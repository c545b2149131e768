"""What a thing is found by: any part of its title."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import validate

from servicekit.grams import MOST, as_typed, grams, wanted
from services.registry.schemas.policies import RegisterPolicy
from services.supervision.schemas.conferences import MinuteConference


@given(st.text(alphabet="包头市干部政治素质考察办法abc12 ，。", max_size=40), st.data())
def test_any_part_of_a_title_finds_it(title: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, max(0, len(title) - 2)))
    end = data.draw(st.integers(begin, len(title)))
    part = title[begin:end]
    # A word of letters or digits is found by its beginning; Chinese by any neighbouring characters.
    cut = begin > 0 and part[:1].isalnum() and part[:1].isascii() and title[begin - 1 : begin].isalnum()
    if not cut:
        assert set(wanted(part)) <= set(grams([title]))


@given(st.text(alphabet="包头市干部政治素质考察办法，。", min_size=2, max_size=40), st.data())
def test_two_neighbouring_characters_of_a_text_find_it(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 2))
    pair = text[begin : begin + 2]
    if "，" not in pair and "。" not in pair:
        assert set(wanted(pair)) <= set(grams([], [text]))


@pytest.mark.parametrize("broken", ["干部考\n察办法", "干部考\r\n察办法", "干部考\n\n　　察办法", "干 部 考 察 办 法"])
def test_a_line_that_ends_within_a_word_hides_it_from_nobody(broken: str) -> None:
    assert set(wanted("干部考察")) <= set(grams([], [broken]))
    assert re.search(as_typed("干部考察"), broken)


def test_what_is_typed_is_no_pattern() -> None:
    assert re.fullmatch(as_typed("(2025)11号a.b"), "(2025)11号a.b")
    assert not re.search(as_typed("a.b"), "a-b")
    assert not re.search(as_typed("2025"), "20 25")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("12号", "包办发〔2024〕12号文件"),
        ("〔2024〕12号", "包办发〔2024〕12号文件"),
        ("[2024]12号", "包办发［２０２４］１２号文件"),
        ("条例(试行)", "考核条例（试行）"),
        ("条例（试行）", "考核条例(试行)"),
        ("2026", "２０２６年度"),
        ("２０２６", "2026年度"),
        ("1+7+N", "“1＋7＋Ｎ”制度"),
        ("1＋7＋n", "“1+7+N”制度"),
        ("pdca", "ＰＤＣＡ循环"),
        ("ＰＤＣＡ", "pdca循环"),
        ("第Ⅲ章", "第Ⅲ章 总则"),
        ("第Ⅲ章", "第III章 总则"),
        ("人大", "⼈⼤常委会"),
        ("a-b]^", "见 A－b］＾"),
        ("考察：办法", "干部考察:办法"),
    ],
)
def test_a_body_is_found_in_whatever_width_it_was_typed(typed: str, text: str) -> None:
    assert set(wanted(typed)) <= set(grams([], [text]))
    assert re.search(as_typed(typed), text, re.IGNORECASE)


@pytest.mark.parametrize(("typed", "text"), [("12号", "12月"), ("条例(试行)", "条例试行"), ("2026", "2025")])
def test_what_was_not_typed_is_not_found(typed: str, text: str) -> None:
    assert not re.search(as_typed(typed), text, re.IGNORECASE)


def test_a_character_alone_is_asked_for() -> None:
    assert (wanted("号"), wanted("12号"), wanted("号 长")) == (["号"], ["12"], ["号", "长"])


def test_the_index_is_bounded_and_no_text_is_longer() -> None:
    everything = [f"w{number}" for number in range(2 * MOST)]
    assert len(grams([], everything)) == MOST
    longest = [
        check.max
        for schema, name in ((RegisterPolicy, "text"), (MinuteConference, "minutes"))
        for check in schema().fields[name].validators
        if isinstance(check, validate.Length)
    ]
    assert len(longest) == 2
    assert max(longest) + 5_000 <= MOST
    text = "".join(chr(0x3400 + number * 7919 % 20_000) for number in range(max(longest)))
    assert text[-2:] in grams(["标题"], [text])
