"""Names as people search for them: pinyin with the surname read right (姓氏异读), initials, keys of the index."""

from __future__ import annotations

import bisect
import os
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from services.registry.vocabulary.names import kept

# Readings that these characters have as a surname, which may differ from the everyday one.
SURNAMES = {
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "曾": "zeng",
    "查": "zha",
    "朴": "piao",
    "区": "ou",
    "任": "ren",
    "华": "hua",
    "盖": "ge",
    "乐": "yue",
    "翟": "zhai",
    "缪": "miao",
    "员": "yun",
    "种": "chong",
    "冼": "xian",
    "洗": "xian",
    "宁": "ning",
    "那": "na",
    "覃": "qin",
    "召": "shao",
    "黑": "he",
    "车": "che",
    "祭": "zhai",
    "秘": "bi",
    "燕": "yan",
    "过": "guo",
    "哈": "ha",
    "折": "she",
    "繁": "po",
    "撒": "sa",
    "晁": "chao",
    "訾": "zi",
    "逄": "pang",
    "郗": "xi",
    "乜": "nie",
    "佴": "nai",
    "佘": "she",
    "谌": "chen",
    "贾": "jia",
    "石": "shi",
    "尹": "yin",
    "牟": "mu",
    "柏": "bai",
    "瞿": "qu",
    "褚": "chu",
    "隗": "wei",
    "戚": "qi",
    "纪": "ji",
    "葛": "ge",
    "费": "fei",
    "郇": "xun",
    "幺": "yao",
    "炅": "gui",
    "曲": "qu",
    "沈": "shen",
    "臧": "zang",
    "藏": "zang",
    "阚": "kan",
    "钭": "tou",
    "重": "chong",
    "都": "du",
    "会": "gui",
    "卜": "bu",
    "薄": "bo",
    "尉": "wei",
    "贲": "ben",
    "谷": "gu",
    "家": "jia",
    "应": "ying",
    "相": "xiang",
}
IN_NAMES = {"勒": "le", "都": "du", "什": "shi"}
"""Readings that these characters have in names, whatever their everyday one: `日勒` is rile."""
GIVEN = {"查干": ("cha", "gan"), "查汗": ("cha", "han"), "召那": ("zhao", "na"), "召日": ("zhao", "ri")}
"""Beginnings of Mongol names that are no surnames: `查干巴拉` is chaganbala."""
COMPOUND_SURNAMES = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
}
_IN_A_ROW = (
    "欧阳上官司马诸葛东方皇甫令狐慕容司徒夏侯端木呼延公孙轩辕宇文淳于太史申屠百里东郭南宫西门独孤"
    "完颜拓跋赫连公冶宗政濮阳太叔仲孙钟离鲜于闾丘司空亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁夹谷"
)
PLAIN_COMPOUND_SURNAMES = frozenset(_IN_A_ROW[place : place + 2] for place in range(0, len(_IN_A_ROW), 2))
"""Surnames of two characters that are read as any other word."""
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_BETWEEN = re.compile(r"[\W_]+")
"""Dots, blanks and signs between the parts of a name."""
MOST_PREFIX, MOST_LETTERS = 6, 12
"""Characters of a name, and letters of a reading, whose beginnings are keys of the index."""
READ_AS = 4
"""Which way of reading names, and of placing who has left, the keys of a file were made by; others are made anew."""


@lru_cache(maxsize=8192)
def _reading(character: str) -> str:
    if character in IN_NAMES:
        return IN_NAMES[character]
    # Its tables are only for a process that reads names, not for every one that reads this package's schemas; those of
    # phrases (45 MB) are for running text, while a name is read character by character.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(character, style=Style.NORMAL)).lower()


