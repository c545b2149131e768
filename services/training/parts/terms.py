"""Terms (学期) as people say them."""

from __future__ import annotations

import re

from servicekit.blanks import folded
from servicekit.queries import entries_of
from servicekit.work import Reading

TERMS = "training.terms"
_OF_A_YEAR = re.compile(r"([0-9]{4})(?:年度?|-)?(.+)")


def meant(read: Reading, said: str) -> str:
    """The term that is meant, as classes keep it: 2026年秋季学期, 2026秋季 and 2026年秋 are `2026-autumn`."""
    found = _OF_A_YEAR.fullmatch(folded(said))
    if found is None:
        return said
    year, called = found.groups()
    for key, zh in entries_of(read.db, TERMS).items():
        if _bare(called) in (folded(key), _bare(folded(zh))):
            return f"{year}-{key}"
    return said


def _bare(called: str) -> str:
    return called.removesuffix("学期").removesuffix("季")
