"""Words to search by (检索词): pairs of neighbouring Chinese characters, and whole words of other scripts."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

MOST = 60_000
"""Of one thing: more than its longest text, of 50,000 characters, and its heads have. None is found by more."""
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
    """What a thing must hold to match a query: the pairs of its Chinese runs, and its other words.

    A single character beside others (the last of 12号) is not asked for: of bodies none is kept, and what was typed is
    compared as a whole anyway.
    """
    runs = list(_runs((query,)))
    telling = [run for run in runs if len(run) > 1 or not _is_han(run)]
    found: dict[str, None] = {}
    for run in telling or runs:
        found.update(dict.fromkeys(_pairs(run) if _is_han(run) and len(run) > 1 else (run,)))
    return list(found)


def as_typed(run: str) -> str:
    """The pattern of a run as somebody typed it, whatever width a text has it in, and whatever breaks its lines within
    its Chinese."""
    return "".join(
        _BLANKS + _in_any_width(sign)
        if place and _RUN_OF_HAN.fullmatch(unicodedata.normalize("NFKC", run[place - 1 : place + 1]))
        else _in_any_width(sign)
        for place, sign in enumerate(run)
    )


def _in_any_width(sign: str) -> str:
    """The pattern of a sign in each of its widths and forms (NFKC): （ and (, ２ and 2, Ⅲ and III."""
    plain = unicodedata.normalize("NFKC", sign)
    if len(plain) != 1:
        return f"(?:{re.escape(sign)}|{''.join(map(_in_any_width, plain))})"
    forms = {form for case in {plain, plain.lower(), plain.upper()} for form in (case, *_forms().get(case, ()))}
    forms = {form for form in forms if len(form) == 1}
    return f"[{''.join(map(re.escape, sorted(forms)))}]" if len(forms) > 1 else re.escape(plain)


@cache
def _forms() -> Mapping[str, list[str]]:
    """The other widths and forms of each sign that has some, of those that texts hold."""
    found: dict[str, list[str]] = defaultdict(list)
    for sign in map(chr, range(0xA0, 0xFFFF)):
        plain = unicodedata.normalize("NFKC", sign)
        if len(plain) == 1 and plain != sign:
            found[plain].append(sign)
    return found


def _runs(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _whole(text: str) -> str:
    return _BROKEN.sub("", text)


def _is_han(run: str) -> bool:
    return run[0] >= "㐀"


def _pairs(run: str) -> Iterable[str]:
    return (run[place : place + 2] for place in range(len(run) - 1))
