from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.registry.model import names
from services.registry.model.names import initials, other_readings, pinyin, search_keys
from services.registry.store.cadres import search_filter
from services.registry.vocabulary.names import kept, written

HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


def found(name: str, typed: str) -> bool:
    """Whether the list of cadres finds a name by what somebody typed."""
    keys, asked = search_keys(name, initials(name)), search_filter(typed)

    def fits(one: dict[str, Any]) -> bool:
        if "pinyin" in one:
            return bool(one["pinyin"]["$gte"] <= pinyin(name) < one["pinyin"]["$lt"])
        among = one.get("other_readings", {}).get("$elemMatch")
        return (
            one["search"] in keys
            and (among is None or any(among["$gte"] <= reading < among["$lt"] for reading in other_readings(name)))
            and ("name" not in one or re.search(one["name"]["$regex"], name, re.IGNORECASE) is not None)
        )

    return any(fits(one) for one in asked.get("$or", [asked]))


@pytest.mark.parametrize(
    ("name", "reading", "letters"),
    [
        ("单雄信", "shanxiongxin", "sxx"),
        ("解小东", "xiexiaodong", "xxd"),
        ("仇和平", "qiuheping", "qhp"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("查良玉", "zhaliangyu", "zly"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("斯琴·高娃", "siqingaowa", "sqgw"),
        ("查干巴拉", "chaganbala", "cgbl"),
        ("召那苏图", "zhaonasutu", "znst"),
        ("卜测明", "buceming", "bcm"),
        ("薄一", "boyi", "by"),
        ("朝格日勒", "chaogerile", "cgrl"),
        ("巴都什", "badushi", "bds"),
    ],
)
def test_surnames_are_read_as_surnames(name, reading, letters):
    assert (pinyin(name), initials(name)) == (reading, letters)


@given(HAN)
def test_every_beginning_of_a_name_and_of_its_initials_finds_it(name):
    keys = search_keys(name, initials(name))
    for length in range(1, len(name) + 1):
        assert search_filter(name[:length])["search"] in keys
    letters = initials(name)
    assume(letters.isascii())  # A character without a reading stands for itself.
    assert search_filter(letters)["$or"][0]["search"] in keys


@given(HAN, st.integers(1, 12))
def test_every_beginning_of_the_reading_finds_it(name, length):
    reading = pinyin(name)
    # A few characters have no reading, and stand for themselves.
    assume(reading.isascii())
    now, before = search_filter(reading[:length])["$or"]
    assert now["search"] in search_keys(name, initials(name))
    assert before["pinyin"]["$gte"] <= reading < before["pinyin"]["$lt"]


def test_the_given_name_alone_finds_too():
    assert "雄信" in search_keys("单雄信", "sxx")


@pytest.mark.parametrize("typed", ["斯琴•高娃", "斯琴 高娃", "斯琴高娃", "斯琴．高娃", "斯琴\u200b高娃", "斯琴・高娃"])
def test_whatever_dot_is_typed_or_none_the_name_is_found(typed):
    assert search_filter(typed) == search_filter("斯琴·高娃") == {"search": "斯琴高娃"}


def test_a_long_name_is_found_with_and_without_its_dots():
    found = search_filter("阿拉坦乌拉其其格")
    assert re.search(found["name"]["$regex"], "阿拉坦乌拉·其其格")
    assert found["search"] in search_keys("阿拉坦乌拉·其其格", "x")


def test_a_sign_alone_is_nobody_s_name():
    assert search_filter("·") == search_filter(" ") == {"search": None}


@pytest.mark.parametrize(
    ("name", "reading"),
    [("查良玉", "chaliangyu"), ("查干巴拉", "zhaganbala"), ("单雄信", "danxiongxin"), ("薄一", "baoyi")],
)
def test_every_reading_of_a_surname_finds(name, reading):
    assert reading in other_readings(name)


def test_the_given_name_after_a_surname_of_two_characters_finds():
    assert "娜娜" in search_keys("欧阳娜娜", "oynn")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("令狐冲", ["冲", "chong", "狐冲"]),
        ("司马光", ["光", "guang"]),
        ("欧阳娜娜", ["娜娜", "nana"]),
        ("上官婉儿", ["婉儿", "waner"]),
        ("李娜娜", ["娜娜", "nana"]),
        ("阿里木·买买提", ["阿里木", "买买提", "alimu", "maimaiti"]),
        ("买买提·艾力", ["买买提", "艾力", "aili"]),
        ("阿拉坦 乌拉·其其格", ["乌拉", "其其格", "qiqige"]),
    ],
)
def test_the_given_name_and_the_parts_around_a_dot_find_in_characters_and_in_pinyin(name, keys):
    assert set(keys) <= set(search_keys(name, initials(name)))


