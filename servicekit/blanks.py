"""What can be seen of a text, and what cannot: blanks, controls and format characters of Unicode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_AROUND = (
    (0x00, 0x20),
    (0x7F, 0xA0),
    0xAD,
    0x34F,
    0x61C,
    (0x115F, 0x1160),
    0x1680,
    (0x17B4, 0x17B5),
    0x180E,
    (0x2000, 0x200F),
    (0x2028, 0x202F),
    (0x205F, 0x206F),
    0x2800,
    0x3000,
    0x3164,
    0xFEFF,
    0xFFA0,
    (0xFFF0, 0xFFFB),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE00FF),
    (0xE01F0, 0xE0FFF),
)
"""Code points that show nothing: spaces, controls, format characters, fillers of Hangul, the empty Braille pattern."""
_SELECTORS = ((0x180B, 0x180F), (0xFE00, 0xFE0F))
"""Variation selectors: they show nothing alone, and say which form of a sign is meant where they follow one."""
_TAGS = 0xE0000
"""From here on there are tags and more selectors alone, of which nothing shows: more than a set is for."""


def _signs(ranges: Iterable[int | tuple[int, int]]) -> str:
    pairs = ((one, one) if isinstance(one, int) else one for one in ranges)
    return "".join(chr(code) for first, last in pairs for code in range(first, last + 1))


AROUND = _signs(_AROUND)
_NOTHING = frozenset(one for one in AROUND + _signs(_SELECTORS) if ord(one) < _TAGS)
_FIRST_TAG, _LAST_TAG = chr(_TAGS), chr(_AROUND[-1][1])


def shows(sign: str) -> bool:
    """Whether anything can be seen of a sign that stands alone."""
    return sign not in _NOTHING and not _FIRST_TAG <= sign <= _LAST_TAG


def trimmed(text: str) -> str:
    """The text without what shows nothing around it; empty where nothing can be seen in it at all."""
    if text and shows(text[0]) and shows(text[-1]):
        return text  # As nearly all are; to look for so many signs takes long.
    inner = text.strip(AROUND)
    return inner if any(map(shows, inner)) else ""


def is_blank(text: str) -> bool:
    """Whether nothing can be seen of a text."""
    return not text or (not shows(text[0]) and not trimmed(text))


_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_JOINED = "\u0600-\u06ff\u0900-\u0dff\u1800-\u18af\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
"""After these signs a joiner says how the next one is written: Arabic, Mongol and Indian letters, pictures."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
    f"|(?<![{_JOINED}])[\u200c\u200d]"
)

HIDDEN = (
    *("hidden", "第{}个字符是看不见的控制符或格式符，请删去"),
    "Character {} is a control that nobody sees",
)
"""What is said of a text that has one, in both languages, and the code of it."""


def entered(text: str) -> str:
    """A text as it is kept, however it was typed: in NFC, lines ending as one does, nothing around it."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _BREAKS.sub("\n", text)
    return trimmed(text)


def hidden(text: str) -> int | None:
    """Where a text has a control or a format character that nobody sees, counted from 1; None where it has none."""
    if text.isprintable():
        return None
    found = _HIDDEN.search(text)
    return None if found is None else found.start() + 1


def without_hidden(text: str) -> str:
    """The text without the controls and format characters that nobody sees."""
    return text if text.isprintable() else _HIDDEN.sub("", text)


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """A text as it is compared: in whatever width and case, with whatever blanks and signs that show nothing."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if shows(sign)).casefold()


def said_of_hidden(text: str) -> tuple[str, str, str] | None:
    """The code and what is said, in both languages, of a text that has a control or a format character within it."""
    if (place := hidden(text)) is None:
        return None
    code, zh, en = HIDDEN
    return code, zh.format(place), en.format(place)


_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_FULL_WIDTH = {0x3000: " "} | {0xFF01 + place: chr(0x21 + place) for place in range(94)}


def number_in(text: str) -> str | None:
    """A number that was typed in the ten digits, in half width; None for a text that is none: `5²`, `1E3`, `nan`,
    digits of other scripts."""
    plain = entered(text).translate(_FULL_WIDTH)
    return plain if _NUMBER.fullmatch(plain) else None


def half_width(text: str) -> str:
    """What was typed in full width, in half width (NFKC): codes, numbers and days."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def unbroken(text: str) -> str:
    """A number as it is read and compared, however it was set: in half width and capitals, without blanks and dashes.

    >>> unbroken("１５０２０３ 19850701－００３ｘ")
    '15020319850701003X'
    """
    return "".join(sign for sign in half_width(text) if shows(sign) and not _is_dash(sign)).upper()


def _is_dash(sign: str) -> bool:
    return sign == "\u2212" or unicodedata.category(sign) == "Pd"
