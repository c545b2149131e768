"""Numbers that stand in one cell of a sheet (一格多数), each after what it is for: `主动担当=90；攻坚克难=80`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

_NAME = r"[^\s=＝:：;；][^=＝:：;；\n]{0,59}"
"""Does not begin with a blank: those before it are of what stands between, so that each text is read in one way."""
_BETWEEN = r"[;；\n]\s*"
_MARK = rf"{_NAME}[=＝:：] *[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?[ \u3000]*"
_COUNT = rf"{_NAME}[:：] *{_NAME}[=＝] *[0-9]{{1,5}}[ \u3000]*"
MARKS = rf"^\s*{_MARK}(?:{_BETWEEN}{_MARK})*(?:{_BETWEEN})?\Z"
"""A text of several marks."""
COUNTS = rf"^\s*{_COUNT}(?:{_BETWEEN}{_COUNT})*(?:{_BETWEEN})?\Z"
"""A text of several counts, each after question and answer."""


def numbers(text: str) -> list[tuple[str, Decimal]]:
    """What stands in a text of `MARKS`."""
    parts = (re.split("[=＝:：]", part) for part in re.split(_BETWEEN, text) if part.strip())
    return [(said.strip(), Decimal(number.strip())) for said, number in parts]


def counts(text: str) -> list[tuple[str, str, int]]:
    """What stands in a text of `COUNTS`."""
    parts = (re.split("[=＝:：]", part) for part in re.split(_BETWEEN, text) if part.strip())
    return [(question.strip(), answer.strip(), int(number)) for question, answer, number in parts]


def meant(said: str, words: Mapping[str, str]) -> str:
    """The key of what is called so; what nothing is called stays as it is, for whoever checks to refuse."""
    if said in words:
        return said
    text = _folded(said)
    return next((key for key, word in words.items() if _folded(word) == text), said)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
