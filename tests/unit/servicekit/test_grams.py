"""What a thing is found by: any part of its title."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.grams import MOST, as_typed, grams, wanted


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


def test_the_index_is_bounded() -> None:
    everything = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 2 * MOST))
    assert len(grams([], [everything])) == MOST
