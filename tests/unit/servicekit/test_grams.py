"""What a thing is found by: any part of its title."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from servicekit.grams import MOST, grams, wanted


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


def test_the_index_is_bounded() -> None:
    everything = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 2 * MOST))
    assert len(grams([], [everything])) == MOST