@pytest.mark.parametrize("name", ["高娃花", "乌云高娃", "斯琴·高娃", "其其格高娃", "高娃其其格", "阿拉坦高娃"])
@pytest.mark.parametrize("typed", ["高娃", "gaowa"])
def test_what_stands_anywhere_in_a_mongol_name_finds_it(name, typed):
    assert found(name, typed)


def test_part_of_a_name_finds_nobody_whose_name_has_its_characters_apart():
    assert not found("高云娃", "高娃")
    assert not found("巴特尔根", "巴根")


@given(HAN | st.text(alphabet="巴根日勒高娃其格查干那苏图·阿", min_size=2, max_size=14), st.data())
def test_any_two_and_more_neighbouring_characters_find_and_so_does_their_reading(name, data):
    text, syllables = names.bare(name), names.readings(name)
    assume(len(text) > 1)
    first = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(first + 2, len(text)))
    assert found(name, text[first:end])
    reading = "".join(syllables[first:end])
    assume(reading.isascii())  # A few characters have no reading, and stand for themselves.
    assert found(name, reading)


PARTS = st.lists(st.text(alphabet="阿里木买提艾力娜单光查干abz", min_size=1, max_size=16), min_size=2, max_size=3)


@given(PARTS, st.sampled_from("·•・ "))
def test_every_part_around_a_dot_finds_typed_whole_however_long_it_is(parts, dot):
    name = dot.join(parts)
    keys = set(search_keys(name, initials(name)))
    for part in parts:
        asked = search_filter(part)
        assert (asked if "search" in asked else asked["$or"][0])["search"] in keys


def test_a_long_reading_is_compared_whole_with_one_of_the_readings():
    name = "阿里木·阿布热西提买买提"
    reading = "aburexitimaimaiti"
    asked = search_filter(reading)["$or"][0]
    assert asked["search"] in search_keys(name, initials(name))
    bounds = asked["$or"][1]["other_readings"]["$elemMatch"]
    assert any(bounds["$gte"] <= one < bounds["$lt"] for one in other_readings(name))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("薄\u200b二", "薄二"),
        ("娜\u202e娜", "娜娜"),
        ("李\xa0四", "李 四"),
        ("李\u3000 \n四", "李 四"),
        ("王５", "王5"),
        ("Ａ明", "A明"),
        ("阿里木·买买提", "阿里木·买买提"),
        ("\u2066··\u2069", "··"),
    ],
)
def test_a_name_is_kept_in_one_form_however_it_was_typed(typed, stored):
    assert kept(typed) == stored


@given(st.text(max_size=20))
def test_what_is_kept_of_a_name_stays_so_and_is_found_by_the_same_letters(text):
    assert kept(kept(text)) == kept(text)
    assert not any(unicodedata.category(one) in ("Cc", "Cf") for one in kept(text))


WAYS = {
    "（虚构）第二中学": ["（虚构）第二中学", " （虚构）  第二中学\u200b", "(虚构)第二中学", "(虚构) 第二中学\u3000"],
    "BT-虚构1局": ["ＢＴ－虚构１局", "bt-虚构1局", "BT-虚构 1局"],
}


@pytest.mark.parametrize("name", WAYS)
def test_the_name_of_a_unit_is_the_same_in_whatever_width_it_is_typed(name: str) -> None:
    assert {names.compared(way) for way in WAYS[name]} == {names.compared(name)}
    assert names.compared(name) != names.compared(name[:-1])


@given(st.text())
def test_what_is_kept_of_a_units_name_stays_so_and_says_the_same(typed: str) -> None:
    kept = written(typed)
    assert written(kept) == kept
    assert names.compared(kept) == names.compared(typed)


@pytest.mark.parametrize(
    ("text", "beginning", "rest"),
    [
        ("财政局副局长", "财政局", "副局长"),
        ("财 政 局副局长", "财政局", "副局长"),
        ("财政局党组书记、局长（兼）", "财政局", "党组书记、局长（兼）"),
        ("财政局长", "财政局", "财政局长"),
        ("财政局", "财政局", "财政局"),
    ],
)
def test_what_stands_behind_a_units_name_stays_as_it_was_typed(text: str, beginning: str, rest: str) -> None:
    assert names.behind(text, beginning) == rest
