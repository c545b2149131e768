"""Words to search by (检索词): pairs of neighbouring Chinese characters, and whole words of other scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 6000
"""Of one thing; what a text holds beyond them is not found."""
LONGEST_BEGINNING = 12
_HAN = "㐀-䶿一-鿿"
_RUN = re.compile(rf"[{_HAN}]+|[a-z0-9]+")
_BROKEN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
"""Where a line ends within a Chinese sentence, or a word was spaced."""
_RUN_OF_HAN = re.compile(rf"[{_HAN}]+")
_BLANKS = "[\\s\u3000]*"
"""As both the database and Python write it."""


def grams(heads: Iterable[str], bodies: Iterable[str] = ()) -> list[str]:
    """What a thing is found by.

    Of heads, which are short, also single characters and the beginnings of words and numbers; of bodies neither, so
    that the index stays small.
    """
    found: dict[str, None] = {}
    for run in _runs(map(_whole, heads)):
        if _is_han(run):
            found.update(dict.fromkeys((*run, *_pairs(run))))
        else:
            found.update(dict.fromkeys(run[:length] for length in range(1, min(len(run), LONGEST_BEGINNING) + 1)))
            found[run] = None
    for run in _runs(map(_whole, bodies)):
        found.update(dict.fromkeys(_pairs(run) if _is_han(run) else (run,)))
    return list(found)[:MOST]


def wanted(query: str) -> list[str]:
    """What a thing must hold to match a query: the pairs of its Chinese runs, and its other words."""
    found: dict[str, None] = {}
    for run in _runs((query,)):
        found.update(dict.fromkeys(_pairs(run) if _is_han(run) and len(run) > 1 else (run,)))
    return list(found)


def as_typed(run: str) -> str:
    """The pattern of a run as somebody typed it, whatever breaks the lines of a text within its Chinese."""
    return "".join(
        _BLANKS + re.escape(sign) if place and _RUN_OF_HAN.fullmatch(run[place - 1 : place + 1]) else re.escape(sign)
        for place, sign in enumerate(run)
    )


def _runs(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from _RUN.findall(text.lower())


def _whole(text: str) -> str:
    return _BROKEN.sub("", text)


def _is_han(run: str) -> bool:
    return run[0] >= "㐀"


def _pairs(run: str) -> Iterable[str]:
    return (run[place : place + 2] for place in range(len(run) - 1))
