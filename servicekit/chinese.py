"""How a Chinese sentence says what the platform holds as data: days and shares as an official writes them."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

_QUOTED = re.compile(r"(“[^”]*”|《[^》]*》)")
"""What is quoted was said by somebody else, and stays as they said it."""
_DAY = re.compile(r"(?<![\w.\-])([12]\d{3})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?![\w\-])", re.ASCII)
_DIGITS: Final = "〇一二三四五六七八九十"
_INNER: Final = {"“": "‘", "”": "’"}
_SENTENCE = "zh"
"""Members of facts that hold a Chinese sentence."""


def people_of(ethnicity: str) -> str:
    """What people call an ethnicity (民族): GB/T 3304 says 汉, people say 汉族."""
    return ethnicity if not ethnicity or ethnicity.endswith("族") else f"{ethnicity}族"


def with_days(sentence: str) -> str:
    """A sentence with its days and months as 2026年11月27日, 2026年11月, and with quotes within quotes as ‘ and ’.

    >>> with_days("2026-11-27到龄退休")
    '2026年11月27日到龄退休'
    >>> with_days("字典““七个一批”类别”中没有")
    '字典“‘七个一批’类别”中没有'
    """
    parts = _QUOTED.split(nested(sentence))
    parts[::2] = (_DAY.sub(_said, part) for part in parts[::2])
    return "".join(parts)


def nested(sentence: str) -> str:
    """A sentence whose quotes within quotes are ‘ and ’; one whose quotes do not close stays as it is."""
    said, depth = [], 0
    for letter in sentence:
        depth -= letter == "”"
        said.append(_INNER[letter] if letter in _INNER and depth == 1 else letter)
        depth += letter == "“"
        if depth < 0:
            return sentence
    return sentence if depth else "".join(said)


def _said(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")


def sentences_with_days(facts: Any) -> Any:
    """Facts whose Chinese sentences, wherever they stand in them, say their days so."""
    if isinstance(facts, dict):
        return {
            key: with_days(value) if key == _SENTENCE and isinstance(value, str) else sentences_with_days(value)
            for key, value in facts.items()
        }
    return [sentences_with_days(one) for one in facts] if isinstance(facts, list | tuple) else facts


def post_at(unit: str, title: str) -> str:
    """A post with its unit before it; what the unit's name ends with and the title begins with is said once.

    >>> post_at("包头市审计局", "审计局副局长"), post_at("九原区", "区长"), post_at("", "科员")
    ('包头市审计局副局长', '九原区区长', '科员')
    """
    if unit in title:
        return title
    # One sign alone is no repetition: 九原区 and 区长.
    alike = next((n for n in range(min(len(unit), len(title)), 1, -1) if unit.endswith(title[:n])), 0)
    return unit + title[alike:]


def share(value: Fraction | str) -> str:
    """A share that is kept as a fraction, in words: 三分之二; 半数 for a half."""
    exact = Fraction(value)
    if exact == Fraction(1, 2):
        return "半数"
    if max(exact.numerator, exact.denominator) >= len(_DIGITS):
        return percent(exact)
    return f"{_DIGITS[exact.denominator]}分之{_DIGITS[exact.numerator]}"


def percent(value: Decimal | Fraction | str | None) -> str:
    """A share as a sentence says it: 70%, 69.96%; rounded down, so that one below a limit never reads as the limit."""
    return f"{Decimal(math.floor(Fraction(value or 0) * 10_000)) / 100:f}%"