@lru_cache(maxsize=8192)
def _every_reading(character: str) -> tuple[str, ...]:
    """All readings of a character, the everyday one first."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys([_reading(character), *(one.lower() for one in (found[0] if found else ()))]))


@lru_cache(maxsize=16384)
def compared(text: str) -> str:
    """What texts have in common that say the same, in whatever width and with whatever blanks they were typed."""
    return "".join(kept(text).lower().split())


def bare(name: str) -> str:
    """A name without spaces, dots and signs, in small letters: `斯琴·高娃`, with any dot, is `斯琴高娃`."""
    return "".join(one for one in unicodedata.normalize("NFKC", name) if one.isalnum()).lower()


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[str, ...]:
    """The syllables of a name, the surname first."""
    text = bare(name)
    if text[:2] in GIVEN:
        return (*GIVEN[text[:2]], *(_reading(character) for character in text[2:]))
    if len(text) > 2 and text[:2] in COMPOUND_SURNAMES:
        return (*COMPOUND_SURNAMES[text[:2]], *(_reading(character) for character in text[2:]))
    if text[:1] in SURNAMES:
        return (SURNAMES[text[:1]], *(_reading(character) for character in text[1:]))
    return tuple(_reading(character) for character in text)


def pinyin(name: str) -> str:
    """The whole reading in one word: `单雄信` is `shanxiongxin`."""
    return "".join(readings(name))


def sounds(name: str) -> str:
    """What sorts names by pinyin: syllable by syllable, as a dictionary does, so that 李宁 stands before 林芳."""
    return " ".join(readings(name))


def _first_readings(name: str) -> set[str]:
    """The whole readings with every reading of the first character, the right one too."""
    text, rest = bare(name), "".join(readings(name)[1:])
    if not _HAN.match(text):
        return set()
    first = [*_every_reading(text[0]), *([SURNAMES[text[0]]] if text[0] in SURNAMES else [])]
    return {reading + rest for reading in first}


def _parts(name: str) -> dict[str, str]:
    """What somebody is called besides the whole name, with its reading: the given name, and what stands around a dot.

    The given name after a surname of two characters (复姓) may be one character: `冲` of `令狐冲`.
    """
    text, syllables = bare(name), readings(name)
    found: list[tuple[int, int]] = []
    compound = text[:2] in COMPOUND_SURNAMES or text[:2] in PLAIN_COMPOUND_SURNAMES
    if len(text) > 2 and _HAN.match(text):
        found += [(1, len(text)), *([(2, len(text))] if compound else [])]
    pieces = [bare(one) for one in _BETWEEN.split(unicodedata.normalize("NFKC", name)) if bare(one)]
    if len(pieces) > 1:
        ends = list(accumulate(len(one) for one in pieces))
        found += list(pairwise([0, *ends]))
    return {text[first:end]: "".join(syllables[first:end]) for first, end in found}


def _inner(name: str) -> Iterator[tuple[str, str]]:
    """Every two and more neighbouring characters that do not begin the name, with their reading.

    Mongol names have no surname, so what somebody remembers may stand anywhere: `高娃` in `乌云高娃`.
    """
    text, syllables = bare(name), readings(name)
    for first in range(1, len(text) - 1):
        if _HAN.match(text[first]):
            for end in range(first + 2, len(text) + 1):
                yield text[first:end], "".join(syllables[first:end])


def other_readings(name: str) -> list[str]:
    """The readings besides `pinyin` that somebody may try: with every reading of the first character, and of parts.

    Of what stands within the name only those that are longer than the index's keys.
    """
    within = {reading for _, reading in _inner(name) if len(reading) > MOST_LETTERS}
    return sorted({*_first_readings(name), *_parts(name).values(), *within} - {pinyin(name)})


def initials(name: str) -> str:
    """The first letters: `单雄信` is `sxx`."""
    return "".join(syllable[:1] for syllable in readings(name))


def search_keys(name: str, letters: str) -> list[str]:
    """What the index holds so that a search is an equality and costs the same at any size.

    Beginnings of the name, of the initials and of its readings, and the given name, the parts around a dot and what
    stands anywhere in it, each with its reading.
    """
    text = bare(name)
    keys = {text[:length] for length in range(1, min(len(text), MOST_PREFIX) + 1)}
    keys |= {letters[:length] for length in range(1, min(len(letters), MOST_PREFIX) + 1)}
    for part, reading in (*_parts(name).items(), *_inner(name)):
        keys |= {part[: MOST_PREFIX if is_chinese(part) else MOST_LETTERS], reading[:MOST_LETTERS]}
    for reading in _first_readings(name) | {pinyin(name)}:
        keys.add((reading[:1] + letters[1:])[:MOST_PREFIX])
        keys |= {reading[:length] for length in range(2, min(len(reading), MOST_LETTERS) + 1)}
    return sorted(keys)


def is_chinese(text: str) -> bool:
    """Whether what somebody typed is to be read as Chinese, rather than as pinyin or initials."""
    return _HAN.search(text) is not None


def behind(text: str, beginning: str) -> str:
    """What a text says behind a beginning, given as it is compared; the rest stays as it was typed. The whole of a text
    that says nothing more, or one character, as of 财政局长 behind 财政局."""
    ends = range(1, len(text) + 1)
    end = bisect.bisect_left(ends, len(beginning), key=lambda at: len(compared(text[:at]))) + 1
    rest = text[end:].strip()
    return rest if len(rest) > 1 else text
